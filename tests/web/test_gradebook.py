"""Scores: the gradebook, the results of a quiz, one attempt, the answers to a question; fast for a whole school."""

import re

import pytest
from sqlalchemy import event

from quizapp.operations import attempts
from quizapp.store.db import db, write
from quizapp.store.models import Attempt, Response
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks
from tests.builders import NOW, later, question


@pytest.fixture
def school(site):
    """Return a teacher, a client in which they are signed in, three students, their class, and a bank."""
    teacher = site.person("teacher")
    students = [site.person("student", name=name) for name in ("Ann", "Bea", "Cem")]
    bank = site.bank(*[question(name=f"q{number}") for number in range(4)], owner=teacher)
    return teacher, site.client(teacher), students, site.school_class(teacher, *students), bank


class Statements:
    """Count the statements that reach the database."""

    def __enter__(self):
        self.count = 0
        event.listen(db.engine, "before_cursor_execute", self._one)
        return self

    def __exit__(self, *_):
        event.remove(db.engine, "before_cursor_execute", self._one)

    def _one(self, *_):
        self.count += 1


def row_of(page, name):
    """Return the words of the row of a table that begins with a name."""
    row = re.search(rf'<tr>\s*<th scope="row">(?:<a[^>]*>)?{name}.*?</tr>', page, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", row).replace("\u00a0", " ").split())


def test_the_gradebook_shows_what_counts_of_every_student_in_every_quiz(site, school):
    _, client, (ann, bea, _), school_class, bank = school
    best = site.quiz(school_class, bank=bank, count=4, title="Best", pass_percent=60)
    mean = site.quiz(school_class, bank=bank, count=4, title="Mean", counting="mean")
    site.quiz(school_class, bank=bank, title="A draft", published_at=None)
    for right in (4, 2):
        site.attempt(ann, best, right=right)
        site.attempt(ann, mean, right=right)
    site.attempt(bea, best, right=2)
    attempts.start(site.actor(bea), mean.id)
    page = client.get(f"/teach/classes/{school_class.id}/gradebook").text
    assert row_of(page, "Ann") == "Ann 87.5 % 100 % ✓ passed 75 %"
    assert row_of(page, "Bea") == "Bea 50 % 50 % ✗ not passed ▶ running"
    assert row_of(page, "Cem") == "Cem – – –"
    assert row_of(page, "Mean") == "Mean 75 % 75 %"
    assert "A draft" not in page


def test_the_gradebook_is_sorted_by_address(site, school):
    _, client, (ann, bea, cem), school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, count=4)
    for student, right in ((ann, 1), (bea, 4), (cem, 2)):
        site.attempt(student, quiz, right=right)

    def names(query):
        page = client.get(f"/teach/classes/{school_class.id}/gradebook?{query}").text
        return re.findall(r'<tr>\s*<th scope="row"><a[^>]*>(\w+)</a>', page)

    assert names("") == ["Ann", "Bea", "Cem"]
    assert names("sort=name&down=1") == ["Cem", "Bea", "Ann"]
    assert names(f"sort=quiz-{quiz.id}&down=1") == ["Bea", "Cem", "Ann"]
    assert names("sort=mean&down=0") == ["Ann", "Cem", "Bea"]
    assert names("sort=quiz-999") == ["Ann", "Bea", "Cem"]


def test_an_empty_gradebook_says_what_to_do_first(site, school):
    teacher, client, _, school_class, _ = school
    assert "No published quiz" in client.get(f"/teach/classes/{school_class.id}/gradebook").text
    empty = site.school_class(teacher)
    assert "Nobody is in this class yet" in client.get(f"/teach/classes/{empty.id}/gradebook").text


def test_the_results_of_a_quiz_tell_score_attempts_time_and_who_passed(site, school):
    _, client, (ann, bea, _), school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, count=4, pass_percent=75, counting="last")
    site.attempt(ann, quiz, right=4)
    site.attempt(ann, quiz, right=1)
    made = attempts.start(site.actor(bea), quiz.id)
    attempts.submit(site.actor(bea, later(minutes=12)), made)
    page = client.get(f"/teach/quizzes/{quiz.id}/results").text
    assert row_of(page, "Ann") == "Ann 7b 25 % ✗ not passed 1: 4 of 4 · 2: 1 of 4 0 seconds"
    assert row_of(page, "Bea").endswith("1: 0 of 4 12 minutes")
    assert row_of(page, "Cem") == "Cem 7b – – none –"
    assert "The last attempt counts." in page
    down = client.get(f"/teach/quizzes/{quiz.id}/results?sort=score&down=1").text
    assert down.index(">Ann<") < down.index(">Bea<") < down.index(">Cem<")


