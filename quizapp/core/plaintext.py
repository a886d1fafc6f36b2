"""Read YAML and JSON into plain values, with the line and column of everything.

YAML is read by the 1.2 core rules: `no` is a word, `010` is ten, `1:30` and dates stay text. Aliases are refused (a
few lines of them can explode), and so are keys that stand twice in one mapping, which a plain reader drops silently.
"""

import json
import re
from dataclasses import dataclass, field

import yaml

from quizapp.core.errors import Fault, Invalid, Text, say

MOST_DEPTH = 20
Place = tuple[int, int]
Path = tuple[str | int, ...]


@dataclass
class Plain:
    """Hold a plain value and where each part of it stands (`places[path] = line, column`, counted from 1)."""

    value: object
    places: dict[Path, Place] = field(default_factory=dict)

    def place_of(self, path: Path) -> Place | tuple[None, None]:
        """Return the line and column of a part, or of the nearest part around it that has a place."""
        for length in range(len(path), -1, -1):
            if (place := self.places.get(tuple(path[:length]))) is not None:
                return place
        return None, None


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


def read_plain(text: str) -> Plain:
    """Read a document, as JSON where it begins with a brace or bracket, else as YAML; raises `Invalid`."""
    return read_json(text) if text.lstrip()[:1] in ("{", "[") else read_yaml(text)


class _Core12(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):
    """Resolve plain scalars by YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict = {}


_Core12.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Core12.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Core12.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_Core12.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)
_SCALARS = {
    "tag:yaml.org,2002:null": lambda text: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


def read_yaml(text: str) -> Plain:
    """Read one YAML document; raises `Invalid` with all that is wrong (a syntax error hides what follows it)."""
    try:
        root = yaml.compose(text, Loader=_Core12)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = say("This is not valid YAML: %(problem)s.", problem=error.problem or error.context or "")
        raise Invalid(Fault(what, "", mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        line = text[: getattr(error, "position", 0) or 0].count("\n") + 1
        what = say("This is not valid YAML: %(problem)s.", problem=getattr(error, "reason", "it is nested too deeply"))
        raise Invalid(Fault(what, "", line, 1)) from error
    walk = _YamlWalk()
    plain = Plain(walk.value_of(root, (), 0) if root else None, walk.places)
    if walk.faults:
        raise Invalid(*walk.faults)
    return plain


class _YamlWalk:
    """Turn nodes into plain values, and note places and faults."""

    def __init__(self):
        self.places: dict[Path, Place] = {}
        self.faults: list[Fault] = []
        self._met: set[int] = set()

    def fault(self, node, path: Path, message: Text) -> None:
        self.faults.append(Fault(message, dotted(path), node.start_mark.line + 1, node.start_mark.column + 1))

    def value_of(self, node, path: Path, depth: int) -> object:
        self.places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
        if id(node) in self._met and not isinstance(node, yaml.ScalarNode):
            return self.fault(node, path, say("Aliases (*name) are not allowed; write the part out."))
        self._met.add(id(node))
        if depth > MOST_DEPTH:
            return self.fault(node, path, say("This is nested deeper than %(most)s levels.", most=MOST_DEPTH))
        if isinstance(node, yaml.SequenceNode):
            return [self.value_of(part, (*path, index), depth + 1) for index, part in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        return self._scalar(node, path)

    def _scalar(self, node, path: Path) -> object:
        try:
            return _SCALARS[node.tag](node.value)
        except (KeyError, ValueError):
            return self.fault(node, path, say("The tag %(tag)s is not allowed here.", tag=node.tag))

    def _mapping(self, node, path: Path, depth: int) -> dict:
        found: dict[str, object] = {}
        for name, part in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self.fault(name, path, say("A name before a colon must be a word."))
            elif name.value in found:
                self.fault(name, (*path, name.value), say("“%(name)s” stands twice here.", name=name.value))
            else:
                inner = (*path, name.value)
                self.places[inner] = (name.start_mark.line + 1, name.start_mark.column + 1)
                found[name.value] = self.value_of(part, inner, depth + 1)
        return found


_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\]:,])|([^\s{}\[\]:,"]+))', re.DOTALL)


def read_json(text: str) -> Plain:
    """Read one JSON document; raises `Invalid` with the line and column of a syntax error or of a name given twice."""
    try:
        value = json.loads(text, parse_constant=lambda word: float("nan"))
    except json.JSONDecodeError as error:
        what = say("This is not valid JSON: %(problem)s.", problem=error.msg[0].lower() + error.msg[1:])
        raise Invalid(Fault(what, "", error.lineno, error.colno)) from error
    except RecursionError as error:
        raise Invalid(Fault(say("This is nested deeper than %(most)s levels.", most=MOST_DEPTH), "", 1, 1)) from error
    places, faults = _json_places(text)
    if faults:
        raise Invalid(*faults)
    return Plain(value, places)


def _json_places(text: str) -> tuple[dict[Path, Place], list[Fault]]:
    """Walk over the tokens of valid JSON and note where each value (in a mapping: its name) begins."""
    places: dict[Path, Place] = {}
    faults: list[Fault] = []
    stack: list[list] = []  # [closing bracket, name or index of the part at hand]
    line, line_start, at, name_next = 1, 0, 0, False
    while match := _TOKEN.match(text, at):
        start = match.start(match.lastindex)
        line += text.count("\n", at, start)
        line_start = text.rfind("\n", 0, start) + 1
        token, at, here = match[match.lastindex], match.end(), (line, start - line_start + 1)
        line += token.count("\n")
        path = tuple(part for _, part in stack)
        if token in "}]" and match.lastindex == 2:
            stack.pop()
        elif token == ",":
            if stack[-1][0] == "]":
                stack[-1][1] += 1
            name_next = stack[-1][0] == "}"
        elif name_next and match.lastindex == 1:
            stack[-1][1] = json.loads(token)
            path = tuple(part for _, part in stack)
            if path in places:
                faults.append(Fault(say("“%(name)s” stands twice here.", name=stack[-1][1]), dotted(path), *here))
            places[path], name_next = here, False
        elif token != ":":
            places.setdefault(path, here)
            if token in "{[" and match.lastindex == 2:
                stack.append(["}", None] if token == "{" else ["]", 0])
                name_next = token == "{"
                if len(stack) > MOST_DEPTH:
                    deep = say("This is nested deeper than %(most)s levels.", most=MOST_DEPTH)
                    return places, [Fault(deep, dotted(path), *here)]
    return places, faults


def dotted(path: Path) -> str:
    """Write a path with dots: questions.3.stem."""
    return ".".join(map(str, path))
