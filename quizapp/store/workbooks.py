"""Read the first sheet of a workbook (XLSX, ODS), after what it would unfold to has been bounded.

The reader of workbooks lays a sheet out as a full rectangle, so that two cells in opposite corners of an empty sheet
would take all memory. Therefore every part is measured first (`unfolding.py`), and the reader is handed a copy that
holds the measured parts and nothing else.
"""

import io
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook

from quizapp.core.errors import Invalid, invalid, say
from quizapp.store.unfolding import MOST_CELLS, MOST_TEXT, TOO_MUCH, Measure, NoWorkbook

MOST_UNFOLDED, MOST_PARTS, MOST_RATIO, MOST_SHEETS = 60 * 2**20, 500, 200, 10
_READ = (".xml", ".rels")
_DAMAGED = say("This workbook is damaged or locked. Save it again as .xlsx, or as CSV.")


def is_workbook(content: bytes) -> bool:
    """Tell whether this is a workbook of today: a ZIP."""
    return content[:4] == b"PK\x03\x04"


def is_old_workbook(content: bytes) -> bool:
    """Tell whether this is a workbook as programs wrote them before 2007."""
    return content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rows_of_workbook(content: bytes, most_rows: int, most_columns: int) -> list[list[object]]:
    """Return the cells of the first sheet that is shown, from its first row on; raises `Invalid`."""
    measure = Measure()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            measured = _measured(archive, measure)
        if measure.rows > 4 * most_rows or measure.columns > 4 * most_columns or measure.cells > MOST_CELLS:
            where = {"rows": measure.rows, "columns": measure.columns}
            outside = say(
                "The sheet reaches to row %(rows)s and column %(columns)s. Delete what lies outside the table.", **where
            )
            raise invalid(outside, "file")
        if measure.letters > MOST_TEXT:
            raise invalid(TOO_MUCH, "file")
        return _first_filled(CalamineWorkbook.from_filelike(measured), most_columns)
    except Invalid:
        raise
    except _DAMAGES as error:
        raise invalid(_DAMAGED, "file") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader's own language says that it gives up
            raise
        raise invalid(_DAMAGED, "file") from error


# What the readers of archives and sheets raise where these are damaged, encrypted (RuntimeError), or packed in a way
# that nobody else knows (NotImplementedError).
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, CalamineError, NoWorkbook, EOFError, RuntimeError, NotImplementedError, OSError,
    ValueError, OverflowError,
)  # fmt: skip


def _measured(archive: zipfile.ZipFile, measure: Measure) -> io.BytesIO:
    """Measure every part that is XML, and return a workbook that holds these alone."""
    parts = archive.infolist()
    unfolded = sum(part.file_size for part in parts)
    folded = sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unfolded > MOST_UNFOLDED or unfolded > MOST_RATIO * max(folded, 2**14):
        raise invalid(TOO_MUCH, "file")
    names = [part.filename.lower() for part in parts]
    if "xl/workbook.bin" in names:
        raise invalid(say("This is a workbook of the kind .xlsb. Save it again as .xlsx, or as CSV."), "file")
    if len(set(names)) < len(names) or any(
        part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts
    ):
        raise zipfile.BadZipFile
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as written:
        for part, name in zip(parts, names, strict=True):
            if name.endswith(_READ):
                measure.walk(inside := archive.read(part))
            elif name == "mimetype" and part.file_size < 200:
                inside = archive.read(part)
            else:
                continue  # pictures, programs, printers: the reader needs none of them
            written.writestr(part.filename, inside)
    copy.seek(0)
    return copy


def _first_filled(workbook: CalamineWorkbook, most_columns: int) -> list[list[object]]:
    shown = [sheet.name for sheet in workbook.sheets_metadata if "Visible" in str(sheet.visible)]
    for name in shown[:MOST_SHEETS]:
        lines = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if any(cell not in ("", None) for line in lines for cell in line):
            return [line[:most_columns] for line in lines]
    if len(shown) > MOST_SHEETS:
        raise invalid(
            say("The first %(most)s sheets are empty. Put the table into the first.", most=MOST_SHEETS), "file"
        )
    return []
