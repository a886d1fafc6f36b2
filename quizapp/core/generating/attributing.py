"""Ask who says it, who denies it, and whether it is this speaker who does."""

from collections.abc import Iterable, Iterator, Sequence

from quizapp.core.claims import Claim, Voice
from quizapp.core.drawing import Lots
from quizapp.core.generating import phrases, wordings
from quizapp.core.generating.making import MOST_DISTRACTORS, Generated, Made, Maker, Teller, mean, option
from quizapp.core.questions import MOST_ACCEPTED, MOST_OPTIONS, Stance
from quizapp.core.registers import AGAINST, FOR


def who_says(maker: Maker) -> Iterator[Generated]:
    """Ask who says it: by choice, by name, and, where several say it independently, for all of them."""
    for claim, voice in voices_in(maker, FOR):
        yield from _speaker_choice(maker, "who_says", claim, voice, maker.register.sayers[claim.id], 0.3)
    for claim in maker.register.claims.values():
        voices = [voice for voice in claim.voices if voice.stance in FOR]
        if len(_independent(maker, voices)) > 1:
            yield from _all_speakers(maker, claim, _independent(maker, voices))
        elif voices:
            yield from _name(maker, claim, voices)


def who_denies(maker: Maker) -> Iterator[Generated]:
    """Ask who denies or doubts it."""
    for claim, voice in voices_in(maker, AGAINST):
        if maker.register.standing(claim.id) == "open":
            continue
        yield from _speaker_choice(maker, "who_denies", claim, voice, maker.register.objectors[claim.id], 0.45)


def attribution(maker: Maker) -> Iterator[Generated]:
    """Ask whether it is this speaker who says it: once where it is, once where it is not, in the same words."""
    asked: set[tuple[str, str]] = set()
    for claim, voice in voices_in(maker, FOR):
        lots = maker.lots("attribution", claim.id, voice.speaker)
        yield _attributed(maker, claim, voice, voice.speaker, lots)
        wrong = next((name for name in _false(maker, claim, voice) if (claim.id, name) not in asked), None)
        if wrong is not None:
            asked.add((claim.id, wrong))
            yield _attributed(maker, claim, voice, wrong, lots)


def _false(maker: Maker, claim: Claim, voice: Voice) -> list[str]:
    """Return the speakers to whom a claim could be given, and is not theirs: they speak on its topic.

    Of every three claims one is given to the reporting voice that only passes it on. What is only reported of somebody
    is nobody else's matter.
    """
    register, lots = maker.register, Lots(claim.id, voice.speaker)
    if register.is_reported(claim.id) and claim.about:
        return []
    others = [
        name for name in _others(maker, claim, register.sayers[claim.id], voice.speaker, lots)
        if maker.speaks_on(name, claim.topic)
    ]  # fmt: skip
    passing = [name for name in others if maker.passed_on(name, claim, FOR)]
    reported = register.speakers[voice.speaker].kind == "reporting"
    rest = [name for name in others if reported or register.speakers[name].kind != "reporting"]
    return passing + rest if lots.below(3) == 0 else rest + passing


def _attributed(maker: Maker, claim: Claim, voice: Voice, speaker: str, lots: Lots) -> Generated:
    """Make the statement that a claim comes from a speaker, whose it is or not."""
    known, right = maker.register.speakers[speaker], speaker == voice.speaker
    told, key = maker.stand_of(speaker, claim), maker.shown(claim, FOR)
    stem = "attribution_own" if known.kind == "reporting" else "attribution"
    return maker.made(
        "attribution", (claim.id, voice.speaker, "-yes" if right else "-no"), "true_false", demand=0.25,
        closeness=0.3 if right else maker.speaker_closeness(speaker, voice.speaker, claim),
        claims=(claim.id,), topic=claim.topic, right=right,
        stem=maker.stem(stem, lots, claim.text, **wordings.forms_of(known)),
        feedback_if_true="" if right else told, feedback_if_false=told if right else "",
        explanation=key if right else f"{key} {told}", evidence=maker.evidence((claim, voice)),
    )  # fmt: skip


def voices_in(maker: Maker, stances: frozenset[Stance]) -> Iterator[tuple[Claim, Voice]]:
    """Yield every claim with each of its voices that has one of these stances."""
    for claim in maker.register.claims.values():
        for voice in claim.voices:
            if voice.stance in stances and voice.speaker in maker.register.speakers:
                yield claim, voice


def _independent(maker: Maker, voices: Sequence[Voice]) -> list[Voice]:
    """Return voices of which none speaks for another."""
    chosen: list[Voice] = []
    for voice in voices:
        if not any(voice.speaker in maker.register.bound(other.speaker) for other in chosen):
            chosen.append(voice)
    return chosen


def _others(maker: Maker, claim: Claim, right: frozenset[str], key: str, lots: Lots) -> list[str]:
    """Return the speakers for whom it would be wrong, the most tempting first; each says something in the register."""
    closed = right | (maker.concerned(claim) if maker.register.is_reported(claim.id) else frozenset())
    names = [name for name in maker.register.speakers if name not in closed and name != key and maker.voices[name]]
    return maker.tempting(names, lambda name: maker.speaker_closeness(name, key, claim), lots)


