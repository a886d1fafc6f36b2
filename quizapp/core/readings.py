"""Lay a bank's sources out to be read: passage by passage, with who speaks in each, and what each shows.

While an attempt runs, the reading shows the passages and who speaks in them; after it also what shows the keys.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizapp.core.answers import Answer, is_complete
from quizapp.core.banks import Heading
from quizapp.core.claims import Passage, Source, Speaker
from quizapp.core.questions import Common, Stance

Span = tuple[int, int]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Shows:
    """Hold by whose words, and how said, a passage shows the key of the question at a position (from 1).

    A quote that is empty stands for the whole passage.
    """

    position: int
    speaker: Speaker | None
    stance: Stance
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """Hold a passage, the speakers whose voices are in it, and what it shows."""

    passage: Passage
    speakers: tuple[Speaker, ...]
    shows: tuple[Shows, ...] = ()

    @property
    def quotes(self) -> list[str]:
        """List the words that show something, once each."""
        return list(dict.fromkeys(quote for one in self.shows for quote in one.quotes if quote))

    @property
    def is_whole(self) -> bool:
        """Tell whether something is shown by the passage as a whole, for no words of it are named."""
        return any("" in one.quotes for one in self.shows)


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
    voices: dict[str, set[str]] = defaultdict(set)
    for claim in heading.claims:
        for voice in claim.voices:
            voices[voice.speaker].update(part.passage for part in voice.evidence)
    found: dict[str, list[Speaker]] = defaultdict(list)
    for speaker in heading.speakers:
        if speaker.kind != "reporting":  # whose voice is in every passage
            for passage in voices[speaker.id]:
                found[passage].append(speaker)
    return found


def _shown_by(heading: Heading, asked: Mapping[int, Common]) -> dict[str, list[Shows]]:
    speakers = {speaker.id: speaker for speaker in heading.speakers}
    found: dict[str, list[Shows]] = defaultdict(list)
    for position, question in sorted(asked.items()):
        quotes: dict[tuple[str, str, Stance], list[str]] = defaultdict(list)
        for one in question.evidence:
            quotes[one.passage, one.speaker, one.stance].append(one.quote)
        for (passage, speaker, stance), words in quotes.items():
            found[passage].append(Shows(position, speakers.get(speaker), stance, tuple(words)))
    return found


def may_read(reading: str, answered: Iterable[tuple[Common, Answer]]) -> bool:
    """Tell whether the source may be read while these questions are at hand: always, or when all are answered."""
    return reading == "always" or (reading == "after" and all(is_complete(*one) for one in answered))


class Names:
    """Find where a text names speakers, by name or alias: whole words alone, the longest name first.

    Names are looked up by their first word, so that a thousand of them cost a text no more than a few.
    """

    def __init__(self, speakers: Iterable[Speaker]):
        self._by_word: dict[str, list[tuple[str, int]]] = defaultdict(list)
        spelt = {name for one in speakers if one.kind != "reporting" for name in (one.name, *one.aliases)}
        for name in sorted(spelt, key=lambda name: (-len(name), name)):
            if word := _WORD.search(name):
                self._by_word[word[0].casefold()].append((name, word.start()))

    def spans(self, text: str) -> list[Span]:
        """Return the spans of the names in a text, in their order; none overlaps another."""
        found: list[Span] = []
        for word in _WORD.finditer(text):
            for name, before in self._by_word.get(word[0].casefold(), ()):
                begins, ends = word.start() - before, word.start() - before + len(name)
                if begins >= (found[-1][1] if found else 0) and _stands(text, begins, ends, name):
                    found.append((begins, ends))
                    break
        return found


def _stands(text: str, begins: int, ends: int, name: str) -> bool:
    """Tell whether a name stands at a place by itself, whether it begins a sentence or not."""
    there = text[begins:ends]
    if there[1:] != name[1:] or there[:1].casefold() != name[:1].casefold():
        return False
    return not (_WORD.match(text[begins - 1 : begins]) and _WORD.match(there)) and not (
        _WORD.match(text[ends : ends + 1]) and _WORD.match(there[-1:])
    )
