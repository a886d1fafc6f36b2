"""How sure are you: asked where the quiz says so, saved with the answer, counted or only told, and mapped by claim."""

import pytest

from quizapp.core.certainty import CERTAINTIES
from quizapp.operations import attempts as operations
from quizapp.operations import late
from quizapp.operations.late import LateSave
from quizapp.store.db import db, write
from quizapp.store.models import LateResponse, Quiz
from tests.builders import NOW, later, question
from tests.papers import attempt, keys, press, slot, start
from tests.registers import claim, register_document, voice

WRONG = 1
HEADING = ("format", "passages", "speakers", "claims")


@pytest.fixture
def people(site):
    """Return a teacher and a student, in a class."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    return teacher, student, site.school_class(teacher, student)


@pytest.fixture
def begin(site, people):
    """Return a function that starts a quiz on these terms: (client, id of the attempt)."""
    _, student, school_class = people
    bank = site.bank(*[question(name=f"q{number}") for number in range(3)])

    def begun(certainty, **terms):
        quiz = site.quiz(school_class, bank=bank, certainty=certainty, **{"per_page": 3, **terms})
        return site.client(student), start(site, student, quiz)

    return begun


def hand_in(client, number):
    """Hand the attempt in, and return its result."""
    client.send(f"/attempts/{number}/submission", csrf_token=client.token("/account"))
    return client.get(f"/attempts/{number}/result").text


def test_a_quiz_that_does_not_ask_shows_no_steps_and_counts_as_ever(begin):
    client, number = begin("off")
    page = client.get(f"/attempts/{number}/pages/1")
    assert "How sure are you?" not in page.text
    press(client, page, "stay", **keys(number, 1))
    assert "1 of 3" in hand_in(client, number)
    assert (attempt(number).score, attempt(number).most) == (1, 3)


def test_a_step_is_saved_with_its_answer_and_is_there_when_one_comes_back(begin):
    client, number = begin("recorded")
    page = client.get(f"/attempts/{number}/pages/1")
    press(client, page, "stay", **keys(number, 1), **{"sure-1": "2", "sure-3": "3"})
    assert [slot(number, place).certainty for place in (1, 2, 3)] == [2, None, 3]
    again = client.get(f"/attempts/{number}/pages/1").text
    assert 'name="sure-1" value="2" checked' in again
    assert 'name="sure-3" value="3" checked' in again
    assert again.count('name="sure-') == 9


def test_a_changed_step_alone_is_a_change_and_a_repeated_save_is_none(begin):
    client, number = begin("recorded")
    for step, saves in (("1", 1), ("3", 2), ("3", 2)):
        page = client.get(f"/attempts/{number}/pages/1")
        press(client, page, "stay", **keys(number, 1), **{"sure-1": step})
        assert (slot(number, 1).certainty, slot(number, 1).sequence) == (int(step), saves)


@pytest.mark.parametrize("step", ["0", "4", "x", "", "-1"])
def test_what_is_no_step_is_none(begin, step):
    client, number = begin("recorded")
    press(client, client.get(f"/attempts/{number}/pages/1"), "stay", **keys(number, 1), **{"sure-1": step})
    assert slot(number, 1).certainty is None


def test_where_certainty_counts_the_score_follows_the_table_and_the_points_stay(site, begin, people):
    client, number = begin("counted")
    _, student, _ = people
    given = [(1, 0, 3), (2, WRONG, 2), (3, 0, None)]
    saves = [operations.Save(place, 1, answer, certainty=sure) for place, answer, sure in given]
    operations.save(site.actor(student, NOW), number, saves)
    told = hand_in(client, number)
    assert (attempt(number).score, attempt(number).most) == (3 - 2 + 1, 9)
    assert [slot(number, place).points for place in (1, 2, 3)] == [1, 0, 1]
    for words in ("certain: counts +3", "fairly sure: counts −2", "how sure was not said: counts +1", "2 of 9"):
        assert words in " ".join(told.split())


def test_a_score_is_never_less_than_nothing(site, begin, people):
    client, number = begin("counted")
    operations.save(site.actor(people[1], NOW), number, [operations.Save(1, 1, WRONG, certainty=3)])
    assert "never less than nothing" in hand_in(client, number)
    assert attempt(number).score == 0


def test_where_it_is_only_recorded_it_is_told_and_counts_nothing(site, begin, people):
    client, number = begin("recorded")
    operations.save(site.actor(people[1], NOW), number, [operations.Save(1, 1, 0, certainty=3)])
    told = " ".join(hand_in(client, number).split())
    assert (attempt(number).score, attempt(number).most) == (1, 3)
    assert "· certain" in told
    assert "certain: counts" not in told


def test_an_attempt_goes_on_as_it_began_when_the_quiz_is_changed(site, begin, people):
    client, number = begin("counted")
    quiz_id = attempt(number).quiz_id

    @write
    def change():
        db.session.get_one(Quiz, quiz_id).certainty = "off"

    change()
    operations.save(site.actor(people[1], NOW), number, [operations.Save(1, 1, 0, certainty=3)])
    hand_in(client, number)
    assert attempt(number).score == 3


def test_a_late_step_is_kept_beside_its_answer_and_taken_over_with_it(site, begin, people):
    teacher, student, _ = people
    client, number = begin("counted")
    operations.save(site.actor(student, NOW), number, [operations.Save(1, 1, 0, certainty=1)])
    hand_in(client, number)
    actor = site.actor(student, later(minutes=1))
    (same,) = late.hold(actor, number, [LateSave(1, 1, 0, certainty=1)])
    assert same.status == "saved"
    (held,) = late.hold(actor, number, [LateSave(1, 2, 0, certainty=3)])
    assert held.status == "late", "a surer answer is another answer"
    (again,) = late.hold(actor, number, [LateSave(1, 2, 0, certainty=3)])
    assert again.status == "late"
    assert db.session.query(LateResponse).count() == 1
    told = site.client(teacher).get(f"/teach/quizzes/{attempt(number).quiz_id}/attempts/{number}").text
    assert "Wax (certain)" in told
    assert "Wax (not very sure)" in told
    assert "would earn 3 of 3 points" in " ".join(told.split())
    late.decide(site.actor(teacher, later(minutes=2)), attempt(number).quiz_id, number, None, "accepted", "Was ill.")
    assert (slot(number, 1).certainty, attempt(number).score) == (3, 3)


def test_the_map_of_claims_is_told_to_the_student_and_for_the_class_to_the_teacher(site, begin, people):
    teacher, student, _ = people
    client, number = begin("recorded")
    given = [(1, 0, 3), (2, WRONG, 3), (3, 0, 1)]
    saves = [operations.Save(place, 1, answer, certainty=sure) for place, answer, sure in given]
    operations.save(site.actor(student, NOW), number, saves)
    own, wrong = hand_in(client, number), slot(number, 2).question.name
    of_class = site.client(teacher).get(f"/teach/quizzes/{attempt(number).quiz_id}/insights").text
    for told in (own, of_class):
        assert "How sure, and how right" in told
        assert f"What of {wrong}?" in told.split("<tbody>")[-1].split("</tr>")[0], "wrong with certainty comes first"


def test_a_claim_stands_in_the_map_with_how_the_source_presents_it(site, people):
    teacher, student, school_class = people
    document = register_document(claim("red", voice("ann"), voice("bob", "denies", "P2")))
    shown = {"passage": "P1", "speaker": "ann", "quote": "passage P1 tells at some length"}
    bank = site.bank(question(evidence=[shown]), **{name: document[name] for name in HEADING})
    quiz = site.quiz(school_class, bank=bank, count=1, certainty="recorded")
    number = start(site, student, quiz)
    operations.save(site.actor(student, NOW), number, [operations.Save(1, 1, 0, certainty=3)])
    own = hand_in(site.client(student), number)
    of_class = site.client(teacher).get(f"/teach/quizzes/{quiz.id}/insights").text
    for told in (own, of_class, site.client(teacher).get(f"/teach/quizzes/{quiz.id}/attempts/{number}").text):
        row = told.split("How sure, and how right")[1].split("<tbody>")[1].split("</tr>")[0]
        assert "The hive is red." in row
        assert "disputed" in row


def test_a_step_comes_back_with_an_answer_that_was_refused(site, people):
    _, student, school_class = people
    quiz = site.quiz(school_class, bank=site.bank(question("ordering")), count=1, certainty="recorded")
    client, number = site.client(student), start(site, student, quiz)
    twice = {"q1-0": "1", "q1-1": "1", "sure-1": "3"}
    again = press(client, client.get(f"/attempts/{number}/pages/1"), "stay", **twice)
    assert 'name="sure-1" value="3" checked' in again.text


def test_a_student_is_told_before_the_start_that_certainty_counts(site, people):
    _, student, school_class = people
    quiz = site.quiz(school_class, bank=site.bank(question()), count=1, certainty="counted")
    assert "how sure you are of each answer, and that counts" in site.client(student).get(f"/quizzes/{quiz.id}").text


def test_a_map_of_nothing_is_not_shown(begin):
    client, number = begin("recorded")
    assert "How sure, and how right" not in hand_in(client, number)


def test_there_are_three_steps():
    assert CERTAINTIES == (1, 2, 3)