def test_results_are_shown_for_one_class(site, school):
    teacher, client, _, school_class, bank = school
    other = site.school_class(teacher, site.person("student", name="Dan"), name="8a")
    quiz = site.quiz(school_class, other, bank=bank)
    page = client.get(f"/teach/quizzes/{quiz.id}/results?class=8a").text
    assert "Dan" in page
    assert ">Ann<" not in page


@pytest.mark.parametrize(("table", "rows"), [("scores", 3), ("attempts", 2), ("responses", 6)])
def test_the_results_of_a_quiz_are_taken_away_and_those_of_other_quizzes_are_not(site, school, table, rows):
    _, client, (ann, *_), school_class, bank = school
    quiz, other = site.quiz(school_class, bank=bank), site.quiz(school_class, bank=bank, title="Another")
    for one in (quiz, quiz, other):
        site.attempt(ann, one, right=3)
    answer = client.send(f"/teach/quizzes/{quiz.id}/results/{table}.csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(lines) == rows + 1
    assert "Another" not in answer.get_data(as_text=True)
    assert client.send(f"/teach/quizzes/{quiz.id}/results/{table}.xlsx").get_data()[:2] == b"PK"
    assert client.get(f"/teach/quizzes/{quiz.id}/results/{table}/code-book.csv").status_code == 200


def test_there_is_no_file_of_what_is_no_table_or_not_ones_own(site, school):
    _, client, _, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank)
    theirs = site.quiz(site.school_class(site.person("teacher")), bank=bank)
    for address in (
        f"{quiz.id}/results/people.csv",
        f"{quiz.id}/results/scores.pdf",
        f"{theirs.id}/results/scores.csv",
    ):
        assert client.send(f"/teach/quizzes/{address}").status_code == 404
    assert client.get(f"/teach/quizzes/{quiz.id}/results/people/code-book.csv").status_code == 404


def test_an_attempt_is_read_with_answers_marks_and_right_answers(site, school):
    _, client, (ann, *_), school_class, _ = school
    quiz = site.quiz(school_class, bank=site.bank(), count=9)
    attempt = site.attempt(ann, quiz, right=5)
    page = client.get(f"/teach/quizzes/{quiz.id}/attempts/{attempt.id}").text
    assert "Ann, attempt 1" in page
    assert "5 of 9 points" in page
    assert page.count("1 of 1 point<") == 5
    assert "Not answered" in page
    assert "<button" not in page.split("<main")[1]


def test_a_running_attempt_shows_what_is_saved_up_to_now(site, school):
    _, client, (ann, *_), school_class, bank = school
    quiz = site.quiz(school_class, bank=bank)
    attempt = site.attempt(ann, quiz, right=1, submitted=False)
    page = client.get(f"/teach/quizzes/{quiz.id}/attempts/{attempt.id}").text
    assert "This attempt is running." in page


def test_how_a_question_was_answered_is_counted_over_all_attempts(site, school):
    teacher, client, students, _, _ = school
    school_class = site.school_class(teacher, *students)
    bank = site.bank(question(name="a", id="a"), question("short_answer", name="b"), owner=teacher)
    quiz = site.quiz(school_class, bank=bank, count=2)
    for student, option, words in zip(students, (0, 1, 1), ("queen", "Drone", " drone"), strict=True):
        site.attempt(student, quiz, a=option, b=words)
    page = client.get(f"/teach/quizzes/{quiz.id}/questions").text
    assert row_of(page, "What of a") == "What of a? Single choice Bees 3 1 33.3 % (6–79)"
    links = dict(re.findall(rf'href="(/teach/quizzes/{quiz.id}/questions/\d+)">What of (\w)', page))
    for address, name in links.items():
        shown = " ".join(re.sub(r"<[^>]+>", " ", client.get(address).text).replace("\u00a0", " ").split())
        if name == "a":
            assert "Wax ✓ right 1 33.3 % Iron 2 66.7 % Sand 0 0 %" in shown
        else:
            assert "Drone 2 66.7 % queen ✓ right 1 33.3 %" in shown.replace("drone", "Drone")


