"""What a student sees of quizzes: open, coming, past and running ones, their terms, and joining a class."""

from datetime import timedelta

import pytest

from quizapp.core.answers import key_of
from quizapp.operations import attempts as operations
from quizapp.operations.attempts import Save
from quizapp.store.db import db, write
from quizapp.store.models import Allowance, Attempt, Enrolment, Quiz
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks, offers
from tests.builders import NOW, later, question
from tests.papers import start


@pytest.fixture
def school(site):
    """Return a teacher, a student, and their class."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    return teacher, student, site.school_class(teacher, student)


def take(site, student, quiz, right: int):
    """Take a quiz with so many right answers, and hand it in."""
    attempt_id = start(site, student, quiz)
    slots = reading.slots_of(attempt_id)[:right]
    saves = [Save(slot.position, 1, key_of(banks.parsed(slot.question))) for slot in slots]
    operations.save(site.actor(student), attempt_id, saves)
    operations.submit(site.actor(student), attempt_id)


def part(page, heading: str) -> str:
    """Return the part of the page under a heading."""
    return page.text.split(f">{heading}</h2>")[1].split("</section>")[0]


def test_quizzes_are_listed_as_running_open_coming_and_past(site, school):
    _, student, school_class = school
    site.quiz(school_class, title="An open one")
    site.quiz(school_class, title="A coming one", opens_at=later(days=1))
    site.quiz(school_class, title="A past one", closes_at=later(days=-1))
    start(site, student, site.quiz(school_class, title="A running one", minutes=30))
    page = site.client(student).get("/quizzes")
    assert "A running one" in part(page, "Running now")
    assert "minutes left" in part(page, "Running now")
    assert "Go on" in part(page, "Running now")
    assert "An open one" in part(page, "Open to you")
    assert "A coming one" in part(page, "Coming")
    assert "You took no attempt." in part(page, "Past")
    assert page.text.index("Running now") < page.text.index("Open to you") < page.text.index("Coming")


def test_each_quiz_tells_its_time_limit_the_attempts_left_and_the_score_that_counts(site, school):
    _, student, school_class = school
    bank = site.bank(*[question(name=f"q{number}") for number in range(4)])
    quiz = site.quiz(school_class, bank=bank, count=4, minutes=90, attempts=3, pass_percent=60)
    for right in (3, 1):
        take(site, student, quiz, right)
    page = site.client(student).get("/quizzes")
    for words in ("1 hour 30 minutes", "1 attempt left", "Best score", "75 %", "✓ passed"):
        assert words in part(page, "Open to you")


@pytest.mark.parametrize("group", ["Running now", "Open to you", "Coming", "Past"])
def test_every_quiz_is_listed_with_its_time_limit_attempts_left_and_best_score(site, school, group):
    _, student, school_class = school
    quiz = site.quiz(school_class, minutes=90, attempts=5, counting="last")
    take(site, student, quiz, 3)
    take(site, student, quiz, 0)
    if group == "Running now":
        start(site, student, quiz)

    @write
    def move():
        moved = db.session.get_one(Quiz, quiz.id)
        moved.opens_at = later(hours=1) if group == "Coming" else None
        moved.closes_at = later(hours=-1) if group == "Past" else None

    move()
    listed = part(site.client(student).get("/quizzes"), group)
    left = 2 if group == "Running now" else 3
    for words in (
        "1 hour 30 minutes",
        f"{left} attempts left",
        "Best score: <strong>100 %",
        "Last score, which counts",
    ):
        assert words in listed


@pytest.mark.parametrize(
    ("counting", "words"), [("best", "75 %"), ("last", "25 %"), ("first", "75 %"), ("mean", "50 %")]
)
def test_the_score_that_counts_is_the_one_that_the_quiz_names(site, school, counting, words):
    _, student, school_class = school
    bank = site.bank(*[question(name=f"q{number}") for number in range(4)])
    quiz = site.quiz(school_class, bank=bank, count=4, counting=counting, pass_percent=60)
    for right in (3, 1):
        take(site, student, quiz, right)
    page = site.client(student).get("/quizzes").text
    counts = "" if counting == "best" else ", which counts"
    assert f"{counting.capitalize()} score{counts}: <strong>{words}" in page
    assert "Best score: <strong>75 %" in page
    assert ("✓ passed" in page) == (words == "75 %")


def test_nothing_of_other_classes_drafts_or_archived_classes_is_listed(site, school):
    teacher, student, school_class = school
    site.quiz(site.school_class(teacher), title="Not theirs")
    site.quiz(school_class, title="A draft", published_at=None)
    page = site.client(student).get("/quizzes").text
    assert "Not theirs" not in page
    assert "A draft" not in page
    assert "Your teacher gives quizzes to your classes" in page


def test_a_running_attempt_is_listed_even_when_its_quiz_was_withdrawn(site, school):
    _, student, school_class = school
    quiz = site.quiz(school_class, title="Withdrawn")
    start(site, student, quiz)

    @write
    def withdraw():
        db.session.get_one(Quiz, quiz.id).published_at = None

    withdraw()
    assert "Withdrawn" in part(site.client(student).get("/quizzes"), "Running now")


def test_whoever_is_in_no_class_is_told_to_join_one(site):
    page = site.client(site.person("student")).get("/quizzes")
    assert "Join a class with the code of your teacher." in page.text


def test_a_student_joins_another_class_from_the_first_page(site, school):
    teacher, student, _ = school
    site.quiz(site.school_class(teacher, code="abcd2345"), title="Of the other class")
    client = site.client(student)
    for _ in range(2):
        page = client.send("/join", code=" ABCD-2345 ")
        assert page.request.path == "/quizzes"
        assert "Of the other class" in page.text
    db.session.rollback()
    assert db.session.query(Enrolment).filter_by(person_id=student.id).count() == 2


def test_a_wrong_join_code_is_told_beside_the_field_and_kept(site, school):
    page = site.client(school[1]).send("/join", code="nonesuch")
    assert page.status_code == 422
    assert page.text.count("No class has this join code") == 2
    assert 'value="nonesuch"' in page.text


def test_the_page_of_a_quiz_tells_before_starting_what_will_happen(site, school):
    _, student, school_class = school
    quiz = site.quiz(
        school_class, count=5, minutes=20, attempts=1, forward_only=True, per_page=2, closes_at=later(days=1)
    )
    page = site.client(student).get(f"/quizzes/{quiz.id}").text
    for words in ("You get 5 questions.", "up to 2 to a page", "You have 20 minutes from the moment you start",
                  "It goes forward only", "This is your last attempt.", "Start the attempt"):  # fmt: skip
        assert words in page
    assert offers.quiz_for(student.id, quiz.id).attempts == ()


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"opens_at": later(days=1)}, "This quiz opens on"),
        ({"closes_at": later(days=-1)}, "This quiz is closed."),
        ({"attempts": 1}, "You have used all your attempts"),
    ],
)
def test_a_quiz_that_cannot_be_started_says_why_and_offers_no_button(site, school, terms, words):
    _, student, school_class = school
    quiz = site.quiz(school_class, **terms)
    if "attempts" in terms:
        take(site, student, quiz, 0)
    client = site.client(student)
    page = client.get(f"/quizzes/{quiz.id}").text
    assert words in page
    assert "Start the attempt" not in page
    refused = client.send(f"/quizzes/{quiz.id}/attempts", csrf_token=client.token("/account"))
    assert refused.status_code == 409
    assert not db.session.query(Attempt).filter_by(submitted_at=None).count()


def test_extra_time_and_attempts_are_told(site, school):
    teacher, student, school_class = school
    quiz = site.quiz(school_class, minutes=20, attempts=1)

    @write
    def allow():
        db.session.add(Allowance(quiz_id=quiz.id, person_id=student.id, minutes=10, attempts=1, reason="ill",
                                 given_by_id=teacher.id, created_at=NOW))  # fmt: skip

    allow()
    page = site.client(student).get(f"/quizzes/{quiz.id}").text
    assert "30 minutes (with 10 minutes more for you)" in page
    assert "You have 2 attempts left." in page


def test_starting_twice_leads_to_the_same_attempt(site, school):
    _, student, school_class = school
    quiz, client = site.quiz(school_class), site.client(student)
    token = client.token("/account")
    pages = [client.send(f"/quizzes/{quiz.id}/attempts", csrf_token=token).request.path for _ in range(2)]
    assert pages[0] == pages[1] == "/attempts/1/pages/1"


def test_a_quiz_of_nobodys_class_of_theirs_is_not_found(site, school):
    teacher, student, _ = school
    quiz, client = site.quiz(site.school_class(teacher)), site.client(student)
    assert client.get(f"/quizzes/{quiz.id}").status_code == 404
    assert client.send(f"/quizzes/{quiz.id}/attempts", csrf_token=client.token("/account")).status_code == 404


def test_times_are_shown_in_the_zone_of_the_student(site, school):
    _, student, school_class = school
    opens = NOW + timedelta(days=1)
    site.quiz(school_class, opens_at=opens)
    client = site.client(student)
    client.send("/account/settings", name="Ann", zone="Asia/Tokyo")
    shown = (opens + timedelta(hours=9)).strftime("%H:%M")
    assert f"{shown}</time>" in part(client.get("/quizzes"), "Coming")
