"""Results at the command line: every table and format, narrowed down by quiz, class and days, and noted."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from quizapp.store.db import db
from quizapp.store.models import AuditEntry
from tests.results import take


@pytest.fixture
def school(site):
    """Return two quizzes of two classes, each taken by its student."""
    teacher, quizzes = site.person("teacher", "berg"), []
    for name, title in (("ann", "Bees"), ("bea", "Wasps")):
        student = site.person("student", name)
        school_class = site.school_class(teacher, student, name=f"Class of {name}")
        quiz = site.quiz(school_class, title=title, bank=site.bank(owner=teacher, id=name))
        take(quiz, student)
        quizzes.append((quiz, school_class, student))
    return quizzes


def exported(run, *options, **environment) -> list[dict]:
    """Return the rows of an export as JSON Lines."""
    told = run("results", "export", "--format", "jsonl", *options, **environment).stdout
    return [json.loads(line) for line in told.splitlines()]


def test_results_are_exported_to_the_screen_and_to_a_file(run, school, tmp_path):
    told = run("results", "export")
    assert "ann" in told.stdout
    assert told.stderr == "2 rows.\n"
    out = tmp_path / "scores.xlsx"
    run("results", "export", "--format", "xlsx", "--output", out)
    assert out.read_bytes().startswith(b"PK")
    assert [path.name for path in tmp_path.glob(".*")] == []
    assert "attempts_started" in run("results", "export", "--code-book").stdout


def test_a_program_is_told_how_many_rows_the_file_has(run, school, tmp_path):
    out = tmp_path / "responses.csv"
    told = run("results", "export", "--table", "responses", "--output", out, "--json")
    assert json.loads(told.stdout) == {"file": str(out), "table": "responses", "format": "csv", "rows": 18}
    assert told.stderr == ""
    assert "--output" in run("results", "export", "--json", code=2).stderr


def test_results_are_narrowed_down_by_quiz_class_and_table(run, school):
    (bees, _, ann), (_, of_bea, bea) = school
    assert [row["username"] for row in exported(run, "--quiz", bees.id)] == [ann.username]
    assert [row["username"] for row in exported(run, "--class", of_bea.id)] == [bea.username]
    assert exported(run, "--quiz", bees.id, "--class", of_bea.id) == []
    assert [row["quiz"] for row in exported(run, "--table", "attempts")] == ["Bees", "Wasps"]
    assert len(exported(run, "--table", "responses", "--quiz", bees.id)) == 9


def test_a_day_ends_at_midnight_in_the_zone_of_the_site(run, school):
    quiz, _, student = school[0]
    for number, moment in enumerate(("2026-03-29 03:30", "2026-03-29 04:10"), 2):  # 23:30, and 00:10 the next day
        take(quiz, student, number=number, started_at=datetime.fromisoformat(moment).replace(tzinfo=UTC))
    here = {"QUIZAPP_TIMEZONE": "America/New_York"}

    def numbers(first: str, last: str) -> list[int]:
        rows = exported(run, "--table", "attempts", "--from", first, "--to", last, **here)
        return [row["number"] for row in rows]

    assert numbers("2026-03-28", "2026-03-28") == [2]
    assert numbers("2026-03-29", "2026-03-29") == [3]
    assert numbers("2026-03-28", "2026-03-29") == [2, 3]
    assert numbers("2026-03-27", "2026-03-27") == []


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "9999-12-32", ""])
def test_a_day_that_is_none_is_wrong_use(run, settings, day):
    assert f"“{day}” is no date" in run("results", "export", "--from", day, code=2).stderr


def test_an_export_is_noted_with_who_gave_the_command_and_what_was_taken(run, school):
    quiz = school[0][0]
    exported(run, "--quiz", quiz.id, "--from", "2026-01-01", QUIZAPP_TIMEZONE="UTC")
    run("results", "export", "--code-book")
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).filter_by(action="results.exported")).one()
    assert (entry.actor_id, entry.subject_name, entry.address) == (None, "Bees", "")
    assert entry.actor_name
    assert entry.details == {"table": "scores", "format": "jsonl", "since": "2026-01-01T00:00:00+00:00"}
