"""Count what was answered to a question: for each part of it, how often each choice was made.

`tally(question, answers)` is one table over the kinds, like marking. Open answers are not counted here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from quizapp.core.answers import Answer
from quizapp.core.marking import mark
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

MOST_GIVEN = 100


@dataclass(frozen=True)
class Choice:
    """Hold one choice: its words, how often it was made, and whether it is right."""

    words: str
    count: int
    right: bool


@dataclass(frozen=True)
class Part:
    """Hold one part of a question (the only one has no words) with its choices."""

    words: str
    choices: tuple[Choice, ...]


def tally(question: Common, answers: Iterable[Answer]) -> list[Part]:
    """Return the parts of a question, each with how often each of its choices was made."""
    return _TALLIES[type(question)](question, [answer for answer in answers if answer is not None])


def interval(share: float, count: int) -> tuple[float, float]:
    """Return between which shares the true one lies with 95 % confidence (Wilson), after `count` observations."""
    if count == 0:
        return 0.0, 1.0
    z = 1.959964
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _part(words: str, texts: Sequence[str], chosen: Iterable[int | None], right: Iterable[int]) -> Part:
    counts, keys = Counter(chosen), set(right)
    return Part(words, tuple(Choice(text, counts[index], index in keys) for index, text in enumerate(texts)))


def _options(question: SingleChoice | MultipleChoice, chosen: Iterable[int]) -> list[Part]:
    right = [index for index, option in enumerate(question.options) if option.right]
    return [_part("", [option.text for option in question.options], chosen, right)]


def _given(question: ShortAnswer | Numeric, answers: list[str]) -> list[Part]:
    """Group what was typed by its words, whatever their case and spaces; the commonest first."""
    groups: dict[str, list[str]] = {}
    for answer in answers:
        groups.setdefault(" ".join(answer.split()).casefold(), []).append(answer)
    ranked = sorted(groups.values(), key=lambda typed: (-len(typed), typed[0].casefold()))[:MOST_GIVEN]
    return [Part("", tuple(Choice(typed[0], len(typed), mark(question, typed[0]).credit == 1) for typed in ranked))]


def _gaps(question: Cloze, answers: list[list[int | None]]) -> list[Part]:
    return [
        _part(
            f"{{{number + 1}}}",
            [option.text for option in gap.options],
            (answer[number] for answer in answers),
            [index for index, option in enumerate(gap.options) if option.right],
        )
        for number, gap in enumerate(question.gaps)
    ]


def _pairs(question: Matching, answers: list[list[int | None]]) -> list[Part]:
    return [
        _part(pair.left, question.choices, (answer[number] for answer in answers), [question.choices.index(pair.right)])
        for number, pair in enumerate(question.pairs)
    ]


def _places(question: Ordering, answers: list[list[int | None]]) -> list[Part]:
    return [
        _part(f"{place + 1}.", question.items, (answer[place] for answer in answers), [place])
        for place in range(len(question.items))
    ]


def _sentences(question: HotText, answers: list[list[int]]) -> list[Part]:
    right = [index for index, sentence in enumerate(question.sentences) if sentence.right]
    chosen = (index for answer in answers for index in answer)
    return [_part("", [sentence.text for sentence in question.sentences], chosen, right)]


_TALLIES: dict[type[Common], Callable[[Any, list[Any]], list[Part]]] = {
    SingleChoice: _options,
    MultipleChoice: lambda question, answers: _options(question, [index for answer in answers for index in answer]),
    TrueFalse: lambda question, answers: [
        _part("", ["true", "false"], (0 if answer else 1 for answer in answers), [0 if question.right else 1])
    ],
    ShortAnswer: _given,
    Numeric: _given,
    Matching: _pairs,
    Ordering: _places,
    Cloze: _gaps,
    HotText: _sentences,
}
