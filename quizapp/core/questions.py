"""Define the kinds of question: values that refuse to exist when malformed.

Each kind is one class, listed once in `KINDS`. What can be done with a question stands elsewhere, each verb in its own
table over the same kinds: answers (`answers.py`), marking (`marking.py`), the order of options (`drawing.py`), the
form fields and the pages (`web/`). `tests/core/test_kinds.py` crosses kinds and verbs, so that no gap can hide.

The classes are the document format as well: `documents.py` reads and writes them, and the published JSON Schema is
theirs (`options.py` and `values.py` have what they are made of).
"""

import re
from functools import cached_property
from itertools import groupby
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationInfo, field_validator

from quizapp.core.options import (
    MOST_OPTIONS,
    MOST_SENTENCES,
    Gap,
    Option,
    Pair,
    Sentence,
    distinct,
    exactly_one_right,
    some_are_evidence,
)
from quizapp.core.values import Identifier, Line, Note, Prose, Unit, Value, Words, wrong

Difficulty = Literal["easy", "medium", "hard"]
Stance = Literal["asserts", "denies", "doubts", "reports", "assesses"]
Asks = Literal["", "what", "who"]
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard")
STANCES: tuple[Stance, ...] = ("asserts", "denies", "doubts", "reports", "assesses")

# Limits, written once (as those in `values.py` and `options.py`): forms, tables and pages read them here.
MOST_POINTS, MOST_EVIDENCE, MOST_ACCEPTED = 100, 50, 50
GAP = re.compile(r"\{(\d+)\}")


class Evidence(Value):
    """Point at the passage that shows the key, and say who says so there."""

    passage: Identifier
    """The passage of this bank, such as P7."""
    speaker: Identifier
    """Who says so in that passage: a speaker of this bank."""
    stance: Stance = "asserts"
    """How the speaker stands to what is said."""
    quote: Words = ""
    """The words of the passage that show it."""


class Common(Value):
    """Hold what every question has."""

    id: Identifier
    """Names the question within its bank, and never changes."""
    topic: Identifier
    difficulty: Difficulty
    points: Annotated[float, Field(gt=0, le=MOST_POINTS)] = 1.0
    stem: Prose
    """What is asked, in Markdown."""
    asks: Asks = ""
    """Whether it asks what is claimed, or who claims it; the score of each is told apart."""
    explanation: Note = ""
    """Why the key is right, in Markdown; shown after the attempt."""
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=MOST_EVIDENCE)] = ()
    """The passages that show the key, each with who says so."""


class SingleChoice(Common):
    """Ask to choose the one right option."""

    kind: Literal["single_choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    shuffle: bool = True

    @field_validator("options")
    @classmethod
    def _one_is_right(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        return exactly_one_right(distinct(options))


class MultipleChoice(Common):
    """Ask to choose every right option; each counts for a part."""

    kind: Literal["multiple_choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    shuffle: bool = True

    @field_validator("options")
    @classmethod
    def _some_are_right(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        if not any(option.right for option in options):
            raise wrong("some_right", "no option is right")
        return distinct(options)


class TrueFalse(Common):
    """Ask whether a statement holds."""

    kind: Literal["true_false"]
    right: bool
    """Whether the statement is right."""
    feedback_if_true: Note = ""
    feedback_if_false: Note = ""


class ShortAnswer(Common):
    """Ask for a few words; case and spaces are forgiven."""

    kind: Literal["short_answer"]
    accepted: Annotated[tuple[Line, ...], Field(min_length=1, max_length=MOST_ACCEPTED)]
    """Every wording that counts as right; the first is shown as the right answer."""
    case_matters: bool = False


class Numeric(Common):
    """Ask for a number, right within a tolerance."""

    kind: Literal["numeric"]
    value: float
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    unit: Unit = ""


class Matching(Common):
    """Ask which belong together."""

    kind: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    distractors: Annotated[tuple[Line, ...], Field(max_length=MOST_OPTIONS, validate_default=True)] = ()
    """Right-hand sides that belong to nothing."""

    @field_validator("pairs")
    @classmethod
    def _lefts_differ(cls, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        distinct(tuple(Option(text=pair.left) for pair in pairs))
        return pairs

    @field_validator("distractors")
    @classmethod
    def _distractors_differ(cls, distractors: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        rights = dict.fromkeys(pair.right for pair in info.data.get("pairs", ()))
        distinct(tuple(Option(text=text) for text in (*rights, *distractors)))
        if rights and len(rights) + len(distractors) < 2:
            raise wrong("one_choice", "all pairs have the same right-hand side")
        return distractors

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """List the right-hand sides once each: those of the pairs, then the distractors."""
        return tuple(dict.fromkeys((*(pair.right for pair in self.pairs), *self.distractors)))


class Ordering(Common):
    """Ask to put things in order."""

    kind: Literal["ordering"]
    items: Annotated[tuple[Line, ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    """The things, in the right order."""

    @field_validator("items")
    @classmethod
    def _items_differ(cls, items: tuple[str, ...]) -> tuple[str, ...]:
        distinct(tuple(Option(text=item) for item in items))
        return items


class Cloze(Common):
    """Ask to choose a word for each gap of a text."""

    kind: Literal["cloze"]
    text: Prose
    """The text, with its gaps written {1}, {2} and so on."""
    gaps: Annotated[tuple[Gap, ...], Field(min_length=1, max_length=MOST_OPTIONS)]
    shuffle: bool = True
    """Whether each student finds the options of a gap in another order."""

    @field_validator("gaps")
    @classmethod
    def _gaps_fit_the_text(cls, gaps: tuple[Gap, ...], info: ValidationInfo) -> tuple[Gap, ...]:
        found = GAP.findall(info.data.get("text", ""))
        if "text" in info.data and found != [str(number) for number in range(1, len(gaps) + 1)]:
            written = ", ".join(f"{{{number}}}" for number in found) or "none"
            raise wrong("gaps_fit", "the text has {found}", found=written, count=len(gaps))
        return gaps


class HotText(Common):
    """Ask to point at the sentences of a reading that show something; the reading keeps its order."""

    kind: Literal["hot_text"]
    sentences: Annotated[tuple[Sentence, ...], Field(min_length=2, max_length=MOST_SENTENCES)]
    """The sentences of the reading, in its order."""

    @field_validator("sentences")
    @classmethod
    def _some_are_evidence(cls, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
        return some_are_evidence(sentences)

    @cached_property
    def passages(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """List the passages of the reading, each with the indices of its sentences that follow one another."""
        indices = groupby(range(len(self.sentences)), lambda index: self.sentences[index].passage)
        return tuple((passage, tuple(group)) for passage, group in indices)


KINDS: dict[str, type[Common]] = {
    "single_choice": SingleChoice,
    "multiple_choice": MultipleChoice,
    "true_false": TrueFalse,
    "short_answer": ShortAnswer,
    "numeric": Numeric,
    "matching": Matching,
    "ordering": Ordering,
    "cloze": Cloze,
    "hot_text": HotText,
}

Question = Annotated[
    SingleChoice | MultipleChoice | TrueFalse | ShortAnswer | Numeric | Matching | Ordering | Cloze | HotText,
    Field(discriminator="kind"),
]
_question = TypeAdapter(Question)


def question_of(document: dict) -> Common:
    """Build a question from its plain document, which must be valid (as `plain` wrote it)."""
    return _question.validate_python(document)
