"""Define what a question offers to choose from: options, pairs, gaps, and the sentences of a reading."""

from typing import Annotated

from pydantic import Field, field_validator

from quizapp.core.values import Extract, Identifier, Line, Note, Value, fold, wrong

# Limits, written once: forms, tables and pages read them here.
MOST_OPTIONS, MOST_SENTENCES = 20, 40


class Option(Value):
    """Offer one choice, with what to tell whoever chose it."""

    text: Line
    right: bool = False
    feedback: Note = ""
    speaker: Identifier | None = None
    """The speaker whom this option names, where it names one: what is confused with what can be counted then."""
    unsaid: bool = False
    """Whether choosing it says that the source says what it does not."""


class Pair(Value):
    """Hold two things that belong together."""

    left: Line
    right: Line


class Gap(Value):
    """Offer the choices for one gap of a text."""

    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=MOST_OPTIONS)]

    @field_validator("options")
    @classmethod
    def _one_is_right(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        return exactly_one_right(distinct(options))


def distinct(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Refuse two options of the same wording."""
    seen: set[str] = set()
    for option in options:
        if (words := fold(option.text)) in seen:
            raise wrong("same_option", "two options say the same: {text}", text=option.text)
        seen.add(words)
    return options


def exactly_one_right(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Refuse options of which none or several are right."""
    if (count := sum(option.right for option in options)) != 1:
        raise wrong("one_right", "{count} options are right", count=count)
    return options


class Sentence(Value):
    """Offer one sentence of a passage, with what to tell whoever chose it."""

    passage: Identifier
    """The passage of this bank in which it stands, such as P7."""
    text: Extract
    """The sentence, word for word as the passage has it."""
    right: bool = False
    """Whether it is the evidence."""
    feedback: Note = ""


def some_are_evidence(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Refuse sentences of which none or all are the evidence, and two of the same wording."""
    seen: set[str] = set()
    for sentence in sentences:
        if (words := fold(sentence.text)) in seen:
            raise wrong("same_sentence", "two sentences say the same: {text}", text=sentence.text)
        seen.add(words)
    if not any(sentence.right for sentence in sentences):
        raise wrong("some_evidence", "no sentence is right")
    if all(sentence.right for sentence in sentences):
        raise wrong("not_all_evidence", "all sentences are right")
    return sentences
