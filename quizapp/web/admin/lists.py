"""Read from the address how a list is wanted, so that a link shows the same list again."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import request


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
