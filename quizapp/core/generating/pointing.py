"""Ask for the sentence that shows who says what, in a passage and those around it.

A sentence is called wrong only where nothing stands in it, by the register, that is a part of the same, nor what the
same speaker, or who speaks for them, says for it or against it. Passages that have such a sentence are not shown; where
it stands beside the evidence itself, no question is made.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from quizapp.core.claims import Claim, Passage, Quotation, Voice
from quizapp.core.generating import wordings
from quizapp.core.generating.making import FEWEST_DISTRACTORS, Generated, Made, Maker, mean
from quizapp.core.options import Sentence
from quizapp.core.sentences import sentences_of, shown_by
from quizapp.core.values import EXTRACT_LENGTH, TEXT_LENGTH, fold

MOST_SHOWN = 12  # sentences of one reading
MOST_AROUND, FARTHEST = 2, 3  # passages beside that of the evidence, and how far they may be from it
Quoted = tuple[Claim, Voice, Quotation]


def point_at(maker: Maker) -> Iterator[Generated]:
    """Ask which sentence shows that a speaker says something, or denies it."""
    readings = _Readings(maker)
    for claim in maker.register.claims.values():
        for voice in claim.voices:
            if voice.speaker not in maker.register.speakers:
                continue
            shown = readings.around(claim, voice)
            rights = [one.right for one in shown]
            if any(rights) and rights.count(False) >= FEWEST_DISTRACTORS:
                yield _pointed(maker, claim, voice, shown)


@dataclass(frozen=True)
class _Told:
    """Hold a sentence of a reading, whether it is the evidence, and what else the register has of it."""

    passage: str
    text: str
    right: bool
    other: Quoted | None

    @property
    def is_remark(self) -> bool:
        """Tell whether it is a remark beside the text, on the translation or the like, that shows nothing."""
        return self.text[:1] == "(" and self.text[-1:] == ")" and not self.right and self.other is None


class _Text:
    """Know a passage sentence by sentence, and into which of them each quotation of the register falls."""

    def __init__(self, passage: Passage, quoted: list[Quoted]):
        self.id, self.sentences = passage.id, sentences_of(passage.text)
        self.of: dict[str, list[tuple[str, frozenset[int]]]] = {}
        self.first: dict[int, Quoted] = {}
        for claim, voice, part in quoted:
            shown = shown_by(passage.text, [part.quote])
            places = frozenset(place for place, (_, stands) in enumerate(shown) if stands)
            self.of.setdefault(claim.id, []).append((voice.speaker, places))
            for place in places:
                self.first.setdefault(place, (claim, voice, part))

    @property
    def can_be_shown(self) -> bool:
        """Tell whether it is neither too long for a reading nor has too long a sentence."""
        return len(self.sentences) <= MOST_SHOWN and all(len(one) <= EXTRACT_LENGTH for one in self.sentences)

    def quoted(self, claims: Iterable[str], speakers: Container[str] | None = None) -> set[int]:
        """Return the sentences in which claims are quoted from some speakers, or from anyone."""
        return {
            place
            for claim in claims
            for speaker, places in self.of.get(claim, ())
            if speakers is None or speaker in speakers
            for place in places
        }


class _Readings:
    """Know the passages of a bank, and which are beside each other."""

    def __init__(self, maker: Maker):
        self.register, passages, quoted = maker.register, maker.bank.passages, dict[str, list[Quoted]]()
        for claim in maker.register.claims.values():
            for voice in claim.voices:
                for part in voice.evidence:
                    quoted.setdefault(part.passage, []).append((claim, voice, part))
        self.texts = [_Text(one, quoted.get(one.id, [])) for one in passages]
        self.sources = [one.source for one in passages]
        self.places = {one.id: place for place, one in enumerate(passages)}

    def around(self, claim: Claim, voice: Voice) -> list[_Told]:
        """Return the sentences of the passage where a voice stands, and of those around it, in reading order."""
        chosen: dict[int, list[_Told]] = {}
        for place in self._beside(voice.evidence[0].passage):
            told = self._told(self.texts[place], claim, voice)
            if told is None and not chosen:
                return []
            if told and len(chosen) <= MOST_AROUND and sum(map(len, (*chosen.values(), told))) <= MOST_SHOWN:
                chosen[place] = told
        shown = [one for place in sorted(chosen) for one in chosen[place]]
        return shown if len({fold(one.text) for one in shown}) == len(shown) else []

    def _beside(self, passage: str) -> list[int]:
        """Return the places of a passage and of those of its source that are near, the nearest first."""
        if (here := self.places.get(passage)) is None:
            return []
        near = range(max(0, here - FARTHEST), min(len(self.texts), here + FARTHEST + 1))
        return sorted((one for one in near if self.sources[one] == self.sources[here]), key=lambda one: abs(one - here))

    def _told(self, text: _Text, claim: Claim, voice: Voice) -> list[_Told] | None:
        """Return the sentences of a passage; None where one of them could be argued to show the claim as well."""
        register = self.register
        right = text.quoted([claim.id], {voice.speaker})
        against = {far for near in register.kin(claim.id) for far in register.against[near]}
        near = text.quoted({claim.id, *against}, register.bound(voice.speaker))
        if not text.can_be_shown or (near | text.quoted(register.overlaps[claim.id])) - right:
            return None
        told = [
            _Told(text.id, sentence, place in right, None if place in right else text.first.get(place))
            for place, sentence in enumerate(text.sentences)
        ]
        return [one for one in told if not one.is_remark]


def _pointed(maker: Maker, claim: Claim, voice: Voice, shown: list[_Told]) -> Generated:
    lots, speaker = maker.lots("point_at", claim.id, voice.speaker), maker.register.speakers[voice.speaker]
    verb = wordings.does(speaker, voice.stance)
    told, asked = wordings.voiced(speaker, voice), f"{wordings.within(speaker)} {verb}"
    sentences = tuple(
        Sentence(
            passage=one.passage, text=one.text, right=one.right,
            feedback=wordings.cut(told if one.right else _instead(maker, one, claim, asked), TEXT_LENGTH),
        )
        for one in shown
    )  # fmt: skip
    near = [
        0.5 * (one.other[1].speaker == voice.speaker) + 0.3 * (one.other[0].topic == claim.topic) if one.other else 0.0
        for one in shown
        if not one.right
    ]
    return maker.made(
        "point_at", (claim.id, voice.speaker), "hot_text", demand=0.4, closeness=mean(near), claims=(claim.id,),
        topic=claim.topic, sentences=sentences, explanation=told, evidence=maker.evidence((claim, voice)),
        stem=maker.stem("point_at", lots, claim.text, speaker=wordings.within(speaker), verb=verb),
    )  # fmt: skip


def _instead(maker: Maker, one: _Told, asked_of: Claim, asked: str) -> str:
    """Tell what a sentence shows instead, where the register knows it."""
    known = maker.register.speakers
    if one.other is None or one.other[1].speaker not in known:
        return f"It does not show that {asked}."
    claim, voice, _ = one.other  # its quotation is the sentence itself, or a part of it
    speaker = known[voice.speaker]
    if claim.id == asked_of.id:
        return f"It shows something else: {wordings.within(speaker)} {wordings.does(speaker, voice.stance)}."
    said = wordings.does(speaker, voice.stance, "the following")
    return f"It shows something else: {wordings.within(speaker)} {said}, in our words: {claim.text}"


POINTING: dict[str, Made] = {"point_at": point_at}
