"""Read the tables that people bring (CSV, XLSX, ODS), and write cells that no spreadsheet takes for a formula.

A table has one row of headings, in any order and case; the rows below it keep the numbers that a spreadsheet shows.
Nothing is trusted: the size, the rows, and what a compressed file unfolds to are bounded before it is read.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from quizapp.core.errors import Fault, Text, invalid, say
from quizapp.store.workbooks import is_old_workbook, is_workbook, rows_of_workbook

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 5000, 100, 2000
MOST_LINES, LONGEST_FIELD = 4 * MOST_ROWS, csv.field_size_limit()
# Where a spreadsheet may see a formula: a sign at the beginning of a text, or behind what some spreadsheet of some
# country cuts cells at, with spaces of any kind between; but for a plain number.
_FORMULA = re.compile(
    r"(?P<before>^[;,\s\ufeff]*+|(?<![;,\s\ufeff])[;,\s\ufeff]++)(?P<written>'*+)(?=[=+\-@＝＋－＠])"
    r"(?!-?\d+(?:[.,]\d+)?\s*(?:[;,\]}\t\r\n]|$))"
)
_CUTS = frozenset(";,\t\r\n")
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Column:
    """Ask for one column: its name in the rows, and other headings that mean it.

    A required column has its heading in every table; where it is `filled`, every row has to fill it.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = True
    filled: bool = True


@dataclass(frozen=True)
class Row(Mapping[str, str]):
    """Hold one row: its number in the file (the headings are row 1 of most), and its texts by the columns' names."""

    number: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Table(Sequence[Row]):
    """Hold what was read: the rows, the faults of single rows, and what the person should know about the reading.

    A row with a fault is left out of `rows`. Whoever acts on a table has its faults told with their own.
    """

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Text, ...] = ()

    def __getitem__(self, place):
        return self.rows[place]

    def __len__(self) -> int:
        return len(self.rows)


def read_table(file_name: str, content: bytes, columns: Sequence[Column] = ()) -> Table:
    """Read a table's rows; a column that may be left out, and is, reads as empty texts.

    Without `columns`, every column is read under its own heading as it stands, and none has to be filled.

    Raises `Invalid` where the file as a whole cannot be read: no table, no headings, a heading missing, too many rows.
    """
    if not content.strip():
        raise invalid(say("The file “%(name)s” is empty.", name=file_name), "file")
    if is_old_workbook(content):
        raise invalid(say("This is a workbook of an old kind. Save it again as .xlsx or as CSV."), "file")
    remarks: list[Text] = []
    if is_workbook(content):
        lines = rows_of_workbook(content, MOST_ROWS + 20, MOST_COLUMNS)
    else:
        lines = _lines_of_csv(_decode(content, remarks))
    numbered = [(number, [_text(cell) for cell in line]) for number, line in enumerate(lines, 1)]
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise invalid(say("The file “%(name)s” is empty.", name=file_name), "file")
    if len(filled) - 1 > MOST_ROWS:
        raise invalid(say("The table has more than %(most)s rows. Cut it into several files.", most=MOST_ROWS), "file")
    columns = columns or [Column(heading, required=False) for heading in filled[0][1] if heading]
    places = _places(filled[0][1], columns, remarks)
    return _read_rows(filled[1:], places, columns, remarks)


def row_fault(row: Row | int, message: Text, column: str = "") -> Fault:
    """Build the fault of a row: its sentence names the row, for the summary on a page; `line` holds it too."""
    number = row if isinstance(row, int) else row.number
    return Fault(say("Row %(row)s: %(what)s", row=number, what=message), column, number, 1)


def safe_cell(value: object) -> object:
    """Return what to write into a CSV cell: where a spreadsheet would take a part for a formula, a ' stands before it.

    A spreadsheet may cut a file at other signs than ours, and then quotation marks around a cell do not help. Numbers
    stay numbers, negative ones too; `read_table` takes the ' out again.
    """
    return _FORMULA.sub(_with_apostrophe, value) if isinstance(value, str) else value


def _with_apostrophe(found: re.Match[str]) -> str:
    return found[0] + "'" if _begins_cell(found) else found[0]


