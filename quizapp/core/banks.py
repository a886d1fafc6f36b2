"""Define a question bank: sources, passages, speakers, topics and questions, and what must fit together in it.

A later edition adds `claims` beside `speakers`; the number behind `quizapp-bank/` tells a reader which one it has.
"""

from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import Field

from quizapp.core.errors import Fault, Invalid, Text, say
from quizapp.core.questions import Common, Identifier, Line, Note, Prose, Question, Value

FORMAT = "quizapp-bank/1"
MOST_QUESTIONS = 20_000


class Source(Value):
    """Tell what a bank is built on."""

    id: Identifier
    title: Line
    publisher: Note = ""
    date: Note = ""
    """When it appeared, as precisely as is known: 2023-05-24, 2023-05, 2023."""
    language: Annotated[str, Field(max_length=20)] = ""
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
    aliases: tuple[Line, ...] = ()


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
    language: Annotated[str, Field(max_length=20)] = "en"
    sources: tuple[Source, ...] = ()
    passages: tuple[Passage, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]

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


def misfits(bank: Bank) -> list[Fault]:
    """List what does not fit together: names given twice, and names that nothing in the bank has."""
    faults = []
    for part in ("sources", "passages", "speakers", "topics", "questions"):
        faults += _twice(part, [thing.id for thing in getattr(bank, part)])
    sources = {source.id for source in bank.sources}
    for index, passage in enumerate(bank.passages):
        if passage.source not in sources:
            faults.append(Fault(unknown(say("source"), passage.source, sources), f"passages.{index}.source"))
    for index, question in enumerate(bank.questions):
        faults += [
            Fault(fault.message, f"questions.{index}.{fault.field}") for fault in misfits_of_question(question, bank)
        ]
    return faults


def misfits_of_question(question: Common, bank: Heading) -> list[Fault]:
    """List the topics, passages and speakers that a question names and its bank does not have."""
    topics = {topic.id for topic in bank.topics}
    passages = {passage.id for passage in bank.passages}
    speakers = {speaker.id for speaker in bank.speakers}
    faults = []
    if question.topic not in topics:
        faults.append(Fault(unknown(say("topic"), question.topic, topics), "topic"))
    for index, evidence in enumerate(question.evidence):
        if evidence.passage not in passages:
            faults.append(Fault(unknown(say("passage"), evidence.passage, passages), f"evidence.{index}.passage"))
        if evidence.speaker not in speakers:
            faults.append(Fault(unknown(say("speaker"), evidence.speaker, speakers), f"evidence.{index}.speaker"))
    return faults


def unknown(what: Text, name: str, known: set[str]) -> Text:
    """Say that a name is not known, with the nearest one that is."""
    if near := get_close_matches(name, sorted(known), n=1, cutoff=0.5):
        return say("The bank has no %(what)s “%(name)s”. Did you mean “%(near)s”?", what=what, name=name, near=near[0])
    return say("The bank has no %(what)s “%(name)s”.", what=what, name=name)


def _twice(part: str, names: list[str]) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for index, name in enumerate(names):
        if first.setdefault(name, index) != index:
            message = say("The id “%(name)s” is taken already, by number %(first)s.", name=name, first=first[name] + 1)
            faults.append(Fault(message, f"{part}.{index}.id"))
    return faults


def require(faults: list[Fault]) -> None:
    """Raise `Invalid` with the faults, where there are any."""
    if faults:
        raise Invalid(*faults)
