"""The audit log: what leaves an entry, how entries are found and taken away, and that none is ever changed."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from quizapp.core.people import MOST_FAILURES
from quizapp.operations import accounts
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.models import AuditEntry
from tests.builders import PASSWORD
from tests.results import csv_rows_of

ENTRIES = {
    "first": ("2026-05-01 08:00", "Ann Ahorn", "quiz.published", "quiz", "Bees", "192.0.2.7"),
    "second": ("2026-05-02 23:59", "Bea Buche", "quiz.withdrawn", "quiz", "Wasps", "192.0.2.77"),
    "third": ("2026-05-03 00:00", "Ann Ahorn", "person.suspended", "person", "Cleo", "2001:db8::1"),
}
FILTERS = [
    ("", "first second third"),
    ("actor=ahorn", "first third"),
    ("actor=BEA", "second"),  # the username
    ("action=quiz.withdrawn", "second"),
    ("subject=quiz", "first second"),
    ("subject=wasp", "second"),
    ("from=2026-05-02", "second third"),
    ("to=2026-05-02", "first second"),
    ("from=2026-05-02&to=2026-05-02", "second"),
    ("address=192.0.2.7", "first second"),
    ("address=2001:DB8:", "third"),
    ("actor=ahorn&subject=quiz&address=192.&from=2026-05-01&to=2026-05-01&action=quiz.published", "first"),
    ("actor=%25&subject=_", ""),
    ("actor=nobody", ""),
]


@pytest.fixture
def log(site):
    """Return an administrator's client, before whom lies a log of three entries (and that of signing in)."""
    people = {"Ann Ahorn": site.person("teacher", "ann", name="Ann Ahorn"),
              "Bea Buche": site.person("teacher", "bea", name="Bea Buche")}  # fmt: skip
    admin = site.client(site.person("admin", "root"))

    @write
    def add():
        for name, (at, actor, action, subject, subject_name, address) in ENTRIES.items():
            moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
            note(Actor(people[actor].id, actor, "teacher", moment, address), action, subject, None, subject_name,
                 entry=f"the-{name}")  # fmt: skip

    add()
    return admin


@pytest.mark.parametrize(("asked", "expected"), FILTERS)
def test_entries_are_found_by_who_what_whom_when_and_from_where_on_the_page_and_in_the_file(log, asked, expected):
    page = log.get(f"/admin/audit?{asked}").text
    assert [name for name in ENTRIES if f"the-{name}" in page] == expected.split()
    lines = [json.loads(line) for line in log.send(f"/admin/audit/export.jsonl?{asked}").data.decode().splitlines()]
    assert [line["details"]["entry"] for line in lines if "entry" in line["details"]] == [
        f"the-{name}" for name in expected.split()
    ]


def test_an_entry_is_shown_with_who_what_whom_when_and_from_where(log):
    page = log.get("/admin/audit?action=person.suspended").text
    for words in ("1 entry", "Ann Ahorn", "person.suspended", "Cleo", "2001:db8::1", "2026-05-03T00:00:00+00:00"):
        assert words in page
    assert "No entry fits" in log.get("/admin/audit?actor=nobody").text


def test_the_audit_log_is_taken_away_in_every_format_and_that_is_noted(log):
    rows = csv_rows_of(log.send("/admin/audit/export.csv?actor=ahorn"))
    assert [(row["actor"], row["address"]) for row in rows] == [
        ("Ann Ahorn", "192.0.2.7"), ("Ann Ahorn", "2001:db8::1"),
    ]  # fmt: skip
    assert log.send("/admin/audit/export.xlsx").data.startswith(b"PK")
    noted = csv_rows_of(log.send("/admin/audit/export.csv?action=audit_log.exported"))
    assert [json.loads(row["details"]) for row in noted] == [
        {"format": "csv", "who": "ahorn"}, {"format": "xlsx"}, {"format": "csv", "what": "audit_log.exported"},
    ]  # fmt: skip
    assert {(row["actor"], row["address"]) for row in noted} == {("Root", "127.0.0.1")}


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor_name = 'x'", "DELETE FROM audit_entry"])
def test_the_audit_log_is_only_ever_added_to(log, statement):
    @write
    def change():
        db.session.execute(sa.text(statement))

    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        change()
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) > 0


def refusals() -> list[tuple[str, int | None, str, str]]:
    """Return what is noted of refused sign-ins: the name, whose it is, the address, and why."""
    db.session.rollback()
    found = db.session.scalars(sa.select(AuditEntry).filter_by(action="session.refused").order_by(AuditEntry.id))
    return [(entry.subject_name, entry.subject_id, entry.address, entry.details["why"]) for entry in found]


def test_a_refused_sign_in_is_noted_with_the_name_and_the_address(site, client):
    ann = site.person("student", "ann")
    client.send("/sign-in", username=" ANN ", password="something else")
    assert refusals() == [("ann", ann.id, "127.0.0.1", "wrong password")]


def test_what_may_be_a_password_in_the_wrong_field_is_not_noted(site, client):
    site.person("student", "ann")
    client.send("/sign-in", username=PASSWORD, password="ann")
    client.send("/sign-in", username="x" * 64, password="ann")
    assert refusals() == [("unknown", None, "127.0.0.1", "wrong password")] * 2
    assert PASSWORD not in str([entry.details for entry in db.session.scalars(sa.select(AuditEntry))])


def test_a_suspended_person_who_knocks_and_somebody_who_guesses_on_are_noted_once_in_a_while(site, client):
    ann, bea = site.person("student", "ann"), site.person("student", "bea")
    accounts.suspend(site.actor(site.person("admin")), ann.id)
    for _ in range(3):
        client.send("/sign-in", username="ann", password=PASSWORD)
    assert refusals() == [("ann", ann.id, "127.0.0.1", "suspended")]
    for _ in range(MOST_FAILURES["account_here"] + 3):
        client.send("/sign-in", username="bea", password="something else")
    of_bea = [why for name, number, _, why in refusals() if number == bea.id]
    assert of_bea == ["wrong password"] * MOST_FAILURES["account_here"] + ["too many tries"]
