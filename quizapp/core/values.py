"""Define what questions and banks are made of: texts within their limits, immutable values, and their digests.

A value is addressed by what it says: `digest` is the same for the same words, on every machine.
"""

import hashlib
import json
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

# Limits of texts, written once: forms, tables and pages read them here.
ID_LENGTH, LINE_LENGTH, EXTRACT_LENGTH, TEXT_LENGTH, UNIT_LENGTH = 64, 300, 1000, 4000, 30

Identifier = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=ID_LENGTH, description="letters, digits, - _ .")
]


def wrong(name: str, message: str, **values: object) -> PydanticCustomError:
    """Build a validation error with our own name; `problems.py` has its sentence for people."""
    return PydanticCustomError(name, message, values or None)


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def without_controls(text: str) -> str:
    """Refuse a text with characters that cannot be shown, and that a database may refuse."""
    if found := CONTROLS.search(text):
        raise wrong("control_character", "a control character: {code}", code=f"U+{ord(found[0]):04X}")
    return text


_shown = AfterValidator(without_controls)
Line = Annotated[str, Field(min_length=1, max_length=LINE_LENGTH), _shown]
Prose = Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH), _shown]
Note = Annotated[str, Field(max_length=TEXT_LENGTH), _shown]
Extract = Annotated[
    str, Field(min_length=1, max_length=EXTRACT_LENGTH), _shown
]  # a piece of a text, such as a sentence
Words = Annotated[str, Field(max_length=LINE_LENGTH), _shown]  # a line, or none
Unit = Annotated[str, Field(max_length=UNIT_LENGTH), _shown]
Language = Annotated[str, Field(max_length=20), _shown]


# What looks the same to a reader, and differs only in how it was typed; one character for one.
LOOKS_ALIKE = str.maketrans(
    {**dict.fromkeys("\u2019\u2018\u201a\u201b\u02bc\u00b4`\u2032", "'"),
     **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
     **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")}
)  # fmt: skip


class Value(BaseModel):
    """Be immutable, and refuse what is not named."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


def fold(text: str) -> str:
    """Make texts comparable that differ in case and spaces only."""
    return " ".join(text.split()).casefold()


def plain(value: Value) -> dict:
    """Return the document of a question (or another value): plain values, without what is left at its default."""
    return value.model_dump(mode="json", exclude_defaults=True)


def canonical(value: Value) -> str:
    """Write a question (or another value) as JSON in the one way that its digest is taken of."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: Value) -> str:
    """Return what a question is addressed by: the SHA-256 of its canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()
