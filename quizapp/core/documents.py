"""Turn a bank into a plain document (YAML, JSON) and back; every fault of a file names its place."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, get_args

import yaml
from pydantic import TypeAdapter, ValidationError

from quizapp.core.banks import FORMAT, Bank, Heading, Names, heading_of, misfits, misfits_of_question, require
from quizapp.core.errors import Fault, Invalid, Text, say, visible
from quizapp.core.plaintext import Path, Plain, decode, dotted, lines_of, read_plain, reads_as_text
from quizapp.core.questions import ID_LENGTH, KINDS, Common, Question, Value, plain

MOST_FAULTS = 1000  # more are counted, not listed
_bank = TypeAdapter(Bank)
_question = TypeAdapter(Question)


def read_bank(data: bytes) -> Bank:
    """Read a bank from the bytes of a YAML or JSON file; raises `Invalid` with every fault, its line and column."""
    document = read_plain(decode(data))
    if not isinstance(document.value, dict):
        begin = say("The file holds no bank: it should begin with “format: %(format)s”.", format=FORMAT)
        raise invalid_at(begin, document)
    bank, faults = None, [_placed(fault, document) for fault in misfits(document.value)]
    try:
        bank = _bank.validate_python(document.value)
    except ValidationError as error:
        faults += _faults(error, document)
    require(_listed(faults))
    return bank


def _listed(faults: list[Fault]) -> list[Fault]:
    """Bring faults into the order of their file; what exceeds the limit of a report is counted."""
    faults = sorted(faults, key=lambda fault: (fault.line or 0, fault.column or 0))
    if (more := len(faults) - MOST_FAULTS) > 0:
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
    question, faults = None, misfits_of_question(document, Names.of(bank))
    try:
        question = _question.validate_python(document)
    except ValidationError as error:
        faults = _faults(error, Plain(document)) + faults
    require(faults)
    return question


def read_heading(document: dict[str, Any], questions: Iterable[Common] = ()) -> Heading:
    """Read all of a bank but its questions, into which these questions must fit; raises `Invalid` with every fault."""
    heading, faults = None, misfits(document)
    try:
        heading = Heading.model_validate(document)
    except ValidationError as error:
        faults = _faults(error, Plain(document)) + faults
    names = Names.of(document)
    for question in questions if not faults else ():
        for fault in misfits_of_question(plain(question), names, suggest=False):
            needs = say("The question “%(name)s” needs it: %(fault)s", name=question.id, fault=fault.message)
            faults.append(Fault(needs, _PART_OF[fault.field.rpartition(".")[2]]))
    require(faults)
    return heading


_PART_OF = {"topic": "topics", "passage": "passages", "speaker": "speakers"}


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
        "format": FORMAT,
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


def _placed(fault: Fault, document: Plain) -> Fault:
    path = tuple(int(part) if part.isdigit() else part for part in fault.field.split("."))
    return Fault(fault.message, fault.field, *document.place_of(path))


def _faults(error: ValidationError, document: Plain) -> list[Fault]:
    faults = []
    for problem in error.errors(include_url=False):
        if problem["type"] == "too_short" and len(problem["input"]) >= problem["ctx"]["min_length"]:
            continue  # long enough, but for entries whose own faults are told
        path = _path_in(problem["loc"], document.value)
        if problem["type"] == "union_tag_invalid":
            path = (*path, "kind")
        sentence = _sentence(problem, path, suggest=len(faults) < MOST_FAULTS)
        faults.append(Fault(sentence, dotted(path), *document.place_of(path)))
    return faults


def _path_in(loc: tuple, value: object) -> Path:
    """Leave out of a validator's path what is not in the document (the name of the kind that it tried)."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        inside = isinstance(value, dict) and part in value
        if isinstance(part, str) and part in KINDS and not inside and isinstance(value, dict) and index < len(loc):
            continue
        path.append(part)
        try:
            value = value[part]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            value = None
    return tuple(path)


