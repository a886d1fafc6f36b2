"""Read classes and who is in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, or_, select

from quizapp.core.enrolling import Account
from quizapp.store.db import db
from quizapp.store.models import Assignment, AuditEntry, Enrolment, Person, SchoolClass

FIRST_PASSWORDS = ("class.list_enrolled", "class.first_passwords_renewed")
ROSTER_SORTS = {"name": (func.lower(Person.name), Person.id), "username": (Person.username,)}


@dataclass(frozen=True)
class ClassListed:
    """Hold a class with how many students and quizzes it has."""

    school_class: SchoolClass
    students: int
    quizzes: int


def class_of_code(code: str) -> SchoolClass | None:
    """Return the class of a join code, as people type it (case, spaces and hyphens do not matter)."""
    tidy = "".join(character for character in code.lower() if character.isalnum())
    return db.session.scalar(
        select(SchoolClass).where(SchoolClass.join_code == tidy, SchoolClass.archived_at.is_(None))
    )


def _owned(teacher_id: int) -> Select[tuple[SchoolClass]]:
    return select(SchoolClass).where(SchoolClass.owner_id == teacher_id)


def class_of(teacher_id: int, class_id: int) -> SchoolClass | None:
    """Return a class of a teacher's own, archived or not."""
    return db.session.scalar(_owned(teacher_id).where(SchoolClass.id == class_id))


def classes_of(teacher_id: int, archived: bool = False, search: str = "") -> list[ClassListed]:
    """List a teacher's classes by name, with how many students and quizzes each has."""
    students = _count_of(Enrolment.class_id).where(Enrolment.class_id == SchoolClass.id).scalar_subquery()
    quizzes = _count_of(Assignment.class_id).where(Assignment.class_id == SchoolClass.id).scalar_subquery()
    wanted = (
        select(SchoolClass, students, quizzes)
        .where(SchoolClass.owner_id == teacher_id, SchoolClass.name.icontains(search, autoescape=True))
        .where(SchoolClass.archived_at.is_not(None) if archived else SchoolClass.archived_at.is_(None))
        .order_by(func.lower(SchoolClass.name), SchoolClass.id)
    )
    return [ClassListed(*row) for row in db.session.execute(wanted)]


def _count_of(column) -> Select[tuple[int]]:
    return select(func.count(column))


def classes_named(teacher_id: int, class_ids: Sequence[int]) -> list[SchoolClass]:
    """List those of some classes that are this teacher's own."""
    return list(db.session.scalars(_owned(teacher_id).where(SchoolClass.id.in_(class_ids)).order_by(SchoolClass.name)))


def _in_class(class_id: int) -> Select[tuple[Person]]:
    return select(Person).join(Enrolment, Enrolment.person_id == Person.id).where(Enrolment.class_id == class_id)


def roster(class_id: int, search: str = "", sort: str = "name", down: bool = False, page: int = 1) -> Pagination:
    """Return a page of the students of a class."""
    wanted = _in_class(class_id)
    if search:
        found = (Person.name.icontains(search, autoescape=True), Person.username.icontains(search, autoescape=True))
        wanted = wanted.where(or_(*found))
    columns = ROSTER_SORTS.get(sort, ROSTER_SORTS["name"])
    wanted = wanted.order_by(*(column.desc() if down else column for column in columns))
    return db.paginate(wanted, page=page, per_page=100, error_out=False)


def students_in(class_id: int) -> list[Person]:
    """List the students of a class by name."""
    return list(db.session.scalars(_in_class(class_id).order_by(*ROSTER_SORTS["name"])))


def student_in(teacher_id: int, class_id: int, person_id: int) -> Person | None:
    """Return a student of a class of a teacher's own."""
    return db.session.scalar(
        _in_class(class_id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(SchoolClass.owner_id == teacher_id, Person.id == person_id, Person.role == "student")
    )


def is_kept(teacher_id: int | None, person_id: int) -> bool:
    """Tell whether a student's account is this teacher's to keep, and the student in a class of theirs."""
    wanted = (
        select(Person.id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(Person.id == person_id, Person.role == "student")
        .where(Person.keeper_id == teacher_id, SchoolClass.owner_id == teacher_id)
        .limit(1)
    )
    return db.session.scalar(wanted) is not None


def was_removed(class_id: int, username: str) -> bool:
    """Tell whether somebody was in a class, and was taken out of it."""
    removals = select(AuditEntry.details).where(
        AuditEntry.action == "class.removed", AuditEntry.subject == "class", AuditEntry.subject_id == class_id
    )
    return any(details.get("person") == username for details in db.session.scalars(removals))


def students_with_first_password(teacher_id: int, class_id: int) -> list[Person]:
    """List the students of a class whose accounts a teacher keeps, and who have not yet chosen their own password."""
    waiting = (Person.must_change_password, Person.role == "student", Person.suspended_at.is_(None))
    kept = _in_class(class_id).where(Person.keeper_id == teacher_id, *waiting)
    return list(db.session.scalars(kept.order_by(*ROSTER_SORTS["name"])))


def accounts_named(class_id: int, usernames: Sequence[str]) -> dict[str, Account]:
    """Return those of some usernames that have an account, with whether it is in a class."""
    enrolled = select(Enrolment.person_id).where(Enrolment.class_id == class_id, Enrolment.person_id == Person.id)
    columns = (Person.username, Person.id, Person.name, Person.role, Person.suspended_at.is_not(None))
    rows = db.session.execute(select(*columns, enrolled.exists()).where(Person.username.in_(usernames)))
    return {username: Account(*rest) for username, *rest in rows}


def classes_joined_by(person_id: int) -> list[SchoolClass]:
    """List the classes that a student is in, without the archived ones."""
    return list(
        db.session.scalars(
            select(SchoolClass)
            .join(Enrolment, Enrolment.class_id == SchoolClass.id)
            .where(Enrolment.person_id == person_id, SchoolClass.archived_at.is_(None))
            .order_by(func.lower(SchoolClass.name), SchoolClass.id)
        )
    )


def made_by(class_id: int, entry_id: int) -> list[Person] | None:
    """List by name whom an entry in the audit log gave first passwords, of those who have not chosen their own yet."""
    entry = db.session.get(AuditEntry, entry_id)
    if entry is None or entry.action not in FIRST_PASSWORDS or entry.subject_id != class_id:
        return None
    wanted = select(Person).where(Person.id.in_(entry.details["people"]), Person.must_change_password)
    return list(db.session.scalars(wanted.order_by(*ROSTER_SORTS["name"])))
