"""Measure what the XML of a workbook (XLSX, ODS) would unfold to, before anybody lays it out.

A sheet is laid out as a full rectangle, a cell may be repeated a million times, and a million cells may name one text:
a small file can ask for all memory. Here every part is walked once, tag by tag, and nothing is kept but numbers.
"""

import re
from collections import Counter
from itertools import zip_longest
from pyexpat import ExpatError, ParserCreate

from quizapp.core.errors import invalid, say

MOST_ELEMENTS, MOST_ATTRIBUTES, LONGEST_TAG = 1_000_000, 2_000_000, 2**18
MOST_CELLS, MOST_TEXT = 2_000_000, 100 * 2**20
TOO_MUCH = say("This workbook unfolds to too much. Copy the table alone into a new one.")
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"[0-9]{1,9}")
_VALUES = {"value-type", "value", "formula", "string-value", "date-value", "time-value", "boolean-value"}
_ODS_CELLS = ("table-cell", "covered-table-cell")


class NoWorkbook(ValueError):
    """Refuse XML that is not well made, or names a place that cannot be."""


class Measure:
    """Count, over all parts of a workbook, its elements, the rectangles of its sheets, and the letters of its cells."""

    def __init__(self) -> None:
        self.elements = self.attributes = self.cells = self.text = 0
        self.rows = self.columns = 0
        self._texts: list[int] = []  # the longest text that may stand at each place of the shared texts
        self._uses: Counter[int] = Counter()

    def walk(self, part: bytes) -> None:
        """Measure one part; raises `NoWorkbook` where it cannot be read, and `Invalid` where it is too much."""
        self._look_over(part)
        sheet = _Part(self)
        parser = ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = sheet.start, sheet.end
        parser.CharacterDataHandler = sheet.characters
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            parser.Parse(part, True)
        except (ExpatError, UnicodeError) as error:
            raise NoWorkbook(str(error)) from error
        sheet.finish()
        self._texts = [max(pair) for pair in zip_longest(self._texts, sheet.shared, fillvalue=0)]
        self._uses.update(sheet.uses)

    def _look_over(self, part: bytes) -> None:
        """Refuse what would take long to walk: too many attributes, or a tag (or a text) of a length without sense."""
        self.attributes += part.count(b"=")
        if self.attributes > MOST_ATTRIBUTES or part.count(b"<") > 2 * MOST_ELEMENTS:
            raise invalid(TOO_MUCH, "file")
        if max(map(len, part.split(b"<"))) > LONGEST_TAG:
            raise invalid(TOO_MUCH, "file")

    def add_rectangle(self, rows: int, columns: int) -> None:
        """Count the rectangle of a sheet."""
        self.cells += rows * columns
        self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)

    @property
    def letters(self) -> int:
        """Count the letters of all cells, each text as often as cells name it."""
        shared = sum(self._texts[place] * times for place, times in self._uses.items() if place < len(self._texts))
        return self.text + shared


def _no_doctype(*declared: object) -> None:
    raise NoWorkbook("a document type")


class _Part:
    """Hold where a walk over one part stands."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.shared: list[int] = []
        self.uses: list[int] = []
        self._inside: str = ""  # the cell or shared text that is open, by its tag
        self._length = 0
        self._number: str | None = None  # the place of a shared text, while it is read
        self._is_shared = False
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self.row = self.column = self.last_row = self.last_column = 0
        self._repeats = self._times = 1
        self._in_row = False
        self._row_last = self._row_text = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Meet the beginning of an element."""
        self.measure.elements += 1
        if self.measure.elements > MOST_ELEMENTS:
            raise invalid(TOO_MUCH, "file")
        tag = name.rpartition(":")[2]
        begins = _STARTS.get(tag)
        if self._inside:
            if begins is not None:
                raise NoWorkbook(f"{tag} within {self._inside}")
            self._start_within(tag, attributes)
        elif begins is not None:
            begins(self, tag, attributes)

    def _start_within(self, tag: str, attributes: dict[str, str]) -> None:
        if self._inside in _ODS_CELLS:
            self._row_last = self.column
            if tag == "s":  # so many spaces
                self._length += _whole(_local(attributes).get("c", "1"))
        elif self._inside == "c":
            self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
            self._number = "" if tag == "v" and self._is_shared else None

    def _row(self, tag: str, attributes: dict[str, str]) -> None:
        self.row = _whole(attributes["r"]) if "r" in attributes else self.row + 1
        self.column = 0

    def _cell(self, tag: str, attributes: dict[str, str]) -> None:
        self.column += 1
        if "r" in attributes:
            self.row, self.column = _place(attributes["r"])
        self._inside, self._length, self._is_shared = tag, 0, attributes.get("t") == "s"

    def _shared_text(self, tag: str, attributes: dict[str, str]) -> None:
        self._inside, self._length = tag, 0

    def _ods_table(self, tag: str, attributes: dict[str, str]) -> None:
        self.finish()
        self._begin_sheet()

    def _ods_row(self, tag: str, attributes: dict[str, str]) -> None:
        if self._in_row:
            raise NoWorkbook("a row within a row")
        self._in_row = True
        self._repeats = _whole(_local(attributes).get("number-rows-repeated", "1"))
        self.column = self._row_last = self._row_text = 0

    def _ods_cell(self, tag: str, attributes: dict[str, str]) -> None:
        local = _local(attributes)
        self._times = _whole(local.get("number-columns-repeated", "1"))
        self.column += self._times
        if _VALUES & local.keys():
            self._row_last = self.column
        self._inside, self._length = tag, sum(len(local[name]) for name in _VALUES & local.keys())

    def characters(self, text: str) -> None:
        """Meet letters."""
        if self._number is not None:
            self._number += text
        elif self._inside:
            self._length += len(text)

    def end(self, name: str) -> None:
        """Meet the end of an element."""
        tag = name.rpartition(":")[2]
        if self._number is not None:
            if _NUMBER.fullmatch(number := self._number.strip()):
                self.uses.append(int(number))
            self._number = None
        if tag == "table-row":
            self._in_row = False
            self.row += self._repeats
            self.measure.text += self._row_text * self._repeats
            if self._row_last:
                self.last_row, self.last_column = self.row, max(self.last_column, self._row_last)
        if tag != self._inside:
            return
        self._inside = ""
        if tag == "si":
            self.shared.append(self._length)
        elif tag == "c":
            self.measure.text += self._length
        else:
            self._row_text += self._length * self._times

    def finish(self) -> None:
        """Count the sheet that was walked over."""
        self.measure.add_rectangle(self.last_row, self.last_column)


_STARTS = {
    "row": _Part._row,
    "c": _Part._cell,
    "si": _Part._shared_text,
    "table": _Part._ods_table,
    "table-row": _Part._ods_row,
    **dict.fromkeys(_ODS_CELLS, _Part._ods_cell),
}


def _local(attributes: dict[str, str]) -> dict[str, str]:
    return {name.rpartition(":")[2]: value for name, value in attributes.items()}


def _whole(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NoWorkbook(f"{text[:20]} is no number of times")
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    found = _CELL.fullmatch(reference)
    if found is None:
        raise NoWorkbook(f"{reference[:20]} is no cell")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
