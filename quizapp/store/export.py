"""Write rows as CSV, XLSX or JSON Lines, in pieces: no more than a few hundred rows are ever held.

An `Export` is opened (so that its total is known before its first byte), then iterated, then closed. `framed` tells a
script how many rows are done before each piece of the file.
"""

import csv
import io
import json
import struct
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from quizapp.core.cells import exact_time, plain_json, plain_time, shown_text, tidy_number, yes_or_no
from quizapp.core.exporting import CODE_BOOK, Layout, Type, code_book
from quizapp.store.sheets import Sheets, workbook
from quizapp.store.tables import safe_cell

Progress = Callable[[int, int], None]
Piece = tuple[int, bytes]  # how many rows are done, and the next bytes of the file
ROWS_A_PIECE, BYTES_A_PIECE = 500, 2**16


class Export:
    """Hold an export that is being made: its rows, how many there are, and what has to be closed after it."""

    def __init__(
        self,
        layout: Layout,
        form: str,
        rows: Iterator[Sequence[Any]],
        total: int,
        close: Callable[[], None] = lambda: None,
        progress: Progress | None = None,
    ):
        self.total = total
        self._progress, self._close = progress, close
        self._pieces = WRITERS[form](layout, rows)

    def pieces(self) -> Iterator[Piece]:
        """Yield how many rows are done, and the next bytes (none, while a workbook is being built)."""
        try:
            for done, content in self._pieces:
                if self._progress is not None:
                    self._progress(done, self.total)
                yield done, content
        finally:
            self.close()

    def __iter__(self) -> Iterator[bytes]:
        return (content for _, content in self.pieces() if content)

    def framed(self) -> "Framed":
        """Return this export as it is sent to a script: before each piece of the file, how many rows are done."""
        return Framed(self)

    def close(self) -> None:
        """Let go of what the rows are read from; safe to call again."""
        self._pieces.close()
        self._close()


class Framed:
    """Send an export to a script: before each piece, the rows done and its length, 4 bytes each, the highest first."""

    def __init__(self, export: Export):
        self._export, self.total = export, export.total

    def __iter__(self) -> Iterator[bytes]:
        for done, content in self._export.pieces():
            yield struct.pack(">II", done, len(content)) + content

    def close(self) -> None:
        """Close the export."""
        self._export.close()


class Part:
    """Hold the values of columns that come again in many rows (a row is of such parts, and of single values)."""

    __slots__ = ("text", "values")

    def __init__(self, *values: Any):
        self.values = values
        self.text: str | None = None  # as CSV has it, once it was written

    def written(self, cells: Sequence[Callable[[Any], Any]]) -> str:
        """Return it as CSV, with what writes each of its cells."""
        if self.text is None:
            row = ["" if value is None else cell(value) for cell, value in zip(cells, self.values, strict=True)]
            self.text = _csv_lines([row]).removesuffix("\r\n")
        return self.text


def _flat(row: Sequence[Any]) -> list[Any]:
    return [value for one in row for value in (one.values if type(one) is Part else (one,))]


def _in_pieces(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, list[Sequence[Any]]]]:
    """Cut rows into pieces, each with how many are done after it; the last may be empty."""
    done, piece = 0, []
    for row in rows:
        piece.append(row)
        done += 1
        if len(piece) == ROWS_A_PIECE:
            yield done, piece
            piece = []
    yield done, piece


def _itself(value: Any) -> Any:
    return value


# What a value becomes in a cell of each type; only texts are made safe in CSV, so that numbers stay numbers.
_IN_CSV: dict[Type, Callable[[Any], Any]] = {
    "text": lambda value: safe_cell(shown_text(str(value))),
    "whole": tidy_number,
    "number": tidy_number,
    "yes_no": yes_or_no,
    "time": plain_time,
    "json": lambda value: safe_cell(shown_text(plain_json(value))),
}
_IN_JSON: dict[Type, Callable[[Any], Any]] = {
    "text": _itself,
    "whole": tidy_number,
    "number": tidy_number,
    "yes_no": _itself,
    "time": exact_time,
    "json": _itself,
}


def _csv_pieces(layout: Layout, rows: Iterable[Sequence[Any]]) -> Iterator[Piece]:
    cells = [_IN_CSV[column.type] for column in layout.columns]
    yield 0, ("\ufeff" + _csv_lines([[column.name for column in layout.columns]])).encode()
    for done, piece in _in_pieces(rows):
        if any(type(one) is Part for row in piece[:1] for one in row):
            yield done, _csv_of_parts(_shape_of(piece[0], cells), piece).encode()
        else:
            lines = (
                ["" if value is None else cell(value) for cell, value in zip(cells, row, strict=True)] for row in piece
            )
            yield done, _csv_lines(lines).encode()


def _shape_of(row: Sequence[Any], cells: Sequence[Callable[[Any], Any]]) -> list[Any]:
    """Return what writes each part or single value of a row, and of all rows that are made alike."""
    places = [0]
    for one in row:
        places.append(places[-1] + (len(one.values) if type(one) is Part else 1))
    return [
        cells[begin:end] if type(one) is Part else cells[begin]
        for one, begin, end in zip(row, places, places[1:], strict=False)
    ]


def _csv_of_parts(shape: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """Write rows of parts, each of which is written once, and of numbers, times, and words for yes and no."""
    lines = [
        ",".join(
            [
                one.text or one.written(how) if type(one) is Part else "" if one is None else str(how(one))
                for one, how in zip(row, shape, strict=True)
            ]
        )
        for row in rows
    ]
    return "\r\n".join([*lines, ""])


def _csv_lines(lines: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def _json_pieces(layout: Layout, rows: Iterable[Sequence[Any]]) -> Iterator[Piece]:
    cells = [(column.name, _IN_JSON[column.type]) for column in layout.columns]
    encode = json.JSONEncoder(ensure_ascii=False).encode
    yield 0, b""
    for done, piece in _in_pieces(rows):
        lines = (
            encode(
                {
                    name: value if value is None else cell(value)
                    for (name, cell), value in zip(cells, _flat(row), strict=True)
                }
            )
            for row in piece
        )
        yield done, "".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace")


def _xlsx_pieces(layout: Layout, rows: Iterable[Sequence[Any]]) -> Iterator[Piece]:
    """Build the workbook in a temporary folder, row by row; then send it, and remove it."""
    with tempfile.TemporaryDirectory(prefix="quizapp-export-") as folder, tempfile.TemporaryFile(dir=folder) as file:
        with workbook(file, folder) as book:
            sheets = Sheets(book, layout)
            done = 0
            yield 0, b""
            for done, piece in _in_pieces(rows):
                for row in piece:
                    sheets.add(_flat(row))
                yield done, b""
            book_of_columns = Sheets(book, CODE_BOOK)
            for line in code_book(layout):
                book_of_columns.add(line)
        file.seek(0)
        while content := file.read(BYTES_A_PIECE):
            yield done, content


WRITERS: dict[str, Callable[[Layout, Iterator[Sequence[Any]]], Any]] = {
    "csv": _csv_pieces,
    "xlsx": _xlsx_pieces,
    "jsonl": _json_pieces,
}
