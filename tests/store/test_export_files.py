"""The files of exports: no text of a person breaks one, becomes a formula in it, or is cut without a sign."""

import io
import json
import zipfile
from xml.etree import ElementTree

import pytest

from quizapp.core.cells import CUT
from quizapp.core.exporting import READINGS, Column, Layout, say
from quizapp.store import sheets as writing
from quizapp.store.export import Export
from tests.results import csv_rows, sheets

NASTY = '=HYPERLINK("http://x")'
NASTY_TEXTS = ["\x00nul\x1f", "\x7f", "a\tb\nc", "\ufffe", "\ud800 alone", "_x0041_", "\U0001f41d", "a\rb"]
SHOWN = ["␀nul␟", "␡", "a\tb\nc", "�", "� alone", "_x0041_", "\U0001f41d", "a\rb"]


def test_no_cell_becomes_a_formula_and_numbers_stay_numbers():
    columns = tuple(Column(name, kind, say("x")) for name, kind in (("a", "text"), ("b", "number"), ("c", "json")))
    values = [[text, -1.5, None] for text in (NASTY, "+1+1", "-2+3", "@x", "\t=1", "\r=1", "-7", "plain")]

    def made(form: str) -> bytes:
        return b"".join(Export(Layout("t", say("t"), say("r"), columns), form, iter(values), len(values)))

    comma = csv_rows(made("csv"))[1:]
    assert [row[0].lstrip()[0] for row in comma] == ["'", "'", "'", "'", "'", "'", "-", "p"]
    assert {row[1] for row in comma} == {"-1.5"}
    assert [row[:2] for row in sheets(made("xlsx"))["t"][1:]][:3] == [row[:2] for row in values[:3]]
    assert b"<f>" not in unzipped(made("xlsx"))


def made_of(values: list, form: str, kind: str = "text") -> bytes:
    """Return an export of one column."""
    layout = Layout("t", say("t"), say("r"), (Column("a", kind, say("x")),))
    return b"".join(Export(layout, form, iter([[value] for value in values]), len(values)))


def test_no_control_character_breaks_a_file():
    assert [row[0] for row in csv_rows(made_of(NASTY_TEXTS, "csv"))[1:]] == SHOWN
    assert [row[0].replace("\r\n", "\n") for row in sheets(made_of(NASTY_TEXTS, "xlsx"))["t"][1:]] == SHOWN
    with_xml_parsed(made_of(NASTY_TEXTS, "xlsx"))
    lines = made_of(NASTY_TEXTS, "jsonl").decode().split("\n")[:-1]
    assert [json.loads(line)["a"] for line in lines] == NASTY_TEXTS


def with_xml_parsed(file: bytes) -> None:
    """Fail where a sheet of a workbook is no XML."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))


@pytest.mark.parametrize(("character", "most"), [("x", 32_767), ("\U0001f41d", 16_383)])
def test_a_text_that_a_cell_cannot_hold_is_cut_visibly_and_only_there(character, most):
    fits, long = character * most, character * (most + 1)
    (_, *cells) = sheets(made_of([fits, long], "xlsx"))["t"]
    assert cells[0][0] == fits
    assert cells[1][0].endswith(character + CUT)
    assert most * len(character.encode("utf-16-le")) - 20 < len(cells[1][0].encode("utf-16-le")) <= 2 * 32_767
    assert [row[0] for row in csv_rows(made_of([long], "csv"))[1:]] == [long]
    assert CUT in str(READINGS["text"])


def test_rows_that_a_sheet_cannot_hold_go_on_in_the_next_below_the_same_heading(monkeypatch):
    assert writing.MOST_ROWS_OF_A_SHEET == 1_048_576
    monkeypatch.setattr(writing, "MOST_ROWS_OF_A_SHEET", 4)
    book = sheets(made_of(list(range(8)), "xlsx", "whole"))
    assert [book[name] for name in ("t", "t 2", "t 3")] == [
        [["a"], [0], [1], [2]], [["a"], [3], [4], [5]], [["a"], [6], [7]],
    ]  # fmt: skip


def unzipped(file: bytes) -> bytes:
    """Return the sheets of a workbook as they are stored."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if "worksheets" in name)
