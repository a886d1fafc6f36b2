"""Show questions and take answers: for each kind, how its form fields become an answer, in one table.

The fields of the question at place 3 of a form are named `q3`, or `q3-0`, `q3-1` and so on where it has parts. Their
templates are `templates/questions/KIND.html`.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from quizapp.core.answers import Answer, Progress, is_complete, key_of, progress, read_answer, remark
from quizapp.core.banks import Heading
from quizapp.core.drawing import gap_orders, shown_order
from quizapp.core.errors import Invalid
from quizapp.core.marking import Mark, mark
from quizapp.core.numbers import whole_number
from quizapp.core.questions import (
    GAP,
    Cloze,
    Common,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizapp.store.queries import banks
from quizapp.web.forms import translated
from quizapp.web.fragments import PLACE

KIND_NAMES = {
    "single_choice": lazy_gettext("Single choice"),
    "multiple_choice": lazy_gettext("Multiple choice"),
    "true_false": lazy_gettext("True or false"),
    "short_answer": lazy_gettext("Short answer"),
    "numeric": lazy_gettext("Number"),
    "matching": lazy_gettext("Matching"),
    "ordering": lazy_gettext("Ordering"),
    "cloze": lazy_gettext("Gaps with lists"),
}
DIFFICULTY_NAMES = {"easy": lazy_gettext("easy"), "medium": lazy_gettext("medium"), "hard": lazy_gettext("hard")}
STANCE_NAMES = {
    "asserts": lazy_gettext("asserted it"),
    "denies": lazy_gettext("denied it"),
    "doubts": lazy_gettext("doubted it"),
    "reports": lazy_gettext("reported it"),
    "assesses": lazy_gettext("assessed it"),
}
VERDICT_NAMES = {
    "right": lazy_gettext("Right"),
    "partly": lazy_gettext("Partly right"),
    "wrong": lazy_gettext("Wrong"),
    "open": lazy_gettext("Not answered"),
}


@dataclass(frozen=True)
class Shown:
    """Hold one question as a page shows it: to be answered, or (with its mark) to be reviewed."""

    question: Common
    heading: Heading
    position: int
    order: tuple[int, ...]
    gap_orders: tuple[tuple[int, ...], ...] = ()
    answer: Answer = None
    mark: Mark | None = None
    flagged: bool = False
    sequence: int = 0
    errors: list[str] = field(default_factory=list)
    typed: MultiDict[str, str] | None = None
    """What was typed, where that could not be read as an answer."""
    version: tuple[Any, ...] = ()
    """By what its version, and that of its bank, are known; empty where it is in no store."""

    @property
    def name(self) -> str:
        """Return the name of its form fields."""
        return f"q{self.position}"

    @property
    def template(self) -> str:
        """Return the template of its kind."""
        return f"questions/{self.question.kind}.html"

    @property
    def look(self) -> tuple[Any, ...] | None:
        """Return all that decides how it looks, wherever it stands; None where what was typed does, too."""
        if not self.version or self.errors:
            return None
        earned = self.mark and (self.mark.verdict, self.mark.points)
        return *self.version, self.order, self.gap_orders, json.dumps(self.answer), earned

    @property
    def anywhere(self) -> "Shown":
        """Return it without its place, as a piece of pages (`fragments`) that is put where it stands."""
        return replace(self, position=PLACE)  # type: ignore[arg-type]

    @property
    def key(self) -> Answer:
        """Return the answer that earns full marks."""
        return key_of(self.question)

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing of it is left open."""
        return is_complete(self.question, self.answer)

    @property
    def progress(self) -> Progress:
        """Tell whether it is answered, partly answered, or open."""
        return progress(self.answer)

    @property
    def stands(self) -> str:
        """Return what the page shows of the answer in one string, by which a later change is told from none."""
        return stand(self.answer, self.flagged)

    @property
    def text(self) -> str:
        """Return the words that a text field holds."""
        typed = self.typed.get(self.name) if self.typed else None
        return typed if typed is not None else self.answer if isinstance(self.answer, str) else ""

    @property
    def places(self) -> list[tuple[int, int | None]]:
        """List the items of an ordering, each with its place (from 1): those with a place first, in their order."""
        placed = {index: place for place, index in enumerate(self.answer or (), 1) if index is not None}
        if self.typed is not None:
            typed = {index: _whole(self.typed.get(f"{self.name}-{index}")) for index in self.order}
            placed = {index: place for index, place in typed.items() if isinstance(place, int)}
        behind = len(self.order) + 1
        return [(index, placed.get(index)) for index in sorted(self.order, key=lambda one: placed.get(one, behind))]

    @property
    def remark(self) -> Any:
        """Return what to tell about the answer as it stands, or None."""
        return remark(self.question, self.answer)

    @property
    def pieces(self) -> list[dict[str, Any]]:
        """Cut the text of a cloze at its gaps: pieces of text (`gap` None) and numbers of gaps, from 0."""
        cut = GAP.split(self.question.text)
        return [
            {"text": piece, "gap": None} if place % 2 == 0 else {"text": "", "gap": int(piece) - 1}
            for place, piece in enumerate(cut)
        ]

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """List the passages that show the key, once each, with who says so in it and how."""
        found: dict[str, dict[str, Any]] = {}
        for evidence in self.question.evidence:
            passage, speaker = self.heading.passage(evidence.passage), self.heading.speaker(evidence.speaker)
            if passage and speaker:
                told = found.setdefault(passage.id, {"passage": passage, "voices": []})
                told["voices"].append({"speaker": speaker, "stance": STANCE_NAMES[evidence.stance]})
        return list(found.values())


