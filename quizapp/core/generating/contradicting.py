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
# How a second voice stands to a statement: by its relation to what that voice speaks of, and how it stands to that.
_KEYS = {
    **{("same", stance): "agree" for stance in FOR}, ("same", "denies"): "denied", ("same", "doubts"): "doubted",
    **{("against", stance): "differ" for stance in FOR}, **{("beside", stance): "past" for stance in FOR},
}  # fmt: skip


def relation(maker: Maker) -> Iterator[Generated]:
    """Ask whether two voices agree on a statement, or contradict each other in two; each pair is asked about once.

    Where no two would contradict each other, a learner need not read: of a topic there are at most two more of such
    pairs than of those that do.
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
                if _mixed(maker, claim, key, second.speaker):
                    continue
                seen.add((about, mouths[0], mouths[1]))
                make = _stood if other is claim else _paired
                found.append((key, make(maker, claim, first, key, other, second)))
    yield from _balanced(found)


def _balanced(found: list[tuple[str, Generated]]) -> Iterator[Generated]:
    telling = Counter(one.question.topic for key, one in found if key == "differ")
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
            key = _KEYS.get((kind, second.stance))
            denied = key in ("agree", "past") and second.speaker in objects
            said = key != "agree" and second.speaker in says
            apart = other is claim or not _speaks_of_both(maker, first, other, key or "")
            if key and apart and not denied and not said:
                yield key, (other, second)


def _speaks_of_both(maker: Maker, first: Voice, other: Claim, key: str) -> bool:
    """Tell whether the first voice stands to the second statement itself, so that the key could be argued."""
    says, objects = maker.register.sayers[other.id], maker.register.objectors[other.id]
    return first.speaker in says or (key == "past" and first.speaker in objects)


def _mixed(maker: Maker, claim: Claim, key: str, speaker: str) -> bool:
    """Tell whether a speaker doubts a part of a statement and denies another, so that either could be argued."""
    register = maker.register
    if key not in ("denied", "doubted"):
        return False
    stance = "doubts" if key == "denied" else "denies"
    kin, ours = register.kin(claim.id), register.bound(speaker)
    excluded = {other for one in kin for other in register.against[one]} if key == "doubted" else ()
    return any(speaker in register.sayers[other] for other in excluded) or any(
        voice.stance == stance and voice.speaker in ours for one in kin for voice in register.claims[one].voices
    )


def _stood(maker: Maker, claim: Claim, first: Voice, key: str, _: Claim, second: Voice) -> Generated:
    """Ask how two voices stand to the same statement."""
    known = maker.register.speakers
    one, two = known[first.speaker], known[second.speaker]
    lots = maker.lots("relation", claim.id, first.speaker, claim.id, second.speaker)
    told = f"{wordings.voiced(one, first)} {wordings.voiced(two, second)}"
    options = [
        option(text, f"{wordings.NOT_SO.get((name, key), '')} {told}".strip(), right=name == key)
        for name, text in wordings.RELATIONS.items()
    ]
    names = {"first": wordings.within(one), "second": wordings.within(two)}
    return maker.made(
        "relation", (claim.id, first.speaker, claim.id, second.speaker), "single_choice", demand=0.75, closeness=0.4,
        claims=(claim.id,), topic=claim.topic, options=tuple(options), shuffle=False, explanation=told,
        stem=maker.stem("relation", lots, claim.text, **names),
        evidence=maker.evidence((claim, first), (claim, second)),
    )  # fmt: skip


def _paired(maker: Maker, claim: Claim, first: Voice, key: str, other: Claim, second: Voice) -> Generated:
    """Ask whether what two voices say contradicts each other, or the one leaves the other open."""
    known = maker.register.speakers
    one, two = known[first.speaker], known[second.speaker]
    lots = maker.lots("relation", claim.id, first.speaker, other.id, second.speaker)
    told = (
        f"{wordings.BOTH[key]} {wordings.voiced(one, first, 'the first')} {wordings.voiced(two, second, 'the second')}"
    )
    names = {"first": wordings.within(one), "second": wordings.within(two)}
    right = key == "differ"
    return maker.made(
        "relation", (claim.id, first.speaker, other.id, second.speaker), "true_false", demand=0.75,
        closeness=0.4, claims=(claim.id, other.id), topic=claim.topic, right=right,
        feedback_if_true="" if right else told, feedback_if_false=told if right else "", explanation=told,
        stem=maker.stem("relation_pair", lots, claim.text, **names) + wordings.quoted(other.text),
        evidence=maker.evidence((claim, first), (other, second)),
    )  # fmt: skip


def disputed(maker: Maker) -> Iterator[Generated]:
    """Ask which statement is disputed, and between whom; the others are not, or not between those."""
    for claim in maker.register.claims.values():
        if not (sides := _sides(maker, claim)):
            continue
        first, (other, second) = sides
        if not _fits(maker, claim, (first.speaker, second.speaker)):
            continue
        lots = maker.lots("disputed", claim.id)
        known = maker.register.speakers
        told = f"{wordings.voiced(known[first.speaker], first)} " + (
            wordings.voiced(known[second.speaker], second) if other is claim
            else wordings.elsewhere(known[second.speaker], other, second)
        )  # fmt: skip
        teller = Teller(option(_between(maker, claim, first.speaker, second.speaker), told, right=True))
        near = _quarrels(maker, claim, (first, second.speaker), teller, lots)
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
                if key in ("denied", "doubted", "differ") and second.speaker not in maker.register.sayers[claim.id]:
                    return first, (other, second)
    return None


def _quarrels(maker: Maker, claim: Claim, sides: tuple[Voice, str], teller: Teller, lots: Lots) -> list[float]:
    """Add disputes that there are not: the same between others and another twice, or each time another statement.

    So the statement that is disputed does not stand out: if it is there twice, another is as well. A reporting voice is
    a party to them only where it is one to the dispute that there is.
    """
    first, second = sides
    known = maker.register.speakers
    reporting = "reporting" in (known[first.speaker].kind, known[second].kind)
    near: list[float] = []
    for other, pair in _undisputed(maker, claim, reporting, lots):
        twin = None if near or len(pair) < 3 else _twin(maker, claim, (first.speaker, second), reporting, lots)
        if twin:
            told = f"{_NO_DISPUTE} {wordings.voiced(known[first.speaker], first)} {maker.stand_of(twin, claim, True)}"
            teller.add(_between(maker, claim, first.speaker, twin), told)
            near.append(0.7)
        for name in pair[1 : 3 if twin else 2]:
            told = f"{_NO_DISPUTE} {maker.shown(other)} {maker.stand_of(name, other, True)}"
            teller.add(_between(maker, other, pair[0], name), told)
            near.append(maker.statement_closeness(other, claim))
        if teller.is_full:
            break
    return near


def _fits(maker: Maker, claim: Claim, pair: tuple[str, str]) -> bool:
    """Tell whether an option can hold a dispute."""
    return len(_between(maker, claim, *pair)) <= LINE_LENGTH


def _twin(maker: Maker, claim: Claim, sides: tuple[str, str], reporting: bool, lots: Lots) -> str | None:
    """Return who speaks on a disputed statement's topic and has no part in the dispute, the most tempting first."""
    register = maker.register
    around = register.sayers[claim.id] | register.objectors[claim.id] | set(sides)
    names = [name for name in _parties(maker, claim, reporting) if name not in around]
    found = maker.tempting(names, lambda name: maker.speaker_closeness(name, sides[1], claim), lots)
    return next((name for name in found if _fits(maker, claim, (sides[0], name))), None)


