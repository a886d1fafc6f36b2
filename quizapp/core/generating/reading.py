"""Ask what the source makes of a statement: how it presents it, who agrees, what it leaves open, where it stands."""

from collections.abc import Iterator
from datetime import date

from quizapp.core.claims import Claim, Unsaid, Voice, days_of
from quizapp.core.drawing import Lots
from quizapp.core.generating import phrases, wordings
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
from quizapp.core.registers import AGAINST, FOR, Standing

FEWEST_EVENTS, MOST_EVENTS, MOST_ORDERS = 3, 4, 6
_TOLD = ("fact", "self", "one_side")  # of what can be put in order
# Standings that are taken for each other, the nearest first; what those concerned say is one side's statement as well.
_NEAR: dict[Standing, tuple[Standing, ...]] = {
    "fact": ("outside", "one_side", "self", "disputed", "open"), "self": ("fact", "outside", "disputed", "open"),
    "one_side": ("disputed", "fact", "outside", "open"), "disputed": ("one_side", "fact", "outside", "self", "open"),
    "outside": ("fact", "disputed", "self", "open"), "open": ("fact", "disputed", "one_side", "outside"),
}  # fmt: skip
MOST_OPPOSING = 3  # statements that are told against another


def standing(maker: Maker) -> Iterator[Generated]:
    """Ask how the source presents a statement: as a fact, as what those concerned say, as disputed ..."""
    for claim in maker.register.claims.values():
        key = maker.register.standing(claim.id)
        if key == "one_side" and not _is_alone(maker, claim):
            continue
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
            evidence=maker.evidence(*((one, voice) for one, voice in _shown_with(maker, claim, key))),
        )  # fmt: skip


def _shown_with(maker: Maker, claim: Claim, key: Standing) -> list[tuple[Claim, Voice]]:
    """Return the voices that show a standing: those of the claim, and where it is disputed those against it."""
    others = _opposing(maker, claim) if key == "disputed" else []
    against = [(one, voice) for one in others for voice in one.voices if voice.stance in FOR]
    return [(claim, voice) for voice in claim.voices] + against


def _is_alone(maker: Maker, claim: Claim) -> bool:
    """Tell whether one side says a statement, and nobody else says it, or a part of it."""
    register = maker.register
    first = next((voice.speaker for voice in claim.voices if voice.stance in FOR), "")
    return register.is_one_voice(claim.id) and register.sayers[claim.id] <= register.bound(first)


def _held(maker: Maker, claim: Claim) -> set[Standing]:
    """Return the standings that could be argued from a voice of a claim, or of what overlaps with it.

    They are never offered as wrong.
    """
    register = maker.register
    kin = [register.claims[name] for name in register.kin(claim.id)]
    concerned = frozenset(name for one in kin for name in maker.concerned(one))
    held: set[Standing] = {register.standing(one.id) for one in kin}
    for voice in (voice for one in kin for voice in one.voices):
        reporting = register.speakers[voice.speaker].kind == "reporting"
        if voice.stance in FOR and reporting:
            held.add("fact")
        if voice.stance == "assesses":
            held.add("outside")
        if voice.stance in FOR and voice.speaker in concerned:
            held.add("self")
        if voice.stance == "doubts" and reporting:
            held.add("open")
    if len(claim.voices) == 1 and len(maker.bank.sources) > 1 and "fact" in held:
        held.add("one_side")  # of several sources one alone has it
    return held | ({"disputed"} if register.objectors[claim.id] else set())


def _presented(maker: Maker, claim: Claim, key: Standing) -> str:
    """Tell from which voices a standing follows."""
    told = [wordings.REASONS[key], maker.shown(claim)]
    if key == "disputed":
        told += [
            f"Against it stands, in our words: {one.text} {maker.shown(one, FOR)}" for one in _opposing(maker, claim)
        ]
    return " ".join(told)


def _opposing(maker: Maker, claim: Claim) -> list[Claim]:
    """Return what others say that cannot hold together with a claim, the nearest first, and not all of it.

    Whoever denies or doubts the claim itself is told anyhow.
    """
    register = maker.register
    closed = register.affirmers(claim.id) | {voice.speaker for voice in claim.voices if voice.stance in AGAINST}
    against = [
        register.claims[other] for other in register.against[claim.id]
        if any(voice.stance in FOR and voice.speaker not in closed for voice in register.claims[other].voices)
    ]  # fmt: skip
    return sorted(against, key=lambda one: (-maker.statement_closeness(one, claim), one.id))[:MOST_OPPOSING]


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
            told = f"{one.note} This excludes it, in our words: {other.text} {maker.shown(other, FOR)}".strip()
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
            text = phrases.excerpt(passages[right.passage].text, right)
            teller = Teller(option(text, wordings.voiced(speaker, voice), right=True))
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
    """Add passages that show nothing of a claim, nor of what overlaps with it or stands against it.

    The most tempting name those whom the claim is about, or who says it.
    """
    register = maker.register
    around = {claim.id, *register.overlaps[claim.id], *register.against[claim.id]}
    closed = {part.passage for other in around for one in register.claims[other].voices for part in one.evidence}
    shown = maker.shown_in
    own = {part.passage for _, one in maker.voices[voice.speaker] for part in one.evidence}
    topical = {part.passage for other in maker.topical[claim.topic] for one in other.voices for part in one.evidence}
    named = {name for one in (*claim.about, voice.speaker) for name in maker.named_in.get(one, ())}
    near = []
    passages = {one.id: one for one in maker.bank.passages if one.id not in closed and one.id in shown}
    closeness = {one: 0.35 * (one in own) + 0.25 * (one in topical) + 0.4 * (one in named) for one in passages}
    for name in maker.tempting(passages, closeness.__getitem__, lots):
        if teller.is_full:
            break
        near.append(closeness[name])
        other, theirs = shown[name]
        part = next(part for part in theirs.evidence if part.passage == name)
        told = wordings.elsewhere(register.speakers[theirs.speaker], other, theirs)
        teller.add(phrases.excerpt(passages[name].text, part), f"{name} shows something else. {told}")
    return near


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
            explanation="\n".join(
                f"- {phrases.when(claim.date)}: {claim.text} – {maker.shown(claim, FOR)}" for claim in claims
            ),
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
