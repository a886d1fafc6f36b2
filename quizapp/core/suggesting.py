"""Find the known name that is nearest to a wrong one, as long as it does not take too long.

Comparing two names takes the product of their lengths, and a file can hold thousands of wrong ones; so one report has
one budget, and a name that was looked for once is not looked for again.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from quizapp.core.values import ID_LENGTH

MOST_WORK = 4_000_000  # pairs of letters
MOST_QUOTATIONS = 50  # false ones of which the nearest words are looked for
_WORK_OF_A_PAIR = 200  # what it takes to compare the shortest of names


class Suggestions:
    """Suggest names for one report, until its budget is spent."""

    def __init__(self, work: int = MOST_WORK):
        self.left = work
        self._quotations = MOST_QUOTATIONS if work else 0
        self._known: dict[tuple[str, tuple[str, ...] | frozenset[str]], str | None] = {}

    def nearest(self, name: str, known: tuple[str, ...] | frozenset[str]) -> str | None:
        """Return the known name that is nearest; None where none is near, or there is no time to look."""
        name = name[:ID_LENGTH]
        if (name, known) not in self._known:
            self._known[name, known] = self._look(name, known)
        return self._known[name, known]

    def allows_quotation(self) -> bool:
        """Tell whether the words nearest to one more false quotation may be looked for, and count it."""
        self._quotations -= 1
        return self._quotations >= 0

    def _look(self, name: str, known: Iterable[str]) -> str | None:
        if self.left <= 0:
            return None
        whole = {candidate[:ID_LENGTH]: candidate for candidate in sorted(known, reverse=True)}
        work = sum(len(name) * len(candidate) + _WORK_OF_A_PAIR for candidate in whole)
        if work > self.left:
            return None
        self.left -= work
        near = get_close_matches(name, sorted(whole), n=1, cutoff=0.55)
        return whole[near[0]] if near else None


NONE = Suggestions(0)
