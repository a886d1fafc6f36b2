"""Look things up in a register, each once: who says what, on which topic, in which passage, and what is near to it."""

import re
from collections.abc import Iterable
from functools import cached_property

from quizapp.core.banks import Heading
from quizapp.core.claims import Claim, Unsaid, Voice
from quizapp.core.generating import phrases
from quizapp.core.registers import FOR, Register

_WORD = re.compile(r"\w{4,}")


def _holds(text: str, name: str) -> bool:
    """Tell whether a name stands in a text as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


class Knowing:
    """Know a bank and its register."""

    def __init__(self, bank: Heading):
        self.bank = bank
        self.register = Register(bank.speakers, bank.claims, bank.unsaid)

    @cached_property
    def voices(self) -> dict[str, tuple[tuple[Claim, Voice], ...]]:
        """Return for each speaker the claims in which it has a voice, in the register's order."""
        found: dict[str, list[tuple[Claim, Voice]]] = {name: [] for name in self.register.speakers}
        for claim in self.register.claims.values():
            for voice in claim.voices:
                if voice.speaker in found:
                    found[voice.speaker].append((claim, voice))
        return {name: tuple(pairs) for name, pairs in found.items()}

    @cached_property
    def said(self) -> dict[str, tuple[tuple[Claim, Voice], ...]]:
        """Return for each speaker what it says itself."""
        return {
            name: tuple((claim, voice) for claim, voice in pairs if voice.stance in FOR)
            for name, pairs in self.voices.items()
        }

    @cached_property
    def topical(self) -> dict[str, tuple[Claim, ...]]:
        """Return the claims of each topic."""
        found: dict[str, list[Claim]] = {}
        for claim in self.register.claims.values():
            found.setdefault(claim.topic, []).append(claim)
        return {topic: tuple(claims) for topic, claims in found.items()}

    @cached_property
    def shown_in(self) -> dict[str, tuple[Claim, Voice]]:
        """Return for each passage the first claim that it shows, and whose voice."""
        found: dict[str, tuple[Claim, Voice]] = {}
        for pairs in self.voices.values():
            for claim, voice in pairs:
                for part in voice.evidence:
                    found.setdefault(part.passage, (claim, voice))
        return found

    @cached_property
    def named_in(self) -> dict[str, frozenset[str]]:
        """Return for each speaker that does not report the passages in which one of its names stands."""
        texts = {passage.id: passage.text.casefold() for passage in self.bank.passages}
        return {
            name: frozenset(
                passage for passage, text in texts.items()
                if any(word in text and _holds(text, word) for word in self.spellings[name])
            )
            for name, one in self.register.speakers.items() if one.kind != "reporting"
        }  # fmt: skip

    @cached_property
    def _topics(self) -> dict[str, frozenset[str]]:
        """Return for each speaker the topics on which it has a voice."""
        return {name: frozenset(claim.topic for claim, _ in pairs) for name, pairs in self.voices.items()}

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        """Return the longer words of each statement."""
        told = (*self.register.claims.values(), *self.register.unsaid.values())
        return {one.text: frozenset(word for word in _WORD.findall(one.text.casefold())) for one in told}

    def speaks_on(self, speaker: str, topic: str) -> bool:
        """Tell whether a speaker has a voice on a topic."""
        return topic in self._topics[speaker]

    def concerned(self, claim: Claim) -> frozenset[str]:
        """Return the speakers whom a claim is about, and who speaks for them or for whom they speak."""
        return frozenset(name for one in claim.about for name in self.register.bound(one))

    def statement(self, claim: Claim, speaker: str) -> str | None:
        """Return the words of a claim that do not name its own speaker; None where there are none."""
        if speaker in claim.about:
            return claim.unnamed or None
        return claim.text

    @cached_property
    def spellings(self) -> dict[str, frozenset[str]]:
        """Return for each speaker how its names may be written, in small letters."""
        return {
            one.id: frozenset(
                other.casefold() for name in (one.name, *one.aliases) for other in phrases.spellings(name)
            )
            for one in self.register.speakers.values()
        }

    def unshown(self, claim: Claim, speaker: str, names: Iterable[str]) -> str | None:
        """Return the words of a claim that show none of the names of its speaker; None where there are none."""
        for words in (claim.unnamed,) if speaker in claim.about else (claim.text, claim.unnamed):
            plain = words.casefold()
            if words and not any(name.casefold() in plain and _holds(plain, name.casefold()) for name in names):
                return words
        return None

    @cached_property
    def spoken_of(self) -> frozenset[str]:
        """Return whom something in the register is about, said or not."""
        about = {name for one in self.register.unsaid.values() for name in one.about}
        return frozenset(about).union(*(self.concerned(claim) for claim in self.register.claims.values()))

    @cached_property
    def reporter_of(self) -> dict[str, str]:
        """Return for each passage the reporting voice of its source, where that is one."""
        passages = {passage.id: passage.source for passage in self.bank.passages}
        found: dict[str, set[str]] = {}
        for name, pairs in self.voices.items():
            if self.register.speakers[name].kind == "reporting":
                for part in (part for _, voice in pairs for part in voice.evidence if part.passage in passages):
                    found.setdefault(passages[part.passage], set()).add(name)
        return {one: next(iter(found[source])) for one, source in passages.items() if len(found.get(source, ())) == 1}

    # How tempting a wrong answer is, from 0 to 1.

    def speaker_closeness(self, speaker: str, key: str, claim: Claim) -> float:
        """Return how near a speaker is to the right one: of the same kind, on the same topic, on the other side."""
        ours, theirs = self.register.speakers[speaker], self.register.speakers[key]
        topical = claim.topic in self._topics[speaker]
        opposed = speaker in self.register.objectors[claim.id]
        return 0.3 * (ours.kind == theirs.kind) + 0.35 * topical + 0.35 * opposed

    def statement_closeness(self, other: Claim | Unsaid, claim: Claim) -> float:
        """Return how near a statement is to the right one: on the same topic, about the same, in the same words."""
        ours, theirs = self._words[claim.text], self._words[other.text]
        shared = len(ours & theirs) / (len(ours) or 1)
        return 0.35 * (other.topic == claim.topic) + 0.35 * bool(set(other.about) & set(claim.about)) + 0.3 * shared
