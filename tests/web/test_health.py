"""How an administrator sees that the site is well, or what to do where it is not; and backups made on that page."""

import re
import shutil
import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa

import quizapp
from quizapp.store import schema
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, sqlite, write
from quizapp.store.models import AuditEntry
from quizapp.store.queries.audit import BACKED_UP
from tests.builders import NOW

GIGABYTE = 2**30


@pytest.fixture
def admin(site):
    """Return an administrator's client."""
    return site.client(site.person("admin", "root"))


def row(client, name: str) -> str:
    """Return what the page of health says of a subject, without its tags."""
    page = client.get("/admin/health").text
    found = re.search(rf'<tr><th scope="row">{name}</th>(.*?)</tr>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[1])


def backed_up(days: int) -> None:
    """Note a backup as if it had been made so many days ago."""

    @write
    def add():
        note(Actor(None, "root", "system", NOW - timedelta(days=days)), BACKED_UP, "backup", None, "old.backup")

    add()


def test_the_database_is_told_by_name_and_version(admin):
    told = row(admin, "Database")
    if db.engine.dialect.name == "sqlite":
        assert f"SQLite {sqlite.sqlite_version}" in told
    else:
        assert f"PostgreSQL {db.session.scalar(sa.text('SHOW server_version'))}" in told
    assert re.search(r"\d MiB|\d KiB", told)


@pytest.mark.parametrize(
    ("version", "sound"), [("3.53.4", True), ("3.51.3", True), ("3.51.2", False), ("3.45.1", False), ("3.44.6", True)]
)
def test_a_sqlite_that_can_lose_commits_is_told_with_what_to_do(admin, monkeypatch, version, sound):
    monkeypatch.setattr(sqlite, "sqlite_version", version)
    monkeypatch.setattr(db.engine.dialect, "name", "sqlite")
    told = row(admin, "Database")
    assert f"SQLite {version}" in told
    assert ("✓ good" in told) is sound
    assert ("can lose commits" in told) is not sound
    assert ("◐ look at it" in told) is not sound


def test_tables_of_this_version_are_good_and_others_are_told_with_the_command(admin):
    told = row(admin, "Tables")
    assert f"revision {schema.newest()}" in told
    assert "✓ good" in told

    @write
    def age():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))

    age()
    told = row(admin, "Tables")
    for words in ("✗ bad", "revision 0000", f"needs {schema.newest()}", "quizapp db upgrade"):
        assert words in told


@pytest.mark.parametrize(
    ("free", "state", "words"),
    [
        (50 * GIGABYTE, "✓ good", r"50(\.0)? GiB free of 100(\.0)? GiB"),
        (GIGABYTE, "◐ look at it", "Little space is left"),
        (GIGABYTE // 10, "✗ bad", "soon no answer can be saved"),
    ],
)
def test_a_disk_with_little_space_is_told_in_words(admin, monkeypatch, free, state, words):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(100 * GIGABYTE, 0, free))
    told = row(admin, "Disk")
    assert state in told
    assert re.search(words, told)
    assert ("The disk has little space left" in admin.get("/admin").text) is (state != "✓ good")


def test_the_program_is_told_by_its_version_and_that_of_python(admin):
    assert f"version {quizapp.__version__} on Python {sys.version.split()[0]}" in row(admin, "Program")


def test_a_site_without_a_backup_is_told_so(admin):
    told = row(admin, "Last backup")
    assert "none yet" in told
    assert "◐ look at it" in told
    assert "never been a backup" in admin.get("/admin").text


@pytest.mark.parametrize(("days", "old"), [(1, False), (6, False), (8, True)])
def test_a_backup_is_good_for_a_week(admin, days, old):
    backed_up(days=days)
    told = row(admin, "Last backup")
    assert "old.backup" in told
    assert ("older than a week" in told) is old
    assert ("◐ look at it" if old else "✓ good") in told
    assert ("The last backup is older than a week" in admin.get("/admin").text) is old


def test_a_backup_is_made_from_the_page_listed_and_taken_away_which_is_noted(admin):
    page = admin.send("/admin/backups").text
    assert "made and verified" in page
    name = re.search(r'action="/admin/backups/([^"]+)"', page)[1]
    assert "✓ good" in row(admin, "Last backup")
    with admin.send(f"/admin/backups/{name}") as answer:
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        size = len(answer.data)
    db.session.rollback()
    entry = db.session.scalars(sa.select(AuditEntry).filter_by(action="database.backup_taken")).one()
    assert (entry.actor_name, entry.subject_name, entry.address) == ("Root", name, "127.0.0.1")
    assert entry.details == {"bytes": size}


@pytest.mark.parametrize("name", ["none.backup", "..%2Fsecret_key", "..%2Fquizapp.sqlite3"])
def test_no_other_file_is_taken_away_as_a_backup_and_none_by_looking(admin, name):
    assert admin.send(f"/admin/backups/{name}").status_code == 404
    assert admin.get("/admin/backups/none.backup").status_code == 405
