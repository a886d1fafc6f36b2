"""Read from the address how a list is wanted, so that a link shows the same list again."""

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request

from quizapp.core.numbers import whole_number
from quizapp.web.times import reader_zone

MOST_PAGES = 10**6


@dataclass(frozen=True)
class Wanted:
    """Say what a list is searched for, by which column it is sorted, which way, and which page of it is shown."""

    search: str
    sort: str
    down: bool
    page: int


def wanted(sorts: Collection[str] = (), sort: str = "", down: bool = False) -> Wanted:
    """Return how the list of this address is wanted; what the address does not say is `sort`ed as given here."""
    asked = request.args.get("sort", "")
    known = asked in sorts
    return Wanted(
        search=word("search"),
        sort=asked if known else sort,
        down=request.args.get("down") == "1" if known else down,
        page=max(1, min(MOST_PAGES, request.args.get("page", 1, type=int))),
    )


def word(name: str, most: int = 100) -> str:
    """Return what the address says under a name, without spaces around it."""
    return request.args.get(name, "").replace("\x00", "").strip()[:most]


def number(name: str) -> int | None:
    """Return the whole number that the address says under a name, or None."""
    return whole_number(word(name, 15))


def day(name: str, days: int = 0) -> datetime | None:
    """Return when the day that the address names begins in the reader's zone, so many days after it, or None."""
    typed = word(name, 10)
    if not re.fullmatch(r"[1-9]\d{3}-\d\d-\d\d", typed, re.ASCII):
        return None
    year, month, of_month = map(int, typed.split("-"))
    if not (1 <= month <= 12 and 1 <= of_month <= monthrange(year, month)[1]):
        return None
    return datetime.combine(date(year, month, of_month), time(), ZoneInfo(reader_zone())) + timedelta(days=days)
