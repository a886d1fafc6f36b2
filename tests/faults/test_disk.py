"""A disk that is full, closed or broken: a clear answer to be tried again, and normal work after, without a restart."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.settings import Settings
from quizapp.store.db import db
from tests.conftest import settings_for
from tests.faults.browser import Browser
from tests.faults.conftest import LONG, Stage
from tests.faults.disks import Disk, refusing

ROUNDS = 10 if LONG else 1
FULL, UNAVAILABLE = 507, 503
CRASH_LOOP = 6  # seconds within which Granian takes a second death of a worker for a loop of crashes, and ends itself


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return a small disk."""
    disk = Disk(tmp_path / "disk")
    yield disk
    disk.release()


@pytest.fixture
def settings(disk: Disk) -> Settings:
    """Return the settings of a fresh SQLite database on the small disk."""
    return replace(settings_for(disk.folder), sweep_seconds=1)


@pytest.fixture
def served(stage: Stage, disk: Disk) -> Stage:
    """Return a site that is served from the small disk."""
    stage.server.settings = replace(stage.server.settings, instance=disk.served)
    stage.server.start()
    return stage


def go_through(stage: Stage, trouble: AbstractContextManager, *statuses: int, reading: int = 200) -> None:
    """Meet a trouble under load: everybody is told to try again, can (mostly) read, and goes on when it is over."""
    with stage.load() as load:
        load.until(50)
        for student in stage.students:
            student.statuses.clear()
        let_go()
        with trouble:
            until_told(stage, *statuses)
            require_reading(stage, reading)
        load.until(100)
    stage.judge()


def let_go() -> None:
    """Hold no file of the database open here, and leave the next commits nothing to write over."""
    db.session.remove()
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA query_only=0")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.engine.dispose()


def until_told(stage: Stage, *statuses: int) -> None:
    """Wait until most students were told to try again."""
    while sum(bool(student.statuses & set(statuses)) for student in stage.students) < len(stage.students) // 2:
        assert not any(student.fault for student in stage.students)
        assert stage.server.process.poll() is None, stage.server.log.read_text()
        time.sleep(0.05)


def require_reading(stage: Stage, status: int) -> None:
    """Demand that what stands can be read all the while, or that whoever wants to is told clearly that it cannot."""
    for student in stage.students[:3]:
        browser = Browser(stage.server.port, student.session)
        for address in ("/quizzes", "/history"):
            assert (heard := browser.get(address)).status == status
            assert "</html>" in heard.text
        browser.close()


def test_a_full_disk(served: Stage, disk: Disk):
    workers = served.server.processes()
    for _ in range(ROUNDS):
        go_through(served, disk.full(served.server), FULL if disk.mounted else UNAVAILABLE)
    assert served.server.processes() == workers


def test_a_disk_that_refuses_to_write(served: Stage):
    workers = served.server.processes()
    for _ in range(ROUNDS):
        go_through(served, refusing(served.server), UNAVAILABLE)
    assert served.server.processes() == workers


def test_a_database_that_may_only_be_read(served: Stage, disk: Disk):
    for number in range(ROUNDS):
        if number:
            time.sleep(CRASH_LOOP)
        go_through(served, disk.closed(served.server), UNAVAILABLE, reading=UNAVAILABLE)
