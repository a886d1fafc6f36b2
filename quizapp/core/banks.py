"""Define a question bank: sources, passages, speakers, topics, claims and questions.

What must fit together in it stands in `fitting.py`. The number behind `quizapp-bank/` tells a reader which edition of
the format it has: the second has `claims` and `unsaid`.
"""

from typing import Annotated, Literal

from pydantic import Field

from quizapp.core.claims import Claim, Passage, Source, Speaker, Unsaid
from quizapp.core.questions import Question
from quizapp.core.values import Identifier, Language, Line, Note, Value

FORMATS = ("quizapp-bank/1", "quizapp-bank/2")
FORMAT = FORMATS[-1]
MOST_QUESTIONS = 100_000
MOST_SOURCES, MOST_PASSAGES, MOST_SPEAKERS, MOST_TOPICS, MOST_CLAIMS = 200, 2000, 1000, 200, 2000
MOST_EXEMPTIONS = 50


class Topic(Value):
    """Name a part of the subject."""

    id: Identifier
    title: Line


class Exemption(Value):
    """Switch off a rule of the linter (`flaws/`) for this bank, and say why."""

    rule: Line
    """The rule's name, such as longest-key."""
    reason: Line

    @property
    def id(self) -> str:
        """Return what it is known by among the exemptions of its bank."""
        return self.rule

    def __str__(self) -> str:
        return f"{self.rule}: {self.reason}"


class Heading(Value):
    """Hold all of a bank but its questions."""

    format: Literal["quizapp-bank/1", "quizapp-bank/2"]
    id: Identifier
    """Names the bank on this site, and never changes: the same id brings a new version of the same bank."""
    title: Line
    description: Note = ""
    language: Language = "en"
    sources: Annotated[tuple[Source, ...], Field(max_length=MOST_SOURCES)] = ()
    passages: Annotated[tuple[Passage, ...], Field(max_length=MOST_PASSAGES)] = ()
    speakers: Annotated[tuple[Speaker, ...], Field(max_length=MOST_SPEAKERS)] = ()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=MOST_TOPICS)]
    claims: Annotated[tuple[Claim, ...], Field(max_length=MOST_CLAIMS)] = ()
    """Who says what; questions are generated from it."""
    unsaid: Annotated[tuple[Unsaid, ...], Field(max_length=MOST_CLAIMS)] = ()
    """What the source does not say, though it would be plausible."""
    exempt: Annotated[tuple[Exemption, ...], Field(max_length=MOST_EXEMPTIONS)] = ()
    """The rules of the linter that do not hold for this bank, each with the reason."""

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
