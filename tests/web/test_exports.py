"""Results that are taken away: by administrators and by teachers, in every format, and noted each time."""

import json
import struct
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from quizapp.operations import attempts
from quizapp.store.db import db
from quizapp.store.models import AuditEntry
from tests.results import csv_rows_of, take


@pytest.fixture
def school(site):
    """Return an administrator's client, a student with one attempt, and its quiz."""
    teacher, student = site.person("teacher", "berg"), site.person("student", "ann", name="=Ann()")
    quiz = site.quiz(site.school_class(teacher, student))
    attempts.submit(site.actor(student), attempts.start(site.actor(student), quiz.id))
    return site.client(site.person("admin", "root")), student, quiz


def entries(action: str) -> list[AuditEntry]:
    """Return the entries of the audit log for an action."""
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def test_the_page_of_results_counts_before_anything_is_taken_away(school):
    admin, _, quiz = school
    assert "1 row" in admin.get("/admin/results").text
    assert "3 rows" in admin.get(f"/admin/results?table=responses&quiz={quiz.id}").text
    assert "0 rows" in admin.get("/admin/results?table=attempts&from=2001-01-01&to=2001-12-31").text
    assert entries("results.exported") == []


def test_a_csv_has_its_mark_and_no_cell_becomes_a_formula(school):
    answer = school[0].send("/admin/results/scores.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert csv_rows_of(answer)[0]["name"] == "'=Ann()"


def test_all_formats_hold_the_same_rows(school):
    admin, student, _ = school
    lines = [json.loads(line) for line in admin.send("/admin/results/attempts.jsonl").data.decode().splitlines()]
    assert [line["person_id"] for line in lines] == [student.id]
    assert [int(row["person_id"]) for row in csv_rows_of(admin.send("/admin/results/attempts.csv"))] == [student.id]
    assert admin.send("/admin/results/attempts.xlsx").data.startswith(b"PK")


def test_a_script_is_told_how_far_an_export_has_come(school):
    admin, _, _ = school
    answer = admin.send("/admin/results/responses.csv?framed=1")
    assert answer.headers["X-Row-Count"] == "3"
    data, content, done = answer.data, b"", 0
    while data:
        done, length = struct.unpack(">II", data[:8])
        content, data = content + data[8 : 8 + length], data[8 + length :]
    assert done == 3
    assert content == admin.send("/admin/results/responses.csv").data


@pytest.mark.parametrize("address", ["results/nothing.csv", "results/scores.exe", "audit/export.exe"])
def test_an_export_that_is_none_is_not_found_and_not_noted(school, address):
    assert school[0].send(f"/admin/{address}").status_code == 404
    assert entries("results.exported") == entries("audit_log.exported") == []


def test_nothing_is_exported_by_looking(site, school):
    admin, _, quiz = school
    assert admin.get("/admin/results/scores.csv").status_code == 405
    assert site.client(quiz.owner).get(f"/teach/quizzes/{quiz.id}/results/scores.csv").status_code == 405
    assert entries("results.exported") == []


def test_who_exports_results_is_noted_with_what_and_from_where(site, school):
    admin, _, quiz = school
    admin.send(f"/admin/results/scores.xlsx?quiz={quiz.id}&from=2026-01-01")
    site.client(quiz.owner).send(f"/teach/quizzes/{quiz.id}/results/responses.jsonl")
    by_admin, by_teacher = entries("results.exported")
    assert (by_admin.actor_name, by_admin.subject, by_admin.subject_id) == ("Root", "quiz", quiz.id)
    assert by_admin.address == "127.0.0.1"
    assert by_admin.details == {"table": "scores", "format": "xlsx", "since": "2026-01-01T00:00:00+00:00"}
    assert (by_teacher.actor_id, by_teacher.subject_name) == (quiz.owner_id, quiz.title)
    assert by_teacher.details == {"table": "responses", "format": "jsonl"}


def test_a_teachers_export_names_no_class_of_another_teacher(site, school):
    admin, student, quiz = school
    site.school_class(site.person("teacher"), student, name="Swimming")
    for table in ("scores", "attempts"):
        (row,) = csv_rows_of(site.client(quiz.owner).send(f"/teach/quizzes/{quiz.id}/results/{table}.csv"))
        assert row["classes"] == "7b"
        (row,) = csv_rows_of(admin.send(f"/admin/results/{table}.csv"))
        assert row["classes"] == "7b; Swimming"


@pytest.mark.parametrize(
    ("own", "last_evening", "night_after"),
    [
        (None, "2026-03-29 03:30", "2026-03-29 04:10"),  # the site's zone, New York: UTC-4
        ("Asia/Tokyo", "2026-03-28 14:30", "2026-03-28 15:10"),
        ("Europe/Berlin", "2026-03-28 22:30", "2026-03-28 23:10"),  # the night before summer time
    ],
)
def test_a_day_ends_at_midnight_where_the_reader_is(site, school, own, last_evening, night_after):
    admin = site.client(site.person("admin", zone=own))
    site.app.config["SETTINGS"] = replace(site.app.config["SETTINGS"], timezone="America/New_York")
    quiz = school[2]
    for number, moment in enumerate((last_evening, night_after), 2):
        take(quiz, school[1], number=number, started_at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    first = "from=2026-03-28&to=2026-03-28"
    assert [row["number"] for row in csv_rows_of(admin.send(f"/admin/results/attempts.csv?{first}"))] == ["2"]
    assert "1 row" in admin.get(f"/admin/results?table=attempts&{first}").text
    second = "from=2026-03-29&to=2026-03-29"
    assert [row["number"] for row in csv_rows_of(admin.send(f"/admin/results/attempts.csv?{second}"))] == ["3"]


def test_dates_and_numbers_that_are_none_are_left_alone(school):
    assert school[0].get("/admin/results?from=yesterday&to=2026-02-31&quiz=x&class=--&table=none").status_code == 200


def test_every_table_has_a_code_book_as_a_page_and_as_a_file(school):
    admin = school[0]
    for table in ("scores", "attempts", "responses"):
        columns = list(csv_rows_of(admin.send(f"/admin/results/{table}.csv"))[0])
        assert [row["column"] for row in csv_rows_of(admin.get(f"/admin/results/{table}/code-book.csv"))] == columns
        page = admin.get(f"/admin/results/{table}/code-book").text
        assert all(f"<code>{column}</code>" in page for column in columns)
        assert "%(" not in page
