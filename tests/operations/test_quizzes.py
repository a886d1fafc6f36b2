"""Quizzes: planning, publishing, withdrawing, and more time or attempts for one student."""

from dataclasses import replace

import pytest

from quizapp.core.errors import Invalid, Missing, NotNow
from quizapp.operations import attempts, quizzes
from quizapp.operations.quizzes import Line, Plan
from quizapp.store.db import db
from quizapp.store.models import Attempt, AuditEntry, Quiz
from quizapp.store.queries import quizzes as reading
from tests.builders import NOW, later, question


@pytest.fixture
def school(site):
    """Return a teacher, a student, their class, and a bank."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    bank = site.bank(*[question(name=f"q{number}") for number in range(6)], owner=teacher)
    return teacher, student, site.school_class(teacher, student), bank


def planned(bank, *classes, count=3, **changes):
    """Return a plan that could be published."""
    lines = (Line(bank.id, None, None, count),)
    return Plan(**{"title": "Bees", "lines": lines, "class_ids": tuple(one.id for one in classes), **changes})


def fresh(quiz_id):
    """Return a quiz as the database has it now."""
    db.session.rollback()
    return db.session.get_one(Quiz, quiz_id)


def fields(refused):
    """Return the fields that a refusal names."""
    return [fault.field for fault in refused.value.faults]


def test_a_quiz_is_made_once_although_its_form_came_twice(site, school):
    teacher, _, school_class, bank = school
    plan = planned(bank, school_class, minutes=30, pass_percent=50, opens_at=NOW, closes_at=later(days=1))
    made = {quizzes.create(site.actor(teacher), plan, token="t") for _ in range(2)}
    assert len(made) == 1
    quiz = fresh(made.pop())
    assert reading.plan_of(quiz) == plan
    assert quiz.published_at is None


def test_a_draft_may_be_unfinished(site, school):
    quiz_id = quizzes.create(site.actor(school[0]), Plan(title="Later"))
    with pytest.raises(Invalid) as refused:
        quizzes.publish(site.actor(school[0]), quiz_id)
    assert fields(refused) == ["lines", "classes"]


def test_every_fault_of_a_plan_is_told(site, school):
    teacher, _, school_class, bank = school
    lines = (Line(bank.id, None, None, 0), Line(bank.id, "bees", "tricky", 1), Line(bank.id, None, None, 2))
    plan = planned(
        bank, school_class, title=" ", lines=lines, minutes=0, attempts=0, per_page=0, pass_percent=101, counting="sum",
        opens_at=later(days=1), closes_at=NOW,
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        quizzes.create(site.actor(teacher), plan)
    assert fields(refused) == [
        "title", "minutes", "attempts", "per_page", "pass_percent", "closes_at", "counting", "lines.0.count",
        "lines.1.difficulty", "lines.2.source",
    ]  # fmt: skip


def test_lines_keep_their_order_and_may_change_places(site, school):
    teacher, _, school_class, bank = school
    lines = (Line(bank.id, "bees", "easy", 1), Line(bank.id, "bees", None, 2), Line(bank.id, None, None, 1))
    quiz_id = quizzes.create(site.actor(teacher), planned(bank, school_class, lines=lines))
    quizzes.change(site.actor(teacher), quiz_id, planned(bank, school_class, lines=lines[::-1]))
    assert reading.plan_of(fresh(quiz_id)).lines == lines[::-1]


def test_a_quiz_that_cannot_be_drawn_is_not_published_and_the_line_is_named(site, school):
    teacher, _, school_class, bank = school
    quiz_id = quizzes.create(site.actor(teacher), planned(bank, school_class, count=7))
    with pytest.raises(Invalid, match="Line 1 asks for 7 questions of “Bees”, and there are 6"):
        quizzes.publish(site.actor(teacher), quiz_id)
    assert fresh(quiz_id).published_at is None


def test_lines_that_need_the_same_questions_are_counted_together(site, school):
    teacher, _, school_class, bank = school
    lines = (Line(bank.id, "bees", None, 4), Line(bank.id, None, None, 4))
    quiz_id = quizzes.create(site.actor(teacher), planned(bank, school_class, lines=lines))
    with pytest.raises(Invalid, match="other lines need some of them: 2 too few"):
        quizzes.publish(site.actor(teacher), quiz_id)


def test_a_quiz_whose_closing_is_over_is_not_published(site, school):
    teacher, _, school_class, bank = school
    quiz_id = quizzes.create(site.actor(teacher), planned(bank, school_class, closes_at=NOW))
    with pytest.raises(Invalid, match="closing time is over"):
        quizzes.publish(site.actor(teacher), quiz_id)


def test_right_answers_after_a_closing_that_never_comes_are_refused(site, school):
    teacher, _, school_class, bank = school
    quiz_id = quizzes.create(site.actor(teacher), planned(bank, school_class, feedback="after_closing"))
    with pytest.raises(Invalid, match="it never closes"):
        quizzes.publish(site.actor(teacher), quiz_id)


def test_publishing_and_withdrawing_twice_is_once(site, school):
    teacher, _, school_class, bank = school
    quiz_id = quizzes.create(site.actor(teacher), planned(bank, school_class))
    for act in (quizzes.publish, quizzes.publish, quizzes.withdraw, quizzes.withdraw):
        act(site.actor(teacher), quiz_id)
    acts = db.session.scalars(db.select(AuditEntry.action).where(AuditEntry.subject == "quiz").order_by(AuditEntry.id))
    assert list(acts) == ["quiz.created", "quiz.published", "quiz.withdrawn"]


def test_a_published_quiz_has_to_stay_one_that_can_be_drawn(site, school):
    teacher, _, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank)
    with pytest.raises(Invalid) as refused:
        quizzes.change(site.actor(teacher), quiz.id, planned(bank, count=7))
    assert fields(refused) == ["lines.0.count", "classes"]
    assert [line.count for line in fresh(quiz.id).lines] == [3]


def test_a_change_of_the_blueprint_leaves_the_attempts_that_there_are(site, school):
    teacher, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank)
    attempt = attempts.start(site.actor(student), quiz.id)
    quizzes.change(site.actor(teacher), quiz.id, planned(bank, school_class, count=5, attempts=None))
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt).recipe["lines"][0]["count"] == 3
    attempts.submit(site.actor(student), attempt)
    again = attempts.start(site.actor(student), quiz.id)
    assert db.session.get_one(Attempt, again).most == 5


def test_other_times_hold_for_attempts_that_run_but_never_end_one_in_the_past(site, school):
    teacher, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30)
    attempt = attempts.start(site.actor(student), quiz.id)
    ends = []
    for minutes in (45, 5, None):
        plan = replace(reading.plan_of(fresh(quiz.id)), minutes=minutes)
        quizzes.change(site.actor(teacher, later(minutes=10)), quiz.id, plan)
        db.session.rollback()
        ends.append(db.session.get_one(Attempt, attempt).ends_at)
    assert ends == [later(minutes=45), later(minutes=10), None]


def test_more_minutes_move_the_end_of_the_attempt_that_runs_and_are_in_the_audit_log(site, school):
    teacher, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30, closes_at=later(minutes=30))
    attempt = attempts.start(site.actor(student), quiz.id)
    other = site.person("student")
    site.school_class(teacher, other)
    given = {quizzes.allow(site.actor(teacher), quiz.id, student.id, 10, 0, " slow reader ", token="t") for _ in "ab"}
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt).ends_at == later(minutes=40)
    noted = db.session.scalar(db.select(AuditEntry).where(AuditEntry.action == "quiz.allowed"))
    assert noted.details == {"person": "ann", "minutes": 10, "attempts": 0, "reason": "slow reader"}
    quizzes.take_back(site.actor(teacher), quiz.id, given.pop())
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt).ends_at == later(minutes=30)


def test_taking_minutes_back_ends_a_running_attempt_at_once_at_the_soonest(site, school):
    teacher, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30)
    attempt = attempts.start(site.actor(student), quiz.id)
    given = quizzes.allow(site.actor(teacher), quiz.id, student.id, 10, 0, "x")
    quizzes.take_back(site.actor(teacher, later(minutes=35)), quiz.id, given)
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt).ends_at == later(minutes=35)


def test_another_attempt_lets_a_student_start_again(site, school):
    teacher, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, attempts=1)
    attempts.submit(site.actor(student), attempts.start(site.actor(student), quiz.id))
    with pytest.raises(NotNow):
        attempts.start(site.actor(student), quiz.id)
    quizzes.allow(site.actor(teacher), quiz.id, student.id, 0, 1, "the computer broke")
    assert attempts.start(site.actor(student), quiz.id)


@pytest.mark.parametrize(
    ("minutes", "attempts_more", "reason", "field"),
    [(0, 0, "x", "minutes"), (-1, 1, "x", "minutes"), (5, 0, " ", "reason"), (5, 1, "x", "attempts"),
     (0, 101, "x", "attempts")],
)  # fmt: skip
def test_an_allowance_without_sense_is_refused(site, school, minutes, attempts_more, reason, field):
    teacher, student, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30)
    with pytest.raises(Invalid) as refused:
        quizzes.allow(site.actor(teacher), quiz.id, student.id, minutes, attempts_more, reason)
    assert fields(refused) == [field]


def test_only_students_of_the_quiz_are_given_more(site, school):
    teacher, _, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank, minutes=30)
    with pytest.raises(Missing):
        quizzes.allow(site.actor(teacher), quiz.id, site.person("student").id, 5, 0, "x")


def test_a_quiz_is_deleted_only_while_nobody_has_taken_it(site, school):
    teacher, student, school_class, bank = school
    quiz, actor = site.quiz(school_class, bank=bank), site.actor(teacher)
    with pytest.raises(NotNow, match="Withdraw it first"):
        quizzes.delete_draft(actor, quiz.id)
    empty = site.quiz(school_class, bank=bank, published_at=None)
    quizzes.delete_draft(actor, empty.id)
    db.session.rollback()
    assert db.session.get(Quiz, empty.id) is None
    attempts.start(site.actor(student), quiz.id)
    quizzes.withdraw(actor, quiz.id)
    with pytest.raises(NotNow, match="has attempts"):
        quizzes.delete_draft(actor, quiz.id)


def test_banks_and_classes_of_other_teachers_are_out_of_reach(site, school):
    teacher, _, school_class, _ = school
    other = site.person("teacher")
    foreign = site.bank(owner=other)
    with pytest.raises(Invalid) as refused:
        quizzes.create(site.actor(teacher), planned(foreign, school_class))
    assert fields(refused) == ["lines.0.source"]
    with pytest.raises(Invalid) as refused:
        quizzes.create(site.actor(other), planned(foreign, school_class))
    assert fields(refused) == ["classes"]


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, quiz_id: quizzes.change(actor, quiz_id, Plan(title="Mine")),
        lambda actor, quiz_id: quizzes.publish(actor, quiz_id),
        lambda actor, quiz_id: quizzes.withdraw(actor, quiz_id),
        lambda actor, quiz_id: quizzes.delete_draft(actor, quiz_id),
        lambda actor, quiz_id: quizzes.allow(actor, quiz_id, 1, 5, 0, "x"),
        lambda actor, quiz_id: quizzes.take_back(actor, quiz_id, 1),
    ],
)
def test_another_teachers_quiz_is_out_of_reach(site, school, act):
    _, _, school_class, bank = school
    quiz = site.quiz(school_class, bank=bank)
    with pytest.raises(Missing):
        act(site.actor(site.person("teacher")), quiz.id)
