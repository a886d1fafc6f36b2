"""Plan quizzes, publish and withdraw them, and give single students more time or attempts."""

from datetime import datetime

from sqlalchemy import delete, select

from quizapp.core.errors import Fault, Invalid, Missing, NotNow, require, say
from quizapp.core.plans import Line, Plan, faults_of, obstacles, require_sensible_allowance
from quizapp.core.quizzes import end_of
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.gone import remember_gone, was_taken_away
from quizapp.store.models import Allowance, Assignment, BlueprintLine, Person, Quiz
from quizapp.store.once import once
from quizapp.store.queries import blueprints, classes, quizzes
from quizapp.store.queries.offers import terms_of

__all__ = ["Line", "Plan", "allow", "change", "create", "delete_draft", "publish", "take_back", "withdraw"]

# The fields of a plan that a quiz holds under the same name.
_TERMS = (
    "title", "description", "opens_at", "closes_at", "minutes", "attempts", "counting", "shuffle", "forward_only",
    "per_page", "feedback", "reading", "certainty", "pass_percent", "grace_seconds", "late", "late_minutes",
)  # fmt: skip


def _owned(actor: Actor, quiz_id: int) -> Quiz:
    found = quizzes.quiz_of(actor.id, quiz_id)
    if found is None:
        raise Missing(say("There is no such quiz of yours."))
    return found


@write
@once
def create(actor: Actor, plan: Plan) -> int:
    """Make a quiz, as a draft; returns its id, raises `Invalid` with every fault."""
    require(faults_of(plan))
    quiz = Quiz(owner_id=actor.id, created_at=actor.now)
    _set_terms(quiz, plan)
    db.session.add(quiz)
    db.session.flush()
    _set_lines(actor, quiz, plan)
    _assign(actor, quiz, plan)
    note(actor, "quiz.created", "quiz", quiz.id, quiz.title)
    return quiz.id


@write
def change(actor: Actor, quiz_id: int, plan: Plan) -> None:
    """Change a quiz. Another blueprint holds for later attempts only; other times hold for running attempts too.

    Raises `Invalid` with every fault; a published quiz has to stay one that could be published.
    """
    quiz = _owned(actor, quiz_id)
    require(faults_of(plan))
    if quiz.published_at is not None:
        require([fault for fault in _obstacles(plan, actor.now) if fault.field != "closes_at"])
    before = quizzes.plan_of(quiz)
    _set_terms(quiz, plan)
    if plan.lines != before.lines:
        _set_lines(actor, quiz, plan)
    _assign(actor, quiz, plan)
    changed = [name for name in (*_TERMS, "lines", "class_ids") if getattr(plan, name) != getattr(before, name)]
    if "minutes" in changed or "closes_at" in changed:
        _move_ends(quiz, actor.now)
    if changed:
        note(actor, "quiz.changed", "quiz", quiz.id, quiz.title, changed=changed)


def _set_terms(quiz: Quiz, plan: Plan) -> None:
    for name in _TERMS:
        setattr(quiz, name, getattr(plan, name))
    quiz.title, quiz.description = plan.title.strip(), plan.description.strip()


def _set_lines(actor: Actor, quiz: Quiz, plan: Plan) -> None:
    kept = {line.bank_id for line in quiz.lines}
    wanted = {line.bank_id for line in plan.lines}
    out_of_reach = wanted - kept - blueprints.within_reach(actor.id, wanted)
    require(
        [
            Fault(say("There is no such bank of yours."), f"lines.{number}.source")
            for number, line in enumerate(plan.lines)
            if line.bank_id in out_of_reach
        ]
    )
    quiz.lines.clear()
    db.session.flush()
    quiz.lines.extend(
        BlueprintLine(
            position=position, bank_id=line.bank_id, topic=line.topic, difficulty=line.difficulty, count=line.count
        )
        for position, line in enumerate(plan.lines, 1)
    )


def _assign(actor: Actor, quiz: Quiz, plan: Plan) -> None:
    before = {school_class.id for school_class in quizzes.classes_with(quiz.id)}
    wanted = set(plan.class_ids)
    if wanted - before - {one.id for one in classes.classes_named(actor.id, plan.class_ids)}:
        raise Invalid(Fault(say("There is no such class of yours."), "classes"))
    gone = delete(Assignment).where(Assignment.quiz_id == quiz.id, Assignment.class_id.in_(before - wanted))
    db.session.execute(gone)
    db.session.add_all(
        Assignment(quiz_id=quiz.id, class_id=class_id, assigned_at=actor.now) for class_id in sorted(wanted - before)
    )


