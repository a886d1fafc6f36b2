"""What an administrator sees of the site: results to export, the audit log, health and backups."""

import csv
import io
import json
import struct

import pytest
import sqlalchemy as sa

from quizapp.operations import attempts
from quizapp.store.db import db, write
from quizapp.store.models import AuditEntry


@pytest.fixture
def school(site):
    """Return an administrator's client, a student with one attempt, and its quiz."""
    teacher, student = site.person("teacher"), site.person("student", "ann", name="=Ann()")
    quiz = site.quiz(site.school_class(teacher, student))
    attempts.submit(site.actor(student), attempts.start(site.actor(student), quiz.id))
    return site.client(site.person("admin")), student, quiz


def rows_of(answer):
    """Read a CSV file as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_page_of_results_counts_before_anything_is_taken_away(school):
    admin, _, quiz = school
    assert "1 row" in admin.get("/admin/results").text
    assert "3 rows" in admin.get(f"/admin/results?table=responses&quiz={quiz.id}").text
    assert "0 rows" in admin.get("/admin/results?table=attempts&from=2001-01-01&to=2001-12-31").text


def test_a_csv_has_its_mark_and_no_cell_becomes_a_formula(school):
    admin, _, _ = school
    answer = admin.get("/admin/results/scores.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert rows_of(answer)[0]["name"] == "'=Ann()"


def test_all_formats_hold_the_same_rows(school):
    admin, student, _ = school
    lines = [json.loads(line) for line in admin.get("/admin/results/attempts.jsonl").data.decode().splitlines()]
    assert [line["person_id"] for line in lines] == [student.id]
    assert [int(row["person_id"]) for row in rows_of(admin.get("/admin/results/attempts.csv"))] == [student.id]
    assert admin.get("/admin/results/attempts.xlsx").data.startswith(b"PK")


def test_a_script_is_told_how_far_an_export_has_come(school):
    admin, _, _ = school
    answer = admin.get("/admin/results/responses.csv?framed=1")
    assert answer.headers["X-Row-Count"] == "3"
    data, content, done = answer.data, b"", 0
    while data:
        done, length = struct.unpack(">II", data[:8])
        content, data = content + data[8 : 8 + length], data[8 + length :]
    assert done == 3
    assert content == admin.get("/admin/results/responses.csv").data


@pytest.mark.parametrize(
    "address", ["/admin/results/nothing.csv", "/admin/results/scores.exe", "/admin/audit/export.exe"]
)
def test_an_export_that_is_none_is_not_found(school, address):
    assert school[0].get(address).status_code == 404


def test_dates_and_numbers_that_are_none_are_left_alone(school):
    assert school[0].get("/admin/results?from=yesterday&to=2026-02-31&quiz=x&class=--&table=none").status_code == 200


def test_every_table_has_a_code_book_as_a_page_and_as_a_file(school):
    admin = school[0]
    for table in ("scores", "attempts", "responses"):
        columns = list(rows_of(admin.get(f"/admin/results/{table}.csv"))[0])
        assert [row["column"] for row in rows_of(admin.get(f"/admin/results/{table}/code-book.csv"))] == columns
        page = admin.get(f"/admin/results/{table}/code-book").text
        assert all(f"<code>{column}</code>" in page for column in columns)


def test_the_audit_log_is_found_by_who_what_and_when(school):
    admin, _, _ = school
    page = admin.get("/admin/audit?action=attempt.submitted").text
    assert "1 entry" in page
    assert "=Ann()" in page
    assert "1 entry" in admin.get("/admin/audit?actor=ANN&action=attempt.started").text  # the username
    assert "No entry fits" in admin.get("/admin/audit?actor=nobody").text
    assert "No entry fits" in admin.get("/admin/audit?to=2001-01-01").text


def test_an_address_that_says_strange_things_still_shows_its_list(school):
    strange = "form=x&endpoint=y&_anchor=z&_scheme=a&_external=b&table=c&page=d&sort=e&search=%00"
    for address in ("audit", "people", "results"):
        assert school[0].get(f"/admin/{address}?{strange}").status_code == 200


def test_the_audit_log_can_be_taken_away(school):
    admin, student, _ = school
    rows = rows_of(admin.get("/admin/audit/export.csv?action=attempt.started"))
    assert [(row["actor_id"], row["actor"]) for row in rows] == [(str(student.id), "'=Ann()")]
    assert len(admin.get("/admin/audit/export.jsonl").data.splitlines()) >= 3


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor_name = 'x'", "DELETE FROM audit_entry"])
def test_the_audit_log_is_only_ever_added_to(school, statement):
    @write
    def change():
        db.session.execute(sa.text(statement))

    with pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
        change()
    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) > 0


def test_the_health_page_tells_the_database_the_disk_and_the_version(school):
    page = school[0].get("/admin/health").text
    assert db.engine.dialect.name in page.lower()
    assert "revision 0001" in page
    assert "none yet" in page


def test_a_backup_is_made_from_the_page_listed_and_taken_away(school):
    admin = school[0]
    page = admin.send("/admin/backups", csrf_token=admin.token("/admin/health")).text
    assert "made and verified" in page
    name = page.split("/admin/backups/")[1].split('"')[0]
    with admin.get(f"/admin/backups/{name}") as answer:
        assert len(answer.data) > 1000
    assert "never been a backup" not in admin.get("/admin").text
    assert admin.get("/admin/backups/..%2Fsecret_key").status_code == 404


def test_the_overview_tells_what_needs_attention(site):
    page = site.client(site.person("admin")).get("/admin").text
    assert "never been a backup" in page
    assert "one administrator only" in page
