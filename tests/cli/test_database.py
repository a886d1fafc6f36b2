"""The database at the command line: upgraded, checked, backed up and restored, with exit codes that tell them apart."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.cli import site as opening
from quizapp.settings import Settings
from quizapp.store import schema
from quizapp.store.db import db, sqlite
from quizapp.store.queries.people import person_named


@pytest.fixture
def old(run, fresh) -> dict[str, str]:
    """Return the environment of a site whose tables are of the first version."""
    folder = Path(fresh["QUIZAPP_INSTANCE"])
    with opening.opened(Settings(instance=folder), ready=False):
        schema.migrate()
        schema.migrate("0001")
    return fresh


def change(fresh: dict[str, str], statement: str) -> None:
    """Change the file of a database past the application."""
    connection = sqlite3.connect(Path(fresh["QUIZAPP_INSTANCE"]) / "quizapp.sqlite3")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_upgrade_makes_the_tables_and_then_has_nothing_to_do(run, fresh):
    told = json.loads(run("db", "upgrade", "--json", **fresh).stdout)
    assert told == {"before": None, "now": schema.newest()}
    assert run("db", "upgrade", **fresh).stdout == f"The database is at {schema.newest()} already.\n"
    assert json.loads(run("people", "list", "--json", **fresh).stdout) == []


def test_tables_of_an_older_version_are_told_with_their_own_exit_code_and_upgraded(run, old):
    assert "quizapp db upgrade" in run("people", "list", code=3, **old).stderr
    checked = json.loads(run("db", "check", "--json", code=3, **old).stdout)
    assert (checked["revision"], checked["newest"]) == ("0001", schema.newest())
    assert "quizapp db upgrade" in checked["faults"][0]
    assert run("db", "upgrade", **old).stdout == f"The database is at {schema.newest()} now.\n"
    assert "as it should be" in run("db", "check", **old).stdout
    run("people", "list", **old)


def test_tables_of_a_newer_version_are_not_touched(run, fresh):
    run("db", "upgrade", **fresh)
    change(fresh, "UPDATE alembic_version SET version_num = '9999'")
    for command in (("people", "list"), ("db", "upgrade")):
        assert "newer version of quizapp (9999)" in run(*command, code=3, **fresh).stderr


def test_a_check_tells_an_unsound_sqlite(run, fresh, monkeypatch):
    run("db", "upgrade", **fresh)
    assert json.loads(run("db", "check", "--json", **fresh).stdout)["sound"] is sqlite_is_sound_here()
    monkeypatch.setattr(sqlite, "sqlite_version", "3.45.1")
    assert "SQLite 3.45.1 can lose commits" in run("db", "check", code=1, **fresh).stdout
    told = json.loads(run("db", "check", "--json", code=1, **fresh).stdout)
    assert (told["sound"], len(told["faults"])) == (False, 1)


def sqlite_is_sound_here() -> bool:
    """Tell whether the SQLite of these tests is one that loses nothing."""
    return tuple(map(int, sqlite.sqlite_version.split("."))) >= (3, 51, 3)


def test_a_check_tells_a_row_that_refers_to_none(run, fresh):
    run("db", "upgrade", **fresh)
    change(fresh, "INSERT INTO enrolment VALUES (4711, 4712, '2026-01-01 00:00:00')")
    told = run("db", "check", code=1, **fresh).stdout
    assert "enrolment: a row refers to person" in told
    assert "enrolment: a row refers to school_class" in told


@pytest.mark.parametrize("command", [("db", "check"), ("people", "list"), ("db", "upgrade")])
def test_a_file_that_is_no_database_is_told_with_its_own_exit_code(run, fresh, command):
    run("db", "upgrade", **fresh)
    path = Path(fresh["QUIZAPP_INSTANCE"]) / "quizapp.sqlite3"
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    path.write_bytes(b"this is no database " * 1000)
    assert "The database cannot be used: file is not a database." in run(*command, code=3, **fresh).stderr
    assert path.read_bytes().startswith(b"this is no database")


def test_a_check_tells_a_damaged_page(run, fresh):
    run("db", "upgrade", **fresh)
    change(fresh, "PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(fresh["QUIZAPP_INSTANCE"]) / "quizapp.sqlite3"
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_known_browser_seen_at'"
        ).fetchone()
    content[4096 * (root - 1) : 4096 * root] = b"\xff" * 4096
    path.write_bytes(content)
    told = run("db", "check", code=1, **fresh).stdout
    assert "page" in told.casefold()


def test_a_database_that_is_not_there_is_told_with_its_own_exit_code(run, fresh):
    assert "quizapp prepare" in run("people", "list", code=3, **fresh).stderr
    assert not Path(fresh["QUIZAPP_INSTANCE"]).exists()


def test_the_database_is_checked_backed_up_and_restored(run, site, tmp_path):
    site.person("student", "ann")
    assert json.loads(run("db", "check", "--json").stdout)["faults"] == []
    made = json.loads(run("db", "backup", tmp_path / "one.backup", "--json").stdout)
    assert made["rows"]["person"] == 1
    assert "exists already" in run("db", "backup", tmp_path / "one.backup", code=1).stderr
    assert "verified" in run("db", "backup", tmp_path / "one.backup", "--overwrite").stdout
    site.person("student", "bea")
    told = json.loads(run("db", "restore", tmp_path / "one.backup", "--yes", "--json").stdout)
    db.session.rollback()
    assert person_named("bea") is None
    assert told["rows"]["person"] == 1
    assert Path(told["before"]).is_file()
    assert "no file" in run("db", "restore", tmp_path / "none", "--yes", code=1).stderr


def test_a_restoration_asks_first_and_changes_nothing_without_a_yes(run, site, tmp_path):
    run("db", "backup", tmp_path / "one.backup")
    site.person("student", "ann")
    for typed in ("n\n", "\n", ""):
        told = run("db", "restore", tmp_path / "one.backup", code=1, typed=typed)
        assert "will be taken out of the database. Go on?" in told.stdout
        assert person_named("ann") is not None
        db.session.rollback()
    assert "Start the servers again now" in run("db", "restore", tmp_path / "one.backup", typed="y\n").stdout
    assert person_named("ann") is None