def _sentence(problem: dict[str, Any], path: Path, suggest: bool) -> Text:
    """Say a validator's problem in a sentence that tells what to do."""
    name, context, found = problem["type"], problem.get("ctx", {}), problem["input"]
    if name == "extra_forbidden":
        return _unknown_field(str(path[-1]), problem, suggest)
    if name in ("union_tag_invalid", "literal_error") and isinstance(found, dict):
        found = found.get("kind", "")
    values = {"found": _shortly(found), **context}
    if name == "union_tag_invalid":
        values["expected"] = ", ".join(KINDS)
    if name == "literal_error":
        values["expected"] = str(context["expected"]).replace("'", "").replace(" or ", ", ")
    template = SENTENCES.get(name)
    if template is None:
        return say("This value is not allowed: %(problem)s.", problem=problem["msg"])
    allowed = str(values.get("expected", "")).split(", ") if suggest and found and isinstance(found, str) else []
    if near := get_close_matches(str(values["found"]), allowed, n=1):
        return say("“%(found)s” is not allowed here. Did you mean “%(near)s”?", found=values["found"], near=near[0])
    return Text(template.template, values)


def _unknown_field(name: str, problem: dict[str, Any], suggest: bool) -> Text:
    if suggest and (near := get_close_matches(name[:ID_LENGTH], _fields_at(problem["loc"][:-1]), n=1)):
        return say("There is no field “%(name)s” here. Did you mean “%(near)s”?", name=_shortly(name), near=near[0])
    return say("There is no field “%(name)s” here; take it out.", name=_shortly(name))


def _fields_at(loc: tuple) -> list[str]:
    """List the fields that a document may have at a place (a validator's path: names, indices, kinds)."""
    here: list[type[Value]] = [Bank]
    for part in loc:
        if part in KINDS:
            here = [KINDS[part]]
        elif isinstance(part, str):
            here = [inner for model in here if part in model.model_fields
                    for inner in _models_in(model.model_fields[part].annotation)]  # fmt: skip
    return [name for model in here for name in model.model_fields]


def _models_in(annotation: Any) -> list[type[Value]]:
    """List the models within an annotation such as tuple[Option, ...]."""
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _shortly(found: object) -> object:
    if isinstance(found, list | tuple):
        return say("a list")
    if isinstance(found, dict):
        return say("fields with names")
    if found is None:
        return say("nothing")
    text = found if isinstance(found, str) else json.dumps(found, default=str)
    return visible(text if len(text) <= 60 else text[:59] + "…")


SENTENCES: dict[str, Text] = {
    "string_unicode": say("The text holds half of a character (a lone surrogate); write it anew."),
    "control_character": say("The text holds a character that cannot be shown (%(code)s); take it out."),
    "missing": say("This field is missing; add it."),
    "string_type": say("A text is needed here, not %(found)s. Put it in quotes."),
    "string_too_short": say("A text is needed here; it is empty."),
    "string_too_long": say("The text is longer than %(max_length)s characters."),
    "string_pattern_mismatch": say("“%(found)s” is no id: use letters, digits, “-”, “_” and “.” only, without spaces."),
    "bool_type": say("Write true or false here, not “%(found)s”."),
    "bool_parsing": say("Write true or false here, not “%(found)s”."),
    "float_type": say("A number is needed here, not “%(found)s”."),
    "float_parsing": say("A number is needed here, not “%(found)s”."),
    "finite_number": say("A number is needed here, not “%(found)s”."),
    "greater_than": say("The number must be greater than %(gt)s."),
    "greater_than_equal": say("The number must be %(ge)s or more."),
    "less_than_equal": say("The number must be %(le)s or less."),
    "too_short": say("At least %(min_length)s are needed here; there are %(actual_length)s."),
    "too_long": say("At most %(max_length)s are allowed here; there are %(actual_length)s."),
    "tuple_type": say("A list is needed here, each entry on a line that begins with “- ”."),
    "model_type": say("Fields with names are needed here, such as “id: …”."),
    "model_attributes_type": say("Fields with names are needed here, such as “id: …”."),
    "dict_type": say("Fields with names are needed here, such as “id: …”."),
    "literal_error": say("“%(found)s” is not allowed here. Use one of: %(expected)s."),
    "union_tag_invalid": say("There is no kind “%(found)s”. Use one of: %(expected)s."),
    "union_tag_not_found": say("The kind is missing; add “kind: …” (such as single_choice)."),
    "one_right": say("Exactly one option must be right (“right: true”); %(count)s are."),
    "some_right": say("At least one option must be right (“right: true”); none is."),
    "same_option": say("Two options say the same: “%(text)s”. Take one out or reword it."),
    "one_choice": say("All pairs have the same right-hand side; add another or a distractor."),
    "gaps_fit": say("The text must hold each gap once and in order, {1} to {%(count)s}; it has %(found)s."),
}
