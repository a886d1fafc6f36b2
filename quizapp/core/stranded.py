"""Read a file of stranded answers: what a browser kept of attempts and could not send. Every fault names its place.

The file comes from a stranger. It is taken as data: bounded, checked whole, and no name or number in it is believed.
"""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from quizapp.core.building import Plain
from quizapp.core.errors import Fault, require, say
from quizapp.core.numbers import MOST_WHOLE
from quizapp.core.plaintext import decode, is_json, read_json
from quizapp.core.problems import faults_of
from quizapp.core.quizzes import MOST_DRAWN
from quizapp.core.values import LINE_LENGTH, wrong

FORMAT = "quizapp-stranded-1"
MOST_KB, MOST_ATTEMPTS, MOST_ENTRIES, MOST_CONTENT = 400, 50, 2000, 8000


def _whole(found: object) -> object:
    if type(found) is not int:  # nor true, nor 1.0
        raise wrong("float_type", "no whole number")
    return found


_Number = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MOST_WHOLE)]
_Line = Annotated[str, Field(max_length=LINE_LENGTH)]


class _Part(BaseModel):
    """Be immutable, and pass over what is not named: a later version may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Entry(_Part):
    """Hold one answer of a journal: the fields that its form would have sent, and its dates as they were written."""

    position: Annotated[int, BeforeValidator(_whole), Field(ge=1, le=MOST_DRAWN)]
    sequence: _Number
    content: Annotated[str, Field(max_length=MOST_CONTENT)]
    made_at: _Line | None = None
    device_at: _Line | None = None


class StrandedAttempt(_Part):
    """Hold what a journal kept of one attempt, and whose it says that this was."""

    attempt: _Number
    quiz: _Line = ""
    person: _Line = ""
    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class Stranded(_Part):
    """Hold a whole file."""

    format: Literal["quizapp-stranded-1"]
    site: _Line = ""
    saved_at: _Line | None = None
    attempts: Annotated[tuple[StrandedAttempt, ...], Field(min_length=1, max_length=MOST_ATTEMPTS)]


def read_stranded(data: bytes) -> tuple[Stranded, Plain]:
    """Read a file, and return it with the places of its parts; raises `Invalid` with every fault."""
    if len(data) > MOST_KB * 1000:
        require([Fault(say("The file is larger than %(most)s kB; no browser saves so much.", most=MOST_KB), "file")])
    text = decode(data)
    if not is_json(text):
        require([Fault(say("This is no file of stranded answers. Choose the one that the student's browser saved."),
                       "file")])  # fmt: skip
    document = read_json(text)
    stranded, faults, more = None, [], 0
    try:
        stranded = Stranded.model_validate(document.value)
    except ValidationError as error:
        faults, more = faults_of(error, document)
    if more:
        faults.append(Fault(say("There are %(count)s more faults; mend these first.", count=more)))
    require(faults)
    return stranded, document


def compact(document: Plain) -> str:
    """Write what was read again, as short as can be, for a form to hold it until it is confirmed."""
    return json.dumps(document.value, ensure_ascii=False, separators=(",", ":"))
