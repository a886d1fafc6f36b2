"""What a student sees after an attempt: at once, after closing, or never; and the history."""

import pytest

from quizapp.core.answers import key_of
from quizapp.operations import attempts as operations
from quizapp.operations import quizzes
from quizapp.operations.attempts import Save
from quizapp.store.db import db, write
from quizapp.store.models import Quiz
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks, offers
from tests.builders import later, question
from tests.papers import attempt, start

EVIDENCE = [{"passage": "P1", "speaker": "keeper", "stance": "asserts"}]


@pytest.fixture
def taken(site):
    """Return a function that takes a quiz of one question (wrongly) and returns the client and the attempt."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    school_class = site.school_class(teacher, student)

    def take(answer=1, **terms):
        asked = question(explanation="Because bees **build** with it.", evidence=EVIDENCE)
        quiz = site.quiz(school_class, bank=site.bank(asked), count=1, **terms)
        attempt_id = start(site, student, quiz)
        operations.save(site.actor(student), attempt_id, [Save(1, 1, answer)])
        operations.submit(site.actor(student), attempt_id)
        return site.client(student), attempt_id

    return take


def test_at_once_each_question_is_shown_with_answer_key_why_and_source(taken):
    client, attempt_id = taken(pass_percent=50)
    page = client.get(f"/attempts/{attempt_id}/result").text
    for words in ("0 %", "0 of 1", "✗ not passed", "✗ your answer, wrong", "Not iron.", "→ the right answer",
                  "Because bees <strong>build</strong> with it.", "The keeper says that bees build with wax.",
                  "The keeper", "asserted it", "who keeps the bees", "Passage P1"):  # fmt: skip
        assert words in page


def test_a_right_answer_is_told_as_right_and_as_passed(taken):
    client, attempt_id = taken(answer=0, pass_percent=50)
    page = client.get(f"/attempts/{attempt_id}/result").text
    for words in ("100 %", "✓ passed", "✓ your answer, right", "1 of 1 point<"):
        assert words in page


def test_after_closing_nothing_is_shown_while_a_classmate_with_more_time_works(site):
    teacher, slow, quick = site.person("teacher"), site.person(), site.person()
    quiz = site.quiz(
        site.school_class(teacher, slow, quick), minutes=30, closes_at=later(hours=1), feedback="after_closing"
    )
    attempt_id = site.attempt(quick, quiz).id
    quizzes.allow(site.actor(teacher), quiz.id, slow.id, 60, 0, "needs longer")
    page = site.client(quick).get(f"/attempts/{attempt_id}/result").text
    assert "closed for everybody" in page
    terms = offers.terms_for(quiz, quick.id)
    assert terms.closed_for_all == later(hours=2)


def test_after_closing_nothing_of_the_questions_is_shown_before_it(taken):
    client, attempt_id = taken(feedback="after_closing", closes_at=later(days=1))
    page = client.get(f"/attempts/{attempt_id}/result").text
    assert "0 of 1" in page
    assert "after the quiz has closed" in page
    assert "Wax" not in page
    assert "build" not in page

    quiz_id = attempt(attempt_id).quiz_id

    @write
    def close():
        db.session.get_one(Quiz, quiz_id).closes_at = later(minutes=-1)

    close()
    assert "→ the right answer" in client.get(f"/attempts/{attempt_id}/result").text


def test_never_shows_the_score_and_says_why_no_more(taken):
    client, attempt_id = taken(feedback="never")
    page = client.get(f"/attempts/{attempt_id}/result").text
    assert "0 of 1" in page
    assert "has chosen not to show" in page
    assert "Wax" not in page


def test_a_running_attempt_has_no_result(site):
    teacher, student = site.person("teacher"), site.person("student")
    attempt_id = start(site, student, site.quiz(site.school_class(teacher, student)))
    page = site.client(student).get(f"/attempts/{attempt_id}/result", follow_redirects=True)
    assert page.request.path == f"/attempts/{attempt_id}/pages/1"


@pytest.mark.parametrize("how", ["right", "wrong", "open", "partly"])
def test_every_kind_is_reviewed_however_it_was_answered(site, how):
    teacher, student = site.person("teacher"), site.person("student")
    attempt_id = start(site, student, site.quiz(site.school_class(teacher, student), count=9))
    for slot in reading.slots_of(attempt_id):
        asked = banks.parsed(slot.question)
        key = key_of(asked)
        answer = {"right": key, "open": None, "wrong": wrong(asked, key), "partly": partly(asked, key)}[how]
        operations.save(site.actor(student), attempt_id, [Save(slot.position, 1, answer)])
    operations.submit(site.actor(student), attempt_id)
    page = site.client(student).get(f"/attempts/{attempt_id}/result").text
    verdicts = {"right": "✓ Right", "wrong": "✗ Wrong", "open": "○ Not answered", "partly": "◐ Partly right"}
    assert page.count(verdicts[how]) == {"partly": 5}.get(how, 9)


def wrong(asked, key):
    """Return an answer that earns nothing."""
    return {
        "single_choice": 1, "multiple_choice": [2, 3], "true_false": True, "short_answer": "drone", "numeric": "100",
        "matching": [2, 2], "ordering": [3, 2, 1, 0], "cloze": [1, 1],
        "hot_text": [2, 3],
    }[asked.kind]  # fmt: skip


def partly(asked, key):
    """Return an answer that earns a part, where the kind knows parts."""
    parts = {"multiple_choice": [0], "matching": [None, 1], "ordering": [0, 1, None, None], "cloze": [0, None],
             "hot_text": [0, 2]}  # fmt: skip
    return parts.get(asked.kind, key)


def test_the_history_lists_attempts_newest_first_and_finds_words_of_the_title(site):
    teacher, student = site.person("teacher"), site.person("student")
    school_class, bank = site.school_class(teacher, student), site.bank()
    for title in ("Wax and honey", "Queens", "Hives"):
        attempt_id = start(site, student, site.quiz(school_class, bank=bank, title=title, pass_percent=50))
        if title != "Hives":
            operations.submit(site.actor(student), attempt_id)
    client = site.client(student)
    page = client.get("/history").text
    assert page.index("Hives") < page.index("Queens") < page.index("Wax and honey")
    assert "running" in page
    assert "✗ not passed" in page
    assert "Queens" not in client.get("/history?words=wax").text
    assert "No attempt has these words" in client.get("/history?words=100%").text
    assert client.get("/history?page=99").status_code == 200


def test_the_history_of_a_newcomer_tells_what_will_be_there(site):
    assert "You have not taken a quiz yet." in site.client(site.person("student")).get("/history").text


def test_the_history_is_cut_into_pages(site):
    teacher, student = site.person("teacher"), site.person("student")
    quiz = site.quiz(site.school_class(teacher, student), count=1)
    for _ in range(26):
        operations.submit(site.actor(student), start(site, student, quiz))
    client = site.client(student)
    assert "Page 1 of 2" in client.get("/history").text
    assert client.get("/history?page=2").text.count("<tr>") == 2


def test_a_passage_in_which_two_speak_is_shown_once_with_both(site):
    teacher, student = site.person("teacher"), site.person("student", "ann")
    asked = question(evidence=[*EVIDENCE, {"passage": "P1", "speaker": "rival", "stance": "doubts"}])
    speakers = [{"id": "keeper", "name": "The keeper"}, {"id": "rival", "name": "The rival"}]
    quiz = site.quiz(site.school_class(teacher, student), bank=site.bank(asked, speakers=speakers), count=1)
    page = site.client(student).get(f"/attempts/{site.attempt(student, quiz).id}/result").text
    assert page.count("bees build with wax") == 1
    assert page.index("The keeper</strong>") < page.index("The rival</strong>") < page.index("bees build with wax")


def test_who_is_quoted_twice_from_a_passage_is_named_once(site):
    teacher, student = site.person("teacher"), site.person("student", "ann")
    quotes = ("bees build with wax", "He shows a comb")
    asked = question(evidence=[{"passage": "P1", "speaker": "keeper", "quote": quote} for quote in quotes])
    quiz = site.quiz(site.school_class(teacher, student), bank=site.bank(asked), count=1)
    page = site.client(student).get(f"/attempts/{site.attempt(student, quiz).id}/result").text
    assert page.count("The keeper</strong>") == 1
    assert all(f"<mark>{quote}</mark>" in page for quote in quotes)
