"""Measure the rules of the linter on the labelled set in `tests/data/flaws/`: precision and recall of each.

    python -m tests.core.measure_flaws

writes `measured.json` there anew, and prints the table for the README.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from quizapp.core.banks import Bank
from quizapp.core.flaws import RULES, findings
from quizapp.core.plaintext import read_plain

FOLDER = Path(__file__).resolve().parent.parent / "data" / "flaws"
MEASURED = FOLDER / "measured.json"
HELD_OUT = "held_out.yaml"
_PARTS = ("passages", "speakers", "claims", "unsaid", "exempt")
_KINDS = {"choose": "single_choice", "several": "multiple_choice", "holds": "true_false", "fails": "true_false",
          "short": "short_answer"}  # fmt: skip
_FILLER = {"short": "When did the first swallow of the year come back?", "accepted": ["in April"]}


@cache
def _read(name: str) -> Any:
    return read_plain((FOLDER / name).read_text("utf-8")).value


def items() -> list[dict[str, Any]]:
    """Return all labelled items, each with the name of its file."""
    files = sorted(path.name for path in FOLDER.glob("*.yaml") if path.name != "headings.yaml")
    return [{**item, "file": name, "number": number} for name in files for number, item in enumerate(_read(name), 1)]


def bank_of(item: dict[str, Any]) -> Bank:
    """Build the bank that an item stands for."""
    heading = dict(_read("headings.yaml")[item.get("of", "plain")])
    for part in _PARTS:
        if part in item:
            heading[part] = [*heading.get(part, []), *item[part]]
    shorts = item.get("questions") or [item if set(item) & set(_KINDS) else _FILLER]
    named = [_question(f"q{number}", short, item, heading) for number, short in enumerate(shorts, 1)]
    return Bank.model_validate({**heading, "questions": named})


def _question(name: str, short: dict[str, Any], item: dict[str, Any], heading: dict[str, Any]) -> dict[str, Any]:
    word = next(word for word in _KINDS if word in short)
    shown = [{"passage": "P1", "speaker": "chronicle", "stance": "reports"}] if "passages" in heading else []
    document = {"id": name, "kind": _KINDS[word], "topic": "all", "difficulty": "easy", "stem": short[word],
                "explanation": short.get("explanation", ""), "evidence": item.get("evidence", shown)}  # fmt: skip
    if word in ("holds", "fails"):
        return {**document, "right": word == "holds"}
    if word == "short":
        return {**document, "accepted": short["accepted"]}
    options = [{"text": text.lstrip("+"), "right": text.startswith("+")} for text in map(str, short["options"])]
    return {**document, "options": options, "shuffle": not item.get("fixed", False)}


def found_in(item: dict[str, Any]) -> set[str]:
    """Return the names of the rules that find something in an item."""
    return {finding.rule for finding in findings(bank_of(item))}


def measure() -> dict[str, dict[str, Any]]:
    """Return for each rule, on all items and on those held out: how many items have its flaw, in how many it finds
    one, in how many of these rightly, and what precision and recall that gives.
    """
    read = [(item["file"] == HELD_OUT, set(item["expected"]), found_in(item)) for item in items()]
    unseen = [one for one in read if one[0]]
    return {name: {"all": _measure(name, read), "held_out": _measure(name, unseen)} for name in RULES}


def _measure(name: str, read: list[tuple[bool, set[str], set[str]]]) -> dict[str, Any]:
    have = sum(name in expected for _, expected, _ in read)
    found = sum(name in found for _, _, found in read)
    right = sum(name in expected and name in found for _, expected, found in read)
    shares = {"precision": _share(right, found), "recall": _share(right, have)}
    return {"have": have, "found": found, "right": right, **shares}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 2) if whole else None


def table(measured: dict[str, dict[str, Any]]) -> str:
    """Write the measure as a Markdown table; the last line is of all findings together."""
    lines = [
        "| rule | grade | what it tells | items with it | found | precision | recall | held out: with it | found "
        "| precision | recall |",
        "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, told in measured.items():
        lines.append(f"| `{name}` | {RULES[name].grade} | {RULES[name].title} {_cells(told['all'], told['held_out'])}")
    sums = [{key: sum(told[part][key] for told in measured.values()) for key in ("have", "found", "right")}
            for part in ("all", "held_out")]  # fmt: skip
    for one in sums:
        one.update(precision=_share(one["right"], one["found"]), recall=_share(one["right"], one["have"]))
    return "\n".join([*lines, f"| all rules | | {_cells(*sums)}"])


def _cells(*parts: dict[str, Any]) -> str:
    shown = [part[key] for part in parts for key in ("have", "found", "precision", "recall")]
    words = ["–" if one is None else f"{one:.2f}" if isinstance(one, float) else str(one) for one in shown]
    return f"| {' | '.join(words)} |"


def main() -> None:
    """Measure, write the measure down, print the table, and what the rules and the editor see differently."""
    measured = measure()
    MEASURED.write_text(json.dumps(measured, indent=2) + "\n", "utf-8")
    for item in items():
        expected, found = set(item["expected"]), found_in(item)
        if expected != found:
            missed, needless = sorted(expected - found), sorted(found - expected)
            sys.stderr.write(f"{item['file']} {item['number']}: missed {missed}, needless {needless}\n")
    sys.stdout.write(table(measured) + "\n")


if __name__ == "__main__":
    main()
