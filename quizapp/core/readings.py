"""Lay a bank's sources out to be read: passage by passage, with who speaks in each, and what each shows.

While an attempt runs, the reading shows the passages and who speaks in them; after it also what shows the keys.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quizapp.core.answers import Answer, is_complete
from quizapp.core.banks import Heading
from quizapp.core.claims import Passage, Source, Speaker
from quizapp.core.questions import Common, Evidence

Span = tuple[int, int]


@dataclass(frozen=True)
class Shows:
    """Hold what a passage shows of the question at a position (from 1)."""

    position: int
    evidence: Evidence
    speaker: Speaker | None


@dataclass(frozen=True)
class Told:
    """Hold a passage, the speakers whose voices are in it, and what it shows."""

    passage: Passage
    speakers: tuple[Speaker, ...]
    shows: tuple[Shows, ...] = ()

    @property
    def quotes(self) -> list[str]:
        """List the words that show something, once each."""
        return list(dict.fromkeys(one.evidence.quote for one in self.shows if one.evidence.quote))

    @property
    def is_whole(self) -> bool:
        """Tell whether something is shown by the passage as a whole, for no words of it are named."""
        return any(not one.evidence.quote for one in self.shows)


@dataclass(frozen=True)
class Chapter:
    """Hold a source with its passages, in their order."""

    source: Source
    passages: tuple[Told, ...]


def reading_of(heading: Heading, asked: Mapping[int, Common] | None = None) -> tuple[Chapter, ...]:
    """Return the sources of a bank that have passages; `asked` are questions of it by their positions (from 1)."""
    speaking, shows = _speaking(heading), _shown_by(heading, asked or {})
    told: dict[str, list[Told]] = defaultdict(list)
    for one in heading.passages:
        told[one.source].append(Told(one, tuple(speaking[one.id]), tuple(shows[one.id])))
    return tuple(Chapter(source, tuple(told[source.id])) for source in heading.sources if told[source.id])


def _speaking(heading: Heading) -> dict[str, list[Speaker]]:
    """Return who speaks in each passage by the register, in the order of the bank's speakers."""
    voices = {
        (part.passage, voice.speaker)
        for claim in heading.claims for voice in claim.voices for part in voice.evidence
    }  # fmt: skip
    found: dict[str, list[Speaker]] = defaultdict(list)
    for speaker in heading.speakers:
        if speaker.kind != "reporting":  # whose voice is in every passage
            for passage in heading.passages:
                if (passage.id, speaker.id) in voices:
                    found[passage.id].append(speaker)
    return found


def _shown_by(heading: Heading, asked: Mapping[int, Common]) -> dict[str, list[Shows]]:
    speakers = {speaker.id: speaker for speaker in heading.speakers}
    found: dict[str, list[Shows]] = defaultdict(list)
    for position, question in sorted(asked.items()):
        for one in question.evidence:
            found[one.passage].append(Shows(position, one, speakers.get(one.speaker)))
    return found


def may_read(reading: str, answered: Iterable[tuple[Common, Answer]]) -> bool:
    """Tell whether the source may be read while these questions are at hand: always, or when all are answered."""
    return reading == "always" or (reading == "after" and all(is_complete(*one) for one in answered))


def names_in(text: str, speakers: Sequence[Speaker]) -> list[Span]:
    """Return where a text names speakers, by name or alias: whole words alone, the longest name first."""
    return [found.span() for found in pattern.finditer(text)] if (pattern := _pattern(tuple(speakers))) else []


@lru_cache(maxsize=64)
def _pattern(speakers: tuple[Speaker, ...]) -> re.Pattern[str] | None:
    names = {name for one in speakers if one.kind != "reporting" for name in (one.name, *one.aliases)}
    if not names:
        return None
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_anyhow_begun, longest_first))})(?!\w)")


def _anyhow_begun(name: str) -> str:
    """Return what finds a name whether it begins a sentence or not."""
    return f"[{re.escape(name[0].lower())}{re.escape(name[0].upper())}]{re.escape(name[1:])}"