def _undisputed(maker: Maker, claim: Claim, reporting: bool, lots: Lots) -> Iterator[tuple[Claim, tuple[str, ...]]]:
    """Yield other statements with a speaker and one or two who do not stand against it, the most tempting first."""
    rest = maker.register.claims
    taken = set(maker.register.kin(claim.id))
    for name in maker.tempting(rest, lambda one: maker.statement_closeness(rest[one], claim), lots):
        if name not in taken and (pair := _no_quarrel(maker, rest[name], reporting)):
            taken |= maker.register.kin(name)
            yield rest[name], pair


def _parties(maker: Maker, claim: Claim, reporting: bool) -> list[str]:
    """Return who could be a party to a dispute about a statement: whoever speaks on its topic."""
    known = maker.register.speakers
    names = (name for name in known if reporting or known[name].kind != "reporting")
    return [name for name in names if maker.speaks_on(name, claim.topic)]


def _no_quarrel(maker: Maker, claim: Claim, reporting: bool) -> tuple[str, ...] | None:
    """Return a speaker of a statement, and one or two who do not stand against it, though close to it."""
    register = maker.register
    if register.objectors[claim.id] or not register.affirmers(claim.id) or register.is_reported(claim.id):
        return None
    known = register.speakers
    said = (voice.speaker for voice in claim.voices if voice.stance in FOR)
    first = next(name for name in said if known[name].kind != "reporting")
    lots = maker.lots("quarrel", claim.id)
    others = [name for name in _parties(maker, claim, reporting) if name not in register.sayers[claim.id]]
    others = maker.tempting(others, lambda name: maker.speaker_closeness(name, first, claim), lots)
    fitting = [name for name in others[:2] if _fits(maker, claim, (first, name))]
    return (first, *fitting) if fitting else None


def _between(maker: Maker, claim: Claim, first: str, second: str) -> str:
    one, other = (wordings.within(maker.register.speakers[name]) for name in (first, second))
    return f"Between {one} and {other}: {claim.text}"


CONTRADICTING: dict[str, Made] = {"relation": relation, "disputed": disputed}
