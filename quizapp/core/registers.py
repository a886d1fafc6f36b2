"""Answer who says what, from the speakers and claims of a bank: who may be said to say or deny it, and its standing."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Literal

from quizapp.core.claims import Claim, Speaker, Unsaid
from quizapp.core.questions import Stance

Standing = Literal["fact", "self", "one_side", "disputed", "outside", "open"]
STANDINGS: tuple[Standing, ...] = ("fact", "self", "one_side", "disputed", "outside", "open")
FOR: frozenset[Stance] = frozenset({"asserts", "reports", "assesses"})
AGAINST: frozenset[Stance] = frozenset({"denies", "doubts"})


class Register:
    """Answer who says what, from the speakers and claims of a bank."""

    def __init__(self, speakers: Iterable[Speaker], claims: Iterable[Claim], unsaid: Iterable[Unsaid] = ()):
        self.speakers = {speaker.id: speaker for speaker in speakers}
        self.claims = {claim.id: claim for claim in claims}
        self.unsaid = {statement.id: statement for statement in unsaid}

    @cached_property
    def _bound(self) -> dict[str, frozenset[str]]:
        """Tell for each speaker in whose names it speaks, and who speaks in its name: one way, however far."""
        up = {name: self._reached(name, lambda one: self.speakers[one].speaks_for) for name in self.speakers}
        down: dict[str, set[str]] = {name: set() for name in self.speakers}
        for name, others in up.items():
            for other in others:
                down[other].add(name)
        return {name: frozenset({name} | up[name] | down[name]) for name in self.speakers}

    def _reached(self, name: str, step: Callable[[str], Iterable[str]]) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for other in step(waiting.pop()):
                if other in self.speakers and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def bound(self, speaker: str) -> frozenset[str]:
        """Return the speaker, those for whom it speaks, and those who speak for it."""
        return self._bound.get(speaker, frozenset({speaker}))

    def spoken_for(self, speaker: str) -> tuple[str, ...]:
        """Return the speaker, and those for whom it speaks."""
        reached = self._reached(speaker, lambda one: self.speakers[one].speaks_for) if speaker in self.speakers else ()
        return (speaker, *sorted(set(reached) - {speaker}))

    def is_reported(self, claim: str) -> bool:
        """Tell whether only reporting voices say that a claim is so."""
        said = [voice.speaker for voice in self.claims[claim].voices if voice.stance in FOR]
        return bool(said) and all(self.speakers[name].kind == "reporting" for name in said if name in self.speakers)

    def _related(self, name: str) -> dict[str, frozenset[str]]:
        """Return a relation between claims in both directions."""
        found: dict[str, set[str]] = {claim: set() for claim in self.claims}
        for claim in self.claims.values():
            for other in getattr(claim, name):
                if other in found:
                    found[claim.id].add(other)
                    found[other].add(claim.id)
        return {claim: frozenset(others - {claim}) for claim, others in found.items()}

    @cached_property
    def overlaps(self) -> dict[str, frozenset[str]]:
        """Return for each claim those that say a part of the same."""
        return self._related("overlaps")

    @cached_property
    def against(self) -> dict[str, frozenset[str]]:
        """Return for each claim those that cannot hold together with it."""
        return self._related("against")

    @cached_property
    def beside(self) -> dict[str, frozenset[str]]:
        """Return for each claim those that neither support nor exclude it."""
        return self._related("beside")

    def kin(self, claim: str) -> frozenset[str]:
        """Return a claim and those that overlap with it."""
        return self.overlaps[claim] | {claim}

    def affirmers(self, claim: str) -> frozenset[str]:
        """Return who says that a claim is so, themselves or through who speaks for them."""
        return self._with_bound(voice.speaker for voice in self.claims[claim].voices if voice.stance in FOR)

    def deniers(self, claim: str) -> frozenset[str]:
        """Return who denies or doubts a claim, themselves or through who speaks for them."""
        return self._with_bound(voice.speaker for voice in self.claims[claim].voices if voice.stance in AGAINST)

    def _with_bound(self, speakers: Iterable[str]) -> frozenset[str]:
        return frozenset(other for speaker in speakers for other in self.bound(speaker))

    @cached_property
    def sayers(self) -> dict[str, frozenset[str]]:
        """Return for each claim all of whom it might be right to say that they say so, or a part of it."""
        return {
            claim: frozenset(speaker for other in self.kin(claim) for speaker in self.affirmers(other))
            for claim in self.claims
        }

    @cached_property
    def objectors(self) -> dict[str, frozenset[str]]:
        """Return for each claim all of whom it might be right to say that they deny it, or a part of it."""
        found = {}
        for claim in self.claims:
            kin = self.kin(claim)
            outright = {speaker for other in kin for speaker in self.deniers(other)}
            others = {other for one in kin for other in self.against[one]}
            found[claim] = frozenset(outright | {speaker for other in others for speaker in self.sayers[other]})
        return found

    @cached_property
    def _reporting(self) -> frozenset[str]:
        return frozenset(name for name, speaker in self.speakers.items() if speaker.kind == "reporting")

    def is_one_voice(self, claim: str) -> bool:
        """Tell whether all who say that a claim is so speak for each other, and nobody else says it."""
        said = [voice.speaker for voice in self.claims[claim].voices if voice.stance in FOR]
        return bool(said) and all(speaker in self.bound(said[0]) for speaker in said)

    def standing(self, claim: str) -> Standing:
        """Return how the source as a whole presents a claim; the rule is that of the first line that fits.

        disputed      somebody says so, and somebody else denies or doubts it, or says what cannot hold with it
        open          nobody says so, and the reporting voice doubts it
        fact          the reporting voice says so, and not as an assessment
        outside       all who speak of it assess it, and are not those whom it is about
        self          all who say so are those whom it is about, or speak for them
        one_side      anything else
        """
        voices = self.claims[claim].voices
        said = {voice.speaker for voice in voices if voice.stance in FOR}
        denied = {voice.speaker for voice in voices if voice.stance in AGAINST}
        if said and (denied or self._opposed(claim, said)):
            return "disputed"
        reporting = self._reporting
        if not said:
            doubted = all(voice.stance == "doubts" for voice in voices)
            return "open" if doubted and denied <= reporting else "one_side"
        if any(voice.stance in ("asserts", "reports") and voice.speaker in reporting for voice in voices):
            return "fact"
        about = self._with_bound(self.claims[claim].about)
        if all(voice.stance == "assesses" for voice in voices) and not said & about:
            return "outside"
        return "self" if said <= about else "one_side"

    def _opposed(self, claim: str, said: set[str]) -> bool:
        """Tell whether somebody else says what cannot hold together with a claim."""
        return any(self.affirmers(other) - self._with_bound(said) for other in self.against[claim])
