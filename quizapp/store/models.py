"""Define the tables, and no rules: what is stored of people, classes, banks, quizzes, attempts and acts.

A question never changes: an edit closes one row (`until`) and opens another (`since`), both numbers of versions of the
bank, so that any version of a bank can be read again and an attempt always shows what its student saw.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.core.certainty import ASKINGS, Asking
from quizapp.core.late import DECISIONS, ORIGINS
from quizapp.core.people import DOORS
from quizapp.core.quizzes import (
    COUNTINGS,
    FEEDBACKS,
    LATES,
    READINGS,
    REASON_LENGTH,
    TITLE_LENGTH,
    Counting,
    Feedback,
    Late,
    Reading,
)
from quizapp.core.values import ID_LENGTH, LINE_LENGTH
from quizapp.store.base import Base

ROLES = ("student", "teacher", "admin")
NAME_LENGTH, USERNAME_LENGTH = 120, 64


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Restrict a column to some words."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


def refers(target: str, *, cascade: bool = False, **options: Any) -> Mapped[Any]:
    """Refer to another table's row, with an index, and with its deletion forbidden or followed."""
    return mapped_column(
        ForeignKey(target, ondelete="CASCADE" if cascade else "RESTRICT"), index=options.pop("index", True), **options
    )


class Person(Base):
    """A person with an account."""

    __tablename__ = "person"
    __table_args__ = (one_of("role", ROLES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(USERNAME_LENGTH), unique=True)  # casefolded
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    keeper_id: Mapped[int | None] = refers("person.id")  # the teacher who may give a new password; None: admins alone

    keeper: Mapped["Person | None"] = relationship(remote_side="Person.id")


class BrowserSession(Base):
    """A browser in which a person is signed in; only the digest of its token is stored."""

    __tablename__ = "browser_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = refers("person.id", cascade=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(64))


class KnownBrowser(Base):
    """A browser in which a person has signed in before; only the digest of its token is stored."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("person_id", "token_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = refers("person.id", cascade=True, index=False)
    token_digest: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(index=True)


class ResetLink(Base):
    """A link with which a person sets a new password, once."""

    __tablename__ = "reset_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = refers("person.id", cascade=True)
    made_by_id: Mapped[int] = refers("person.id")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A try that failed (to sign in, to change a password, to use a join code), kept as long as it counts."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (one_of("door", DOORS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(String(10), server_default="sign_in")
    username: Mapped[str] = mapped_column(String(USERNAME_LENGTH), index=True)  # empty: a visitor's join code
    browser: Mapped[str] = mapped_column(String(64), server_default="")  # the digest of a known one; else empty
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class OnceToken(Base):
    """The token of a form that was acted on, with what came of it, so that a form sent twice counts once."""

    __tablename__ = "once_token"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    result: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(index=True)


class SchoolClass(Base):
    """A class: the students that a teacher assigns quizzes to."""

    __tablename__ = "school_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    owner_id: Mapped[int] = refers("person.id")
    join_code: Mapped[str | None] = mapped_column(String(20), unique=True)  # None: nobody can join by code
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    owner: Mapped[Person] = relationship()


class Enrolment(Base):
    """A student's place in a class."""

    __tablename__ = "enrolment"

    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    enrolled_at: Mapped[datetime]


class Bank(Base):
    """A question bank; without an owner it is bundled with the site, and open to every teacher."""

    __tablename__ = "bank"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(ID_LENGTH))  # the id in its document
    title: Mapped[str] = mapped_column(String(LINE_LENGTH))
    owner_id: Mapped[int | None] = refers("person.id")
    version: Mapped[int]  # the newest
    created_at: Mapped[datetime]

    owner: Mapped[Person | None] = relationship()


class BankVersion(Base):
    """One version of a bank: its heading (all but the questions), who made it, and how."""

    __tablename__ = "bank_version"

    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    heading: Mapped[dict[str, Any]]
    made_by_id: Mapped[int | None] = refers("person.id")
    made_how: Mapped[str] = mapped_column(String(20))  # import, edit, copy, removal, generated
    created_at: Mapped[datetime]

    made_by: Mapped[Person | None] = relationship()


class Rejection(Base):
    """A generated question that a teacher does not want, by the name that the generator gives it."""

    __tablename__ = "rejection"

    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    rejected_at: Mapped[datetime]
    rejected_by_id: Mapped[int] = refers("person.id")


