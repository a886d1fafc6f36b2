"""Read from the address how a list is wanted, so that a link shows the same list again."""

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request

from quizapp.web.times import reader_zone


@dataclass(frozen=True)
class Order:
    """Say by which column a list is sorted, which way, and which page of it is shown."""

    sort: str
    down: bool
    page: int


def order(sorts: Collection[str], sort: str, down: bool = False) -> Order:
    """Return the order of the list at this address; `sort` and `down` where it says none."""
    asked = request.args.get("sort", "")
    page = max(1, min(10**6, request.args.get("page", 1, type=int)))
    if asked not in sorts:
        return Order(sort, down, page)
    return Order(asked, request.args.get("down") == "1", page)


def word(name: str, most: int = 100) -> str:
    """Return what the address says under a name, without spaces around it."""
    return request.args.get(name, "").replace("\x00", "").strip()[:most]


def day(name: str, days: int = 0) -> datetime | None:
    """Return when the day that the address names begins in the reader's zone, so many days after it, or None."""
    typed = word(name, 10)
    if not re.fullmatch(r"[1-9]\d{3}-\d\d-\d\d", typed, re.ASCII):
        return None
    year, month, number = map(int, typed.split("-"))
    if not (1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]):
        return None
    return datetime.combine(date(year, month, number), time(), ZoneInfo(reader_zone())) + timedelta(days=days)
