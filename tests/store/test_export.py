"""Exports: what they hold, the same in every format, and never a formula, and never more memory."""

import io
import json
import struct
import tempfile
import tracemalloc
from datetime import timedelta

import pytest

from quizapp.core.exporting import (
    ATTEMPTS,
    AUDIT,
    FORMATS,
    RESPONSES,
    RESULTS,
    SCORES,
    Column,
    score_that_counts,
)
from quizapp.operations import late
from quizapp.operations.late import LateSave
from quizapp.store.db import db
from quizapp.store.models import Person, Quiz
from quizapp.store.queries import late as reading_late
from quizapp.store.queries import results
from quizapp.store.queries.results import Filters
from tests.builders import NOW, question
from tests.results import csv_rows, sheets, take, take_many

ALL = Filters()
NASTY = '=HYPERLINK("http://x")'


@pytest.fixture
def taken(site) -> Quiz:
    """Return a quiz that one student took twice, one is taking, and one has not begun."""
    teacher = site.person("teacher", "berg")
    students = [site.person("student", f"s0{number}", name=f"Student 0{number}") for number in range(4)]
    students[0].name = NASTY
    school_class = site.school_class(teacher, *students[:3])
    site.school_class(teacher, students[0], students[3], name="8a")
    quiz = site.quiz(school_class, title="Bees", counting="best", pass_percent=60, bank=site.bank(owner=teacher))
    take(quiz, site.person("student", "nasty", name=NASTY), {"q-short_answer": "-2+3", "q-numeric": "-7"})
    take(quiz, students[0], {"q-single_choice": 1}, started_at=NOW - timedelta(days=9))
    take(quiz, students[0], number=2)
    take(quiz, students[1], {"q-matching": [0, None]}, handed_in=False)
    return quiz


def content(table: str, form: str, filters: Filters = ALL) -> bytes:
    """Return a whole export."""
    return b"".join(results.export(table, form, filters))


def objects(table: str, filters: Filters = ALL) -> list[dict]:
    """Return the rows of an export, as JSON Lines tells them."""
    return [json.loads(line) for line in content(table, "jsonl", filters).decode().splitlines()]


def test_scores_have_a_row_for_everybody_who_has_or_could_have_an_attempt(taken):
    rows = {row["username"]: row for row in objects("scores")}
    assert set(rows) == {"s00", "s01", "s02", "nasty"}
    best = rows["s00"]
    assert (best["attempts_started"], best["attempts_handed_in"], best["percent"], best["passed"]) == (2, 2, 100, True)
    assert (best["score"], best["most"], best["classes"], best["counting"]) == (9, 9, "7b; 8a", "best")
    assert best["first_started_at"] < best["last_submitted_at"]
    running = rows["s01"]
    assert (running["attempts_started"], running["attempts_handed_in"], running["score"]) == (1, 0, None)
    assert (running["passed"], rows["s02"]["attempts_started"], rows["s02"]["pass_percent"]) == (None, 0, 60)


@pytest.mark.parametrize(
    ("counting", "expected"),
    [("best", (5, 5, 1.0)), ("last", (5, 10, 0.5)), ("first", (1, 4, 0.25)), ("mean", (11 / 3, 19 / 3, 1.75 / 3))],
)
def test_the_score_that_counts_follows_the_rule_of_the_quiz(counting, expected):
    assert score_that_counts([(1, 4), (5, 5), (5, 10)], counting) == pytest.approx(expected)
    assert score_that_counts([], counting) == (None, None, None)


def test_attempts_have_a_row_each_with_what_was_answered(taken):
    first, second, third, running = objects("attempts")
    assert (first["answered"], second["answered"], third["answered"], running["answered"]) == (2, 1, 9, 1)
    assert (third["minutes"], third["questions"], third["flagged"], third["percent"]) == (12, 9, 1, 100)
    assert (third["submitted_how"], third["passed"], second["passed"]) == ("student", True, False)
    assert (running["submitted_at"], running["score"], running["passed"]) == (None, None, None)


