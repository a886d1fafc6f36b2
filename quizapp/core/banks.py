"""Define a question bank: sources, passages, speakers, topics and questions, and what must fit together in it.

A later edition adds `claims` beside `speakers`; the number behind `quizapp-bank/` tells a reader which one it has.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from quizapp.core.errors import Fault, Invalid, Text, say
from quizapp.core.questions import Question
from quizapp.core.suggesting import NONE, Suggestions
from quizapp.core.values import LINE_LENGTH, Identifier, Language, Line, Note, Prose, Value

FORMAT = "quizapp-bank/1"
MOST_QUESTIONS = 100_000
MOST_SOURCES, MOST_PASSAGES, MOST_SPEAKERS, MOST_TOPICS, MOST_ALIASES = 200, 2000, 1000, 200, 50


class Source(Value):
    """Tell what a bank is built on."""

    id: Identifier
    title: Line
    publisher: Note = ""
    date: Note = ""
    """When it appeared, as precisely as is known: 2023-05-24, 2023-05, 2023."""
    language: Language = ""
    address: Note = ""
    licence: Note = ""
    note: Note = ""
    """Where it comes from, and what a reader should know about that."""


class Passage(Value):
    """Tell one piece of a source, in the bank's own words."""

    id: Identifier
    source: Identifier
    text: Prose


class Speaker(Value):
    """Name someone who says something in a source: a person, a group, an institution, or the reporting voice."""

    id: Identifier
    name: Line
    role: Note = ""
    """Who that is, as of the source."""
    aliases: Annotated[tuple[Line, ...], Field(max_length=MOST_ALIASES)] = ()


class Topic(Value):
    """Name a part of the subject."""

    id: Identifier
    title: Line


class Heading(Value):
    """Hold all of a bank but its questions."""

    format: Literal["quizapp-bank/1"]
    id: Identifier
    """Names the bank on this site, and never changes: the same id brings a new version of the same bank."""
    title: Line
    description: Note = ""
    language: Language = "en"
    sources: Annotated[tuple[Source, ...], Field(max_length=MOST_SOURCES)] = ()
    passages: Annotated[tuple[Passage, ...], Field(max_length=MOST_PASSAGES)] = ()
    speakers: Annotated[tuple[Speaker, ...], Field(max_length=MOST_SPEAKERS)] = ()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=MOST_TOPICS)]

    def passage(self, name: str) -> Passage | None:
        """Return the passage of this name, or None."""
        return next((passage for passage in self.passages if passage.id == name), None)

    def speaker(self, name: str) -> Speaker | None:
        """Return the speaker of this name, or None."""
        return next((speaker for speaker in self.speakers if speaker.id == name), None)

    def topic_title(self, name: str) -> str:
        """Return the title of a topic, or its name where the bank (in a later version) has it no more."""
        return next((topic.title for topic in self.topics if topic.id == name), name)


class Bank(Heading):
    """Hold a whole bank."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=MOST_QUESTIONS)]


def heading_of(bank: Bank) -> Heading:
    """Return a bank without its questions."""
    return Heading(**{name: getattr(bank, name) for name in Heading.model_fields})


@dataclass(frozen=True)
class Names:
    """Hold the names that the questions of a bank may use; None: the bank does not tell, so nothing is unknown."""

    topics: frozenset[str] | None
    passages: frozenset[str] | None
    speakers: frozenset[str] | None

    @classmethod
    def of(cls, heading: "Heading | dict[str, Any]") -> "Names":
        """Collect the names of a heading, or of the plain document of a bank as far as it can be read."""
        document = heading.model_dump(mode="json") if isinstance(heading, Heading) else heading
        return cls(*(_names_in(document, part) for part in ("topics", "passages", "speakers")))


def misfits(document: dict[str, Any], suggestions: Suggestions = NONE) -> list[Fault]:
    """List what does not fit together in the plain document of a bank: names given twice, and names of nothing.

    What is malformed otherwise is passed over here, so that both sorts of fault can be told in one report.
    """
    faults = []
    for part in ("sources", "passages", "speakers", "topics", "questions"):
        faults += _twice(part, [_word(thing, "id") for thing in _things(document, part)])
    sources = _names_in(document, "sources") if "sources" in document else frozenset()
    for index, passage in enumerate(_things(document, "passages")):
        faults += _unknown(say("source"), _word(passage, "source"), sources, f"passages.{index}.source", suggestions)
    names = Names.of({"passages": [], "speakers": [], **document})
    for index, question in enumerate(_things(document, "questions")):
        faults += [
            Fault(fault.message, f"questions.{index}.{fault.field}")
            for fault in misfits_of_question(question, names, suggestions)
        ]
    return faults


def misfits_of_question(question: dict[str, Any], names: Names, suggestions: Suggestions = NONE) -> list[Fault]:
    """List the topics, passages and speakers that the plain document of a question names and its bank does not have."""
    faults = _unknown(say("topic"), _word(question, "topic"), names.topics, "topic", suggestions)
    for index, evidence in enumerate(_things(question, "evidence")):
        for what, field, known in (
            (say("passage"), "passage", names.passages),
            (say("speaker"), "speaker", names.speakers),
        ):
            faults += _unknown(what, _word(evidence, field), known, f"evidence.{index}.{field}", suggestions)
    return faults


def _unknown(
    what: Text, name: str | None, known: frozenset[str] | None, field: str, suggestions: Suggestions
) -> list[Fault]:
    if name is None or known is None or name in known:
        return []
    if near := suggestions.nearest(name, known):
        message = say("The bank has no %(what)s “%(name)s”. Did you mean “%(near)s”?", what=what, name=name, near=near)
    else:
        message = say("The bank has no %(what)s “%(name)s”.", what=what, name=name)
    return [Fault(message, field)]


def _things(document: dict[str, Any], part: str) -> list[dict[str, Any]]:
    found = document.get(part)
    return [thing if isinstance(thing, dict) else {} for thing in found] if isinstance(found, list | tuple) else []


def _word(document: dict[str, Any], field: str) -> str | None:
    found = document.get(field)
    return found.strip()[:LINE_LENGTH] or None if isinstance(found, str) else None


def _names_in(document: dict[str, Any], part: str) -> frozenset[str] | None:
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


def require(faults: list[Fault]) -> None:
    """Raise `Invalid` with the faults, where there are any."""
    if faults:
        raise Invalid(*faults)
