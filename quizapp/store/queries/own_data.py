"""Gather everything that is stored about one person, for that person."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from quizapp.core.answers import wording
from quizapp.core.marking import mark
from quizapp.core.quizzes import may_review
from quizapp.store.db import db
from quizapp.store.models import (
    Allowance,
    Attempt,
    AuditEntry,
    Bank,
    BrowserSession,
    Enrolment,
    KnownBrowser,
    Person,
    Quiz,
    ResetLink,
    Response,
    SchoolClass,
    Upload,
)
from quizapp.store.queries import banks
from quizapp.store.queries.attempts import terms_for


def own_data(person_id: int, now: datetime) -> dict[str, Any]:
    """Return all that is stored about a person as plain values; marks only where the quiz lets them be seen."""
    person = db.session.get_one(Person, person_id)
    return {
        "exported_at": _time(now),
        "account": _account(person),
        "classes": _classes(person_id),
        "attempts": _attempts(person_id, now),
        "allowances": _allowances(person_id),
        "made": _made(person_id),
        "browsers": _browsers(person_id),
        "known_browsers": _known_browsers(person_id),
        "password_links": _password_links(person_id),
        "audit_log": _audit_log(person_id),
    }


def _time(moment: datetime | None) -> str | None:
    return moment and moment.isoformat()


def _account(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "time_zone": person.zone,
        "created_at": _time(person.created_at),
        "suspended_at": _time(person.suspended_at),
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
        {"name": name, "teacher": teacher, "joined_at": _time(joined)}
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
    shown = {key: may_review(terms_for(quiz, person_id), now) for key, quiz in quizzes.items()}
    return [_attempt(attempt, slots[attempt.id], shown[attempt.quiz_id]) for attempt in attempts]


def _attempt(attempt: Attempt, slots: list[Response], reviewable: bool) -> dict[str, Any]:
    reviewable = reviewable and attempt.submitted_at is not None
    return {
        "quiz": attempt.quiz.title,
        "number": attempt.number,
        "seed": attempt.seed,
        "started_at": _time(attempt.started_at),
        "ends_at": _time(attempt.ends_at),
        "submitted_at": _time(attempt.submitted_at),
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
        "answer": slot.answer,
        "answer_in_words": wording(question, slot.answer) if shown else None,
        "flagged": slot.flagged,
        "saves": slot.sequence,
        "saved_at": _time(slot.saved_at),
    }
    if reviewable:
        told |= {"points": slot.points, "most": question.points, "verdict": mark(question, slot.answer).verdict}
    return told


def _allowances(person_id: int) -> list[dict[str, Any]]:
    wanted = (
        select(Allowance, Quiz.title)
        .join(Quiz, Quiz.id == Allowance.quiz_id)
        .where(Allowance.person_id == person_id)
        .order_by(Allowance.created_at)
    )
    return [
        {"quiz": title, "minutes": one.minutes, "attempts": one.attempts, "reason": one.reason,
         "given_at": _time(one.created_at)}
        for one, title in db.session.execute(wanted)
    ]  # fmt: skip


def _made(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """List what a teacher owns, by name; its content is exported from its own pages."""
    tables = (
        ("classes", SchoolClass, SchoolClass.name, SchoolClass.created_at),
        ("banks", Bank, Bank.title, Bank.created_at),
        ("quizzes", Quiz, Quiz.title, Quiz.created_at),
        ("uploads", Upload, Upload.file_name, Upload.created_at),
    )
    return {
        name: [
            {"name": title, "created_at": _time(made)}
            for title, made in db.session.execute(select(title, made).where(table.owner_id == person_id).order_by(made))
        ]
        for name, table, title, made in tables
    }


def _browsers(person_id: int) -> list[dict[str, Any]]:
    wanted = select(BrowserSession).where(BrowserSession.person_id == person_id).order_by(BrowserSession.created_at)
    return [
        {"device": one.device, "address": one.address, "since": _time(one.created_at), "until": _time(one.expires_at)}
        for one in db.session.scalars(wanted)
    ]


def _known_browsers(person_id: int) -> list[dict[str, Any]]:
    """List when each browser that is known again was last signed in from; nothing else is stored of it."""
    wanted = select(KnownBrowser.seen_at).where(KnownBrowser.person_id == person_id).order_by(KnownBrowser.seen_at)
    return [{"last_signed_in_at": _time(seen)} for seen in db.session.scalars(wanted)]


def _password_links(person_id: int) -> list[dict[str, Any]]:
    wanted = select(ResetLink).where(ResetLink.person_id == person_id).order_by(ResetLink.expires_at)
    return [{"expires_at": _time(one.expires_at), "used_at": _time(one.used_at)} for one in db.session.scalars(wanted)]


def _audit_log(person_id: int) -> list[dict[str, Any]]:
    """List what the person did, and what was done to their account (without the address of whoever did it)."""
    about = (AuditEntry.subject == "person") & (AuditEntry.subject_id == person_id)
    wanted = select(AuditEntry).where(or_(AuditEntry.actor_id == person_id, about)).order_by(AuditEntry.id)
    return [
        {
            "at": _time(one.at),
            "action": one.action,
            "by": one.actor_name,
            "subject": one.subject,
            "subject_name": one.subject_name,
            "address": one.address if one.actor_id == person_id else "",
            "details": one.details,
        }
        for one in db.session.scalars(wanted)
    ]
