"""Read the first sheet of a workbook (XLSX, ODS), after what it would unfold to has been bounded.

The reader of workbooks lays a sheet out as a full rectangle, so that two cells in opposite corners of an empty sheet
would take all memory; therefore the corners are looked for first.
"""

import io
import re
import zipfile

from python_calamine import CalamineError, CalamineWorkbook

from quizapp.core.errors import Invalid, invalid, say

MOST_UNFOLDED, MOST_PARTS, MOST_RATIO = 60 * 2**20, 500, 200
_CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]*?\br="([A-Z]{0,3})(\d{1,7})"')
_ODS_TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)\b([^>]*?)(/?)>")
_REPEATED = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d+)"')


def is_workbook(content: bytes) -> bool:
    """Tell whether this is a workbook of today: a ZIP."""
    return content[:4] == b"PK\x03\x04"


def is_old_workbook(content: bytes) -> bool:
    """Tell whether this is a workbook as programs wrote them before 2007."""
    return content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rows_of_workbook(content: bytes, most_rows: int, most_columns: int) -> list[list[object]]:
    """Return the cells of the first sheet that is shown, from its first row on; raises `Invalid`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            rows, columns = _corner(archive)
        if rows > 4 * most_rows or columns > 4 * most_columns:
            raise invalid(
                say(
                    "The sheet reaches to row %(rows)s and column %(columns)s. Delete what lies outside the table.",
                    rows=rows,
                    columns=columns,
                ),
                "file",
            )
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [sheet.name for sheet in workbook.sheets_metadata if "Visible" in str(sheet.visible)]
        for name in shown:
            lines = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(cell not in ("", None) for line in lines for cell in line):
                return [line[:most_columns] for line in lines]
    except Invalid:
        raise
    except (zipfile.BadZipFile, CalamineError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise invalid(say("This workbook is damaged or locked. Save it again as .xlsx, or as CSV."), "file") from error
    return []


def _corner(archive: zipfile.ZipFile) -> tuple[int, int]:
    """Return the last row and the last column that any sheet has something in."""
    parts = archive.infolist()
    unfolded = sum(part.file_size for part in parts)
    folded = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unfolded > MOST_UNFOLDED or unfolded > MOST_RATIO * max(folded, 2**14):
        raise invalid(say("This workbook unfolds to too much. Copy the table alone into a new one."), "file")
    if archive.testzip() is not None:  # every part is as large, and says what, its entry tells
        raise zipfile.BadZipFile
    rows = columns = 0
    for part in parts:
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
            corner = _corner_of_xlsx(archive.read(part))
        elif part.filename == "content.xml":
            corner = _corner_of_ods(archive.read(part))
        else:
            continue
        rows, columns = max(rows, corner[0]), max(columns, corner[1])
    return rows, columns


def _corner_of_xlsx(sheet: bytes) -> tuple[int, int]:
    rows = columns = 0
    for match in _CELL.finditer(sheet):
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - 64
        rows, columns = max(rows, int(match[2])), max(columns, column)
    return rows, columns


def _corner_of_ods(content: bytes) -> tuple[int, int]:
    """Walk over the tags; what is repeated but empty counts only where something stands after it."""
    most_rows = most_columns = 0
    row = column = last = 0
    repeats = 1
    for closing, tag, attributes, empty in (match.groups() for match in _ODS_TAG.finditer(content)):
        times = _times(attributes)
        if tag == b"table" and not closing:
            row = 0
        elif tag == b"table-row" and not closing:
            repeats, column, last = times, 0, 0
        if tag == b"table-row" and (closing or empty):
            row += repeats
            if last:
                most_rows, most_columns = max(most_rows, row), max(most_columns, last)
        elif tag != b"table" and tag != b"table-row" and not closing:
            column += times
            if not empty or b"value-type" in attributes:
                last = column
    return most_rows, most_columns


def _times(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1
