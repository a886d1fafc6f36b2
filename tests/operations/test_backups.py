"""Backups: made while the site works, verified, put back whole; and refused where they are none."""

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from quizapp.core.errors import Busy, Invalid, NotNow
from quizapp.operations import backups
from quizapp.store import backup, dumps
from quizapp.store import db as database
from quizapp.store.audit import Actor
from quizapp.store.db import db, write
from quizapp.store.models import AuditEntry, Person
from quizapp.store.queries.people import person_named
from tests.builders import NOW

SYSTEM = Actor(None, "the command line", "system", NOW)


def test_a_backup_put_back_brings_everything_back_and_keeps_what_was_there_before(site, tmp_path):
    site.person("student", "ann")
    made = backups.make(SYSTEM, tmp_path / "one.backup")
    site.person("student", "bea")
    restored = backups.restore(SYSTEM, made.path, tmp_path / "before.backup")
    db.session.rollback()
    assert (person_named("ann").username, person_named("bea")) == ("ann", None)
    assert restored.contents == made.contents
    backups.restore(SYSTEM, restored.before, tmp_path / "again.backup")
    db.session.rollback()
    assert person_named("bea").username == "bea"


def test_a_backup_is_for_its_owner_alone_and_tells_its_digest(site, tmp_path):
    made = backups.make(SYSTEM, tmp_path / "one.backup")
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.bytes == made.path.stat().st_size
    assert made.sha256 == backup.digest_of(made.path)
    assert made.contents.rows["person"] == 0
    assert [path.name for path in tmp_path.glob("*.part*")] == []


def test_a_backup_and_a_restoration_are_noted(site, tmp_path):
    made = backups.make(SYSTEM, tmp_path / "one.backup")
    backups.restore(SYSTEM, made.path, tmp_path / "before.backup")
    db.session.rollback()
    assert [entry.action for entry in db.session.query(AuditEntry)] == [backups.RESTORED]


def test_a_file_that_exists_is_kept_unless_it_may_be_replaced(site, tmp_path):
    target = tmp_path / "one.backup"
    target.write_text("precious")
    with pytest.raises(NotNow, match="exists already"):
        backups.make(SYSTEM, target)
    assert target.read_text() == "precious"
    backups.make(SYSTEM, target, overwrite=True)
    assert backup.contents_of(target).revision


@pytest.mark.parametrize("damage", ["nothing", "text", "half", "flipped"])
def test_what_is_no_backup_is_refused_and_nothing_is_touched(site, tmp_path, damage):
    site.person("student", "ann")
    made = backups.make(SYSTEM, tmp_path / "one.backup")
    content = made.path.read_bytes()
    middle = len(content) // 2
    made.path.write_bytes(
        {
            "nothing": b"",
            "text": b"this is no backup",
            "half": content[:middle],
            "flipped": content[: middle - 3000] + bytes(6000) + content[middle + 3000 :],
        }[damage]
    )
    with pytest.raises(Invalid):
        backups.restore(SYSTEM, made.path, tmp_path / "before.backup")
    assert not (tmp_path / "before.backup").exists()
    db.session.rollback()
    assert person_named("ann").username == "ann"


def test_a_file_that_is_not_there_is_told_by_name(site, tmp_path):
    with pytest.raises(Invalid, match="no file"):
        backups.restore(SYSTEM, tmp_path / "none", tmp_path / "before")
    with pytest.raises(NotNow, match="no folder"):
        backups.make(SYSTEM, tmp_path / "nowhere" / "one")


def test_a_backup_taken_while_people_write_holds_all_that_was_acknowledged_before_it(app, site, tmp_path):
    acknowledged, stop = [], threading.Event()

    def work(number: int) -> None:
        with app.app_context():
            count = 0
            while not stop.is_set():
                add(f"w{number}-{count}")
                acknowledged.append(f"w{number}-{count}")
                count += 1

    workers = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for worker in workers:
        worker.start()
    try:
        while len(acknowledged) < 30:
            stop.wait(0.01)
        before = set(acknowledged)
        made = backups.make(SYSTEM, tmp_path / "one.backup")
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    backups.restore(SYSTEM, made.path, tmp_path / "before.backup")
    db.session.rollback()
    there = {person.username for person in db.session.query(Person)}
    assert before <= there
    assert len(there) == made.contents.rows["person"]


@write
def add(username: str) -> None:
    """Add a person."""
    db.session.add(Person(username=username, name=username, role="student", created_at=NOW))


def test_the_site_goes_on_after_a_restoration(site, tmp_path):
    made = backups.make(SYSTEM, Path(tmp_path / "one.backup"))
    backups.restore(SYSTEM, made.path, tmp_path / "before.backup")
    site.person("student", "cleo")
    db.session.rollback()
    assert person_named("cleo").username == "cleo"
    assert backup.faults_of_database() == []


def test_a_restoration_does_not_wait_for_ever_for_a_writer_and_changes_nothing(site, tmp_path, monkeypatch):
    site.person("student", "ann")
    made = backups.make(SYSTEM, tmp_path / "one.backup")
    site.person("student", "bea")
    for where in (database, dumps):
        monkeypatch.setattr(where, "SECONDS_IN_LINE", 1)
    pool = db.engine.pool
    with db.engine.connect().execution_options(write=True) as writer, writer.begin():
        writer.execute(sa.update(Person).values(name="Being written"))
        with pytest.raises(Busy):
            backups.restore(SYSTEM, made.path, tmp_path / "before.backup")
    pool.dispose()
    assert person_named("bea").name == "Being written"
