"""Ask for the sentence that shows who says what, in a passage and those around it.

A sentence is called wrong only where nothing stands in it, by the register, that is a part of the same, nor what the
same speaker, or who speaks for them, says for it or against it. Passages that have such a sentence are not shown; where
it stands beside the evidence itself, no question is made.
"""

from collections.abc import Iterator
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
            if sum(not one.right for one in shown) >= FEWEST_DISTRACTORS:
                yield _pointed(maker, claim, voice, shown)


@dataclass(frozen=True)
class _Told:
    """Hold a sentence of a reading, whether it is the evidence, and what else the register has of it."""

    passage: str
    text: str
    right: bool
    other: Quoted | None


class _Readings:
    """Know the passages of a bank sentence by sentence, and what the register quotes from each."""

    def __init__(self, maker: Maker):
        self.maker = maker
        passages = maker.bank.passages
        self.texts = {one.id: one.text for one in passages if _can_be_shown(one)}
        self.neighbours: dict[str, list[str]] = {}
        for place, one in enumerate(passages):
            near = sorted(range(max(0, place - FARTHEST), min(len(passages), place + FARTHEST + 1)),
                          key=lambda other: abs(other - place))  # fmt: skip
            self.neighbours[one.id] = [passages[other].id for other in near if passages[other].source == one.source]
        self.order = {one.id: place for place, one in enumerate(passages)}
        self.quoted: dict[str, list[Quoted]] = {}
        for claim in maker.register.claims.values():
            for voice in claim.voices:
                for part in voice.evidence:
                    self.quoted.setdefault(part.passage, []).append((claim, voice, part))

    def around(self, claim: Claim, voice: Voice) -> list[_Told]:
        """Return the sentences of the passage where a voice stands, and of those around it, in reading order."""
        chosen: dict[str, list[_Told]] = {}
        for name in self.neighbours.get(voice.evidence[0].passage, ()):
            told = self._told(name, claim, voice)
            if told is None and not chosen:
                return []
            if told and len(chosen) <= MOST_AROUND and sum(map(len, (*chosen.values(), told))) <= MOST_SHOWN:
                chosen[name] = told
        shown = [one for name in sorted(chosen, key=self.order.__getitem__) for one in chosen[name]]
        return shown if len({fold(one.text) for one in shown}) == len(shown) else []

    def _told(self, passage: str, claim: Claim, voice: Voice) -> list[_Told] | None:
        """Return the sentences of a passage; None where one of them could be argued to show the claim as well."""
        if passage not in self.texts:
            return None
        text, quoted = self.texts[passage], self.quoted.get(passage, [])
        own = [part.quote for part in voice.evidence if part.passage == passage]
        closed = [part.quote for other, theirs, part in quoted if self._is_close(claim, voice, other, theirs)]
        near = shown_by(text, closed)
        found = []
        for place, (sentence, right) in enumerate(shown_by(text, own)):
            if near[place][1] and not right:
                return None
            others = (one for one in quoted if not right and shown_by(text, [one[2].quote])[place][1])
            found.append(_Told(passage, sentence, right, next(others, None)))
        return found

    def _is_close(self, claim: Claim, voice: Voice, other: Claim, theirs: Voice) -> bool:
        """Tell whether a quotation of another voice could be taken for this one's."""
        register = self.maker.register
        if other.id in register.overlaps[claim.id]:
            return True
        against = {far for near in register.kin(claim.id) for far in register.against[near]}
        return other.id in {claim.id, *against} and theirs.speaker in register.bound(voice.speaker)


def _can_be_shown(passage: Passage) -> bool:
    sentences = sentences_of(passage.text)
    return 0 < len(sentences) <= MOST_SHOWN and max(map(len, sentences)) <= EXTRACT_LENGTH


def _pointed(maker: Maker, claim: Claim, voice: Voice, shown: list[_Told]) -> Generated:
    lots, speaker = maker.lots("point_at", claim.id, voice.speaker), maker.register.speakers[voice.speaker]
    verb = wordings.does(speaker, voice.stance)
    told = wordings.voiced(speaker, voice)
    sentences = tuple(
        Sentence(
            passage=one.passage, text=one.text, right=one.right,
            feedback=wordings.cut(told if one.right else _instead(maker, one, f"{wordings.within(speaker)} {verb}"),
                                  TEXT_LENGTH),
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


def _instead(maker: Maker, one: _Told, asked: str) -> str:
    """Tell what a sentence shows instead, where the register knows it."""
    known = maker.register.speakers
    if one.other is None or one.other[1].speaker not in known:
        return f"It does not show that {asked}."
    claim, voice, part = one.other
    shown = voice.model_copy(update={"evidence": (part,)})
    return f"It shows something else. {wordings.elsewhere(known[voice.speaker], claim, shown)}"


POINTING: dict[str, Made] = {"point_at": point_at}
