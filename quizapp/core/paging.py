"""Cut a list into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """Hold one page of a list, counted from 1, and what leads to the others."""

    items: Sequence[Any]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """Count the pages."""
        return pages_of(self.total, self.per_page)

    @property
    def has_prev(self) -> bool:
        """Tell whether a page stands before this one."""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Tell whether a page follows this one."""
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        """Return the number of the page before."""
        return self.page - 1

    @property
    def next_num(self) -> int:
        """Return the number of the page after."""
        return self.page + 1

    @property
    def first(self) -> int:
        """Return the number of the first thing on this page in the whole list, from 1."""
        return (self.page - 1) * self.per_page + 1


def pages_of(total: int, per_page: int) -> int:
    """Count the pages of a list; an empty one has one page."""
    return max(1, -(-total // per_page))


def page_of(things: Sequence[Any], page: int, per_page: int) -> Page:
    """Return a page of a list; a number beyond the ends means the nearest page."""
    page = min(max(1, page), pages_of(len(things), per_page))
    return Page(things[(page - 1) * per_page : page * per_page], page, per_page, len(things))
