"""Mark an answer: `mark(question, answer) -> Mark`, a pure function with one rule for each kind.

The rules for partial credit, in parts of one:

- multiple choice: (right options chosen - wrong options chosen) / right options, never below 0. Choosing everything
  earns nothing more than choosing nothing. (Moodle's default, with the penalty of a wrong option set to one share.)
- matching, cloze: the share of pairs or gaps that are right.
- ordering: the share of neighbours that follow each other as they should (Moodle's "relative to the next item,
  excluding last"), so that one misplaced item does not cost the whole.
- hot text: the sentences chosen that are evidence, divided by all that are chosen or are evidence (the overlap of the
  two sets, Jaccard's index). Who chooses everything earns the share of the evidence in the reading, next to nothing.
- everything else: all or nothing.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from quizapp.core.answers import Answer, key_of, readings_of
from quizapp.core.questions import (
    Cloze,
    Common,
    HotText,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.core.values import LOOKS_ALIKE

Verdict = Literal["right", "partly", "wrong", "open"]


@dataclass(frozen=True)
class Mark:
    """Tell what an answer earned: credit from 0 to 1, points out of the question's, and which parts are right.

    `parts` has one entry for each part that can be right or wrong by itself (each option or sentence chosen, each pair,
    each gap, each place of an order); it is empty where the answer is open.
    """

    credit: float
    points: float
    parts: tuple[bool, ...] = ()
    verdict: Verdict = "open"


def mark(question: Common, answer: Answer) -> Mark:
    """Return the mark of an answer that `read_answer` returned for this question; None earns 0 and stays open."""
    if answer is None:
        return Mark(0.0, 0.0)
    credit, parts = _RULES[type(question)](question, answer)
    credit = min(1.0, max(0.0, credit))
    verdict: Verdict = "right" if credit == 1 else "partly" if credit > 0 else "wrong"
    return Mark(credit, round(credit * question.points, 6), tuple(parts), verdict)


def same_words(typed: str, accepted: str, case_matters: bool = False) -> bool:
    """Tell whether two wordings are the same but for spaces, the look of quotes and dashes, and (mostly) case."""
    return _tidy(typed, case_matters) == _tidy(accepted, case_matters)


def _tidy(text: str, case_matters: bool) -> str:
    text = unicodedata.normalize("NFKC", text.translate(LOOKS_ALIKE)).translate(LOOKS_ALIKE)
    seen = "".join(character for character in text if unicodedata.category(character) != "Cf")
    text = " ".join(seen.split())
    return text if case_matters else text.casefold()


def _one(right: bool) -> tuple[float, list[bool]]:
    return float(right), [right]


def _share(parts: list[bool]) -> tuple[float, list[bool]]:
    return sum(parts) / len(parts), parts


def _several(question: MultipleChoice, answer: list[int]) -> tuple[float, list[bool]]:
    parts = [question.options[index].right for index in answer]
    return (parts.count(True) - parts.count(False)) / len(key_of(question)), parts


def _overlap(question: HotText, answer: list[int]) -> tuple[float, list[bool]]:
    evidence, chosen = set(key_of(question)), set(answer)
    return len(evidence & chosen) / len(evidence | chosen), [index in evidence for index in answer]


def _number(question: Numeric, answer: str) -> tuple[float, list[bool]]:
    # One part in 10^12 forgives what binary fractions cannot say (0.1 + 0.2 is within 0 of 0.3).
    slack = 1e-12 * max(abs(question.value), question.tolerance)
    try:
        distance = min(abs(number - question.value) for number in readings_of(answer, question.unit))
    except ValueError:
        return _one(False)
    return _one(distance <= question.tolerance + slack)


def _order(question: Ordering, answer: list[int]) -> tuple[float, list[bool]]:
    follows = [before is not None and after == before + 1 for before, after in pairwise(answer)]
    return sum(follows) / len(follows), [index == place for place, index in enumerate(answer)]


def _against_key(question: Matching | Cloze, answer: list[int | None]) -> tuple[float, list[bool]]:
    return _share([chosen == right for chosen, right in zip(answer, key_of(question), strict=True)])


_RULES: dict[type[Common], Callable[[Any, Any], tuple[float, list[bool]]]] = {
    SingleChoice: lambda question, answer: _one(question.options[answer].right),
    MultipleChoice: _several,
    TrueFalse: lambda question, answer: _one(answer is question.right),
    ShortAnswer: lambda question, answer: _one(
        any(same_words(answer, words, question.case_matters) for words in question.accepted)
    ),
    Numeric: _number,
    Matching: _against_key,
    Ordering: _order,
    Cloze: _against_key,
    HotText: _overlap,
}
