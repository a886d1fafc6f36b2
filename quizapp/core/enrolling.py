"""Read the list of a class: who is to be enrolled, what that does, and every fault of the list, by row.

Row numbers are those that a spreadsheet shows: the headings are row 1 of most lists.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.core.errors import Fault, Invalid, Text, invalid, say
from quizapp.core.people import tidy_name, tidy_username

MOST_ROWS = 300


@dataclass(frozen=True)
class Row:
    """Name one student of a list."""

    number: int
    username: str
    name: str


@dataclass(frozen=True)
class Account:
    """Hold what a list must know of an account that exists already."""

    id: int
    name: str
    role: str
    suspended: bool = False
    enrolled: bool = False


@dataclass(frozen=True)
class ClassList:
    """Hold a list without faults, its rows by what enrolling them does."""

    rows: tuple[Row, ...]
    new: tuple[Row, ...]
    known: tuple[tuple[Row, Account], ...]
    enrolled: tuple[tuple[Row, Account], ...]


def class_list(
    cells: Iterable[tuple[int, str, str]],
    accounts_named: Callable[[Sequence[str]], Mapping[str, Account]],
    faults: Iterable[Fault] = (),
) -> ClassList:
    """Return the list that rows (number, username, name) make; raises `Invalid` with every fault, first row first.

    `accounts_named` returns, for some usernames, the accounts that exist; `faults` are those that reading found.
    """
    rows, found = read_rows(cells)
    found = [*faults, *found]
    accounts = accounts_named([row.username for row in rows])
    found += check_accounts(rows, accounts)
    if found:
        raise Invalid(*sorted(found, key=lambda fault: fault.line or 0))
    if not rows:
        raise invalid(say("The list has no students. Put one into each row below the headings."), "file")
    if len(rows) > MOST_ROWS:
        raise invalid(
            say("The list has %(count)s students; enrol %(most)s at a time.", count=len(rows), most=MOST_ROWS), "file"
        )
    return sort_out(rows, accounts)


def read_rows(cells: Iterable[tuple[int, str, str]]) -> tuple[list[Row], list[Fault]]:
    """Return the rows that can be read, and the faults of the others; a username that comes twice is a fault."""
    rows: list[Row] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for number, username, name in cells:
        before = len(faults)
        username = _tidy(tidy_username, username, number, faults)
        name = _tidy(tidy_name, name, number, faults)
        if username and first.setdefault(username, number) != number:
            what = say("The username “%(name)s” stands in row %(first)s already.", name=username, first=first[username])
            faults.append(row_fault(number, what, "username"))
        if len(faults) == before:
            rows.append(Row(number, username, name))
    return rows, faults


def _tidy(tidy: Callable[[str], str], text: str, number: int, faults: list[Fault]) -> str:
    try:
        return tidy(text)
    except Invalid as refusal:
        faults += [row_fault(number, fault.message, fault.field) for fault in refusal.faults]
        return ""


def row_fault(number: int, what: Text, column: str) -> Fault:
    """Build the fault of a row, whose sentence names the row."""
    return Fault(say("Row %(row)s: %(what)s", row=number, what=what), column, number, 1)


def check_accounts(rows: Sequence[Row], accounts: Mapping[str, Account]) -> list[Fault]:
    """List the rows whose account exists and cannot be enrolled."""
    faults = []
    for row in rows:
        account = accounts.get(row.username)
        if account and (account.role != "student" or account.suspended):
            what = say(
                "The account “%(name)s” cannot be enrolled: it is not a student's, or it is suspended. "
                "An administrator can tell more.",
                name=row.username,
            )
            faults.append(row_fault(row.number, what, "username"))
    return faults


def sort_out(rows: Sequence[Row], accounts: Mapping[str, Account]) -> ClassList:
    """Return the list that rows without faults make."""
    known = [(row, accounts[row.username]) for row in rows if row.username in accounts]
    return ClassList(
        rows=tuple(rows),
        new=tuple(row for row in rows if row.username not in accounts),
        known=tuple((row, account) for row, account in known if not account.enrolled),
        enrolled=tuple((row, account) for row, account in known if account.enrolled),
    )
