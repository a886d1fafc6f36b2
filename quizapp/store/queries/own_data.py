"""Gather everything that is stored about one person, for that person."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from quizapp.core.answers import wording
from quizapp.core.marking import mark
from quizapp.core.quizzes import Terms, may_review
from quizapp.store.db import db
from quizapp.store.models import (
    Allowance,
    Attempt,
    Bank,
    BankVersion,
    Enrolment,
    Person,
    Quiz,
    Rejection,
    Response,
    SchoolClass,
    Upload,
)
from quizapp.store.queries import banks
from quizapp.store.queries.offers import terms_for
from quizapp.store.queries.own_late import own_late
from quizapp.store.queries.own_traces import own_traces, told_time


def own_data(person_id: int, now: datetime) -> dict[str, Any]:
    """Return all that is stored about a person as plain values; marks only where the quiz lets them be seen."""
    person = db.session.get_one(Person, person_id)
    return {
        "exported_at": told_time(now),
        "account": _account(person),
        "classes": _classes(person_id),
        "attempts": _attempts(person_id, now),
        "allowances": _allowances(person_id),
        "allowances_given": _allowances_given(person_id),
        **own_late(person_id),
        "made": _made(person_id),
        **own_traces(person),
    }


def _account(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "time_zone": person.zone,
        "created_at": told_time(person.created_at),
        "suspended_at": told_time(person.suspended_at),
        "kept_by": person.keeper.name if person.keeper else None,
        "has_password": person.password_hash is not None,
        "must_change_password": person.must_change_password,
    }


def _classes(person_id: int) -> list[dict[str, Any]]:
    wanted = (
        select(Enrolment.enrolled_at, SchoolClass.name, Person.name)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(Person, Person.id == SchoolClass.owner_id)
        .where(Enrolment.person_id == person_id)
        .order_by(Enrolment.enrolled_at)
    )
    return [
        {"name": name, "teacher": teacher, "joined_at": told_time(joined)}
        for joined, name, teacher in db.session.execute(wanted)
    ]


def _attempts(person_id: int, now: datetime) -> list[dict[str, Any]]:
    wanted = select(Attempt).options(joinedload(Attempt.quiz)).where(Attempt.person_id == person_id)
    attempts = list(db.session.scalars(wanted.order_by(Attempt.started_at, Attempt.id)))
    slots: dict[int, list[Response]] = {attempt.id: [] for attempt in attempts}
    rows = (
        select(Response)
        .join(Response.question)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .options(contains_eager(Response.question))
        .where(Attempt.person_id == person_id)
        .order_by(Response.attempt_id, Response.position)
    )
    for slot in db.session.scalars(rows):
        slots[slot.attempt_id].append(slot)
    quizzes = {attempt.quiz_id: attempt.quiz for attempt in attempts}
    terms = {key: terms_for(quiz, person_id) for key, quiz in quizzes.items()}
    return [_attempt(attempt, slots[attempt.id], terms[attempt.quiz_id], now) for attempt in attempts]


def _attempt(attempt: Attempt, slots: list[Response], terms: Terms, now: datetime) -> dict[str, Any]:
    reviewable = attempt.submitted_at is not None and may_review(terms, attempt.submitted_at, now)
    return {
        "quiz": attempt.quiz.title,
        "number": attempt.number,
        "seed": attempt.seed if reviewable else None,
        "recipe": attempt.recipe,
        "page": attempt.page,
        "started_at": told_time(attempt.started_at),
        "ends_at": told_time(attempt.ends_at),
        "submitted_at": told_time(attempt.submitted_at),
        "submitted_how": attempt.submitted_how,
        "score": attempt.score,
        "most": attempt.most,
        "answers": [_answer(slot, reviewable, not _is_hidden(attempt)) for slot in slots],
    }


def _is_hidden(attempt: Attempt) -> bool:
    """Tell whether the questions of an attempt may not be looked at now: it is running, and goes forward only."""
    return attempt.submitted_at is None and attempt.recipe["forward_only"]


def _answer(slot: Response, reviewable: bool, shown: bool) -> dict[str, Any]:
    question = banks.parsed(slot.question)
    told = {
        "position": slot.position,
        "question": question.stem if shown else None,
        "kind": question.kind,
        "answer_in_words": wording(question, slot.answer) if shown else None,
        "flagged": slot.flagged,
        "certainty": slot.certainty,
        "saves": slot.sequence,
        "saved_at": told_time(slot.saved_at),
    }
    if reviewable:
        told |= {
            "answer": slot.answer,
            "points": slot.points,
            "most": question.points,
            "verdict": mark(question, slot.answer).verdict,
        }
    return told


def _allowances(person_id: int) -> list[dict[str, Any]]:
    giver = aliased(Person)
    wanted = (
        select(Allowance, Quiz.title, giver.name)
        .join(Quiz, Quiz.id == Allowance.quiz_id)
        .join(giver, giver.id == Allowance.given_by_id)
        .where(Allowance.person_id == person_id)
        .order_by(Allowance.created_at)
    )
    return [_allowance(one, title, given_by=name) for one, title, name in db.session.execute(wanted)]


def _allowances_given(person_id: int) -> list[dict[str, Any]]:
    wanted = (
        select(Allowance, Quiz.title, Person.username)
        .join(Quiz, Quiz.id == Allowance.quiz_id)
        .join(Person, Person.id == Allowance.person_id)
        .where(Allowance.given_by_id == person_id)
        .order_by(Allowance.created_at)
    )
    return [_allowance(one, title, given_to=username) for one, title, username in db.session.execute(wanted)]


def _allowance(one: Allowance, title: str, **whom: str) -> dict[str, Any]:
    return {
        "quiz": title,
        "minutes": one.minutes,
        "attempts": one.attempts,
        "reason": one.reason,
        "given_at": told_time(one.created_at),
        **whom,
    }


def _made(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """List what a teacher owns, by name; its content is exported from its own pages."""
    tables = (
        ("classes", SchoolClass, SchoolClass.name, SchoolClass.created_at),
        ("banks", Bank, Bank.title, Bank.created_at),
        ("quizzes", Quiz, Quiz.title, Quiz.created_at),
        ("uploads", Upload, Upload.file_name, Upload.created_at),
    )
    made = {
        name: [
            {"name": title, "created_at": told_time(made)}
            for title, made in db.session.execute(select(title, made).where(table.owner_id == person_id).order_by(made))
        ]
        for name, table, title, made in tables
    }
    versions = (
        select(Bank.title, BankVersion.number, BankVersion.made_how, BankVersion.created_at)
        .join(Bank, Bank.id == BankVersion.bank_id)
        .where(BankVersion.made_by_id == person_id)
        .order_by(BankVersion.created_at, BankVersion.bank_id, BankVersion.number)
    )
    made["bank_versions"] = [
        {"name": title, "version": number, "how": how, "created_at": told_time(at)}
        for title, number, how, at in db.session.execute(versions)
    ]
    return made | {"rejections": _rejections(person_id)}


def _rejections(person_id: int) -> list[dict[str, Any]]:
    rejected = (
        select(Bank.title, Rejection)
        .join(Bank, Bank.id == Rejection.bank_id)
        .where(Rejection.rejected_by_id == person_id)
        .order_by(Rejection.rejected_at, Rejection.bank_id, Rejection.name)
    )
    return [
        {"name": title, "question": one.name, "reason": one.reason, "created_at": told_time(one.rejected_at)}
        for title, one in db.session.execute(rejected)
    ]
