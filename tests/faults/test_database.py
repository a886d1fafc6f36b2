"""The database held by others, copied and copied back under load: nothing is lost, and all goes on as before."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
import sqlalchemy as sa

from quizapp.store.db import db, engine_options
from tests.faults.conftest import DATABASES, LONG, Stage

LOCKED_FOR = 20 if LONG else 7  # seconds; in the line of writers one waits 20, and for an outsider 5
ROUNDS = 5 if LONG else 1
each_database = pytest.mark.parametrize("settings", DATABASES if LONG else ["sqlite"], indirect=True)


@each_database
def test_locked_by_another_process(stage: Stage):
    stage.server.start()
    with stage.load() as load:
        load.until(50)
        with Outsider(stage):
            time.sleep(LOCKED_FOR)
        load.until(100)
    told = set().union(*(student.statuses for student in stage.students))
    assert 503 in told or stage.server.settings.database_url, "on SQLite nobody waits for an outsider for ever"
    stage.judge()


class Outsider:
    """Lock the database in the middle of a load as another program does, which does not stand in the line."""

    def __init__(self, stage: Stage):
        url = stage.server.settings.url
        self.engine = sa.create_engine(url, **engine_options(url))

    def __enter__(self) -> None:
        self.connection = self.engine.connect()
        if self.engine.dialect.name == "sqlite":
            self.connection.connection.dbapi_connection.isolation_level = None
            self.connection.exec_driver_sql("PRAGMA busy_timeout=60000")
            self.connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            self.connection.exec_driver_sql("LOCK TABLE response, attempt IN EXCLUSIVE MODE")

    def __exit__(self, *error: object) -> None:
        self.connection.rollback()
        self.connection.close()
        self.engine.dispose()


@each_database
def test_a_backup_made_under_load_and_restored(stage: Stage, tmp_path: Path):
    stage.server.start()
    for number in range(ROUNDS):
        backup = tmp_path / f"{number}.backup"
        with stage.load() as load:
            load.until(50)
            before = [deepcopy(student.taken) for student in stage.students]
            quizapp(stage, "db", "backup", str(backup))
            load.until(50)
        stage.judge()
        let_go()
        with reading(stage):
            quizapp(stage, "db", "restore", "--yes", str(backup))
        for student, taken in zip(stage.students, before, strict=True):
            student.taken = as_it_was_before(student.taken, taken)
        stage.name, name = f"{stage.name}: what had been told before", stage.name
        stage.judge(runs=0)
        stage.name = name
        for student in stage.students:
            student.unanswered = student.answered = None
            go_on_from_what_stands(student)
        with stage.load() as load:  # on the same server, which was not started again
            load.until(50)
        stage.judge(runs=0)


def as_it_was_before(now, before):
    """Return what a student knew before a backup, with what was sent since, which may be in it or not."""
    known = {taken.number: taken for taken in before}
    for taken in now:
        taken.id = taken.id if taken.number in known and known[taken.number].id is not None else None
        taken.handed_in = taken.number in known and known[taken.number].handed_in
        for place, slot in taken.slots.items():
            slot.acknowledged = known[taken.number].slots[place].acknowledged if taken.number in known else 0
    return now


def go_on_from_what_stands(student) -> None:
    """Let a student begin with the attempts that stand in the database, as the site shows them."""
    rows = db.session.execute(
        sa.text("SELECT number, id, submitted_at FROM attempt WHERE person_id = :person ORDER BY number"),
        {"person": student.person_id},
    ).all()
    student.taken = student.taken[: len(rows)]
    for taken, row in zip(student.taken, rows, strict=True):
        taken.id, taken.handed_in = row.id, row.submitted_at is not None
    db.session.rollback()


def let_go() -> None:
    """Hold no connection to the database here."""
    db.session.remove()
    db.engine.dispose()


def quizapp(stage: Stage, *arguments: str) -> None:
    """Run a command of the program on the site."""
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", *arguments],
        env=stage.server.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@contextmanager
def reading(stage: Stage) -> Iterator[None]:
    """Let every student open pages until the end of a `with`."""
    end = threading.Event()
    readers = [threading.Thread(target=keep_reading, args=(student, stage, end)) for student in stage.students]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        end.set()
        for reader in readers:
            reader.join()
    assert not [student.fault for student in stage.students if student.fault]


def keep_reading(student, stage: Stage, end: threading.Event) -> None:
    """Open pages all the while."""
    student.come(stage.server.port)
    while not end.is_set():
        heard = student.browser.get("/quizzes")
        if heard is None or heard.status not in (200, 302, 503):
            student.fault = AssertionError(heard)
            return
