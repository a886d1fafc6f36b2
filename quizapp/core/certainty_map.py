"""Map what students were sure of, claim by claim: certain and right, certain and wrong, or unsure.

A question is about the claims whose quotations are its evidence; one whose evidence names none stands for itself.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from quizapp.core.answers import Answer
from quizapp.core.banks import Heading
from quizapp.core.certainty import CERTAINTIES
from quizapp.core.claims import Claim, Quotation
from quizapp.core.marking import mark
from quizapp.core.questions import Common, Evidence
from quizapp.core.quoting import span_of

Sureness = Literal["right", "wrong", "unsure"]
SURENESSES: tuple[Sureness, ...] = ("right", "wrong", "unsure")


class Sure(NamedTuple):
    """Hold an answer with its question, the heading of its bank, and how sure its student was.

    `bank` and `version` are the numbers by which the bank, and this version of the question, are known.
    """

    bank: int
    version: int
    heading: Heading
    question: Common
    answer: Answer
    certainty: int | None


@dataclass
class Place:
    """Hold one place of the map: a claim, or a question that is about none, and how often its answers were what."""

    text: str
    bank: int
    heading: Heading
    claim: Claim | None = None
    counts: Counter[Sureness] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Return how many answers stand here."""
        return self.counts.total()

    def share(self, how: Sureness) -> float:
        """Return the share of the answers that were so, from 0 to 1."""
        return self.counts[how] / self.total if self.total else 0.0


@dataclass(frozen=True)
class ClaimMap:
    """Hold the places of a map, and how many answers were what in all: one about several claims counts once."""

    places: tuple[Place, ...]
    totals: Counter[Sureness]


def map_of(given: Iterable[Sure]) -> ClaimMap:
    """Return the map of all answers that can be mapped; what was most often wrong with certainty comes first.

    Left out are open answers, those of which nobody said how sure they were, and those that are right in part though
    given with certainty, for it cannot be told which of their claims are right.
    """
    places: dict[tuple[int, str], Place] = {}
    known: dict[int, list[Claim]] = {}
    totals = Counter[Sureness]()
    for one in given:
        if (how := _sureness(one)) is None:
            continue
        totals[how] += 1
        if one.version not in known:
            known[one.version] = claims_of(one.heading, one.question)
        about: list[Claim | None] = [*known[one.version]] or [None]
        for claim in about:
            text = claim.text if claim else one.question.stem
            key = one.bank, claim.id if claim else f".{one.question.id}"
            places.setdefault(key, Place(text, one.bank, one.heading, claim)).counts[how] += 1
    ordered = sorted(places.values(), key=lambda place: (-place.counts["wrong"], -place.total, place.text))
    return ClaimMap(tuple(ordered), totals)


def _sureness(one: Sure) -> Sureness | None:
    if one.answer is None or one.certainty is None:
        return None
    if one.certainty != CERTAINTIES[-1]:
        return "unsure"
    credit = mark(one.question, one.answer).credit
    if 0 < credit < 1:
        return None
    return "right" if credit else "wrong"


def claims_of(heading: Heading, question: Common) -> list[Claim]:
    """List the claims that a question is about, by its evidence."""
    quoted = [one for one in question.evidence if one.quote]
    return [claim for claim in heading.claims if any(_shows(heading, claim, one) for one in quoted)]


def _shows(heading: Heading, claim: Claim, evidence: Evidence) -> bool:
    voice = claim.voice_of(evidence.speaker)
    return voice is not None and any(
        part.passage == evidence.passage and _overlap(heading, part, evidence.quote) for part in voice.evidence
    )


def _overlap(heading: Heading, part: Quotation, quote: str) -> bool:
    if part.quote == quote:
        return True
    passage = heading.passage(part.passage)
    one, other = (span_of(passage.text, words) if passage else None for words in (part.quote, quote))
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]
