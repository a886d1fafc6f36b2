"""Build the school that the screenshots show: a class that has taken a quiz, or is taking it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from quizapp.core.answers import key_of
from quizapp.core.documents import document_of, read_bank, write_yaml
from quizapp.core.enrolling import Row
from quizapp.core.plans import Line, Plan
from quizapp.core.questions import (
    Cloze,
    Common,
    HotText,
    Matching,
    MultipleChoice,
    Ordering,
    SingleChoice,
    TrueFalse,
)
from quizapp.operations import accounts, attempts, banks, classes, quizzes, sessions
from quizapp.store.audit import Actor
from quizapp.store.queries import attempts as reading_attempts
from quizapp.store.queries import banks as reading_banks
from quizapp.store.queries.classes import classes_of
from quizapp.store.queries.people import person_named
from quizapp.store.secrets import new_password

NOW = datetime.now(UTC).replace(microsecond=0)
STUDENTS, TOPICS, BANK = 14, ("groups", "goals", "ukraine"), "belgorod-raid"
FAULTS = (
    ("topic: goals", "topic: gaols"),
    ("difficulty: hard", "difficulty: very hard"),
    ("passage: P9", "passage: P99"),
    ("  stem:", "  stme:"),
    ("right: true", "rigth: true"),
)


@dataclass
class School:
    """Hold the numbers of what the pictures show."""

    passwords: dict[str, str]
    class_id: int
    join_code: str
    quiz_id: int
    bank_id: int
    copy_id: int
    finished: int
    running: int


def actor(username: str, minutes_ago: float = 0) -> Actor:
    """Return somebody as an operation knows who acts, some minutes ago."""
    person = person_named(username)
    return Actor(person.id, person.name, person.role, NOW - timedelta(minutes=minutes_ago), "127.0.0.1")


def built(passwords: dict[str, str]) -> School:
    """Build a class that has taken a quiz, or is taking it."""
    teacher, lots = actor("teacher", 3000), random.Random(31)
    school_class = classes_of(teacher.id)[0].school_class
    class_id, join_code = school_class.id, school_class.join_code
    names = [(f"student-{number:02}", f"Student {number:02}") for number in range(1, STUDENTS + 1)]
    rows = [Row(number, username, name) for number, (username, name) in enumerate(names, 2)]
    classes.enrol_people(teacher, class_id, rows, "for pictures")
    for username, _ in names[:13]:  # those who have come in set passwords of their own
        sessions.reset_password(teacher, accounts.make_reset_link(teacher, person_named(username).id), new_password())
    bank = reading_banks.bank_of(None, BANK)
    lines = tuple(Line(bank.id, topic, difficulty, count) for topic in TOPICS
                  for difficulty, count in (("easy", 2), ("medium", 1), ("hard", 1)))  # fmt: skip
    plan = Plan("The raid of May 2023: who says what", "Who says it, who denies it, and what the source leaves open.",
                lines, (class_id,), NOW - timedelta(days=2), NOW + timedelta(days=5), minutes=40, attempts=2,
                feedback="at_once", pass_percent=50, reading="always", certainty="recorded")  # fmt: skip
    quiz_id = quizzes.create(teacher, plan)
    quizzes.publish(teacher, quiz_id)
    for number, (username, _) in enumerate(names[:12]):
        answered(username, quiz_id, lots, skill=0.35 + 0.05 * number, minutes_ago=1500 - 40 * number)
    for number, (username, _) in enumerate(names[9:13]):
        answered(username, quiz_id, lots, skill=0.7, minutes_ago=4 + 3 * number, upto=9 - 2 * number)
    finished = answered("student", quiz_id, lots, skill=0.6, minutes_ago=900)
    running = answered("student", quiz_id, lots, skill=0.7, minutes_ago=12, upto=5)
    quizzes.allow(actor("teacher"), quiz_id, person_named("student-13").id, 10, 0, "Reads with a screen reader")
    return School(passwords, class_id, join_code, quiz_id, bank.id, banks.copy(teacher, bank.id), finished, running)


def answered(
    username: str, quiz_id: int, lots: random.Random, *, skill: float, minutes_ago: float, upto: int | None = None
) -> int:
    """Let a student take a quiz: each answer is right with a chance of `skill`; with `upto`, it is still running."""
    made = attempts.start(actor(username, minutes_ago), quiz_id)
    slots = reading_attempts.slots_of(made)
    for slot in slots[:upto]:
        question = reading_banks.parsed(slot.question)
        knows = lots.random() < skill
        answer = key_of(question) if knows else wrong(question, lots)
        late = minutes_ago - minutes_ago * slot.position / (len(slots) + 4) if upto else minutes_ago - slot.position
        flagged = upto is not None and slot.position == 3
        sure = lots.choice((2, 3, 3) if knows else (1, 1, 2, 3))
        save = attempts.Save(slot.position, 1, answer, flagged, certainty=sure)
        attempts.save(actor(username, late), made, [save], slot.position + 1 if upto else None)
    if upto is None:
        attempts.submit(actor(username, minutes_ago - len(slots) - 2), made)
    return made


def wrong(question: Common, lots: random.Random) -> Any:
    """Return an answer as somebody gives it who is not sure."""
    chances: dict[type, Callable[[Any], Any]] = {
        SingleChoice: lambda one: lots.choice([n for n, option in enumerate(one.options) if not option.right]),
        MultipleChoice: lambda one: sorted(lots.sample(range(len(one.options)), 2)),
        TrueFalse: lambda one: not one.right,
        Matching: lambda one: [lots.randrange(len(one.choices)) for _ in one.pairs],
        Ordering: lambda one: lots.sample(range(len(one.items)), len(one.items)),
        Cloze: lambda one: [lots.randrange(len(gap.options)) for gap in one.gaps],
        HotText: lambda one: [lots.choice([n for n, sentence in enumerate(one.sentences) if not sentence.right])],
    }
    return chances[type(question)](question) if type(question) in chances else None


def changed(text: str) -> str:
    """Return a bank as a file with a few changes: something new, something changed, and something gone."""
    read = read_bank(text.encode())
    questions = list(read.questions)
    first, second, removed = questions[0], questions[1], questions.pop(6)
    questions[0] = first.model_copy(update={"difficulty": "medium"})
    questions[1] = second.model_copy(update={"points": 2})
    questions.append(removed.model_copy(update={"id": f"{removed.id}-b"}))
    return write_yaml(document_of(read, questions))


def faulty(text: str) -> str:
    """Return a bank as a file with faults."""
    for said, instead in FAULTS:
        text = text.replace(said, instead, 1)
    return text
