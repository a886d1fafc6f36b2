"""Name the ways to say no, each with its place.

There are two families, by whose fault it was: a `Refusal` is an answer to what somebody asked for, and its sentence
is for that person; any other exception is our own fault. A sentence is a `Text`: English with its values apart, so
that the floors above can translate it.
"""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """Hold a sentence for people: an English template with named places, and the values that fill them."""

    template: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values if self.values else self.template


def say(template: str, **values: object) -> Text:
    """Mark a sentence for translation, and keep its values apart from it (places are written `%(name)s`)."""
    return Text(template, {name: visible(value) if isinstance(value, str) else value for name, value in values.items()})


_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    """Return a text that can be shown and sent anywhere, whatever a file brought: what cannot becomes U+FFFD."""
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", text)


@dataclass(frozen=True)
class Fault:
    """Tell one thing that is wrong: what, and where.

    `field` is a dotted path (`questions.3.stem`, counted from 0); `line` and `column` count from 1.
    """

    message: Text
    field: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}: " if self.line else ""
        return f"{place}{self.field + ': ' if self.field else ''}{self.message}"


class Refusal(Exception):
    """Say no to what was asked, in a sentence for the person who asked."""

    def __init__(self, message: Text):
        super().__init__(str(message))
        self.message = message


class Invalid(Refusal):
    """Refuse input, with every fault that it has."""

    def __init__(self, *faults: Fault):
        if not faults:
            raise ValueError("an Invalid needs at least one fault")
        super().__init__(faults[0].message)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class NotNow(Refusal):
    """Refuse an act that the state of things does not allow (closed, over, none left, the last admin)."""


class TooLate(NotNow):
    """Refuse an act because the time for it is over, or because it was closed before."""


class Missing(Refusal):
    """Refuse because the thing is not there, or not within the reach of the person who asks."""


class Busy(Refusal):
    """Refuse because the database could not be had in time; nothing was changed, and trying again is right."""


class Unavailable(Refusal):
    """Refuse because the database cannot be reached or written; trying again is right, once somebody has mended it."""


class Full(Unavailable):
    """Refuse because there is no room left for what should be stored; nothing was changed."""


def require(faults: list[Fault]) -> None:
    """Raise `Invalid` with the faults, where there are any."""
    if faults:
        raise Invalid(*faults)


def invalid(message: Text, field: str = "") -> Invalid:
    """Build the refusal of one field."""
    return Invalid(Fault(message, field))
