"""Build what a test needs, in one plain line each; everything goes through the operations that the site itself uses."""

from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher

from quizapp.core.answers import key_of
from quizapp.core.documents import read_bank, write_json
from quizapp.operations import attempts, banks, sessions
from quizapp.store.audit import Actor
from quizapp.store.db import db, write
from quizapp.store.models import Assignment, Attempt, Bank, BlueprintLine, Enrolment, Person, Quiz, SchoolClass
from quizapp.store.queries import attempts as reading_attempts
from quizapp.store.queries import banks as reading_banks
from quizapp.web.access import COOKIE

NOW = datetime.now(UTC).replace(microsecond=0)
PASSWORD = "four plain random words"
# As cheap as can be: hundreds of tests sign somebody in. What the site itself hashes costs what OWASP says.
_HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def question(kind: str = "single_choice", name: str = "q1", **changes: Any) -> dict[str, Any]:
    """Return the document of a valid question of a kind; `changes` replace its fields (None takes one out)."""
    document = {"id": name, "kind": kind, "topic": "bees", "difficulty": "easy", "stem": f"What of {name}?",
                **_OF_KIND[kind], **changes}  # fmt: skip
    return {field: value for field, value in document.items() if value is not None}


_OF_KIND: dict[str, dict[str, Any]] = {
    "single_choice": {"options": [{"text": "Wax", "right": True}, {"text": "Iron", "feedback": "Not iron."},
                                  {"text": "Sand"}]},
    "multiple_choice": {"options": [{"text": "Wax", "right": True}, {"text": "Honey", "right": True}, {"text": "Iron"},
                                    {"text": "Sand"}]},
    "true_false": {"right": False},
    "short_answer": {"accepted": ["queen", "the queen"]},
    "numeric": {"value": 6, "tolerance": 0.5, "unit": "legs"},
    "matching": {"pairs": [{"left": "Queen", "right": "lays eggs"}, {"left": "Worker", "right": "gathers"}],
                 "distractors": ["barks"]},
    "ordering": {"items": ["egg", "larva", "pupa", "bee"]},
    "cloze": {"text": "A bee has {1} legs and {2} wings.",
              "gaps": [{"options": [{"text": "six", "right": True}, {"text": "four"}]},
                       {"options": [{"text": "four", "right": True}, {"text": "two"}]}]},
    "hot_text": {"sentences": [{"passage": "P1", "text": "The keeper says that bees build with wax.", "right": True},
                               {"passage": "P1", "text": "He shows a comb.", "right": True},
                               {"passage": "P1", "text": "The neighbour says that they buy it.", "feedback": "Not so."},
                               {"passage": "P1", "text": "A child laughs."}]},
}  # fmt: skip


WAX = "The keeper says that bees build with wax. He shows a comb. The neighbour says that they buy it. A child laughs."


def bank(*questions: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the document of a valid bank with these questions (or one of each kind)."""
    return {
        "format": "quizapp-bank/1",
        "id": "bees",
        "title": "Bees",
        "sources": [{"id": "leaflet", "title": "A leaflet about bees"}],
        "passages": [{"id": "P1", "source": "leaflet", "text": WAX}],
        "speakers": [{"id": "keeper", "name": "The keeper", "role": "who keeps the bees"}],
        "topics": [{"id": "bees", "title": "Bees"}, {"id": "hives", "title": "Hives"}],
        "questions": list(questions) or [question(kind, f"q-{kind}") for kind in _OF_KIND],
        **changes,
    }


class Site:
    """Build people and things on one site."""

    def __init__(self, app):
        self.app = app
        self._count = 0

    def person(self, role: str = "student", username: str = "", **changes: Any) -> Person:
        """Add a person, whose password is `PASSWORD`."""
        self._count += 1
        username = username or f"{role}{self._count}"

        @write
        def add() -> Person:
            person = Person(**{"username": username, "name": username.title(), "role": role, "password_hash": _HASHED,
                               "created_at": NOW, **changes})  # fmt: skip
            db.session.add(person)
            return person

        return add()

    def actor(self, person: Person, now: datetime | None = None) -> Actor:
        """Return a person as an operation knows who acts."""
        return Actor(person.id, person.name, person.role, now or NOW, "127.0.0.1")

    def client(self, person: Person):
        """Return a client in which a person is signed in."""
        client = self.app.test_client()
        token = sessions.sign_in(self.actor(person), person.username, PASSWORD, days=1, device="Werkzeug")
        client.set_cookie(COOKIE, token)
        return client

    def school_class(self, teacher: Person, *students: Person, name: str = "7b", code: str = "") -> SchoolClass:
        """Add a class with its students."""
        self._count += 1

        @write
        def add() -> SchoolClass:
            made = SchoolClass(name=name, owner_id=teacher.id, join_code=code or f"code{self._count}", created_at=NOW)
            db.session.add(made)
            db.session.flush()
            db.session.add_all(
                Enrolment(class_id=made.id, person_id=student.id, enrolled_at=NOW) for student in students
            )
            return made

        return add()

    def bank(self, *questions: dict[str, Any], owner: Person | None = None, **changes: Any) -> Bank:
        """Bring a bank in, as its owner or (without one) as bundled with the site."""
        actor = self.actor(owner) if owner else Actor(None, "the command line", "system", NOW)
        document = read_bank(write_json(bank(*questions, **changes)).encode())
        imported = banks.import_bank(actor, document)
        return db.session.get_one(Bank, imported.bank_id)

    def quiz(
        self, *classes: SchoolClass, bank: Bank | None = None, count: int = 3, lines: Any = None, **terms: Any
    ) -> Quiz:
        """Add a published quiz on a bank, assigned to classes; `lines` are (topic, difficulty, count)."""
        bank = bank or self.bank()
        owner_id = classes[0].owner_id if classes else self.person("teacher").id

        @write
        def add() -> Quiz:
            quiz = Quiz(**{"title": "Bees, who says what", "owner_id": owner_id, "created_at": NOW, "description": "",
                           "published_at": NOW, "shuffle": False, **terms})  # fmt: skip
            for position, (topic, difficulty, number) in enumerate(lines or [(None, None, count)], 1):
                quiz.lines.append(
                    BlueprintLine(position=position, bank_id=bank.id, topic=topic, difficulty=difficulty, count=number)
                )
            db.session.add(quiz)
            db.session.flush()
            db.session.add_all(Assignment(quiz_id=quiz.id, class_id=one.id, assigned_at=NOW) for one in classes)
            return quiz

        return add()

    def attempt(
        self,
        student: Person,
        quiz: Quiz,
        right: int = 0,
        submitted: bool = True,
        now: datetime | None = None,
        **answers: Any,
    ) -> Attempt:
        """Let a student take a quiz: so many first answers right, others as given by name (`q3=2`), the rest open."""
        actor = self.actor(student, now)
        made = attempts.start(actor, quiz.id)
        for slot in reading_attempts.slots_of(made):
            question = reading_banks.parsed(slot.question)
            answer = key_of(question) if slot.position <= right else answers.get(slot.question.name)
            if answer is not None:
                attempts.save(actor, made, [attempts.Save(slot.position, 1, answer)])
        if submitted:
            attempts.submit(actor, made)
        return db.session.get_one(Attempt, made)


def later(**length: float) -> datetime:
    """Return a moment after `NOW`."""
    return NOW + timedelta(**length)