def _speaker_choice(
    maker: Maker, form: str, claim: Claim, voice: Voice, right: frozenset[str], demand: float
) -> Iterator[Generated]:
    lots, known = maker.lots(form, claim.id, voice.speaker), maker.register.speakers
    key, words = known[voice.speaker], maker.statement(claim, voice.speaker)
    others = _others(maker, claim, right, voice.speaker, lots)
    if words != claim.text:  # “this group” fits one of the others at least
        alike = [name for name in others if known[name].kind == key.kind and name in maker.spoken_of][:1]
        words, others = words if alike else None, alike + others
    if words is None:
        return
    others = _apart(maker, others)
    teller = Teller(option(key.name, wordings.voiced(key, voice), right=True, speaker=key.id))
    for name in others:
        teller.add(known[name].name, maker.stand_of(name, claim, form == "who_denies"), speaker=name)
    if teller.is_enough:
        near = [maker.speaker_closeness(name, voice.speaker, claim) for name in others]
        notes = noted(maker, [voice.speaker, *others]), phrases.left_out(claim, words)
        yield maker.made(
            form, (claim.id, voice.speaker), "single_choice", demand=demand, closeness=mean(near), claims=(claim.id,),
            topic=claim.topic, options=tuple(teller.options), stem=maker.stem(form, lots, words, *notes),
            explanation=maker.shown(claim), evidence=maker.evidence((claim, voice)),
        )  # fmt: skip


def _apart(maker: Maker, names: list[str]) -> list[str]:
    """Return the first of these speakers of whom none speaks for another, as many as there can be distractors."""
    chosen: list[str] = []
    for name in names:
        if len(chosen) < MOST_DISTRACTORS and not any(name in maker.register.bound(other) for other in chosen):
            chosen.append(name)
    return chosen


def noted(maker: Maker, names: Sequence[str]) -> str:
    """Say what does not count as saying it, where a reporting voice can be chosen, be it right or wrong."""
    return wordings.PASSED_ON if any(maker.register.speakers[name].kind == "reporting" for name in names) else ""


def _all_speakers(maker: Maker, claim: Claim, voices: list[Voice]) -> Iterator[Generated]:
    lots, known = maker.lots("who_says", claim.id, "all"), maker.register.speakers
    others = _apart(maker, _others(maker, claim, maker.register.sayers[claim.id], voices[0].speaker, lots))
    if len(others) < 2 or len(voices) + len(others) > MOST_OPTIONS:
        return
    options = [
        option(known[voice.speaker].name, wordings.voiced(known[voice.speaker], voice), right=True) for voice in voices
    ] + [option(known[name].name, maker.stand_of(name, claim)) for name in others]
    yield maker.made(
        "who_says", (claim.id, "-all"), "multiple_choice", demand=0.5,
        closeness=mean([maker.speaker_closeness(name, voices[0].speaker, claim) for name in others]),
        claims=(claim.id,), topic=claim.topic, options=tuple(options),
        stem=maker.stem("who_says_all", lots, claim.text, noted(maker, [*(one.speaker for one in voices), *others])),
        explanation=maker.shown(claim), evidence=maker.evidence(*((claim, voice) for voice in voices)),
    )  # fmt: skip


def _name(maker: Maker, claim: Claim, voices: list[Voice]) -> Iterator[Generated]:
    """Ask for the name, with all names and spellings of whoever says it, and of those for whom they speak."""
    known, voice = maker.register.speakers, voices[0]
    if known[voice.speaker].kind == "reporting":
        return
    if maker.register.affirmers(claim.id) != maker.register.sayers[claim.id]:
        return
    lots = maker.lots("who_says", claim.id, "name")
    named = dict.fromkeys(
        one for each in voices
        for one in ((each.speaker,) if each.speaker in claim.about else maker.register.spoken_for(each.speaker))
    )  # fmt: skip
    names = dict.fromkeys(name for one in named for name in (known[one].name, *known[one].aliases))
    others = {name for one in known if one not in named for name in maker.spellings[one]}
    accepted = _spelt(names)
    words = maker.unshown(claim, voice.speaker, accepted)
    if words is None or len(names) > MOST_ACCEPTED or any(name.casefold() in others for name in accepted):
        return
    yield maker.made(
        "who_says", (claim.id, "-name"), "short_answer", demand=0.7, closeness=0.5, claims=(claim.id,),
        topic=claim.topic, accepted=accepted, explanation=maker.shown(claim), evidence=maker.evidence((claim, voice)),
        stem=maker.stem("who_says_name", lots, words, noted(maker, list(known)), phrases.left_out(claim, words)),
    )  # fmt: skip


def _spelt(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, then how else they may be written, none twice but for case."""
    found: dict[str, str] = {}
    for one in (*names, *(other for name in names for other in phrases.spellings(name))):
        found.setdefault(one.casefold(), one)
    return tuple(found.values())[:MOST_ACCEPTED]


ATTRIBUTING: dict[str, Made] = {"who_says": who_says, "who_denies": who_denies, "attribution": attribution}
