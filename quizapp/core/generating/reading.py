"""Ask what the source makes of a statement: how it presents it, who agrees, what it leaves open, where it stands."""

import re
from collections.abc import Iterator
from datetime import date

from quizapp.core.claims import Claim, Quotation, Unsaid, Voice, days_of
from quizapp.core.drawing import Lots
from quizapp.core.generating import wordings
from quizapp.core.generating.making import (
    FEWEST_DISTRACTORS,
    MOST_DISTRACTORS,
    Generated,
    Made,
    Maker,
    Teller,
    mean,
    option,
)
from quizapp.core.quoting import span_of
from quizapp.core.registers import FOR, Standing

LONGEST_EXCERPT = 180  # of a passage in one option
FEWEST_EVENTS, MOST_EVENTS, MOST_ORDERS = 3, 4, 6
_REMARK = re.compile(r"\([^()]{30,}\)")
_TOLD = ("fact", "self", "one_side")  # of what can be put in order
# Standings that are taken for each other, the nearest first; what those concerned say is one side's statement as well.
_NEAR: dict[Standing, tuple[Standing, ...]] = {
    "fact": ("outside", "one_side", "self", "disputed", "open"), "self": ("fact", "outside", "disputed", "open"),
    "one_side": ("disputed", "fact", "outside", "open"), "disputed": ("one_side", "fact", "outside", "self", "open"),
    "outside": ("fact", "one_side", "disputed", "self", "open"), "open": ("fact", "disputed", "one_side", "outside"),
}  # fmt: skip


def standing(maker: Maker) -> Iterator[Generated]:
    """Ask how the source presents a statement: as a fact, as what those concerned say, as disputed ..."""
    for claim in maker.register.claims.values():
        key = maker.register.standing(claim.id)
        if key == "one_side" and not maker.register.is_one_voice(claim.id):
            continue  # nobody says it, or several do who have nothing to do with each other
        lots, told = maker.lots("standing", claim.id), _presented(maker, claim, key)
        held = _held(maker, claim)
        others = [name for name in _NEAR[key] if name not in held][:MOST_DISTRACTORS]
        if len(others) < FEWEST_DISTRACTORS:
            continue
        options = [option(wordings.STANDINGS[key], told, right=True)] + [
            option(wordings.STANDINGS[name], f"{wordings.NOT_STANDING[name]} {told}") for name in others
        ]
        yield maker.made(
            "standing", (claim.id,), "single_choice", demand=0.7, closeness=0.6 if key == "disputed" else 0.4,
            claims=(claim.id,), topic=claim.topic, options=tuple(options), explanation=told,
            stem=maker.stem("standing", lots, claim.text),
            evidence=maker.evidence(*((claim, voice) for voice in claim.voices)),
        )  # fmt: skip


def _held(maker: Maker, claim: Claim) -> set[Standing]:
    """Return the standings that could be argued from a single voice of a claim: they are never offered as wrong."""
    register, held = maker.register, set[Standing]()
    for voice in claim.voices:
        if voice.stance in FOR and register.speakers[voice.speaker].kind == "reporting":
            held.add("fact")
        if voice.stance == "assesses":
            held.add("outside")
        if voice.stance in FOR and voice.speaker in maker.concerned(claim):
            held.add("self")
        if voice.stance == "doubts" and register.speakers[voice.speaker].kind == "reporting":
            held.add("open")
    if register.objectors[claim.id]:
        held.add("disputed")
    return held


def _presented(maker: Maker, claim: Claim, key: Standing) -> str:
    """Tell from which voices a standing follows."""
    told = [wordings.REASONS[key], maker.shown(claim)]
    if key == "disputed":
        told += [
            f"Against it: {wordings.in_quotes(other.text)} {maker.shown(other, FOR)}"
            for other in _opposing(maker, claim)
        ]
    return " ".join(told)


def _opposing(maker: Maker, claim: Claim) -> list[Claim]:
    register = maker.register
    said = register.affirmers(claim.id)
    return [register.claims[other] for other in sorted(register.against[claim.id]) if register.affirmers(other) - said]


def says_so(maker: Maker) -> Iterator[Generated]:
    """Ask whether the source says something, contradicts it, or does not speak of it."""
    register = maker.register
    for claim in register.claims.values():
        if register.standing(claim.id) not in ("disputed", "open") and register.affirmers(claim.id):
            yield _said_or_not(maker, claim, "yes", maker.shown(claim), 0.3)
    for one in register.unsaid.values():
        if not maker.nearest_evidence(one):
            continue
        key = "no" if one.contradicts in register.claims else "unsaid"
        told = maker.why_not(one)
        if key == "no" and one.contradicts:
            other = register.claims[one.contradicts]
            told = (
                f"It does not fit with this: {wordings.in_quotes(other.text)} {maker.shown(other)} {one.note}".strip()
            )
        yield _said_or_not(maker, one, key, told, 0.8 if key == "unsaid" else 0.6)


def _said_or_not(maker: Maker, one: Claim | Unsaid, key: str, told: str, closeness: float) -> Generated:
    lots = maker.lots("says_so", one.id)
    options = [
        option(
            text,
            f"{wordings.NOT_SAID.get((name, key), '')} {told}".strip(),
            right=name == key,
            unsaid=name == "yes" and key != "yes",
        )
        for name, text in wordings.SAYS_SO.items()
    ]
    evidence = maker.evidence(*((one, voice) for voice in one.voices)) if isinstance(one, Claim) else ()
    return maker.made(
        "says_so", (one.id,), "single_choice", demand=0.5, closeness=closeness, claims=(one.id,), topic=one.topic,
        options=tuple(options), shuffle=False, explanation=told, stem=maker.stem("says_so", lots, one.text),
        evidence=evidence or maker.nearest_evidence(one),
    )  # fmt: skip


