"""Find what does not fit together in a bank's plain document: names given twice, names of nothing, false quotations.

What is malformed otherwise is passed over here, so that both sorts of fault can be told in one report.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from quizapp.core.banks import FORMATS, Heading
from quizapp.core.errors import Fault, Text, say
from quizapp.core.quoting import nearest, span_of
from quizapp.core.sentences import sentences_of
from quizapp.core.suggesting import NONE, Suggestions
from quizapp.core.values import EXTRACT_LENGTH, LINE_LENGTH, TEXT_LENGTH, fold

PARTS = ("sources", "passages", "speakers", "topics", "claims", "unsaid", "questions")
RELATIONS = ("overlaps", "against", "beside")
_REGISTER = ("claims", "unsaid")
Document = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """Hold the names that the parts of a bank may use; None: the bank does not tell, so nothing is unknown."""

    topics: frozenset[str] | None
    passages: frozenset[str] | None
    speakers: frozenset[str] | None
    claims: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    texts: dict[str, str] = field(default_factory=dict)
    """The text of each passage, for quotations."""

    @classmethod
    def of(cls, heading: Heading | Document) -> "Names":
        """Collect the names of a heading, or of the plain document of a bank as far as it can be read."""
        document = heading.model_dump(mode="json") if isinstance(heading, Heading) else heading
        parts = (_names_in(document, part) for part in ("topics", "passages", "speakers", "claims", "sources"))
        texts = {_word(one, "id"): _long(one, "text") for one in _things(document, "passages")}
        return cls(*parts, texts={name: text for name, text in texts.items() if name and text})


def misfits(document: Document, suggestions: Suggestions = NONE) -> list[Fault]:
    """List what does not fit together in the plain document of a bank."""
    faults = []
    for part in PARTS:
        faults += _twice(part, [_word(thing, "id") for thing in _things(document, part)])
    claimed = {_word(thing, "id") for thing in _things(document, "claims")}
    for index, name in enumerate(_word(thing, "id") for thing in _things(document, "unsaid")):
        if name is not None and name in claimed:
            faults.append(
                Fault(say("The id “%(name)s” is taken already, by a claim.", name=name), f"unsaid.{index}.id")
            )
    names = Names.of({"sources": [], "passages": [], "speakers": [], "claims": [], **document})
    faults += _of_register(document)
    for part, references in _REFERENCES.items():
        for index, thing in enumerate(_things(document, part)):
            here = [*_unknown_in(thing, references, names, suggestions), *_of_quotations(thing, names, suggestions)]
            faults += [Fault(fault.message, f"{part}.{index}.{fault.field}") for fault in here]
    return faults


def misfits_of_question(question: Document, names: Names, suggestions: Suggestions = NONE) -> list[Fault]:
    """List what the plain document of a question names and its bank does not have, words of passages among it."""
    references = _REFERENCES["questions"]
    return [*_unknown_in(question, references, names, suggestions), *_of_quotations(question, names, suggestions)]


# Where names stand: (path, with * for each entry of a list; what is named; the field of Names).
_TOPIC = ("topic", say("topic"), "topics")
_ABOUT = ("about.*", say("speaker"), "speakers")
_PASSAGE, _SPEAKER, _CLAIM = say("passage"), say("speaker"), say("claim")
_REFERENCES = {
    "passages": (("source", say("source"), "sources"),),
    "speakers": (("speaks_for.*", _SPEAKER, "speakers"),),
    "claims": (
        _TOPIC,
        _ABOUT,
        ("voices.*.speaker", _SPEAKER, "speakers"),
        ("voices.*.evidence.*.passage", _PASSAGE, "passages"),
        *((f"{relation}.*", _CLAIM, "claims") for relation in RELATIONS),
    ),
    "unsaid": (_TOPIC, _ABOUT, ("near.*.passage", _PASSAGE, "passages"), ("contradicts", _CLAIM, "claims")),
    "questions": (
        _TOPIC,
        ("evidence.*.passage", _PASSAGE, "passages"),
        ("evidence.*.speaker", _SPEAKER, "speakers"),
        ("options.*.speaker", _SPEAKER, "speakers"),
        ("gaps.*.options.*.speaker", _SPEAKER, "speakers"),
        ("sentences.*.passage", _PASSAGE, "passages"),
    ),
}
# Where words of a passage stand: the path of what holds them, and its field.
_QUOTATIONS = {"voices.*.evidence.*": "quote", "near.*": "quote", "evidence.*": "quote", "sentences.*": "text"}


def _unknown_in(thing: Document, references: Any, names: Names, suggestions: Suggestions) -> Iterator[Fault]:
    for path, what, known in references:
        for place, found in _at(thing, path):
            yield from _unknown(what, _text(found), getattr(names, known), place, suggestions)


def _of_quotations(thing: Document, names: Names, suggestions: Suggestions) -> Iterator[Fault]:
    for path, field_name in _QUOTATIONS.items():
        for place, found in _at(thing, path):
            quote, passage = _quoted(found, field_name), _word(found, "passage") or ""
            text = names.texts.get(passage)
            if quote and text and not span_of(text, quote):
                near = _nearest(text, quote[:LINE_LENGTH], field_name) if suggestions.allows_quotation() else ""
                yield Fault(_not_there(quote, passage, near), f"{place}.{field_name}")


def _nearest(text: str, quote: str, field_name: str) -> str:
    """Return the words of a text that are nearest to these; for a sentence of it, the whole sentence."""
    near, words = nearest(text, quote), set(quote.split())
    if near and field_name == "text":
        return max(sentences_of(text), key=lambda one: len(words & set(one.split())))
    return near


def _quoted(thing: object, field_name: str) -> str:
    found = thing.get(field_name) if isinstance(thing, dict) else None
    return found.strip()[:EXTRACT_LENGTH] if isinstance(found, str) else ""


def _not_there(quote: str, passage: str, near: str) -> Text:
    quote = quote if len(quote) <= LINE_LENGTH else f"{quote[: LINE_LENGTH - 1]}…"
    if near:
        return say("The passage %(passage)s does not hold the words “%(quote)s”. The nearest are “%(near)s”.",
                   passage=passage, quote=quote, near=near)  # fmt: skip
    return say("The passage %(passage)s does not hold the words “%(quote)s”; copy them from it.",
               passage=passage, quote=quote)  # fmt: skip


def _of_register(document: Document) -> list[Fault]:
    """List what makes a register contradict itself."""
    if not any(_things(document, part) for part in _REGISTER):
        return []
    faults = [*_same_words(document, _REGISTER, "text"), *_same_words(document, ("speakers",), "name")]
    if document.get("format") == FORMATS[0]:
        edition = say(
            "Claims belong to the second edition of the format: write “format: %(format)s”.", format=FORMATS[-1]
        )
        faults.append(Fault(edition, "format"))
    return faults + list(_relations(document))


def _relations(document: Document) -> Iterator[Fault]:
    """Yield each claim that is related to itself, or to another in two ways."""
    related: dict[frozenset[str], str] = {}
    for index, claim in enumerate(_things(document, "claims")):
        name = _word(claim, "id")
        for relation in RELATIONS:
            for place, found in _at(claim, f"{relation}.*"):
                other = _text(found)
                if name and other and (message := _clash(related, name, other, relation)):
                    yield Fault(message, f"claims.{index}.{place}")


def _clash(related: dict[frozenset[str], str], name: str, other: str, relation: str) -> Text | None:
    if other == name:
        return say("A claim cannot be related to itself; take “%(name)s” out.", name=name)
    before = related.setdefault(frozenset((name, other)), relation)
    if before == relation:
        return None
    return say("“%(name)s” and “%(other)s” are related in two ways, “%(one)s” and “%(two)s”; keep one of them.",
               name=name, other=other, one=before, two=relation)  # fmt: skip


def _same_words(document: Document, parts: tuple[str, ...], field_name: str) -> Iterator[Fault]:
    """Yield what could not be told apart as options."""
    first: dict[str, str | None] = {}
    for part in parts:
        for index, thing in enumerate(_things(document, part)):
            words = _word(thing, field_name)
            if words is None:
                continue
            if fold(words) in first:
                same = say("“%(other)s” has the same words: “%(words)s”.", other=first[fold(words)] or "", words=words)
                yield Fault(same, f"{part}.{index}.{field_name}")
            first.setdefault(fold(words), _word(thing, "id"))


def _at(thing: object, path: str, place: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each (place, value) at a path, in which * stands for each entry of a list."""
    step, _, rest = path.partition(".")
    parts: list[tuple[str, Any]] = []
    if step == "*" and isinstance(thing, list | tuple):
        parts = [(str(index), part) for index, part in enumerate(thing)]
    elif step != "*" and isinstance(thing, dict) and step in thing:
        parts = [(step, thing[step])]
    for name, part in parts:
        here = f"{place}.{name}" if place else name
        if rest:
            yield from _at(part, rest, here)
        else:
            yield here, part


