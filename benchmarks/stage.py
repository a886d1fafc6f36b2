"""Set the stage of a case: a fresh site, its server, its students; and look in the end whether anything is lost."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import site, year
from benchmarks.limits import sqlite
from benchmarks.server import PeakMemory, Server, site_served
from benchmarks.student import Student


class LostAnswers(AssertionError):
    """Tell of acknowledged answers that are not in the database."""


@dataclass
class Plan:
    """Hold how much is done: a folder for the files, a port, how often and how long each thing is measured."""

    folder: Path
    port: int
    repetitions: int = 5
    seconds: float = 4.0
    share: float = 1.0  # of the whole size
    crowd_seconds: float = 300.0
    export_seconds: float = 90.0  # until an export is broken off, and what came is counted


@dataclass
class Stage:
    """Hold a site that is served, and those who act on it."""

    plan: Plan
    server: Server
    instance: Path
    quiz_id: int
    signed_in: list[site.SignedIn]
    memory: PeakMemory
    attempts: dict[int, int] = field(default_factory=dict)  # person -> the attempt that is under way
    insiders: list[site.SignedIn] = field(default_factory=list)  # an admin, a teacher, and students of the year
    students: list[Student] = field(default_factory=list)

    def enter(self, count: int) -> list[Student]:
        """Return so many students who have not acted yet."""
        begin = len(self.students)
        fresh = [Student(self.plan.port, one, self.quiz_id) for one in self.signed_in[begin : begin + count]]
        if len(fresh) < count:
            raise ValueError(f"the site has {len(self.signed_in)} students, too few for {begin + count}")
        for one in fresh:
            one.attempt = self.attempts.get(one.person_id, 0)
        self.students += fresh
        return fresh

    def require_nothing_lost(self) -> int:
        """Return how many answers were acknowledged; raises `LostAnswers` where one is not in the database."""
        with closing(sqlite.connect(f"file:{self.instance / 'quizapp.sqlite3'}?mode=ro", uri=True)) as stored:
            return require_stored(stored, self.students)


def require_stored(database: Any, students: Iterable[Student]) -> int:
    """Return how many answers students were told are saved; raises `LostAnswers` where one is not in the database.

    Each save counts the sequence of its slot up by one, so the last one stands for all before it.
    """
    expected = {slot: sequence for one in students for slot, sequence in one.acknowledged.items()}
    rows = database.execute(
        "SELECT attempt_id, position, sequence FROM response WHERE attempt_id >= ? AND sequence > 0 "
        "AND answer IS NOT NULL",
        (min((attempt for attempt, _ in expected), default=0),),
    )
    there = {(attempt, position): sequence for attempt, position, sequence in rows}
    lost = {slot: sequence for slot, sequence in expected.items() if there.get(slot) != sequence}
    if lost:
        raise LostAnswers(f"{len(lost)} of {len(expected)} slots do not hold what was acknowledged: {lost}"[:2000])
    return sum(expected.values())


@contextmanager
def fresh(plan: Plan, name: str, students: int, bank_size: int = 1000, *, running: bool = False) -> Iterator[Stage]:
    """Serve a fresh site with one quiz and so many students, and require in the end that nothing was lost.

    `running`: each student has an attempt under way, which was not started on the page.
    """
    instance = plan.folder / name
    quiz_id, signed_in = site.make(instance, students, bank_size)
    attempts = site.begin_attempts(instance, quiz_id, signed_in) if running else {}
    with site_served(instance, plan.port) as server, PeakMemory(server) as memory:
        stage = Stage(plan, server, instance, quiz_id, signed_in, memory, attempts)
        yield stage
        stage.require_nothing_lost()


@contextmanager
def filled(plan: Plan, name: str, attempts: int, students: int, running: int) -> Iterator[Stage]:
    """Serve a site that holds so many attempts of a year beside its quiz and students; raises `DoesNotFit`.

    The first students, so many as are `running`, have an attempt under way.
    """
    instance = plan.folder / name
    year.copy_of(attempts, instance)
    quiz_id, signed_in, insiders = site.join_year(instance, students)
    begun = site.begin_attempts(instance, quiz_id, signed_in[:running])
    try:
        with site_served(instance, plan.port) as server, PeakMemory(server) as memory:
            stage = Stage(plan, server, instance, quiz_id, signed_in, memory, begun, insiders)
            yield stage
            stage.require_nothing_lost()
    finally:
        shutil.rmtree(instance)
