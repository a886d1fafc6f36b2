"""Read, complete and word the answers to a question, for every kind.

An answer is a plain value, as it is stored:

    single_choice    the index of the option                      2
    multiple_choice  the indices of the options, ascending        [0, 3]
    true_false       true or false                                true
    short_answer     the words as typed                           "the Legion"
    numeric          the number as typed                          "1,5"
    matching         for each pair the index of a choice or null  [1, null, 0]
    ordering         for each place the index of an item or null  [2, 0, null]
    cloze            for each gap the index of an option or null  [0, null]
    hot_text         the indices of the sentences, ascending      [2]

Indices count from 0 in the order of the question's document, never in the order that a student saw.
`None` is the open answer of every kind.
"""

import math
import re
from collections.abc import Callable
from typing import Any, Literal

from quizapp.core.errors import Text, invalid, say
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
from quizapp.core.values import CONTROLS, LINE_LENGTH

Answer = Any
Progress = Literal["answered", "partly", "open"]


def read_answer(question: Common, raw: object) -> Answer:
    """Return the answer that `raw` gives to a question, or None where it is empty.

    Raises `Invalid` where `raw` cannot be an answer to this question (a wrong type, an index out of range, one item in
    two places, too long a text). What a person typed where a number is asked for is kept as it is (see `remark`).
    """
    if raw is None or raw == "" or raw == []:
        return None
    return _READ[type(question)](question, raw)


def is_complete(question: Common, answer: Answer) -> bool:
    """Tell whether nothing of a question is left open."""
    return progress(answer) == "answered"


def progress(answer: Answer) -> Progress:
    """Tell how far an answer has come, for every kind alike: an answer with an open part is partly one."""
    if answer is None:
        return "open"
    return "partly" if isinstance(answer, list) and None in answer else "answered"


def key_of(question: Common) -> Answer:
    """Return the answer that earns full marks."""
    return _KEY[type(question)](question)


def wording(question: Common, answer: Answer) -> list[str]:
    """Tell an answer in the question's own words, one string for each part; an open part is an empty string."""
    return [] if answer is None else _WORDS[type(question)](question, answer)


def remark(question: Common, answer: Answer) -> Text | None:
    """Return what to tell a student about an answer that was saved but can earn nothing as it stands, or None."""
    if isinstance(question, Numeric) and answer is not None:
        try:
            readings_of(answer, question.unit)
        except ValueError:
            return say("“%(typed)s” is not a number. Type one such as 12 or 0.5.", typed=answer[:40])
    return None


_SPACES = re.compile(r"[\s'\u2019]+")
_MINUS = re.compile(r"^[\u2212\u2013\u2012\u2010\u2011]")
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)


def readings_of(text: str, unit: str = "") -> tuple[float, ...]:
    """Return the numbers that a text can mean, as people type them.

    They may have a comma or a point, spaces or apostrophes between the digits, a true minus sign, and the unit behind
    them. Where both a comma and a point occur, the last one divides the fraction. A text such as “1,234” means two
    numbers, for half the world reads it as a fraction and the other half as a thousand. Raises `ValueError` where it
    means none, or one that is not finite.
    """
    tidy = text.strip()
    if unit and tidy.casefold().endswith(unit.casefold()):
        tidy = tidy[: -len(unit)]
    tidy = _MINUS.sub("-", _SPACES.sub("", tidy))
    written = [_with_point(tidy)]
    if grouped := _GROUPED.fullmatch(tidy):
        written.append(tidy.replace(grouped[1], ""))
    found = tuple(dict.fromkeys(float(one) for one in written if _PLAIN.fullmatch(one)))
    if not found or not all(map(math.isfinite, found)):
        raise ValueError(text)
    return found


def number_of(text: str) -> float:
    """Return the number that a text means, one comma taken for a point; raises `ValueError` where it means none."""
    return readings_of(text)[0]


def _with_point(text: str) -> str:
    """Return a number with a point before its fraction and nothing between its other digits."""
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return text
    whole, fraction = text[:last], text[last + 1 :]
    other = "," if text[last] == "." else "."
    return (whole.replace(other, "") if other in whole else whole) + "." + fraction


def _refuse(message: Text) -> None:
    raise invalid(message, "answer")


