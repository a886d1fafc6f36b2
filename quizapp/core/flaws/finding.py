"""Define what the linter finds, and what a rule is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from quizapp.core.errors import Text
from quizapp.core.flaws.reading import Reading
from quizapp.core.questions import Common

Grade = Literal["fault", "warning", "hint"]
GRADES: tuple[Grade, ...] = ("fault", "warning", "hint")


class Flaw(NamedTuple):
    """Tell what a rule sees, and where, within what it was given to read."""

    field: str
    reason: Text
    suggestion: Text


@dataclass(frozen=True)
class Finding:
    """Tell what a rule sees in a bank; `field` is a dotted path in its document (`questions.3.options.1.text`)."""

    rule: str
    grade: Grade
    field: str
    reason: Text
    suggestion: Text


@dataclass(frozen=True)
class Rule:
    """Name a rule, and how it looks at a question, at all of a bank but its questions, and at all its questions.

    A look is given what it looks at, and a `Reading` of the heading; a look at the heading is given the reading alone.
    """

    name: str
    grade: Grade
    title: Text
    question: Callable[[Common, Reading], Iterator[Flaw]] | None = None
    heading: Callable[[Reading], Iterator[Flaw]] | None = None
    questions: Callable[[Sequence[Common], Reading], Iterator[Flaw]] | None = None
    english: bool = True
    """Whether it knows English words only, and so reads no bank of another language."""

    def told(self, flaws: Iterable[Flaw], prefix: str = "") -> Iterator[Finding]:
        """Turn flaws into findings; `prefix` leads from the document to what the rule looked at."""
        for flaw in flaws:
            yield Finding(self.name, self.grade, prefix + flaw.field, flaw.reason, flaw.suggestion)
