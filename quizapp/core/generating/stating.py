"""Ask what a speaker says, whom a statement is about, and which statement is whose."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product

from quizapp.core.claims import Claim, Speaker, Unsaid, Voice
from quizapp.core.drawing import Lots
from quizapp.core.generating import phrases, wordings
from quizapp.core.generating.attributing import noted, voices_in
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
from quizapp.core.questions import Pair
from quizapp.core.registers import FOR

PAIRS_OF_A_MATCH = 4


def what_says(maker: Maker) -> Iterator[Generated]:
    """Ask which of several statements is this speaker's, and, where several are, for all of them."""
    for speaker, pairs in maker.said.items():
        for claim, voice in pairs:
            lots = maker.lots("what_says", claim.id, speaker)
            teller = Teller(option(claim.text, maker.shown(claim, FOR, speaker), right=True))
            near = _statements(maker, speaker, (claim,), teller, lots)
            if near:
                yield maker.made(
                    "what_says", (claim.id, speaker), "single_choice", demand=0.4, closeness=mean(near),
                    claims=(claim.id,), topic=claim.topic, options=tuple(teller.options),
                    stem=_asked_of(maker, "what_says", speaker, lots),
                    explanation=maker.shown(claim, first=speaker), evidence=maker.evidence((claim, voice)),
                )  # fmt: skip
        yield from _all_statements(maker, speaker)


def _asked_of(maker: Maker, stem: str, speaker: str, lots: Lots) -> str:
    """Word what is asked of a speaker; a reporting voice is asked what it says itself."""
    known = maker.register.speakers[speaker]
    name = "what_says_own" if known.kind == "reporting" else stem
    return maker.stem(name, lots, **wordings.forms_of(known))


def which_group(maker: Maker) -> Iterator[Generated]:
    """Ask whom a statement is about, where it can be told without the name."""
    for claim in maker.register.claims.values():
        meant = maker.register.speakers.get(claim.about[0]) if len(claim.about) == 1 else None
        if meant and claim.unnamed and maker.register.affirmers(claim.id):
            yield from _who_is_meant(maker, claim, meant)


def _who_is_meant(maker: Maker, claim: Claim, meant: Speaker) -> Iterator[Generated]:
    known, lots = maker.register.speakers, maker.lots("which_group", claim.id)
    told = f"The statement is about {wordings.within(meant)}"
    teller = Teller(option(meant.name, f"{told}. {maker.shown(claim)}", right=True))
    near = []
    names = _not_about(maker, claim, meant)
    for name in maker.tempting(names, lambda one: float(known[one].plural == meant.plural), lots):
        if not teller.is_full:
            near.append(0.5 + 0.2 * (known[name].plural == meant.plural))
            teller.add(known[name].name, f"{told} ({wordings.shown(claim.voices[0].evidence[0])}).")
    if teller.is_enough:
        yield maker.made(
            "which_group", (claim.id,), "single_choice", demand=0.3, closeness=mean(near), claims=(claim.id,),
            topic=claim.topic, options=tuple(teller.options), explanation=maker.shown(claim),
            stem=maker.stem("which_group", lots, claim.unnamed, phrases.left_out(claim, claim.unnamed)),
            evidence=maker.evidence(*((claim, voice) for voice in claim.voices if voice.stance in FOR)),
        )  # fmt: skip


def _not_about(maker: Maker, claim: Claim, meant: Speaker) -> list[str]:
    """Return speakers of the same kind whom a statement is not about, though something in the register is."""
    register = maker.register
    around = {other for near in register.kin(claim.id) for other in maker.concerned(register.claims[near])}
    words = claim.unnamed.casefold()
    return [
        name for name, one in register.speakers.items()
        if name in maker.spoken_of and name not in around and one.kind == meant.kind
        and not any(word.casefold() in words for word in (one.name, *one.aliases))
    ]  # fmt: skip