def test_attempts_tell_what_arrived_late_and_a_score_that_was_marked_anew(site, taken):
    teacher = db.session.get_one(Person, taken.owner_id)
    (best,) = [row for row in objects("attempts") if row["number"] == 2]
    ids = ("attempt_id", "late_count", "late_waiting", "late_accepted")
    assert [best[name] for name in ids[1:]] == [0, 0, 0]
    late.bring(site.actor(teacher), [(best["attempt_id"], [LateSave(1, 8, None), LateSave(2, 8, None)])])
    (first, _) = reading_late.late_of(best["attempt_id"])
    late.decide(site.actor(teacher), taken.id, best["attempt_id"], [first.row.id], "accepted", "As was wished")
    (row,) = [row for row in objects("attempts") if row["number"] == 2]
    assert [row[name] for name in ids[1:]] == [2, 1, 1]
    assert (row["score"], row["answered"]) == (8, 8)
    (score,) = [row for row in objects("scores") if row["username"] == "s00"]
    assert score["score"] == 8
    (response,) = [one for one in objects("responses") if one["attempt_number"] == 2 and one["position"] == 1]
    assert (response["points"], response["verdict"], response["sequence"]) == (0, "open", 8)


def test_responses_have_a_row_for_each_slot_with_answer_key_and_verdict(taken):
    rows = objects("responses")
    assert len(rows) == 36
    whole = {row["kind"]: row for row in rows if row["attempt_number"] == 2}
    assert {row["verdict"] for row in whole.values()} == {"right"}
    assert all(row["answer"] == row["key"] for row in whole.values())
    assert (whole["multiple_choice"]["answer"], whole["multiple_choice"]["answer_json"]) == ("Wax | Honey", [0, 1])
    assert (whole["numeric"]["answer"], whole["numeric"]["most"]) == ("6 legs", 1)
    assert whole["matching"]["flagged"] is False
    wrong = rows[9]
    assert (wrong["answer"], wrong["verdict"], wrong["points"], wrong["sequence"]) == ("Iron", "wrong", 0, 1)
    assert (rows[10]["answer"], rows[10]["answer_json"], rows[10]["verdict"], rows[10]["saved_at"]) == (
        "",
        None,
        "open",
        None,
    )
    running = next(row for row in rows if row["username"] == "s01" and row["kind"] == "matching")
    assert (running["answer"], running["points"], running["verdict"]) == ("lays eggs | ", None, None)
    assert len(whole["cloze"]["question_digest"]) == 64


def test_filters_narrow_by_quiz_class_and_dates(site, taken):
    other = site.quiz(bank=site.bank(question(name="only"), owner=site.person("teacher"), id="other"), title="Other")
    take(other, site.person("student", "elsewhere"))
    assert {row["quiz"] for row in objects("attempts", Filters(quiz_id=taken.id))} == {"Bees"}
    assert len(objects("attempts", Filters(since=NOW))) == 4
    assert len(objects("attempts", Filters(before=NOW))) == 1
    (row,) = [row for row in objects("scores", Filters(quiz_id=taken.id, before=NOW)) if row["attempts_started"]]
    assert (row["username"], row["attempts_started"], row["percent"]) == ("s00", 1, 0)
    eighth = next(number for number, name in results.classes() if name.startswith("8a"))
    assert {row["username"] for row in objects("scores", Filters(class_id=eighth))} == {"s00"}
    assert len(objects("responses", Filters(class_id=eighth, since=NOW))) == 9


