"""Read a question bank like an editor: flaws of item writing, attribution, neutrality, readability and the register.

    for finding in findings(bank):
        print(finding.grade, finding.field, finding.rule, finding.reason, finding.suggestion)

Each rule has a name and a grade, and a bank can switch it off with a reason (`exempt`). What a rule finds is measured
against what an editor would raise: `tests/data/flaws/`. The rules stand in rooms by subject, each with its table.
"""

from collections.abc import Iterable, Iterator

from quizapp.core.banks import Bank, Heading
from quizapp.core.errors import say
from quizapp.core.flaws import attribution, neutrality, options, readability, register, repeating, writing
from quizapp.core.flaws.finding import GRADES, Finding, Flaw, Grade, Rule
from quizapp.core.flaws.reading import Reading
from quizapp.core.questions import KINDS, Common

__all__ = ["GRADES", "RULES", "Finding", "Flaw", "Grade", "Rule", "findings", "findings_of_question"]

_ROOMS = (options, writing, repeating, attribution, neutrality, register, readability)


def _unknown_exemption(reading: Reading) -> Iterator[Flaw]:
    return register.unknown_exemptions(reading, frozenset(RULES))


_LAST = Rule(
    "unknown-exemption", "fault", say("An exemption names no rule."), heading=_unknown_exemption, english=False
)
RULES: dict[str, Rule] = {rule.name: rule for rule in (*(rule for room in _ROOMS for rule in room.RULES), _LAST)}


def findings(bank: Bank) -> tuple[Finding, ...]:
    """Return what all rules see in a bank, in the order of its document."""
    reading = Reading(bank)
    found: list[Finding] = []
    for rule in _rules_for(reading):
        if rule.heading:
            found += rule.told(rule.heading(reading))
        if rule.questions:
            found += rule.told(rule.questions(bank.questions, reading))
        if rule.question:
            for number, question in enumerate(bank.questions):
                found += rule.told(rule.question(question, reading), f"questions.{number}.")
    return _in_order(found)


def findings_of_question(question: Common, heading: Heading) -> tuple[Finding, ...]:
    """Return what the rules see in one question of a bank; each field is a path within the question."""
    reading = Reading(heading)
    return _in_order(
        finding
        for rule in _rules_for(reading)
        if rule.question
        for finding in rule.told(rule.question(question, reading))
    )


def _rules_for(reading: Reading) -> list[Rule]:
    """List the rules that hold for a bank: it is in their language, and has not switched them off."""
    off = {exemption.rule for exemption in reading.heading.exempt}
    return [rule for rule in RULES.values() if rule.name not in off and (reading.english or not rule.english)]


_LAST_FIELDS = ("explanation", "evidence")  # as a document is written
_FIELDS = dict.fromkeys(field for model in (Bank, *KINDS.values()) for field in model.model_fields)
_PLACES = {
    field: place for place, field in enumerate([one for one in _FIELDS if one not in _LAST_FIELDS] + [*_LAST_FIELDS])
}


def _in_order(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by where they stand in the document."""
    return tuple(sorted(found, key=lambda finding: _place(finding.field)))


def _place(field: str) -> tuple[int, ...]:
    return tuple(int(step) if step.isdigit() else _PLACES.get(step, 0) for step in field.split("."))
