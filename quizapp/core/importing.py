"""Decide what a row of a list of people says, and what is wrong with it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quizapp.core.errors import Fault, Invalid, Text, say
from quizapp.core.people import tidy_name, tidy_username

MOST_PEOPLE = 1000
ROLE_WORDS = {
    "": "student",
    "student": "student",
    "pupil": "student",
    "teacher": "teacher",
    "admin": "admin",
    "administrator": "admin",
}


@dataclass(frozen=True)
class Listed:
    """Hold one person of a list: who they are, and the class to put them into (empty: none)."""

    number: int
    username: str
    name: str
    role: str
    class_name: str = ""


def read_people(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[Listed], list[Fault]]:
    """Return the people of numbered rows (username, name, role, class), and every fault of the others, by row."""
    people: list[Listed] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for number, row in rows:
        found: list[Fault] = []
        username = _tidy(tidy_username, row["username"], number, found)
        name = _tidy(tidy_name, row["name"], number, found)
        role = ROLE_WORDS.get(row["role"].strip().casefold())
        if username and first.setdefault(username, number) != number:
            what = say("The username “%(name)s” stands in row %(first)s already.", name=username, first=first[username])
            found.append(fault_of_row(number, what, "username"))
        if role is None:
            what = say("“%(word)s” is no role. Write student, teacher or admin.", word=row["role"][:40])
            found.append(fault_of_row(number, what, "role"))
        elif row["class"] and role != "student":
            found.append(fault_of_row(number, say("Only students are put into a class. Leave it empty."), "class"))
        faults += found
        if not found and role is not None:
            people.append(Listed(number, username, name, role, row["class"]))
    return people, faults


def fault_of_row(number: int, what: Text, column: str) -> Fault:
    """Build the fault of a row, whose sentence names the row."""
    return Fault(say("Row %(row)s: %(what)s", row=number, what=what), column, number, 1)


def _tidy(tidy: Callable[[str], str], text: str, number: int, faults: list[Fault]) -> str:
    try:
        return tidy(text)
    except Invalid as refusal:
        faults += [fault_of_row(number, fault.message, fault.field) for fault in refusal.faults]
        return ""
