"""Read the fields of a page of an attempt, and fill them in, each time in another way."""

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote_plus

_FIELD = re.compile(
    rb'<(?:input type="(?P<type>\w+)"|(?P<select>select)) name="(?P<name>q\d+(?:-\d+)?|(?:sequence|was)-\d+)"'
    rb'(?: id="[^"]*")?(?: value="(?P<value>[^"]*)")?'
    rb'|<option value="(?P<option>[^"]+)"'
)
_TOKEN = re.compile(rb'name="csrf_token"[^>]*? value="([^"]+)"')
WORDS = ("7", "8", "9")  # of a text field, whether it asks for a number or a word


class Unreadable(AssertionError):
    """Tell that a page does not look as a page of an attempt does."""


def token_in(page: bytes) -> str:
    """Return the token that the forms of a page send back."""
    found = _TOKEN.search(page)
    if found is None:
        raise Unreadable("the page has no csrf_token")
    return found[1].decode()


@dataclass(slots=True)
class Slot:
    """Hold one question of a page: its fields with what they can hold, and how it stands."""

    position: int
    sequence: int = 1  # of the next save
    was: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)  # name -> values
    turns: int = 0

    def filled(self, turn: int) -> str:
        """Return the fields of the answer of a turn, which is another one than that of the turn before."""
        names = list(self.fields)
        values = self.fields[names[0]]
        if len(names) > 1 and len(values) == len(names) and values == [str(one + 1) for one in range(len(names))]:
            return "&".join(f"{name}={(place + turn) % len(names) + 1}" for place, name in enumerate(names))
        parts = [f"{name}={values[turn % len(values)]}" for name, values in self.fields.items()]
        return "&".join(parts)

    def body(self, *, again: bool = False) -> str:
        """Return what is sent of the question: the answer of this turn, or that of the turn before once more."""
        answer, place = self.filled(self.turns - again), self.position
        return f"{answer}&sequence-{place}={self.sequence}&flagged-{place}=&was-{place}={self.was}"

    def acknowledged(self) -> None:
        """Go on to the next turn, for this one was saved."""
        self.sequence += 1
        self.turns += 1


def slots_in(page: bytes) -> list[Slot]:
    """Read the questions of a page, in their order."""
    slots: dict[int, Slot] = {}
    values: list[str] = []
    for found in _FIELD.finditer(page):
        if found["option"] is not None:
            values.append(found["option"].decode())
            continue
        name = found["name"].decode()
        kind, _, rest = name.partition("-")
        if kind in ("sequence", "was"):
            slot = slots.setdefault(int(rest), Slot(int(rest)))
            if kind == "sequence":
                slot.sequence = int(found["value"])
            else:
                slot.was = quote_plus(unescape(found["value"].decode()))
            continue
        values = slots[int(kind[1:])].fields.setdefault(name, [])
        if found["type"] == b"text":
            values.extend(WORDS)
        elif found["type"] in (b"radio", b"checkbox"):
            values.append(found["value"].decode())
    if not slots or not all(slot.fields for slot in slots.values()):
        raise Unreadable("the page has no questions")
    return list(slots.values())
