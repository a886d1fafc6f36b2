"""Read YAML and JSON into plain values, with the line and column of everything.

YAML is read by the 1.2 core rules: `no` is a word, `010` is ten, `1:30` and dates stay text. Aliases are refused (a
few lines of them can explode), and so are keys that stand twice in one mapping, which a plain reader drops silently.
Both are read from their tokens without recursion, so that no file, however nested, can exhaust the stack.
"""

import json
import re
from collections.abc import Iterator

import yaml

from quizapp.core.building import MOST_DEPTH, Builder, Place, Plain
from quizapp.core.errors import Fault, Invalid, Text, say


def decode(data: bytes) -> str:
    """Decode UTF-8 (with or without its mark) or UTF-16 with its mark; raises `Invalid` with the line of a bad byte."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Invalid(
            Fault(say("The file is not UTF-8 text. Save it again with the encoding UTF-8."), "", line, 1)
        ) from error


def is_json(text: str) -> bool:
    """Tell whether a text is to be read as JSON: it begins with a brace or bracket."""
    return text.lstrip()[:1] in ("{", "[")


def lines_of(text: str) -> list[str]:
    """Cut a text into lines as its reader counts them."""
    return text.split("\n") if is_json(text) else re.split("\r\n|[\n\r\x85\u2028\u2029]", text)


def read_plain(text: str) -> Plain:
    """Read a document, as JSON where it begins with a brace or bracket, else as YAML; raises `Invalid`."""
    return read_json(text) if is_json(text) else read_yaml(text)


def read_yaml(text: str) -> Plain:
    """Read one YAML document; raises `Invalid` with all that is wrong (a syntax error hides what follows it)."""
    builder = Builder()
    try:
        for event in yaml.parse(text, Loader=_Loader):
            _take(event, builder)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = say("This is not valid YAML: %(problem)s.", problem=error.problem or error.context or "")
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Invalid(*builder.faults, Fault(what, "", *place)) from error
    except yaml.YAMLError as error:
        line = text[: getattr(error, "position", 0) or 0].count("\n") + 1
        what = say("This is not valid YAML: %(problem)s.", problem=getattr(error, "reason", str(error)))
        raise Invalid(*builder.faults, Fault(what, "", line, 1)) from error
    return builder.built()


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _take(event: yaml.Event, builder: Builder) -> None:
    mark = event.start_mark
    place = (mark.line + 1, mark.column + 1)
    if isinstance(event, yaml.ScalarEvent):
        if builder.wants_name():
            builder.name(event.value, place)
        else:
            builder.add(_scalar(event, builder, place), place)
    elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        if event.tag not in _COLLECTIONS:
            builder.fault(_no_tag(event.tag), place)
        builder.open({} if isinstance(event, yaml.MappingStartEvent) else [], place)
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        builder.close()
    elif isinstance(event, yaml.AliasEvent):
        builder.fault(say("Aliases (*name) are not allowed; write the part out."), place)
        builder.name(f"*{event.anchor}", place) if builder.wants_name() else builder.add(None, place)
    elif isinstance(event, yaml.DocumentStartEvent) and builder.plain.places is not None:
        builder.stop(say("The file holds a second document here; only one is allowed."), place)


_COLLECTIONS = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_SCALARS = {
    "tag:yaml.org,2002:null": lambda text: None,
    "tag:yaml.org,2002:bool": lambda text: {"true": True, "false": False}[text.lower()],
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def _scalar(event: yaml.ScalarEvent, builder: Builder, place: Place) -> object:
    text = event.value
    try:
        if event.tag not in (None, "!"):
            return _SCALARS[event.tag](text)
        return _plain_scalar(text) if event.implicit[0] else text
    except KeyError:
        builder.fault(_no_tag(event.tag), place)
    except ValueError:
        builder.fault(say("A number is needed here, not “%(found)s”.", found=text[:40]), place)
    return None


def _plain_scalar(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-+.0123456789":
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text


def reads_as_text(text: str) -> bool:
    """Tell whether a plain scalar of YAML is read as the text that it is."""
    return isinstance(_plain_scalar(text), str)


def _no_tag(tag: str | None) -> Text:
    return say("The tag %(tag)s is not allowed here.", tag=tag or "")


_TOKEN = re.compile(r'\s*(?:("[^"\\]*(?:\\.[^"\\]*)*")|([{}\[\]:,])|([^\s{}\[\]:,"]+))', re.DOTALL)


def read_json(text: str) -> Plain:
    """Read one JSON document; raises `Invalid` with the line and column of a syntax error or of a name given twice."""
    builder = Builder()
    try:
        value = json.loads(text, parse_constant=lambda word: float("nan"))
    except json.JSONDecodeError as error:
        what = say("This is not valid JSON: %(problem)s.", problem=error.msg[0].lower() + error.msg[1:])
        raise Invalid(Fault(what, "", error.lineno, error.colno)) from error
    except RecursionError as error:
        raise Invalid(Fault(say("This is nested deeper than %(most)s levels.", most=MOST_DEPTH), "", 1, 1)) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise Invalid(Fault(say("A number in this file is too long to be read."), "", 1, 1)) from error
    for token, place in _tokens(text):
        if token in ("{", "["):
            builder.open({} if token == "{" else [], place)
        elif token in ("}", "]"):
            builder.close()
        elif token not in (":", ","):
            builder.name(json.loads(token), place) if builder.wants_name() else builder.add(None, place)
    return Plain(value, builder.built().places)


def _tokens(text: str) -> Iterator[tuple[str, Place]]:
    """Cut valid JSON into tokens, each with its line and column."""
    line, line_start, at = 1, 0, 0
    for match in _TOKEN.finditer(text):
        start = match.start(match.lastindex or 0)
        if breaks := text.count("\n", at, start):
            line += breaks
            line_start = text.rfind("\n", at, start) + 1
        at = start
        yield match[match.lastindex or 0], (line, start - line_start + 1)