def _unknown(
    what: Text, name: str | None, known: frozenset[str] | None, place: str, suggestions: Suggestions
) -> Iterator[Fault]:
    if name is None or known is None or name in known:
        return
    if near := suggestions.nearest(name, known):
        message = say("The bank has no %(what)s “%(name)s”. Did you mean “%(near)s”?", what=what, name=name, near=near)
    else:
        message = say("The bank has no %(what)s “%(name)s”.", what=what, name=name)
    yield Fault(message, place)


def _things(document: Document, part: str) -> list[Document]:
    found = document.get(part)
    return [thing if isinstance(thing, dict) else {} for thing in found] if isinstance(found, list | tuple) else []


def _word(thing: object, field: str) -> str | None:
    return _text(thing.get(field)) if isinstance(thing, dict) else None


def _text(found: object) -> str | None:
    return found.strip()[:LINE_LENGTH] or None if isinstance(found, str) else None


def _long(thing: Document, field: str) -> str | None:
    found = thing.get(field)
    return found[:TEXT_LENGTH] if isinstance(found, str) else None


def _names_in(document: Document, part: str) -> frozenset[str] | None:
    if not isinstance(document.get(part), list | tuple):
        return None
    return frozenset(name for thing in _things(document, part) if (name := _word(thing, "id")))


def _twice(part: str, names: list[str | None]) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for index, name in enumerate(names):
        if name is not None and first.setdefault(name, index) != index:
            message = say("The id “%(name)s” is taken already, by number %(first)s.", name=name, first=first[name] + 1)
            faults.append(Fault(message, f"{part}.{index}.id"))
    return faults