def which_passage(maker: Maker) -> Iterator[Generated]:
    """Ask which passage shows that a speaker says something, or denies it."""
    passages = {passage.id: passage for passage in maker.bank.passages}
    for claim in maker.register.claims.values():
        for voice in claim.voices:
            speaker = maker.register.speakers.get(voice.speaker)
            if speaker is None or not all(part.passage in passages for part in voice.evidence):
                continue
            lots = maker.lots("which_passage", claim.id, voice.speaker)
            right = voice.evidence[0]
            teller = Teller(option(_shown_passage(passages[right.passage].text, right), wordings.voiced(speaker, voice),
                                   right=True))  # fmt: skip
            near = _other_passages(maker, claim, voice, teller, lots)
            if teller.is_enough:
                yield maker.made(
                    "which_passage", (claim.id, voice.speaker), "single_choice", demand=0.35, closeness=mean(near),
                    claims=(claim.id,), topic=claim.topic, options=tuple(teller.options), shuffle=True,
                    stem=maker.stem("which_passage", lots, claim.text, speaker=wordings.within(speaker),
                                    verb=wordings.does(speaker, voice.stance)),
                    explanation=wordings.voiced(speaker, voice), evidence=maker.evidence((claim, voice)),
                )  # fmt: skip


def _other_passages(maker: Maker, claim: Claim, voice: Voice, teller: Teller, lots: Lots) -> list[float]:
    """Add passages that show nothing of a claim, nor of what overlaps with it or stands against it."""
    register = maker.register
    around = {claim.id, *register.overlaps[claim.id], *register.against[claim.id]}
    closed = {part.passage for other in around for one in register.claims[other].voices for part in one.evidence}
    shown = maker.shown_in
    own = {part.passage for _, one in maker.voices[voice.speaker] for part in one.evidence}
    topical = {part.passage for other in maker.topical[claim.topic] for one in other.voices for part in one.evidence}
    near = []
    passages = {one.id: one for one in maker.bank.passages if one.id not in closed and one.id in shown}
    for name in maker.tempting(passages, lambda one: 0.5 * (one in own) + 0.3 * (one in topical), lots):
        if not teller.is_full:
            near.append(0.5 * (name in own) + 0.3 * (name in topical))
            other, theirs = shown[name]
            part = next(part for part in theirs.evidence if part.passage == name)
            told = wordings.elsewhere(register.speakers[theirs.speaker], other, theirs)
            teller.add(_shown_passage(passages[name].text, part), f"{name} shows something else. {told}")
    return near


def _shown_passage(text: str, part: Quotation) -> str:
    """Return a passage from the sentence of a quotation on, as far as an option goes."""
    flat = " ".join(text.split())
    whole = " ".join(_REMARK.sub("", flat).split())  # without remarks on the translation and the like
    flat = whole if span_of(whole, part.quote) else flat
    place = (span_of(flat, part.quote) or (0, 0))[0]
    start = flat.rfind(". ", 0, place) + 2 if place + len(part.quote) > LONGEST_EXCERPT else 0
    if start == 1 or place + len(part.quote) - start > LONGEST_EXCERPT:  # the sentence begins too far away
        start = place
    return wordings.cut(f"{part.passage}: {'… ' if start else ''}{flat[start:]}", LONGEST_EXCERPT + 20)


def order(maker: Maker) -> Iterator[Generated]:
    """Ask to put in order what happened, where the dates leave no doubt."""
    dated = [
        (*days_of(claim.date), claim) for claim in maker.register.claims.values()
        if claim.date and maker.register.standing(claim.id) in _TOLD and maker.register.affirmers(claim.id)
    ]  # fmt: skip
    for claims in dict.fromkeys(_in_order(dated, Lots("order", number)) for number in range(MOST_ORDERS)):
        if len(claims) < FEWEST_EVENTS:
            continue
        lots = maker.lots("order", *(claim.id for claim in claims))
        voices = [(claim, voice) for claim in claims for voice in claim.voices if voice.stance in FOR]
        yield maker.made(
            "order", tuple(claim.id for claim in claims), "ordering", demand=0.5, closeness=0.4,
            claims=tuple(claim.id for claim in claims), topic=claims[0].topic,
            items=tuple(claim.text for claim in claims), stem=maker.stem("order", lots),
            explanation="\n".join(f"- {claim.date}: {maker.shown(claim, FOR)}" for claim in claims),
            evidence=maker.evidence(*voices),
        )  # fmt: skip


def _in_order(dated: list[tuple[date, date, Claim]], lots: Lots) -> tuple[Claim, ...]:
    """Choose events of which each is over before the next begins, in their order."""
    chosen: list[tuple[date, date, Claim]] = []
    for one in lots.shuffled(dated):
        if all(one[1] < other[0] or other[1] < one[0] for other in chosen):
            chosen.append(one)
        if len(chosen) == MOST_EVENTS:
            break
    return tuple(claim for _, _, claim in sorted(chosen, key=lambda one: one[0]))


READING: dict[str, Made] = {
    "standing": standing,
    "says_so": says_so,
    "which_passage": which_passage,
    "order": order,
}
