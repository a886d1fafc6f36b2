"""Turn a bank into a plain document (YAML, JSON) and back; every fault of a file names its place."""

import json
from collections.abc import Iterable
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from quizapp.core.banks import FORMAT, Bank, Heading, heading_of
from quizapp.core.building import Plain
from quizapp.core.errors import Fault, Invalid, Text, require, say
from quizapp.core.fitting import Names, misfits, misfits_of_question
from quizapp.core.numbers import whole_number
from quizapp.core.plaintext import decode, lines_of, read_plain, reads_as_text
from quizapp.core.problems import MOST_FAULTS, faults_of
from quizapp.core.questions import Common, Question
from quizapp.core.suggesting import Suggestions
from quizapp.core.values import plain

_bank = TypeAdapter(Bank)
_question = TypeAdapter(Question)


def read_bank(data: bytes) -> Bank:
    """Read a bank from the bytes of a YAML or JSON file; raises `Invalid` with every fault, its line and column."""
    return read_with_places(data)[0]


def read_with_places(data: bytes) -> tuple[Bank, Plain]:
    """Read a bank as `read_bank` does, together with the plain document that knows the line of each part."""
    document = read_plain(decode(data))
    if not isinstance(document.value, dict):
        begin = say("The file holds no bank: it should begin with “format: %(format)s”.", format=FORMAT)
        raise invalid_at(begin, document)
    bank, suggestions, more = None, Suggestions(), 0
    faults = [_placed(fault, document) for fault in misfits(document.value, suggestions)]
    try:
        bank = _bank.validate_python(document.value)
    except ValidationError as error:
        found, more = faults_of(error, document, suggestions)
        faults += found
    require(_listed(faults, more))
    assert bank is not None
    return bank, document


def _listed(faults: list[Fault], more: int) -> list[Fault]:
    """Bring faults into the order of their file; what exceeds the limit of a report is counted."""
    faults = sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0))
    if (more := more + len(faults[MOST_FAULTS:])) > 0:
        return [*faults[:MOST_FAULTS], Fault(say("There are %(count)s more faults; mend these first.", count=more))]
    return faults


def lines_in(data: bytes) -> list[str]:
    """Return the lines of a file as its faults count them; none where it is not text."""
    try:
        return lines_of(decode(data))
    except Invalid:
        return []


def invalid_at(message: Text, document: Plain) -> Invalid:
    """Build the refusal of a whole file."""
    line, column = document.place_of(())
    return Invalid(Fault(message, "", line or 1, column or 1))


def read_question(document: dict[str, Any], bank: Heading) -> Common:
    """Read one question of a bank from a plain document; raises `Invalid` with every fault and its field."""
    question, suggestions = None, Suggestions()
    faults = misfits_of_question(document, Names.of(bank), suggestions)
    try:
        question = _question.validate_python(document)
    except ValidationError as error:
        faults = faults_of(error, Plain(document), suggestions)[0] + faults
    require(faults)
    return question


def read_heading(document: dict[str, Any], questions: Iterable[Common] = ()) -> Heading:
    """Read all of a bank but its questions, into which these questions must fit; raises `Invalid` with every fault."""
    heading, suggestions = None, Suggestions()
    faults = misfits(document, suggestions)
    try:
        heading = Heading.model_validate(document)
    except ValidationError as error:
        faults = faults_of(error, Plain(document), suggestions)[0] + faults
    names = Names.of(document)
    for question in questions if not faults else ():
        for fault in misfits_of_question(plain(question), names):
            needs = say("The question “%(name)s” needs it: %(fault)s", name=question.id, fault=fault.message)
            faults.append(Fault(needs, _PART_OF[fault.field.rpartition(".")[2]]))
    require(faults)
    return heading


_PART_OF = {
    "topic": "topics", "passage": "passages", "speaker": "speakers", "quote": "passages", "text": "passages",
}  # fmt: skip


def pack(bank: Bank) -> bytes:
    """Write a bank in the shortest way, to be read again by `unpack` alone."""
    return json.dumps(document_of(bank), ensure_ascii=False, separators=(",", ":")).encode()


def unpack(data: bytes) -> Bank:
    """Read what `pack` wrote."""
    return _bank.validate_json(data)


def document_of(bank: Heading, questions: Iterable[Common] | None = None) -> dict[str, Any]:
    """Return the plain document of a bank; the questions may come apart from their heading."""
    if isinstance(bank, Bank):
        bank, questions = heading_of(bank), bank.questions if questions is None else questions
    return {
        "format": bank.format,
        **bank.model_dump(mode="json", exclude_defaults=True, exclude={"format"}),
        "questions": [_in_reading_order(plain(question)) for question in questions or ()],
    }


def write_yaml(document: dict[str, Any]) -> str:
    """Write a plain document as YAML that a person can read and edit."""
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, default_flow_style=False)


def write_json(document: dict[str, Any]) -> str:
    """Write a plain document as JSON."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a bank document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A question bank",
        **_bank.json_schema(),
    }


_FIRST = ("id", "kind", "topic", "difficulty", "points", "stem", "text")
_LAST = ("explanation", "evidence")


def _in_reading_order(document: dict[str, Any]) -> dict[str, Any]:
    middle = [name for name in document if name not in _FIRST and name not in _LAST]
    return {name: document[name] for name in (*_FIRST, *middle, *_LAST) if name in document}


class _Dumper(yaml.SafeDumper):
    """Write so that our reader (YAML 1.2) and others (1.1) read the same."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not any(line.endswith(" ") for line in text.splitlines()) else None
    if style is None and not reads_as_text(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)


def place_in(document: Plain, field: str) -> tuple[int, int] | tuple[None, None]:
    """Return the line and column of a field, which is a dotted path, or of the nearest part around it."""
    steps = ((part, whole_number(part)) for part in field.split("."))
    return document.place_of(tuple(part if number is None else number for part, number in steps))


def _placed(fault: Fault, document: Plain) -> Fault:
    return Fault(fault.message, fault.field, *place_in(document, fault.field))
