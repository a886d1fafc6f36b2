"""Make a bank of any size, its kinds mixed as in the bank that is bundled with the site."""

import json
from typing import Any

from quizapp.core.banks import Bank
from quizapp.core.documents import unpack

# The bundled bank has 21 of single choice among its 61, and so on; of each hundred here:
MIX = {"single_choice": 34, "true_false": 15, "multiple_choice": 13, "short_answer": 8, "matching": 8, "cloze": 7,
       "numeric": 5, "ordering": 5, "hot_text": 5}  # fmt: skip
TOPICS = ("hives", "wax", "honey", "swarms", "winter")
LEVELS = ("easy", "medium", "hard")
_KINDS = [kind for kind, count in MIX.items() for _ in range(count)]


def bank_of(size: int, name: str = "bees") -> Bank:
    """Return a bank of so many questions."""
    document = {**heading_of(name), "questions": [question_of(number) for number in range(size)]}
    return unpack(json.dumps(document).encode())


def heading_of(name: str) -> dict[str, Any]:
    """Return the document of a bank but for its questions."""
    return {
        "format": "quizapp-bank/1",
        "id": name,
        "title": "What keepers say of bees",
        "sources": [{"id": "leaflet", "title": "A leaflet about bees"}],
        "passages": [{"id": f"P{number}", "source": "leaflet", "text": f"In paragraph {number} the keeper says that "
                      "bees build with wax, that a colony gathers honey for the winter, and that it swarms in May."}
                     for number in range(1, 21)],
        "speakers": [{"id": "keeper", "name": "The keeper", "role": "who keeps the bees"}],
        "topics": [{"id": topic, "title": topic.title()} for topic in TOPICS],
    }  # fmt: skip


def question_of(number: int) -> dict[str, Any]:
    """Return the document of the question of a number: its kind, topic and difficulty follow from that."""
    kind = _KINDS[number * 37 % len(_KINDS)]
    return {
        "id": f"q{number}",
        "kind": kind,
        "topic": TOPICS[number % len(TOPICS)],
        "difficulty": LEVELS[number // 5 % len(LEVELS)],
        "stem": f"Observation {number}: what does **the keeper** say of a colony in this paragraph of the leaflet?",
        "explanation": "The keeper says so in the leaflet, and names no other source for it.",
        "evidence": [{"passage": f"P{number % 20 + 1}", "speaker": "keeper", "stance": "asserts"}],
        **_PARTS[kind],
    }


_PARTS: dict[str, dict[str, Any]] = {
    "single_choice": {"options": [
        {"text": "It builds its combs with wax that the workers make", "right": True},
        {"text": "It buys its combs from a neighbouring colony", "feedback": "No trade is mentioned."},
        {"text": "It lives in the ground, as a mole does"}, {"text": "It has no need of combs in summer"}]},
    "multiple_choice": {"options": [
        {"text": "Workers gather nectar", "right": True}, {"text": "Workers build the combs", "right": True},
        {"text": "Drones guard the entrance"}, {"text": "The queen fetches water"}]},
    "true_false": {"right": False},
    "short_answer": {"accepted": ["queen", "the queen"]},
    "numeric": {"value": 6, "tolerance": 0.5, "unit": "legs"},
    "matching": {"pairs": [{"left": "Queen", "right": "lays eggs"}, {"left": "Worker", "right": "gathers nectar"},
                           {"left": "Drone", "right": "mates"}], "distractors": ["barks"]},
    "ordering": {"items": ["egg", "larva", "pupa", "bee"]},
    "cloze": {"text": "A bee has {1} legs and {2} wings.",
              "gaps": [{"options": [{"text": "six", "right": True}, {"text": "four"}]},
                       {"options": [{"text": "four", "right": True}, {"text": "two"}]}]},
    "hot_text": {"sentences": [
        {"passage": "P1", "text": "In paragraph 1 the keeper says that bees build with wax"},
        {"passage": "P1", "text": "that a colony gathers honey for the winter", "right": True},
        {"passage": "P1", "text": "and that it swarms in May."}]},
}  # fmt: skip
