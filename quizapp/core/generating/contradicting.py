"""Ask where voices contradict each other: who agrees, who differs, what is disputed, and between whom."""

from collections import Counter
from collections.abc import Iterator

from quizapp.core.claims import Claim, Voice
from quizapp.core.drawing import Lots
from quizapp.core.generating import wordings
from quizapp.core.generating.making import Generated, Made, Maker, Teller, mean, option
from quizapp.core.registers import FOR
from quizapp.core.values import LINE_LENGTH

_NO_DISPUTE = "Between these two no passage shows a dispute about it."
# How a second voice stands to a statement: by its relation to what that voice speaks of, and whether it says that so.
_KEYS = {
    ("same", True): "agree", ("same", False): "differ", ("against", True): "differ", ("beside", True): "past",
}  # fmt: skip


def relation(maker: Maker) -> Iterator[Generated]:
    """Ask whether two voices agree, differ, or speak past each other; each pair of mouths is asked about once.

    Where nothing but “past” would be right, a learner need not read: of a topic there are at most two more of them
    than of the others.
    """
    seen: set[tuple[frozenset[str], frozenset[str], frozenset[str]]] = set()
    found: list[tuple[str, Generated]] = []
    for claim in maker.register.claims.values():
        for first in claim.voices:
            for key, (other, second) in _second_voices(maker, claim, first) if first.stance in FOR else ():
                mouths = sorted((maker.register.bound(first.speaker), maker.register.bound(second.speaker)), key=sorted)
                about = frozenset((claim.id, other.id))
                if any(about == one and mouths[0] & a and mouths[1] & b for one, a, b in seen):
                    continue
                seen.add((about, mouths[0], mouths[1]))
                found.append((key, _related(maker, claim, first, key, other, second)))
    yield from _balanced(found)


def _balanced(found: list[tuple[str, Generated]]) -> Iterator[Generated]:
    telling = Counter(one.question.topic for key, one in found if key != "past")
    left = {one.question.topic: telling[one.question.topic] + 2 for _, one in found}
    for key, one in found:
        left[one.question.topic] -= key == "past"
        if key != "past" or left[one.question.topic] >= 0:
            yield one


def _second_voices(maker: Maker, claim: Claim, first: Voice) -> Iterator[tuple[str, tuple[Claim, Voice]]]:
    """Yield voices of others that clearly agree with a statement, differ from it, or leave it open."""
    register = maker.register
    says, objects = register.sayers[claim.id], register.objectors[claim.id]
    for other_id in (claim.id, *sorted(register.against[claim.id]), *sorted(register.beside[claim.id])):
        other = register.claims[other_id]
        for second in other.voices:
            if second.speaker in register.bound(first.speaker) or second.speaker not in register.speakers:
                continue
            kind = "same" if other is claim else "against" if other_id in register.against[claim.id] else "beside"
            key = _KEYS.get((kind, second.stance in FOR))
            denied = key in ("agree", "past") and second.speaker in objects
            said = key in ("differ", "past") and second.speaker in says
            apart = other is claim or not _speaks_of_both(maker, first, other, key or "")
            if key and apart and not denied and not said:
                yield key, (other, second)


def _speaks_of_both(maker: Maker, first: Voice, other: Claim, key: str) -> bool:
    """Tell whether the first voice stands to the second statement itself, so that the key could be argued."""
    says, objects = maker.register.sayers[other.id], maker.register.objectors[other.id]
    return first.speaker in says or (key == "past" and first.speaker in objects)


def _related(maker: Maker, claim: Claim, first: Voice, key: str, other: Claim, second: Voice) -> Generated:
    known = maker.register.speakers
    one, two = known[first.speaker], known[second.speaker]
    lots = maker.lots("relation", claim.id, first.speaker, other.id, second.speaker)
    told = f"{wordings.voiced(one, first)} " + (
        wordings.voiced(two, second) if other is claim else wordings.elsewhere(two, other, second)
    )
    names = {"first": wordings.within(one), "second": wordings.within(two)}
    options = [
        option(text, f"{wordings.NOT_SO.get((name, key), '')} {told}".strip(), right=name == key)
        for name, text in wordings.RELATIONS.items()
    ]
    return maker.made(
        "relation", (claim.id, first.speaker, other.id, second.speaker), "single_choice", demand=0.75,
        closeness=0.7 if key == "past" else 0.4, claims=tuple(dict.fromkeys((claim.id, other.id))), topic=claim.topic,
        options=tuple(options), shuffle=False, explanation=told,
        stem=_stem(maker, lots, claim, other, names),
        evidence=maker.evidence((claim, first), (other, second)),
    )  # fmt: skip