def _index(raw: object, size: int) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw < size:
        _refuse(say("This is none of the options of the question."))
    return raw


def _indices(raw: object, size: int, each: int) -> list[int | None]:
    if not isinstance(raw, list) or len(raw) != size:
        _refuse(say("The answer does not have as many parts as the question."))
    chosen = [None if part is None or part == "" else _index(part, each) for part in raw]
    return chosen if any(part is not None for part in chosen) else None


def _several(raw: object, size: int) -> list[int]:
    if not isinstance(raw, list) or len(raw) > size:
        _refuse(say("This is none of the options of the question."))
    return sorted({_index(part, size) for part in raw})


def _read_truth(question: TrueFalse, raw: object) -> bool:
    if not isinstance(raw, bool):
        _refuse(say("Choose true or false."))
    return raw


_LARGE = 10**15  # a number beyond it is typed as text, if at all


def _read_words(question: Common, raw: object) -> str | None:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < _LARGE:
        raw = str(raw)
    if not isinstance(raw, str):
        _refuse(say("Type a few words."))
    if len(raw) > LINE_LENGTH:
        _refuse(say("The answer is longer than %(most)s characters.", most=LINE_LENGTH))
    return CONTROLS.sub("", raw).encode("utf-8", "replace").decode().strip() or None


def _read_order(question: Ordering, raw: object) -> list[int | None] | None:
    order = _indices(raw, len(question.items), len(question.items))
    placed = [part for part in order or [] if part is not None]
    if len(set(placed)) < len(placed):
        _refuse(say("Two items have the same place. Give each a place of its own."))
    return order


_READ: dict[type[Common], Callable[[Any, Any], Answer]] = {
    SingleChoice: lambda question, raw: _index(raw, len(question.options)),
    MultipleChoice: lambda question, raw: _several(raw, len(question.options)),
    TrueFalse: _read_truth,
    ShortAnswer: _read_words,
    Numeric: _read_words,
    Matching: lambda question, raw: _indices(raw, len(question.pairs), len(question.choices)),
    Ordering: _read_order,
    Cloze: lambda question, raw: _read_gaps(question, raw),
    HotText: lambda question, raw: _several(raw, len(question.sentences)),
}


def _read_gaps(question: Cloze, raw: object) -> list[int | None] | None:
    chosen = _indices(raw, len(question.gaps), max(len(gap.options) for gap in question.gaps))
    for part, gap in zip(chosen or [], question.gaps, strict=False):
        if part is not None:
            _index(part, len(gap.options))
    return chosen


def _right(options: tuple) -> list[int]:
    return [index for index, option in enumerate(options) if option.right]


_KEY: dict[type[Common], Callable[[Any], Answer]] = {
    SingleChoice: lambda question: _right(question.options)[0],
    MultipleChoice: lambda question: _right(question.options),
    TrueFalse: lambda question: question.right,
    ShortAnswer: lambda question: question.accepted[0],
    Numeric: lambda question: repr(question.value).removesuffix(".0"),
    Matching: lambda question: [question.choices.index(pair.right) for pair in question.pairs],
    Ordering: lambda question: list(range(len(question.items))),
    Cloze: lambda question: [_right(gap.options)[0] for gap in question.gaps],
    HotText: lambda question: _right(question.sentences),
}

_WORDS: dict[type[Common], Callable[[Any, Any], list[str]]] = {
    SingleChoice: lambda question, answer: [question.options[answer].text],
    MultipleChoice: lambda question, answer: [question.options[index].text for index in answer],
    TrueFalse: lambda question, answer: ["true" if answer else "false"],
    ShortAnswer: lambda question, answer: [answer],
    Numeric: lambda question, answer: [f"{answer} {question.unit}".strip()],
    Matching: lambda question, answer: ["" if chosen is None else question.choices[chosen] for chosen in answer],
    Ordering: lambda question, answer: ["" if index is None else question.items[index] for index in answer],
    Cloze: lambda question, answer: [
        "" if chosen is None else gap.options[chosen].text for chosen, gap in zip(answer, question.gaps, strict=True)
    ],
    HotText: lambda question, answer: [question.sentences[index].text for index in answer],
}
