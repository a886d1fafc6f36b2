"""Say what a validator finds in a document: each problem as a fault, in a sentence that tells what to do."""

import json
from typing import Any, get_args

from pydantic import ValidationError

from quizapp.core.banks import Bank
from quizapp.core.building import Path, Plain, dotted
from quizapp.core.errors import Fault, Text, say, visible
from quizapp.core.questions import KINDS
from quizapp.core.suggesting import NONE, Suggestions
from quizapp.core.values import Value

MOST_FAULTS = 1000  # more are counted, not listed


def faults_of(error: ValidationError, document: Plain, suggestions: Suggestions = NONE) -> tuple[list[Fault], int]:
    """Tell the problems of a document as faults, each with its field and place, and how many more there are."""
    problems = [problem for problem in error.errors(include_url=False) if not _is_followed(problem)]
    told = [_fault(problem, document, suggestions) for problem in problems[:MOST_FAULTS]]
    return told, len(problems) - len(told)


def _is_followed(problem: dict[str, Any]) -> bool:
    """Tell whether a list is long enough, but for entries whose own problems are told."""
    return problem["type"] == "too_short" and len(problem["input"]) >= problem["ctx"]["min_length"]


def _fault(problem: dict[str, Any], document: Plain, suggestions: Suggestions) -> Fault:
    path = _path_in(problem["loc"], document.value)
    if problem["type"] == "union_tag_invalid":
        path = (*path, "kind")
    return Fault(_sentence(problem, path, suggestions), dotted(path), *document.place_of(path))


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


def _sentence(problem: dict[str, Any], path: Path, suggestions: Suggestions) -> Text:
    """Say a validator's problem in a sentence that tells what to do."""
    name, context, found = problem["type"], problem.get("ctx", {}), problem["input"]
    if name == "extra_forbidden":
        return _unknown_field(str(path[-1]), problem, suggestions)
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
    allowed = tuple(str(values.get("expected", "")).split(", ")) if found and isinstance(found, str) else ()
    if near := suggestions.nearest(str(values["found"]), allowed):
        return say("“%(found)s” is not allowed here. Did you mean “%(near)s”?", found=values["found"], near=near)
    return Text(template.template, values)


def _unknown_field(name: str, problem: dict[str, Any], suggestions: Suggestions) -> Text:
    if near := suggestions.nearest(name, tuple(_fields_at(problem["loc"][:-1]))):
        return say("There is no field “%(name)s” here. Did you mean “%(near)s”?", name=_shortly(name), near=near)
    if " " in name.strip():
        return say("There is no field “%(name)s” here. If it is a part of the text before it, which has a comma or a "
                   "colon in it, put that text in quotation marks; else take it out.", name=_shortly(name))  # fmt: skip
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
    "same_sentence": say("The sentence “%(text)s” stands twice; take one out."),
    "some_evidence": say("At least one sentence must be the evidence (“right: true”); none is."),
    "not_all_evidence": say("All sentences are the evidence, so there is nothing to find; add some that are not."),
    "one_choice": say("All pairs have the same right-hand side; add another or a distractor."),
    "no_date": say("“%(text)s” is no date: write 2023, 2023-05, 2023-05-24 or a span such as 2022-03/2022-05."),
    "one_voice": say("“%(speaker)s” has two voices in this claim; keep the one that the source shows."),
    "gaps_fit": say("The text must hold each gap once and in order, {1} to {%(count)s}; it has %(found)s."),
}
