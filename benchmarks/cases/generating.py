"""Measure how long it takes to make all questions that a register of claims gives (in process, no server)."""

import time
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from benchmarks.cases import Figure
from benchmarks.questions import heading_of
from benchmarks.stage import Plan
from quizapp.core.banks import Heading
from quizapp.core.generating import generate

CLAIMS, SPEAKERS, TOPICS, PASSAGES = 1000, 60, 20, 400
STANCES = ("asserts", "assesses", "reports", "denies", "asserts", "doubts")
KINDS = ("person", "person", "group", "institution")
SEASONS = ("spring", "summer", "autumn", "winter")


def generating(plan: Plan) -> Iterator[Figure]:
    """Make all questions of a register of 1,000 claims (or a share of it), again and again."""
    register, made, seconds = register_of(max(8, int(CLAIMS * plan.share))), (), []
    for repetition in range(plan.repetitions):
        begun = time.process_time()
        made = generate(register, repetition)
        seconds.append(time.process_time() - begun)
    what = f"the questions of {len(register.claims):,} claims"
    yield Figure("generate", f"{what}: how many", "", (float(len(made)),))
    yield Figure("generate", f"{what}: CPU for all", "s", tuple(seconds))
    yield Figure("generate", f"{what}: CPU of one", "ms", tuple(one / len(made) * 1000 for one in seconds))


def register_of(size: int) -> Heading:
    """Return a register of so many claims; the speakers, topics and passages grow with it."""
    share = size / CLAIMS
    speakers, topics, passages = (max(least, int(most * share))
                                  for least, most in ((6, SPEAKERS), (2, TOPICS), (4, PASSAGES)))  # fmt: skip
    document: dict[str, Any] = heading_of("bees") | {
        "format": "quizapp-bank/2",
        "topics": [{"id": f"t{number}", "title": f"Topic {number}"} for number in range(topics)],
        "passages": [{"id": f"P{number}", "source": "leaflet",
                      "text": f"In paragraph {number} much is said of the hive."} for number in range(passages)],
        "speakers": [{"id": f"s{number}", "name": f"Keeper {number}", "kind": kind,
                      "speaks_for": [f"s{number - 1}"] if number % 9 == 8 else []}
                     for number, kind in enumerate(islice(cycle(KINDS), speakers))],
        "claims": [_claim(number, speakers, topics, passages) for number in range(size)],
        "unsaid": [{"id": f"u{number}", "text": f"Colony {number} was sold abroad.", "topic": f"t{number % topics}",
                    "near": [_quotation(number % passages)]} for number in range(size // 5)],
    }  # fmt: skip
    return Heading.model_validate(document)


def _claim(number: int, speakers: int, topics: int, passages: int) -> dict[str, Any]:
    voices = [
        {"speaker": f"s{(number * 7 + step * 11) % speakers}", "stance": STANCES[(number + step) % len(STANCES)],
         "evidence": [_quotation((number + step) % passages)]}
        for step in range(1 + number % 3)
    ]  # fmt: skip
    one_each = {voice["speaker"]: voice for voice in voices}
    return {
        "id": f"c{number}", "text": f"In {SEASONS[number % 4]} the colony {number} gathers more honey than it eats.",
        "topic": f"t{number % topics}", "about": [f"s{number % speakers}"], "unnamed": f"It gathers {number} pounds.",
        "date": f"{1000 + number:04}", "voices": list(one_each.values()),
        "overlaps": [f"c{number - topics}"] if number >= topics and number % 5 == 0 else [],
        "beside": [f"c{number - 1}"] if number % 4 == 3 else [],
    }  # fmt: skip


def _quotation(number: int) -> dict[str, str]:
    return {"passage": f"P{number}", "quote": f"In paragraph {number} much is said"}