@pytest.mark.parametrize("sort", ["place", "topic", "share", "count"])
def test_questions_are_sorted_by_address(site, school, sort):
    _, client, (ann, *_), school_class, bank = school
    quiz = site.quiz(school_class, bank=bank)
    site.attempt(ann, quiz, right=2)
    assert client.get(f"/teach/quizzes/{quiz.id}/questions?sort={sort}&down=1").status_code == 200


def test_a_quiz_that_nobody_took_has_no_answers_to_show(site, school):
    quiz = site.quiz(school[3], bank=school[4])
    assert "Nobody has handed in" in school[1].get(f"/teach/quizzes/{quiz.id}/questions").text


def test_every_kind_of_question_shows_how_it_was_answered(site, school):
    _, client, (ann, bea, _), school_class, _ = school
    quiz = site.quiz(school_class, bank=site.bank(), count=9)
    attempt = site.attempt(ann, quiz, right=9)
    site.attempt(bea, quiz)
    for slot in reading.slots_of(attempt.id):
        page = client.get(f"/teach/quizzes/{quiz.id}/questions/{slot.question_id}").text
        assert "50" in page
        assert "✓ right" in page


def test_attempts_and_questions_of_other_quizzes_are_not_found(site, school):
    _, client, (ann, *_), school_class, bank = school
    one, other = site.quiz(school_class, bank=bank), site.quiz(school_class, bank=bank)
    attempt = site.attempt(ann, one)
    slot = reading.slots_of(attempt.id)[0]
    assert client.get(f"/teach/quizzes/{other.id}/attempts/{attempt.id}").status_code == 404
    assert client.get(f"/teach/quizzes/{other.id}/questions/{slot.question_id}").status_code == 404
    colleague = site.client(site.person("teacher"))
    assert colleague.get(f"/teach/quizzes/{one.id}/attempts/{attempt.id}").status_code == 404
    assert colleague.get(f"/teach/quizzes/{one.id}/questions/{slot.question_id}").status_code == 404


@write
def _crowd(quiz, students, questions):
    """Hand in an attempt for each student in one go, and leave every third running."""
    for number, student in enumerate(students):
        done = number % 3 > 0
        attempt = Attempt(
            quiz_id=quiz.id, person_id=student.id, number=1, seed="s", recipe={"lines": []}, started_at=NOW,
            submitted_at=later(minutes=5) if done else None, submitted_how="student" if done else None,
            score=1.0 if done else None, most=float(len(questions)),
        )  # fmt: skip
        db.session.add(attempt)
        db.session.flush()
        db.session.add_all(
            Response(
                attempt_id=attempt.id, position=position, question_id=row.id, answer=0, points=1.0 if done else None
            )
            for position, row in enumerate(questions, 1)
        )


def test_pages_ask_the_database_as_often_for_a_whole_school_as_for_two(site, school):
    teacher, client, _, _, bank = school
    rows = banks.rows_of(bank.id, bank.version)
    counts = []
    for size in (2, 120):
        students = [site.person("student", f"s{size}-{number}") for number in range(size)]
        school_class = site.school_class(teacher, *students, name=f"Class of {size}")
        quiz = site.quiz(school_class, bank=bank)
        _crowd(quiz, students, rows)
        pages = [f"/teach/quizzes/{quiz.id}{page}" for page in ("", "/watch", "/watch/now", "/results", "/questions")]
        pages += [f"/teach/classes/{school_class.id}", f"/teach/classes/{school_class.id}/gradebook", "/teach"]
        asked = []
        for page in pages:
            client.get(page)  # once before, so that what is kept in memory is there
            with Statements() as statements:
                assert client.get(page).status_code == 200
            asked.append((page.replace(str(quiz.id), "N").replace(str(school_class.id), "N"), statements.count))
        counts.append([number for _, number in asked])
    assert counts[0][:-1] == counts[1][:-1]
    assert max(counts[1]) < 20