@pytest.mark.parametrize("table", RESULTS)
def test_every_format_holds_the_same_rows_and_the_total_is_right(taken, table):
    told, columns = objects(table), RESULTS[table].columns
    names = [column.name for column in columns]
    comma, book = csv_rows(content(table, "csv")), sheets(content(table, "xlsx"))[table]
    assert comma[0] == book[0] == names
    assert [list(row) for row in told] == [names] * len(told)
    assert len(told) == len(comma) - 1 == len(book) - 1 == results.count(table, Filters())
    for row, cells, line in zip(told, comma[1:], book[1:], strict=True):
        for column, cell, shown in zip(columns, cells, line, strict=True):
            expected = row[column.name]
            assert same(column, expected, cell.removeprefix("'")), (column.name, expected, cell)
            assert same(column, expected, shown), (column.name, expected, shown)


def same(column: Column, told, cell) -> bool:
    """Tell whether a cell says what JSON told."""
    if told is None:
        return cell == ""
    if column.type in ("whole", "number"):
        return float(cell) == told
    if column.type == "time":
        return str(cell).replace(" ", "T") + "Z" == told
    if column.type == "yes_no":
        return cell == ("yes" if told else "no")
    return (json.loads(cell) if column.type == "json" else cell) == told


@pytest.mark.parametrize("layout", [SCORES, ATTEMPTS, RESPONSES, AUDIT], ids=lambda layout: layout.name)
def test_every_column_is_in_the_code_book_once_and_says_what_it_means(layout):
    names = [column.name for column in layout.columns]
    assert len(set(names)) == len(names)
    assert all(str(column.meaning).endswith(".") and column.reading for column in layout.columns)


def test_the_code_book_is_a_file_and_the_second_sheet_of_a_workbook(taken):
    book = csv_rows(b"".join(results.export_code_book("scores")))
    assert [row[0] for row in book] == ["column", *(column.name for column in SCORES.columns)]
    assert list(sheets(content("scores", "xlsx"))) == ["scores", "code_book"]
    assert sheets(content("scores", "xlsx"))["code_book"] == book


def test_a_script_is_told_how_many_rows_are_done_before_each_piece(taken):
    for form in FORMATS:
        export = results.export("responses", form, ALL).framed()
        stream, done, parts = io.BytesIO(b"".join(export)), [], []
        while head := stream.read(8):
            rows, length = struct.unpack(">II", head)
            done.append(rows)
            parts.append(stream.read(length))
        assert done[0] == 0
        assert done[-1] == 36
        assert len(b"".join(parts)) > 0
        if form != "xlsx":  # a workbook holds the moment it was made
            assert b"".join(parts) == content("responses", form)


def test_the_command_line_is_told_the_progress(taken):
    told = []
    for _ in results.export("responses", "csv", Filters(), lambda done, total: told.append((done, total))):
        pass
    assert told[-1] == (36, 36)


def test_an_empty_export_still_has_its_columns(app):
    assert len(csv_rows(content("scores", "csv"))) == 1
    assert content("scores", "jsonl") == b""
    assert sheets(content("attempts", "xlsx"))["attempts"][0][0] == "attempt_id"


def test_an_export_that_is_given_up_lets_go_of_the_database_and_leaves_no_file(taken, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    for form in FORMATS:
        for begun in (True, False):
            export = results.export("responses", form, Filters())
            pieces = export.pieces()
            if begun:
                next(pieces)
            pieces.close()
            export.close()
    assert list((tmp_path / "temporary").iterdir()) == []
    assert db.engine.pool.checkedout() <= 1  # the test's own


def test_memory_stays_flat_however_many_rows_there_are(site):
    quiz = site.quiz(bank=site.bank(question(name="only"), id="one"))
    take_many(quiz, people=200, slots=5)
    two_pieces = {form: most_memory(form) for form in FORMATS}
    take_many(quiz, people=600, slots=5)
    for form in FORMATS:
        assert most_memory(form) < two_pieces[form] * 1.2, form  # four times as many rows


def most_memory(form: str) -> int:
    """Return the most bytes that an export held at once."""
    for _ in results.export("responses", form, Filters(before=NOW)):  # what is kept for good does not count
        pass
    tracemalloc.start()
    for _ in results.export("responses", form, ALL):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most