def _without_apostrophe(found: re.Match[str]) -> str:
    return found[0].removesuffix("'") if _begins_cell(found) else found[0]


def _begins_cell(found: re.Match[str]) -> bool:
    return found.start() == 0 or not _CUTS.isdisjoint(found["before"])


def _read_rows(
    filled: list[tuple[int, list[str]]], places: dict[str, int], columns: Sequence[Column], remarks: list[Text]
) -> Table:
    rows, faults = [], []
    for number, cells in filled:
        values = {
            column.name: cells[places[column.name]] if places.get(column.name, len(cells)) < len(cells) else ""
            for column in columns
        }
        found = list(_faults_of(number, values, columns))
        faults += found
        if not found:
            rows.append(Row(number, values))
    return Table(tuple(rows), tuple(faults), tuple(remarks))


def _faults_of(number: int, values: dict[str, str], columns: Sequence[Column]) -> Iterator[Fault]:
    for column in columns:
        if column.required and column.filled and not values[column.name]:
            yield row_fault(number, say("The column “%(name)s” is empty.", name=column.name), column.name)
        if len(values[column.name]) > MOST_CELL:
            what = say("“%(name)s” is longer than %(most)s characters.", name=column.name, most=MOST_CELL)
            yield row_fault(number, what, column.name)


def _places(headings: list[str], columns: Sequence[Column], remarks: list[Text]) -> dict[str, int]:
    """Find the place of each column by its heading."""
    folded = [_folded(heading) for heading in headings]
    places, unread = {}, set(range(len(headings)))
    for column in columns:
        meant = [_folded(words) for words in (column.name, *column.synonyms)]
        found = [place for place, words in enumerate(folded) if words in meant]
        if len(found) > 1:
            raise invalid(say("Two columns are headed “%(name)s”. Keep one of them.", name=column.name), "file")
        if found:
            places[column.name] = found[0]
            unread.discard(found[0])
    missing = [column.name for column in columns if column.required and column.name not in places]
    if missing:
        raise invalid(
            say(
                "The first row must hold the headings, and there is none for: %(missing)s. It has: %(there)s.",
                missing=", ".join(missing),
                there=", ".join(heading[:40] for heading in headings if heading)[:400],
            ),
            "file",
        )
    if others := [headings[place][:40] for place in sorted(unread) if headings[place]]:
        remarks.append(say("These columns were not read: %(names)s.", names=", ".join(others)[:400]))
    return places


def _folded(heading: str) -> str:
    return "".join(character for character in heading.casefold() if character.isalnum())


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = cell.isoformat() if isinstance(cell, date | datetime) else "" if cell is None else str(cell)
    text = text.replace("\x00", "").strip()
    return _FORMULA.sub(_without_apostrophe, text)


def _decode(content: bytes, remarks: list[Text]) -> str:
    """Decode UTF-8, or UTF-16 with its mark; anything else is taken for Windows-1252, and the person is told."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if encoding == "cp1252":
            remarks.append(say("The file is not UTF-8; it was read as Windows-1252. Look at letters such as é and ß."))
        return text
    raise invalid(say("This is no table that can be read. Use CSV (as UTF-8), XLSX or ODS."), "file")


def _lines_of_csv(text: str) -> list[list[str]]:
    first, _, rest = text.partition("\n")
    if told := re.fullmatch(r"sep=(.)\r?", first):  # as Excel writes it
        delimiter, text = told[1], rest  # a spreadsheet does not show it, nor count it
    else:
        outside = re.sub(r'"[^"]*"', "", first)
        delimiter = max(_DELIMITERS, key=outside.count)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            lines.append(line[:MOST_COLUMNS])
            if len(lines) > MOST_LINES:
                raise invalid(
                    say("The file has more than %(most)s lines. Delete what is empty.", most=MOST_LINES), "file"
                )
    except csv.Error as error:
        raise invalid(_told(error, len(lines) + 1), "file") from error
    return lines


def _told(error: csv.Error, row: int) -> Text:
    if "field limit" in str(error):
        return say(
            "Row %(row)s: a text has more than %(most)s characters, or a quotation mark before it is not closed.",
            row=row,
            most=LONGEST_FIELD,
        )
    return say("Row %(row)s: a quotation mark is not closed, or stands within a text.", row=row)
