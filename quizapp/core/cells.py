"""Write values as the cells of exports hold them, so that every spreadsheet and every program reads them alike."""

import json
import re
from datetime import UTC, datetime
from typing import Any

MOST_ROWS_OF_A_SHEET, MOST_IN_A_CELL, CUT = 1_048_576, 32_767, "… (cut)"


def shown_text(text: str) -> str:
    """Return a text that every spreadsheet can read: what controls a machine becomes its picture, what is none, �."""
    return _UNSHOWN.sub(lambda found: _PICTURES.get(found[0], "\ufffd"), text)


# Control characters but the tab and the ends of lines, halves of pairs, and what is no character.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PICTURES = {**{chr(number): chr(0x2400 + number) for number in range(32)}, "\x7f": "\u2421"}


def cut_to_cell(text: str, most: int = MOST_IN_A_CELL) -> str:
    """Cut a text visibly to what a cell of a workbook holds, which counts as UTF-16 does."""
    if 2 * len(text) <= most or len(text.encode("utf-16-le")) <= 2 * most:
        return text
    return text.encode("utf-16-le")[: 2 * (most - len(CUT))].decode("utf-16-le", "ignore") + CUT


def plain_time(moment: datetime) -> str:
    """Write a moment as spreadsheets read it, in UTC."""
    return moment.astimezone(UTC).isoformat(" ", "seconds")[:19]


def exact_time(moment: datetime) -> str:
    """Write a moment as programs read it, in UTC."""
    return moment.astimezone(UTC).isoformat("T", "seconds")[:19] + "Z"


def tidy_number(number: float) -> Any:
    """Return a number without the noise of binary fractions, whole where it is."""
    if type(number) is int:
        return number
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def yes_or_no(value: Any) -> str:
    """Write a yes or no as a word."""
    return "yes" if value else "no"


def plain_json(value: Any) -> str:
    """Write a value of several parts as JSON, in the shortest way and always the same."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
