"""Find where a register of claims could make a generated question ambiguous, and tell the two claims that clash."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import chain

from quizapp.core.claims import Claim, Unsaid
from quizapp.core.errors import say
from quizapp.core.flaws.finding import Flaw, Rule
from quizapp.core.flaws.reading import SPEECH, Reading, calls
from quizapp.core.flaws.words import any_of, near_pairs
from quizapp.core.registers import Register
from quizapp.core.values import LOOKS_ALIKE

ALIKE = 0.6


def _clashing_claims(reading: Reading) -> Iterator[Flaw]:
    claims, register = reading.heading.claims, reading.register
    for earlier, later in near_pairs([reading.matter_of(claim.text) for claim in claims], ALIKE):
        one, other = claims[earlier], claims[later]
        if other.id in register.overlaps[one.id] | register.against[one.id] | register.beside[one.id]:
            continue
        if _of_others(one, other, reading):
            continue
        reason = say("“%(one)s” (%(one_id)s) and “%(other)s” (%(other_id)s) are alike, and nothing tells how "
                     "they stand: one could be offered as a wrong answer where the other is right.",
                     one=one.text, one_id=one.id, other=other.text, other_id=other.id)  # fmt: skip
        yield Flaw(f"claims.{later}", reason, say("Name “%(other)s” under overlaps, against or beside.", other=one.id))


def _of_others(one: Claim, other: Claim | Unsaid, reading: Reading) -> bool:
    """Tell whether two statements speak of different speakers, and so cannot be taken for each other."""
    abouts = frozenset(one.about), frozenset(other.about)
    named = reading.named_in(one.text), reading.named_in(other.text)
    return any(bool(these and those and not these & those) for these, those in (abouts, named))


def _says_both(reading: Reading) -> Iterator[Flaw]:
    register, place = reading.register, {claim.id: index for index, claim in enumerate(reading.heading.claims)}
    for claim in reading.heading.claims:
        if both := sorted(register.affirmers(claim.id) & register.deniers(claim.id)):
            reason = say("%(speaker)s both says and denies “%(claim)s” (%(id)s), at least through who speaks for whom.",
                         speaker=_name(register, both, claim), claim=claim.text, id=claim.id)  # fmt: skip
            yield Flaw(f"claims.{place[claim.id]}", reason, _ASK_WHO)
        for other in sorted(register.against[claim.id], key=place.__getitem__):
            both = sorted(register.affirmers(claim.id) & register.affirmers(other))
            if both and place[other] < place[claim.id]:
                against = register.claims[other]
                reason = say("%(speaker)s says “%(one)s” (%(one_id)s) and, against it, “%(other)s” (%(other_id)s).",
                             speaker=_name(register, both, claim, against), one=against.text, one_id=other,
                             other=claim.text, other_id=claim.id)  # fmt: skip
                yield Flaw(f"claims.{place[claim.id]}", reason, _ASK_WHO)


_ASK_WHO = say("See whether both belong to that speaker, whether they exclude each other, and who speaks for whom.")


def _name(register: Register, both: list[str], *claims: Claim) -> str:
    """Return the name of one who says both: one who does so outright, if there is one."""
    outright = [name for name in both if any(claim.voice_of(name) for claim in claims)]
    return register.speakers[(outright or both)[0]].name


_SET_APART = any_of("according to", "in the (?:view|opinion|words|eyes) of", "by (?:his|her|its|their) own account",
                    "in (?:his|her|its|their) (?:view|opinion|own words)")  # fmt: skip


def _claim_names_speaker(reading: Reading) -> Iterator[Flaw]:
    for index, claim in enumerate(reading.heading.claims):
        text = claim.text.translate(LOOKS_ALIKE)
        found = _SET_APART.search(text) or _own_speech(reading, claim).search(text)
        if found:
            reason = say(
                "“%(words)s” tells who says so; a question that asks for it would answer itself.", words=found[0]
            )
            yield Flaw(
                f"claims.{index}.text",
                reason,
                say(
                    "Write the assertion alone: who says it stands under voices. Where the saying itself is asserted "
                    "(somebody wrote a letter), use another verb (sent)."
                ),
            )


def _own_speech(reading: Reading, claim: Claim) -> re.Pattern[str]:
    """Return a pattern for “(one who says this claim) says”."""
    speakers = {name for voice in claim.voices for name in reading.register.bound(voice.speaker)}
    known = [reading.register.speakers[name] for name in sorted(speakers) if name in reading.register.speakers]
    names = [re.escape(name.translate(LOOKS_ALIKE)) for name in chain.from_iterable(map(calls, known))]
    one = rf"(?:the )?(?:{'|'.join(names)})"
    return (
        re.compile(rf"^{one} (?:{SPEECH})\b|, (?:says?|said) {one}\b", re.IGNORECASE) if names else re.compile("(?!)")
    )


def _unsaid_too_near(reading: Reading) -> Iterator[Flaw]:
    claims, unsaid, register = reading.heading.claims, reading.heading.unsaid, reading.register
    bags = [reading.matter_of(one.text) for one in (*claims, *unsaid)]
    for earlier, later in near_pairs(bags, ALIKE):
        if earlier >= len(claims) or later < len(claims):
            continue
        claim, statement = claims[earlier], unsaid[later - len(claims)]
        if statement.contradicts in register.kin(claim.id) or _of_others(claim, statement, reading):
            continue
        reason = say("“%(statement)s” is offered as not said, and is near to the claim “%(claim)s” (%(id)s).",
                     statement=statement.text, claim=claim.text, id=claim.id)  # fmt: skip
        suggestion = say("Name “%(id)s” under contradicts if that says otherwise; else reword it.", id=claim.id)
        yield Flaw(f"unsaid.{later - len(claims)}.text", reason, suggestion)


def unknown_exemptions(reading: Reading, known: frozenset[str]) -> Iterator[Flaw]:
    """Yield the exemptions from rules that there are not, each with the nearest rule."""
    for index, exemption in enumerate(reading.heading.exempt):
        if exemption.rule not in known:
            near = get_close_matches(exemption.rule, sorted(known), n=1, cutoff=0.55)
            suggestion = say("Did you mean “%(near)s”?", near=near[0]) if near else say("Take it out.")
            yield Flaw(f"exempt.{index}.rule", say("There is no rule “%(name)s”.", name=exemption.rule), suggestion)


RULES = (
    Rule("clashing-claims", "warning", say("Two claims are alike, and unrelated."), heading=_clashing_claims,
         english=False),
    Rule("says-both", "fault", say("A speaker says a claim and what is against it."), heading=_says_both,
         english=False),
    Rule("claim-names-speaker", "warning", say("A claim names its own speaker."), heading=_claim_names_speaker),
    Rule("unsaid-too-near", "warning", say("An unsaid statement is near to a claim."), heading=_unsaid_too_near,
         english=False),
)  # fmt: skip
