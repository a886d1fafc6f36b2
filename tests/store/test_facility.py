"""What was measured on the questions of a bank: their mean credit, over all versions and all handed-in attempts."""

import pytest
from sqlalchemy import select, update

from quizapp.core.answers import key_of
from quizapp.core.difficulty import Facility
from quizapp.core.questions import question_of
from quizapp.store.db import db, write
from quizapp.store.models import Question, Response
from quizapp.store.queries.facility import facilities_named, facilities_of_form
from tests.builders import question
from tests.results import take_many


@pytest.fixture
def teacher(site):
    """Return a teacher."""
    return site.person("teacher")


@pytest.fixture
def take(site, teacher):
    """Return what lets a new student take all questions of a bank, whole points for the first `right` ones."""

    def take(bank, right=0, **given):
        student = site.person("student")
        count = db.session.query(Question).filter_by(bank_id=bank.id, until=None).count()
        quiz = site.quiz(site.school_class(teacher, student), bank=bank, count=count)
        return site.attempt(student, quiz, right=right, **given)

    return take


@write
def give(attempt, points):
    """Give the responses of an attempt so many points."""
    db.session.execute(update(Response).where(Response.attempt_id == attempt.id).values(points=points))


def test_credit_is_the_share_of_the_points_and_what_was_left_open_earned_none(site, teacher, take):
    bank = site.bank(question(name="q1"), question("matching", "q2", points=4), owner=teacher)
    key = key_of(question_of(question("matching")))
    take(bank, q1=0, q2=[key[0], None])
    take(bank, q1=1, q2=key)
    take(bank)
    assert facilities_named(bank.id, ["q1", "q2"]) == {"q1": Facility(1, 3), "q2": Facility(1.5, 3)}


def test_what_is_not_handed_in_does_not_count(site, teacher, take):
    bank = site.bank(question(), owner=teacher)
    take(bank, right=1, submitted=False)
    assert facilities_named(bank.id, ["q1"]) == {}


def test_every_version_counts_by_its_own_points(site, teacher, take):
    take(site.bank(question(points=1), owner=teacher), right=1)
    bank = site.bank(question(points=3), owner=teacher)
    take(bank, right=1)
    take(bank)
    assert len(list(db.session.scalars(select(Question).where(Question.name == "q1")))) == 2
    assert facilities_named(bank.id, ["q1"]) == {"q1": Facility(2, 3)}


@pytest.mark.parametrize(("points", "credit"), [(-6, 0), (0, 0), (0.5, 0.25), (2, 1), (6, 1)])
def test_points_below_none_or_beyond_the_questions_are_credit_from_0_to_1(site, teacher, take, points, credit):
    bank = site.bank(question(points=2), owner=teacher)
    give(take(bank), points)
    assert facilities_named(bank.id, ["q1"]) == {"q1": Facility(credit, 1)}


def test_whole_points_give_parts_of_credit(site, teacher, take):
    """One of three points is a third: no database divides them as whole numbers."""
    bank = site.bank(question(points=3), owner=teacher)
    give(take(bank), 1)
    assert facilities_named(bank.id, ["q1"])["q1"].share == pytest.approx(1 / 3)


def test_questions_of_other_banks_and_other_names_are_left_out(site, teacher, take):
    bank, other = (site.bank(question(), question(name="q2"), owner=teacher, id=name) for name in ("bees", "wasps"))
    take(other, right=2)
    take(bank, right=2)
    assert facilities_named(bank.id, ["q1"]) == {"q1": Facility(1, 1)}
    assert facilities_named(bank.id, []) == {}


def test_the_questions_of_a_form_are_those_whose_name_begins_with_it(site, teacher, take):
    names = ("who_says.red.ann", "who-says.red.ann", "who_says", "own.who_says.red.ann", "who_denies.red.bob")
    bank = site.bank(*[question(name=name) for name in names], owner=teacher)
    take(bank)
    assert set(facilities_of_form(bank.id, "who_says")) == {"who_says.red.ann"}


def test_a_question_that_was_removed_keeps_its_facility(site, teacher, take):
    take(site.bank(question(), question(name="q2"), owner=teacher), right=2)
    bank = site.bank(question(name="q2"), owner=teacher)
    assert facilities_named(bank.id, ["q1"]) == {"q1": Facility(1, 1)}


def test_very_many_answers_are_summed_up(site, teacher):
    bank = site.bank(question(), question(name="q2"), owner=teacher)
    quiz = site.quiz(site.school_class(teacher), bank=bank)
    take_many(quiz, 300, slots=1, name="q1")
    take_many(quiz, 100, slots=1, name="q1", points=0)
    assert facilities_named(bank.id, ["q1", "q2"]) == {"q1": Facility(300, 400)}
