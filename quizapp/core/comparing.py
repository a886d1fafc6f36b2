"""Compare a bank with the bank as it stands: what is new, changed, the same, and gone."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.core.questions import Common, digest


@dataclass(frozen=True)
class Changes:
    """Hold the questions of a new bank by what they do to the old one; `changed` pairs each with its old wording."""

    new: tuple[Common, ...]
    changed: tuple[tuple[Common, Common], ...]
    same: tuple[Common, ...]
    gone: tuple[Common, ...]

    @property
    def any(self) -> bool:
        """Tell whether anything differs."""
        return bool(self.new or self.changed or self.gone)


def compare(before: Iterable[Common], after: Iterable[Common]) -> Changes:
    """Compare two lists of questions by their ids and digests."""
    old = {question.id: question for question in before}
    new = {question.id: question for question in after}
    kept = [(old[name], question) for name, question in new.items() if name in old]
    return Changes(
        new=tuple(question for name, question in new.items() if name not in old),
        changed=tuple((was, now) for was, now in kept if digest(was) != digest(now)),
        same=tuple(now for was, now in kept if digest(was) == digest(now)),
        gone=tuple(question for name, question in old.items() if name not in new),
    )