def stand(answer: Answer, flagged: bool) -> str:
    """Return an answer and its flag in one string."""
    return json.dumps([answer, flagged])


def shown(question: Common, heading: Heading, position: int, seed: str, **state: Any) -> Shown:
    """Return a question as the student of this seed sees it."""
    orders = shown_order(question, seed, position), gap_orders(question, seed, position)
    return Shown(question, heading, position, *orders, **state)


def shown_slots(
    attempt: Any,
    slots: Iterable[Any],
    *,
    marked: bool = False,
    errors: Mapping[int, list[str]] | None = None,
    typed: MultiDict[str, str] | None = None,
) -> list[Shown]:
    """Return the slots of an attempt as its student sees them; `marked`: with their marks, to be reviewed.

    `errors` holds what is wrong with a slot's answer by its position; such a slot shows what was `typed`.
    """
    versions = {line["bank"]: line["version"] for line in attempt.recipe["lines"]}
    found = []
    for slot in slots:
        question, wrong = banks.parsed(slot.question), (errors or {}).get(slot.position, [])
        heading = banks.heading_of(slot.question.bank_id, versions[slot.question.bank_id])
        state: dict[str, Any] = {"answer": slot.answer, "flagged": slot.flagged, "sequence": slot.sequence,
                                 "version": (slot.question.digest, slot.question.bank_id,
                                             versions[slot.question.bank_id])}  # fmt: skip
        if marked:
            earned = mark(question, slot.answer)
            state["mark"] = earned if slot.points is None else replace(earned, points=slot.points)
        if wrong:
            state.update(errors=wrong, typed=typed)
        found.append(shown(question, heading, slot.position, attempt.seed, **state))
    return found


def raw_answer(question: Common, name: str, values: MultiDict[str, str]) -> Any:
    """Return what a form holds for a question, as `read_answer` takes it."""
    return _RAW[type(question)](question, name, values)


def read_sent(question: Common, name: str, values: MultiDict[str, str]) -> tuple[Answer, list[str]]:
    """Return the answer that a form holds for a question, and what is wrong where it holds none."""
    try:
        return read_answer(question, raw_answer(question, name, values)), []
    except Invalid as refusal:
        return None, [translated(fault.message) for fault in refusal.faults]


def _whole(text: str | None) -> int | str | None:
    number = whole_number(text or "", 999_999)
    return text or None if number is None else number


def _parts(name: str, values: MultiDict[str, str], size: int) -> list[int | str | None]:
    return [_whole(values.get(f"{name}-{part}")) for part in range(size)]


def _raw_order(question: Ordering, name: str, values: MultiDict[str, str]) -> list[int | None]:
    """Turn “the place of each item” (from 1) into “the item at each place”."""
    size = len(question.items)
    places = _parts(name, values, size)
    taken = [place for place in places if place is not None]
    if len(set(taken)) < len(taken):
        first = next(place for place in taken if taken.count(place) > 1)
        return [places.index(first)] * size  # one item in several places: refused with its sentence
    return [places.index(place) if place in places else None for place in range(1, size + 1)]


_TRUTHS = {"true": True, "false": False}
_RAW: dict[type[Common], Callable[[Any, str, MultiDict[str, str]], Any]] = {
    SingleChoice: lambda question, name, values: _whole(values.get(name)),
    MultipleChoice: lambda question, name, values: [_whole(text) for text in values.getlist(name)],
    TrueFalse: lambda question, name, values: _TRUTHS.get(values.get(name, ""), values.get(name)),
    ShortAnswer: lambda question, name, values: values.get(name),
    Numeric: lambda question, name, values: values.get(name),
    Matching: lambda question, name, values: _parts(name, values, len(question.pairs)),
    Ordering: _raw_order,
    Cloze: lambda question, name, values: _parts(name, values, len(question.gaps)),
}
