"""Define who says what in a source: claims with their voices, and what the source does not say.

A claim is one assertion. Its voices say how each speaker stands to it, and where that is shown. What follows from all
claims together (who may be said to say something, how the source presents it) is answered by `registers.py`.

Speakers may speak for each other (a spokesman for a group): what one says, the other says too.
"""

import re
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, field_validator

from quizapp.core.questions import Stance
from quizapp.core.values import Identifier, Language, Line, Note, Prose, Value, Words, wrong

MOST_ALIASES, MOST_VOICES, MOST_QUOTATIONS, MOST_RELATED = 50, 50, 20, 100
SpeakerKind = Literal["person", "group", "institution", "reporting"]
SPEAKER_KINDS: tuple[SpeakerKind, ...] = ("person", "group", "institution", "reporting")


class Source(Value):
    """Tell what a bank is built on."""

    id: Identifier
    title: Line
    publisher: Note = ""
    date: Note = ""
    """When it appeared, as precisely as is known: 2023-05-24, 2023-05, 2023."""
    language: Language = ""
    address: Note = ""
    licence: Note = ""
    note: Note = ""
    """Where it comes from, and what a reader should know about that."""


class Passage(Value):
    """Tell one piece of a source, in the bank's own words."""

    id: Identifier
    source: Identifier
    text: Prose
    paragraph: Note = ""
    """The paragraph of the source that it tells of; empty: the one that its id names."""


class Speaker(Value):
    """Name someone who says something in a source: a person, a group, an institution, or the reporting voice."""

    id: Identifier
    name: Line
    kind: SpeakerKind = "person"
    plural: bool = False
    """Whether the name is a plural: the experts say, but Kapustin says."""
    role: Note = ""
    """Who that is, as of the source."""
    affiliation: Note = ""
    """Where the speaker belongs, as of the source."""
    speaks_for: Annotated[tuple[Identifier, ...], Field(max_length=MOST_RELATED)] = ()
    """The speakers on whose behalf this one speaks: what is said here is said by them too."""
    aliases: Annotated[tuple[Line, ...], Field(max_length=MOST_ALIASES)] = ()
    """Other names and spellings; each counts as right in a generated short answer."""


class Quotation(Value):
    """Point at the very words of a passage."""

    passage: Identifier
    quote: Line
    """Words that stand in the passage just so."""


class Voice(Value):
    """Tell how one speaker stands to a claim, and where that is shown."""

    speaker: Identifier
    stance: Stance
    evidence: Annotated[tuple[Quotation, ...], Field(min_length=1, max_length=MOST_QUOTATIONS)]


_PART = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def days_of(text: str) -> tuple[date, date]:
    """Return the first and the last day that a date can mean: 2023, 2023-05, 2023-05-24, or 2022-03/2022-05.

    Raises ValueError for anything else.
    """
    first, _, last = text.partition("/")
    return _days(first)[0], _days(last or first)[1]


def _days(text: str) -> tuple[date, date]:
    if not (found := _PART.fullmatch(text)):
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    first = date(year, month or 1, day or 1)
    if day:
        return first, first
    following = date(year + (month in (None, 12)), (month or 0) % 12 + 1, 1)
    return first, following - timedelta(days=1)


class Statement(Value):
    """Hold what claims and what nobody says have in common."""

    id: Identifier
    text: Line
    """The assertion as a whole sentence, without who says so."""
    topic: Identifier
    about: Annotated[tuple[Identifier, ...], Field(max_length=MOST_RELATED)] = ()
    """The speakers whom it is about."""


class Claim(Statement):
    """Hold one assertion, and how each speaker stands to it."""

    unnamed: Words = ""
    """The same sentence with “this group” or the like instead of whom it is about, to ask who is meant."""
    date: Note = ""
    """When what it tells happened: 2023-05-24, 2023-05, 2023, or a span such as 2022-03/2022-05."""
    voices: Annotated[tuple[Voice, ...], Field(min_length=1, max_length=MOST_VOICES)]
    overlaps: Annotated[tuple[Identifier, ...], Field(max_length=MOST_RELATED)] = ()
    """Claims that say a part of the same: they are never set against each other as options."""
    against: Annotated[tuple[Identifier, ...], Field(max_length=MOST_RELATED)] = ()
    """Claims that cannot hold together with this one."""
    beside: Annotated[tuple[Identifier, ...], Field(max_length=MOST_RELATED)] = ()
    """Claims that neither support nor exclude this one, though they could be taken for an answer to it."""

    @field_validator("date")
    @classmethod
    def _date_is_one(cls, text: str) -> str:
        try:
            first, last = days_of(text) if text else (date.min, date.max)
        except ValueError:
            raise wrong("no_date", "no date: {text}", text=text) from None
        if first > last:
            raise wrong("no_date", "no date: {text}", text=text)
        return text

    @field_validator("voices")
    @classmethod
    def _each_speaks_once(cls, voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
        seen: set[str] = set()
        for voice in voices:
            if voice.speaker in seen:
                raise wrong("one_voice", "{speaker} has two voices", speaker=voice.speaker)
            seen.add(voice.speaker)
        return voices

    def voice_of(self, speaker: str) -> Voice | None:
        """Return how a speaker stands to this claim, or None."""
        return next((voice for voice in self.voices if voice.speaker == speaker), None)


class Unsaid(Statement):
    """Hold a statement that is plausible, and nowhere in the source."""

    note: Note = ""
    """What the source says instead, or leaves open."""
    near: Annotated[tuple[Quotation, ...], Field(min_length=1, max_length=MOST_QUOTATIONS)]
    """The words of the source that come nearest, and do not say it."""
    contradicts: Identifier | None = None
    """A claim that says otherwise: then the source does speak of it, and the answer is no."""