class Question(Base):
    """One version of one question. Only `until` is ever set, when a newer version or a removal closes it."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("bank_id", "name", "number"),
        Index(
            "uq_question_current",
            "bank_id",
            "name",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_question_stratum", "bank_id", "topic", "difficulty", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = refers("bank.id", cascade=True, index=False)
    name: Mapped[str] = mapped_column(String(ID_LENGTH))  # the id in its document
    number: Mapped[int]  # counts the versions of this question from 1
    position: Mapped[int]  # its place in the bank's document
    digest: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    topic: Mapped[str] = mapped_column(String(ID_LENGTH))
    difficulty: Mapped[str] = mapped_column(String(10))
    document: Mapped[str] = mapped_column(Text)  # canonical JSON
    since: Mapped[int]  # the first version of the bank that has it
    until: Mapped[int | None]  # the first version of the bank that has it no more
    created_at: Mapped[datetime]


class Upload(Base):
    """A file of a bank that was checked and waits for its teacher's word."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = refers("person.id", cascade=True)
    file_name: Mapped[str] = mapped_column(String(255))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Quiz(Base):
    """A quiz: a blueprint, and the terms on which it is taken."""

    __tablename__ = "quiz"
    __table_args__ = (
        one_of("counting", COUNTINGS), one_of("feedback", FEEDBACKS), one_of("late", LATES),
        one_of("reading", READINGS), one_of("certainty", ASKINGS),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    description: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int] = refers("person.id")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    attempts: Mapped[int | None]
    counting: Mapped[Counting] = mapped_column(String(10), default="best")
    shuffle: Mapped[bool] = mapped_column(default=True)
    forward_only: Mapped[bool] = mapped_column(default=False)
    per_page: Mapped[int] = mapped_column(default=1)
    feedback: Mapped[Feedback] = mapped_column(String(20), default="at_once")
    reading: Mapped[Reading] = mapped_column(String(10), default="never", server_default="never")
    certainty: Mapped[Asking] = mapped_column(String(10), default="off", server_default="off")
    pass_percent: Mapped[int | None]
    grace_seconds: Mapped[int] = mapped_column(default=5, server_default="5")
    late: Mapped[Late] = mapped_column(String(10), default="teacher", server_default="teacher")
    late_minutes: Mapped[int] = mapped_column(default=60, server_default="60")
    published_at: Mapped[datetime | None]  # None: a draft, or withdrawn
    created_at: Mapped[datetime]

    owner: Mapped[Person] = relationship()
    lines: Mapped[list["BlueprintLine"]] = relationship(order_by="BlueprintLine.position", cascade="all, delete-orphan")


class BlueprintLine(Base):
    """One line of a quiz's blueprint: so many questions of this bank, topic and difficulty (None: any)."""

    __tablename__ = "blueprint_line"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = refers("bank.id")
    topic: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    difficulty: Mapped[str | None] = mapped_column(String(10))
    count: Mapped[int]

    bank: Mapped[Bank] = relationship()


class Assignment(Base):
    """A quiz given to a class."""

    __tablename__ = "assignment"

    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey("school_class.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    assigned_at: Mapped[datetime]


class Allowance(Base):
    """More time or attempts for one student in one quiz, with the reason; all of a student's add up."""

    __tablename__ = "allowance"

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = refers("quiz.id", cascade=True)
    person_id: Mapped[int] = refers("person.id", cascade=True)
    minutes: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH))
    given_by_id: Mapped[int] = refers("person.id")
    created_at: Mapped[datetime]


class Attempt(Base):
    """One attempt of one student at one quiz: the seed of its form, its times, and its score."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("quiz_id", "person_id", "number"),
        Index(
            "uq_attempt_running",
            "quiz_id",
            "person_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        Index(
            "ix_attempt_overdue",
            "ends_at",
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        one_of("submitted_how", ("student", "time", "teacher")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quiz_id: Mapped[int] = refers("quiz.id", index=False)
    person_id: Mapped[int] = refers("person.id")
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(32))
    recipe: Mapped[dict[str, Any]]  # the blueprint and the versions of the banks, as they were when the form was drawn
    page: Mapped[int] = mapped_column(default=1)  # where the student is
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None] = mapped_column(index=True)
    submitted_how: Mapped[str | None] = mapped_column(String(10))
    score: Mapped[float | None]
    most: Mapped[float]  # the most points that the form can earn

    quiz: Mapped[Quiz] = relationship()
    person: Mapped[Person] = relationship()


class Response(Base):
    """One slot of one attempt: its question and the answer saved last. A save with a higher sequence wins."""

    __tablename__ = "response"
    __table_args__ = (Index("ix_response_question_id", "question_id"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)  # from 1
    question_id: Mapped[int] = refers("question.id", index=False)
    sequence: Mapped[int] = mapped_column(default=0)
    answer: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    flagged: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime | None]
    points: Mapped[float | None]  # set when the attempt is handed in; what certainty makes of them is in its score
    certainty: Mapped[int | None]  # how sure the student is: 1, 2 or 3

    question: Mapped[Question] = relationship()


class LateResponse(Base):
    """An answer that came when its attempt was over or handed in: kept apart until it is taken over, or not."""

    __tablename__ = "late_response"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position", "digest"),
        one_of("origin", ORIGINS),
        one_of("decision", DECISIONS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = refers("attempt.id", cascade=True, index=False)
    position: Mapped[int]
    sequence: Mapped[int]
    answer: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    flagged: Mapped[bool] = mapped_column(default=False)
    certainty: Mapped[int | None]
    made_at: Mapped[datetime | None]  # the journal's estimate of the server's time when it was given
    device_at: Mapped[datetime | None]  # what the clock of the device said then
    arrived_at: Mapped[datetime]
    origin: Mapped[str] = mapped_column(String(10))
    brought_by_id: Mapped[int | None] = refers("person.id")  # the teacher who brought a file
    digest: Mapped[str] = mapped_column(String(64))  # of its sequence, answer and certainty: a repeat counts once
    decision: Mapped[str | None] = mapped_column(String(10))  # None: it waits
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = refers("person.id")  # None beside a decision: the quiz's policy
    reason: Mapped[str] = mapped_column(String(REASON_LENGTH), default="")


class AuditEntry(Base):
    """Who did what to whom, when, from where. Rows are only ever added; triggers refuse the rest."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = refers("person.id")
    actor_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(60), default="")  # what kind of thing: person, quiz, bank ...
    subject_id: Mapped[int | None]
    subject_name: Mapped[str] = mapped_column(String(LINE_LENGTH), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    details: Mapped[dict[str, Any]]
