"""Build two schools that know nothing of each other, with something at every address of the site.

Beside what stands at the places of an address, a role's things have names of their own: the student's attempts
`running`, `done` and `overdue` and the quiz `open` (never taken yet), the teacher's `draft`, `archived` and `empty`
class and `bundled` bank, and the administrator's `suspended` person. `SPECIAL` tells which addresses show one of them.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from quizapp.core.answers import key_of
from quizapp.core.documents import pack, read_bank, write_json
from quizapp.core.enrolling import Row
from quizapp.core.questions import KINDS
from quizapp.operations import accounts, attempts, classes, generated, late, newcomers, quizzes, sessions
from quizapp.operations import banks as importing
from quizapp.operations.attempts import Save
from quizapp.operations.late import LateSave
from quizapp.operations.newcomers import FirstEntry
from quizapp.store.models import Bank, Person, Quiz, SchoolClass
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks
from quizapp.store.queries import late as reading_late
from quizapp.store.queries.backups import folder_of
from quizapp.store.queries.people import person_signed_in
from tests.builders import NOW, PASSWORD, Site, bank, question
from tests.registers import who_says_what

SEED = "a seed of this test"

# Where an address shows something else than the other addresses with this place do: the name of that thing.
SPECIAL: dict[str, dict[str, str]] = {
    "student.result": {"attempt_id": "done"},
    "student.receipt": {"attempt_id": "done"},
    "student.receipt_file": {"attempt_id": "done"},
    "student.start": {"quiz_id": "open"},
    "teacher.publish_quiz": {"quiz_id": "draft"},
    "teacher.delete_quiz": {"quiz_id": "draft"},
    "teacher.restore_class": {"class_id": "archived"},
    "teacher.copy_bank": {"bank_id": "bundled"},
    "teacher.restore_generated": {"made": "put_aside"},
    "admin.enable": {"person_id": "suspended"},
}


@dataclass
class School:
    """Hold one school: its people, and for each role what stands at the places of an address."""

    people: dict[str, SimpleNamespace]
    places: dict[str, dict[str, Any]]


class World:
    """Show a test both schools (`own` and `other`), in the database of that test."""

    def __init__(self, site: Site, schools: dict[str, School]):
        self.site, self.app, self.schools = site, site.app, schools
        self.filled: dict[tuple[str, str], dict[str, Any]] = {}  # the forms that were filled in (`tests/acts.py`)
        folder = folder_of(site.app.config["SETTINGS"].instance)
        folder.mkdir(exist_ok=True)
        (folder / "some.backup").write_bytes(b"a backup")

    def client(self, role: str, side: str = "own"):
        """Return a client in which somebody of this role and school is signed in (of “visitor”, nobody)."""
        return self.app.test_client() if role == "visitor" else self.site.client(self.person(role, side))

    def person(self, role: str, side: str) -> SimpleNamespace:
        """Return somebody of this role and school."""
        return self.schools[side].people[role]

    def place(self, role: str, side: str, name: str) -> Any:
        """Return what stands at a place for a role."""
        return self.schools[side].places[role][name]

    def places(self, role: str, side: str) -> set[str]:
        """Return the names of the places that can be filled for a role."""
        return set(self.schools[side].places[role])

    def address(self, rule: str, role: str, side: str, endpoint: str = "", **instead: Any) -> str:
        """Return the address of a route, its places filled with what this role has at this school, or with others.

        A visitor has what the student has: codes and tokens.
        """
        has = self.schools[side].places["student" if role == "visitor" else role]
        special = {place: has[name] for place, name in SPECIAL.get(endpoint, {}).items()}
        filled = {**has, **special, **instead}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(filled.get(place[1], "nothing")), rule)


def schools(site: Site) -> dict[str, School]:
    """Build both schools, and an administrator of the site."""
    admin = site.person("admin", "the-admin")
    bundled = site.bank(*_questions("shared"), id="shared-bees", title="Bees for all")
    return {name: _school(site, admin, bundled, short) for name, short in (("own", "ann"), ("other", "bob"))}


def _school(site: Site, admin: Person, bundled: Bank, name: str) -> School:
    teacher = site.person("teacher", f"{name}-teacher")
    student = site.person("student", name, keeper_id=teacher.id)
    school_class = site.school_class(teacher, student, name=f"Class of {name}", code=f"code{name}")
    first, *others = _questions(name)
    site.bank({**first, "stem": "Name it"}, *others, owner=teacher)
    own = site.bank(first, *others, owner=teacher, **who_says_what())  # its second version
    taken = site.quiz(school_class, bank=own, count=len(KINDS), minutes=30, feedback="at_once", pass_percent=50,
                      reading="always", certainty="counted")  # fmt: skip
    done = _handed_in(site, student, taken)
    token = accounts.make_reset_link(site.actor(teacher), student.id)
    shared = {"code": f"code{name}", "token": token, "filename": "style.css"}
    people = {"student": student, "teacher": teacher, "admin": admin}
    places = {
        "student": {**_of_student(site, student, school_class, own), "done": done},
        "teacher": _of_teacher(site, teacher, student, school_class, own)
        | _of_quiz(site, teacher, student, taken, done)
        | {"bundled": bundled.id},
        "admin": {**_of_admin(site, admin, name), "person_id": student.id},
    }
    return School(
        {role: _kept(person) for role, person in people.items()},
        {role: {**shared, **_elsewhere(site, people[role]), **places[role]} for role in people},
    )


def _questions(name: str) -> list[dict[str, Any]]:
    """Return one question of each kind, each with its evidence and an explanation."""
    evidence = [{"passage": "P1", "speaker": "keeper", "stance": "asserts"}]
    return [
        question(kind, f"{name}-{number}", evidence=evidence, explanation="So the keeper says.")
        for number, kind in enumerate(KINDS)
    ]


def _handed_in(site: Site, student: Person, quiz: Quiz) -> int:
    """Take a quiz: all answers right but the last, which is left open and flagged."""
    actor = site.actor(student)
    attempt_id = attempts.start(actor, quiz.id)
    slots = [(slot.position, key_of(banks.parsed(slot.question))) for slot in reading.slots_of(attempt_id)]
    saves = [Save(position, 1, key) for position, key in slots[:-1]]
    attempts.save(actor, attempt_id, [*saves, Save(slots[-1][0], 1, None, flagged=True)])
    attempts.submit(actor, attempt_id)
    return attempt_id


def _of_student(site: Site, student: Person, school_class: SchoolClass, own: Bank) -> dict[str, Any]:
    titles = "Still running", "The time is over", "Not begun"
    terms = {"count": len(KINDS), "minutes": 30, "reading": "always", "certainty": "recorded"}
    running, late, fresh = (site.quiz(school_class, bank=own, title=title, per_page=4, **terms) for title in titles)
    at_work = attempts.start(site.actor(student), running.id)
    overdue = attempts.start(site.actor(student, NOW - timedelta(hours=2)), late.id)
    return {
        "quiz_id": running.id,
        "attempt_id": at_work,
        "number": 1,
        "position": 1,
        "running": at_work,
        "overdue": overdue,
        "open": fresh.id,
    }


def _of_teacher(
    site: Site, teacher: Person, student: Person, school_class: SchoolClass, own: Bank
) -> dict[str, Any]:  # fmt: skip
    actor, name = site.actor(teacher), student.username
    changed, *same, _ = _questions(name)
    newer = bank(
        {**changed, "stem": "What else?"}, *same, question(name="new-one"), title="Newer bees", **who_says_what()
    )
    archived = site.school_class(teacher, student, name="Last year")
    classes.archive(actor, archived.id)
    listed = classes.enrol_people(actor, school_class.id, [Row(2, f"{name}-second", "Second")], SEED)
    generated.reject(actor, own.id, "who_says.blue.bob", "Too easy")
    return {
        "bank_id": own.id,
        "name": f"{name}-0",
        "made": "who_says.red.ann",
        "put_aside": "who_says.blue.bob",
        "number": 1,
        "kind": "single_choice",
        "extension": "yaml",
        "upload_id": importing.stage_upload(actor, "bees.json", pack(read_bank(write_json(newer).encode()))),
        "class_id": school_class.id,
        "person_id": student.id,
        "entry_id": listed,
        "archived": archived.id,
        "empty": site.school_class(teacher, name="Next year").id,
        "draft": site.quiz(school_class, bank=own, title="A draft", published_at=None).id,
    }


def _of_quiz(site: Site, teacher: Person, student: Person, quiz: Quiz, done: int) -> dict[str, Any]:
    return {
        "quiz_id": quiz.id,
        "attempt_id": done,
        "question_id": reading.slots_of(done)[0].question_id,
        "form": "csv",
        "table": "scores",
        "late_id": _late(site, student, done),
        "allowance_id": quizzes.allow(site.actor(teacher), quiz.id, student.id, 5, 0, "A broken screen"),
    }


def _late(site: Site, student: Person, done: int) -> int:
    """Let an empty answer arrive late, after the attempt was handed in."""
    made = NOW - timedelta(minutes=1)
    late.hold(site.actor(student), done, [LateSave(1, 2, None, made_at=made, device_at=made)])
    return reading_late.late_of(done)[0].row.id


def _of_admin(site: Site, admin: Person, name: str) -> dict[str, Any]:
    first, listed = FirstEntry("password", SEED), f"username,name\n{name}-new,New".encode()
    return {
        "entry_id": newcomers.import_file(site.actor(admin), "people.csv", listed, first),
        "form": "csv",
        "table": "scores",
        "backup": "some.backup",
        "suspended": site.person("student", f"{name}-suspended", suspended_at=NOW).id,
    }


def _elsewhere(site: Site, person: Person) -> dict[str, int]:
    """Sign a person in on another device, and return that session."""
    token = sessions.sign_in(site.actor(person), person.username, PASSWORD, days=1)
    return {"session_id": person_signed_in(token, NOW).session_id}


def _kept(person: Person) -> SimpleNamespace:
    """Keep what a test needs to know of a person beyond the session that built them."""
    return SimpleNamespace(id=person.id, username=person.username, name=person.name, role=person.role)
