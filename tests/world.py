"""Build two schools that know nothing of each other, with something at every address of the site."""

import re
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from quizapp.core.answers import key_of
from quizapp.core.documents import pack, read_bank, write_json
from quizapp.core.enrolling import Row
from quizapp.operations import attempts, classes, newcomers, quizzes, sessions
from quizapp.operations import banks as importing
from quizapp.operations.attempts import Save
from quizapp.operations.newcomers import FirstEntry
from quizapp.store.models import Person
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks
from quizapp.store.queries.backups import folder_of
from quizapp.store.queries.people import person_signed_in
from tests.builders import NOW, PASSWORD, Site, bank, question


@dataclass
class School:
    """Hold one school: its people, and for each role what stands at the places of an address."""

    people: dict[str, SimpleNamespace]
    places: dict[str, dict[str, Any]]


class World:
    """Show a test both schools (`own` and `other`), in the database of that test."""

    def __init__(self, site: Site, schools: dict[str, School]):
        self.site, self.app, self.schools = site, site.app, schools
        folder = folder_of(site.app.config["SETTINGS"].instance)
        folder.mkdir(exist_ok=True)
        (folder / "some.backup").write_bytes(b"a backup")

    def client(self, role: str, side: str):
        """Return a client in which somebody of this role and school is signed in."""
        return self.site.client(self.person(role, side))

    def person(self, role: str, side: str) -> SimpleNamespace:
        """Return somebody of this role and school."""
        return self.schools[side].people[role]

    def places(self, role: str, side: str) -> set[str]:
        """Return the names of the places that can be filled for a role."""
        return set(self.schools[side].places[role])

    def address(self, rule: str, role: str, side: str, endpoint: str = "") -> str:
        """Return the address of a route, its places filled with what this role has at this school."""
        filled = {**self.schools[side].places[role], **SPECIAL.get(endpoint, {})}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(filled.get(place[1], "nothing")), rule)


def schools(site: Site) -> dict[str, School]:
    """Build both schools, and an administrator of the site."""
    admin = site.person("admin", "the-admin")
    return {"own": _school(site, admin, "ann"), "other": _school(site, admin, "bob")}


def _elsewhere(site: Site, person: Person) -> dict[str, int]:
    """Sign a person in on another device, and return that session."""
    token = sessions.sign_in(site.actor(person), person.username, PASSWORD, days=1)
    return {"session_id": person_signed_in(token, NOW).session_id}


def _school(site: Site, admin: Person, name: str) -> School:
    teacher, student = site.person("teacher", f"{name}-teacher"), site.person("student", name)
    school_class = site.school_class(teacher, student, name=f"Class of {name}", code=f"code{name}")
    own = site.bank(*[question(name=f"{name}-{number}") for number in range(4)], owner=teacher)
    quiz = site.quiz(school_class, bank=own, minutes=30)
    running = site.quiz(school_class, bank=own, minutes=30, title="Still running")
    done = attempts.start(site.actor(student), quiz.id)
    slot = reading.slots_of(done)[0]
    attempts.save(site.actor(student), done, [Save(1, 1, key_of(banks.parsed(slot.question)))])
    attempts.submit(site.actor(student), done)
    at_work = attempts.start(site.actor(student), running.id)
    staged = pack(read_bank(write_json(bank(question(name="new-one"), title="Newer bees")).encode()))
    first = FirstEntry("password", "a seed of this test")
    imported = newcomers.import_file(site.actor(admin), "people.csv", f"username,name\n{name}-new,New".encode(), first)
    listed = classes.enrol_people(
        site.actor(teacher), school_class.id, [Row(2, f"{name}-second", "Second")], "a seed of this test"
    )
    shared = {"code": f"code{name}", "token": "nothing", "filename": "style.css"}
    people = {"student": student, "teacher": teacher, "admin": admin}
    return School(
        {role: _kept(person) for role, person in people.items()},
        {
            "student": {
                **shared,
                **_elsewhere(site, student),
                "quiz_id": running.id,
                "attempt_id": at_work,
                "number": 1,
                "position": 1,
            },
            "teacher": {
                **shared,
                **_elsewhere(site, teacher),
                "bank_id": own.id,
                "name": f"{name}-0",
                "number": 1,
                "kind": "single_choice",
                "extension": "yaml",
                "upload_id": importing.stage_upload(site.actor(teacher), "bees.json", staged),
                "class_id": school_class.id,
                "person_id": student.id,
                "entry_id": listed,
                "quiz_id": quiz.id,
                "attempt_id": done,
                "question_id": slot.question_id,
                "form": "csv",
                "table": "scores",
                "allowance_id": quizzes.allow(site.actor(teacher), quiz.id, student.id, 5, 0, "A broken screen"),
            },
            "admin": {
                **shared,
                **_elsewhere(site, admin),
                "person_id": student.id,
                "entry_id": imported,
                "form": "csv",
                "table": "scores",
                "backup": "some.backup",
            },
        },
    )


def _kept(person: Person) -> SimpleNamespace:
    """Keep what a test needs to know of a person beyond the session that built them."""
    return SimpleNamespace(id=person.id, username=person.username, name=person.name, role=person.role)


# Where one address needs something else at its places than the others.
SPECIAL: dict[str, dict[str, Any]] = {}
