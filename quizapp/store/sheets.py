"""Write rows into the sheets of a workbook (XLSX), on as many as they need."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from quizapp.core.cells import MOST_ROWS_OF_A_SHEET, cut_to_cell, plain_json, shown_text, tidy_number, yes_or_no
from quizapp.core.exporting import Layout, Type


def workbook(file: Any, folder: str) -> xlsxwriter.Workbook:
    """Begin a workbook that is written row by row, in which nothing is taken for a formula or a link."""
    return xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd hh:mm:ss",
        },
    )


class Sheets:
    """Write rows below a heading, on as many sheets as they need."""

    def __init__(self, book: xlsxwriter.Workbook, layout: Layout):
        self._book, self._layout = book, layout
        self._bold = book.add_format({"bold": True})
        self._number = 0
        self._begin()

    def add(self, row: Sequence[Any]) -> None:
        """Write the next row."""
        if self._row >= MOST_ROWS_OF_A_SHEET:
            self._begin()
        for place, (write, value) in enumerate(zip(self._write, row, strict=True)):
            if value is not None:
                write(self._row, place, value)
        self._row += 1

    def _begin(self) -> None:
        self._number += 1
        name = self._layout.name if self._number == 1 else f"{self._layout.name} {self._number}"
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._layout.columns):
            sheet.set_column(place, place, 20 if column.type in ("text", "time", "json") else 12)
        for place, column in enumerate(self._layout.columns):
            sheet.write_string(0, place, column.name, self._bold)
        writers = _cell_writers(sheet)
        self._write = [writers[column.type] for column in self._layout.columns]
        self._row = 1


def _cell_writers(sheet: Any) -> dict[Type, Callable[[int, int, Any], Any]]:
    """Return how a cell of each type is written: never by guessing from what it looks like."""

    def text(row: int, place: int, value: Any) -> None:
        sheet.write_string(row, place, cut_to_cell(shown_text(str(value))))

    def number(row: int, place: int, value: Any) -> None:
        sheet.write_number(row, place, tidy_number(value))

    return {
        "text": text,
        "whole": number,
        "number": number,
        "yes_no": lambda row, place, value: text(row, place, yes_or_no(value)),
        "time": lambda row, place, value: sheet.write_datetime(row, place, _naive(value)),
        "json": lambda row, place, value: text(row, place, plain_json(value)),
    }


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