def _stem(maker: Maker, lots: Lots, claim: Claim, other: Claim, names: dict[str, str]) -> str:
    """Word the stem; where the second voice speaks of another claim, that is shown too."""
    if other is claim:
        return maker.stem("relation", lots, claim.text, **names)
    return maker.stem("relation_pair", lots, claim.text, **names) + wordings.quoted(other.text)


def disputed(maker: Maker) -> Iterator[Generated]:
    """Ask which statement is disputed, and between whom; the others are not, or not between those."""
    for claim in maker.register.claims.values():
        if not (sides := _sides(maker, claim)):
            continue
        first, (other, second) = sides
        if len(_between(maker, claim, first.speaker, second.speaker)) > LINE_LENGTH:
            continue
        lots = maker.lots("disputed", claim.id)
        known = maker.register.speakers
        told = f"{wordings.voiced(known[first.speaker], first)} " + (
            wordings.voiced(known[second.speaker], second) if other is claim
            else wordings.elsewhere(known[second.speaker], other, second)
        )  # fmt: skip
        teller = Teller(option(_between(maker, claim, first.speaker, second.speaker), told, right=True))
        near = _quarrels(maker, claim, (first.speaker, second.speaker), teller, lots)
        if teller.is_enough:
            yield maker.made(
                "disputed", (claim.id,), "single_choice", demand=0.85, closeness=mean(near), claims=(claim.id,),
                topic=claim.topic, options=tuple(teller.options), explanation=told, stem=maker.stem("disputed", lots),
                evidence=maker.evidence((claim, first), (other, second)),
            )  # fmt: skip


def _sides(maker: Maker, claim: Claim) -> tuple[Voice, tuple[Claim, Voice]] | None:
    """Return who says a statement, and who stands against it and how, where both are clear."""
    for first in claim.voices:
        if first.stance in FOR and first.speaker not in maker.register.objectors[claim.id]:
            for key, (other, second) in _second_voices(maker, claim, first):
                if key == "differ" and second.speaker not in maker.register.sayers[claim.id]:
                    return first, (other, second)
    return None


def _quarrels(maker: Maker, claim: Claim, sides: tuple[str, str], teller: Teller, lots: Lots) -> list[float]:
    """Add disputes that there are not: the same between others, and others between somebody."""
    register = maker.register
    around = register.sayers[claim.id] | register.objectors[claim.id] | set(sides)
    same = maker.tempting(
        (name for name in maker.register.speakers if name not in around and maker.speaks_on(name, claim.topic)),
        lambda name: maker.speaker_closeness(name, sides[1], claim), lots,
    )  # fmt: skip
    near = []
    if same and len(_between(maker, claim, sides[0], same[0])) <= LINE_LENGTH:
        near.append(0.7)
        teller.add(_between(maker, claim, sides[0], same[0]), f"{_NO_DISPUTE} {maker.stand_of(same[0], claim)}")
    taken = set(register.kin(claim.id))
    rest = maker.register.claims
    for name in maker.tempting(rest, lambda one: maker.statement_closeness(rest[one], claim), lots):
        other = rest[name]
        if teller.is_full or name in taken:
            continue
        if (pair := _no_quarrel(maker, other)) and len(_between(maker, other, *pair)) <= LINE_LENGTH:
            near.append(maker.statement_closeness(other, claim))
            taken |= register.kin(name)
            told = f"{_NO_DISPUTE} {maker.shown(other)} {maker.stand_of(pair[1], other)}".strip()
            teller.add(_between(maker, other, *pair), told)
    return near


def _no_quarrel(maker: Maker, claim: Claim) -> tuple[str, str] | None:
    """Return a speaker of a statement, and another who does not stand against it, though close to it."""
    register = maker.register
    if register.objectors[claim.id] or not register.affirmers(claim.id) or register.is_reported(claim.id):
        return None
    first = next(voice.speaker for voice in claim.voices if voice.stance in FOR)
    lots = maker.lots("quarrel", claim.id)
    around = register.sayers[claim.id]
    others = [name for name in register.speakers if name not in around and maker.speaks_on(name, claim.topic)]
    others = maker.tempting(others, lambda name: maker.speaker_closeness(name, first, claim), lots)
    return (first, others[0]) if others else None


def _between(maker: Maker, claim: Claim, first: str, second: str) -> str:
    one, other = (wordings.within(maker.register.speakers[name]) for name in (first, second))
    return f"{wordings.in_quotes(claim.text)} – between {one} and {other}"


CONTRADICTING: dict[str, Made] = {"relation": relation, "disputed": disputed}
