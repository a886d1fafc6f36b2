"""Read from the address how a list is wanted: what is searched, how it is sorted, which page."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import request


@dataclass(frozen=True)
class Wanted:
    """Hold how a list is wanted."""

    search: str
    sort: str
    down: bool
    page: int


def wanted(sorts: Collection[str], sort: str, down: bool = False) -> Wanted:
    """Return how the list of this address is wanted; what the address does not say is `sort`ed as given here."""
    asked = request.args.get("sort", "")
    return Wanted(
        search=request.args.get("search", "").strip()[:100],
        sort=asked if asked in sorts else sort,
        down=request.args.get("down") == "1" if asked in sorts else down,
        page=max(1, request.args.get("page", 1, type=int)),
    )