def _obstacles(plan: Plan, now: datetime) -> list[Fault]:
    return obstacles(plan, blueprints.shortages_of(plan.lines), now)


@write
def publish(actor: Actor, quiz_id: int) -> None:
    """Show a quiz to its classes; raises `Invalid` with everything that stands against it. Twice is once."""
    quiz = _owned(actor, quiz_id)
    if quiz.published_at is None:
        require(_obstacles(quizzes.plan_of(quiz), actor.now))
        quiz.published_at = actor.now
        note(actor, "quiz.published", "quiz", quiz.id, quiz.title)


@write
def withdraw(actor: Actor, quiz_id: int) -> None:
    """Take a quiz back: nobody starts it any more, and attempts that run may be finished. Twice is once."""
    quiz = _owned(actor, quiz_id)
    if quiz.published_at is not None:
        quiz.published_at = None
        note(actor, "quiz.withdrawn", "quiz", quiz.id, quiz.title)


@write
def delete_draft(actor: Actor, quiz_id: int) -> None:
    """Delete a quiz that nobody has ever taken, unless this teacher did so before.

    Raises `NotNow` where somebody has taken it, or where it is published.
    """
    if quizzes.quiz_of(actor.id, quiz_id) is None and was_taken_away(actor, "quiz", quiz_id):
        return
    quiz = _owned(actor, quiz_id)
    if quiz.published_at is not None:
        raise NotNow(say("The quiz is published. Withdraw it first."))
    if quizzes.count_attempts(quiz_id):
        raise NotNow(say("The quiz has attempts, and they are kept. Withdrawn, it is shown to nobody."))
    note(actor, "quiz.deleted", "quiz", quiz.id, quiz.title)
    db.session.delete(quiz)
    remember_gone(actor, "quiz", quiz_id)


@write
@once
def allow(actor: Actor, quiz_id: int, person_id: int, minutes: int, attempts: int, reason: str) -> int:
    """Give a student more minutes (from now on, also in the attempt that runs) or attempts; returns the id of it.

    Raises `Missing` for a student who does not take this quiz, and `Invalid`.
    """
    quiz = _owned(actor, quiz_id)
    person = quizzes.student_of_quiz(actor.id, quiz_id, person_id)
    if person is None:
        raise Missing(say("There is no such student in the classes of this quiz."))
    require_sensible_allowance(quizzes.plan_of(quiz), minutes, attempts, reason)
    allowance = Allowance(
        quiz_id=quiz_id,
        person_id=person_id,
        minutes=minutes,
        attempts=attempts,
        reason=reason.strip(),
        given_by_id=actor.id,
        created_at=actor.now,
    )
    db.session.add(allowance)
    db.session.flush()
    _move_ends(quiz, actor.now, person_id)
    note(
        actor, "quiz.allowed", "quiz", quiz_id, quiz.title,
        person=person.username, minutes=minutes, attempts=attempts, reason=allowance.reason,
    )  # fmt: skip
    return allowance.id


@write
def take_back(actor: Actor, quiz_id: int, allowance_id: int) -> None:
    """Take back what a student was given by mistake. An attempt that runs ends at once at the soonest."""
    quiz = _owned(actor, quiz_id)
    allowance = db.session.scalar(select(Allowance).where(Allowance.id == allowance_id, Allowance.quiz_id == quiz_id))
    if allowance is None and was_taken_away(actor, "allowance", allowance_id):
        return
    if allowance is None:
        raise Missing(say("There is no such allowance."))
    person = db.session.get_one(Person, allowance.person_id)
    db.session.delete(allowance)
    remember_gone(actor, "allowance", allowance_id)
    db.session.flush()
    _move_ends(quiz, actor.now, person.id)
    note(
        actor, "quiz.allowance_taken_back", "quiz", quiz_id, quiz.title,
        person=person.username, minutes=allowance.minutes, attempts=allowance.attempts, reason=allowance.reason,
    )  # fmt: skip


def _move_ends(quiz: Quiz, now: datetime, person_id: int | None = None) -> None:
    """Let running attempts end as the quiz and the allowances say now, though never before this moment.

    An attempt whose time was over already stays over unless it is given more.
    """
    extra = quizzes.extra_minutes(quiz.id)
    for attempt in quizzes.running_attempts(quiz.id, person_id):
        end = end_of(attempt.started_at, terms_of(quiz, extra.get(attempt.person_id, 0)))
        if end is not None and end < now:
            end = min(now, attempt.ends_at) if attempt.ends_at else now
        attempt.ends_at = end