def match(maker: Maker) -> Iterator[Generated]:
    """Ask to match speakers and statements, each of which is one speaker's alone among those that are shown."""
    used: set[str] = set()
    lots = Lots("match")  # which belong together does not depend on the seed
    for number in range(len(maker.register.claims) // PAIRS_OF_A_MATCH):
        chosen = _pairs(maker, used, lots)
        if len(chosen) < 3:
            return
        used |= {claim.id for claim, _ in chosen}
        yield _matching(maker, chosen, number)


def _matching(maker: Maker, chosen: list[tuple[Claim, Voice]], number: int) -> Generated:
    known, lots = maker.register.speakers, maker.lots("match", str(number))
    taken = {speaker for claim, _ in chosen for speaker in maker.register.sayers[claim.id]}
    spare = maker.tempting((name for name in maker.said if name not in taken and maker.said[name]), lambda _: 0.0, lots)
    return maker.made(
        "match", (str(number + 1),), "matching", demand=0.5, closeness=0.5,
        claims=tuple(claim.id for claim, _ in chosen), topic=chosen[0][0].topic,
        stem=maker.stem("match", lots, "", noted(maker, [*(voice.speaker for _, voice in chosen), *spare[:1]])),
        pairs=tuple(Pair(left=claim.text, right=known[voice.speaker].name) for claim, voice in chosen),
        distractors=tuple(known[name].name for name in spare[:1]),
        explanation=maker.listed([claim for claim, _ in chosen], FOR),
        evidence=maker.evidence(*chosen),
    )  # fmt: skip


def _pairs(maker: Maker, used: set[str], lots: Lots) -> list[tuple[Claim, Voice]]:
    """Choose statements and speakers so that no speaker might be right for the statement of another."""
    register = maker.register
    free = [(claim, voice) for claim, voice in voices_in(maker, FOR)
            if claim.id not in used and voice.speaker not in claim.about]  # fmt: skip
    chosen: list[tuple[Claim, Voice]] = []
    for claim, voice in lots.shuffled(free):
        clash = any(
            voice.speaker in register.sayers[other.id] or theirs.speaker in register.sayers[claim.id]
            or other.id in register.kin(claim.id)
            for other, theirs in chosen
        )  # fmt: skip
        if not clash:
            chosen.append((claim, voice))
        if len(chosen) == PAIRS_OF_A_MATCH:
            break
    return chosen


def _statements(maker: Maker, speaker: str, keys: Sequence[Claim], teller: Teller, lots: Lots) -> list[float]:
    """Add statements that are not this speaker's as distractors; return how close each is, or nothing if too few fit.

    Somebody else says one of them at least; and where each key is about the speaker, one of them is as well.
    """
    closed = {other for key in keys for other in maker.register.kin(key.id)}
    here = _not_said(maker, speaker, keys[0].topic, closed)
    wanted = maker.tempting(here, lambda one: maker.statement_closeness(here[one], keys[0]), lots)
    said = [name for name in wanted if name in maker.register.claims and maker.register.affirmers(name)]
    about = all(speaker in key.about for key in keys)
    alike = [name for name in wanted if speaker in here[name].about] if about else said
    for first in chain([()], product(said, alike)):
        chosen = _together(maker, here, (*first, *wanted), closed) if said and alike else []
        if len(chosen) >= FEWEST_DISTRACTORS and not set(said).isdisjoint(chosen) and not set(alike).isdisjoint(chosen):
            break
    else:
        return []
    for name in chosen:
        teller.add(here[name].text, maker.why_not(here[name]), unsaid=isinstance(here[name], Unsaid))
    return [maker.statement_closeness(here[name], keys[0]) for name in chosen]


def _together(maker: Maker, here: dict[str, Claim | Unsaid], names: Iterable[str], closed: set[str]) -> list[str]:
    """Return the first of these statements that can be options beside each other."""
    chosen: list[str] = []
    shut = set(closed)
    for name in dict.fromkeys(names):
        other = here[name]
        if len(chosen) == MOST_DISTRACTORS:
            break
        if name in shut or (isinstance(other, Unsaid) and other.contradicts in shut):
            continue
        chosen.append(name)
        shut |= {other.contradicts or ""} if isinstance(other, Unsaid) else _one_of(maker, other)
    return chosen


def _not_said(maker: Maker, speaker: str, topic: str, closed: set[str]) -> dict[str, Claim | Unsaid]:
    """Return the statements of a topic that are not a speaker's, and what nobody says of it."""
    register = maker.register
    here: dict[str, Claim | Unsaid] = {
        claim.id: claim for claim in maker.topical.get(topic, ())
        if claim.id not in closed and speaker not in register.sayers[claim.id]
        and not (register.is_reported(claim.id) and speaker in maker.concerned(claim))
    }  # fmt: skip
    return here | {f"~{one.id}": one for one in register.unsaid.values() if one.topic == topic}


def _one_of(maker: Maker, claim: Claim) -> set[str]:
    """Return what no other option may be beside a claim: what overlaps with it, or cannot hold together with it."""
    return {*maker.register.kin(claim.id), *maker.register.against[claim.id]}


def _all_statements(maker: Maker, speaker: str) -> Iterator[Generated]:
    """Ask for all that a speaker says on a topic, where that is more than one thing."""
    if maker.register.speakers[speaker].kind == "reporting":
        return
    for topic in maker.bank.topics:
        keys: list[tuple[Claim, Voice]] = []
        for claim, voice in maker.said[speaker]:
            apart = all(claim.id not in maker.register.kin(other.id) for other, _ in keys)
            if claim.topic == topic.id and apart and len(keys) < 3:
                keys.append((claim, voice))
        if len(keys) < 2:
            continue
        lots, claims = maker.lots("what_says", speaker, topic.id), [claim for claim, _ in keys]
        teller = Teller(option(claims[0].text, maker.shown(claims[0], FOR, speaker), right=True))
        near = _statements(maker, speaker, claims, teller, lots)
        if not near:
            continue
        more = [option(claim.text, maker.shown(claim, FOR, speaker), right=True) for claim in claims[1:]]
        yield maker.made(
            "what_says", ("-all", topic.id, speaker), "multiple_choice", demand=0.6, closeness=mean(near),
            claims=tuple(claim.id for claim in claims), topic=topic.id, options=(*teller.options, *more),
            stem=_asked_of(maker, "what_says_all", speaker, lots),
            explanation=maker.listed(claims), evidence=maker.evidence(*keys),
        )  # fmt: skip


STATING: dict[str, Made] = {"what_says": what_says, "which_group": which_group, "match": match}
