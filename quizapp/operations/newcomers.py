"""Let new people in: make accounts, one by one or by a list.

What a new person first comes in with (a password, or a link that sets one) is made from a secret seed that only the
asker holds: it can be shown to them after the account is made, and is stored nowhere.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Literal

from quizapp.core.errors import Fault, Invalid, NotNow, invalid, say
from quizapp.core.importing import MOST_PEOPLE, Listed, fault_of_row, read_people
from quizapp.core.people import tidy_name, tidy_username
from quizapp.store.accounts import NewPerson, add_person, add_reset_link, end_links, end_sessions, enrol, person_with
from quizapp.store.audit import Actor, note
from quizapp.store.db import write
from quizapp.store.models import ROLES, Person, SchoolClass
from quizapp.store.once import once
from quizapp.store.queries import accounts
from quizapp.store.secrets import check_password, derived_password, derived_token, hash_password
from quizapp.store.tables import Column, Table, read_table

Progress = Callable[[int, int], None]
COLUMNS = (
    Column("username", ("user", "user name", "login", "login name", "account"), filled=False),
    Column("name", ("full name", "display name", "person"), filled=False),
    Column("role", ("type",), required=False),
    Column("class", ("class name", "group", "course"), required=False),
)


@dataclass(frozen=True)
class FirstEntry:
    """Tell what new people first come in with, and hold the seed from which it is made."""

    way: Literal["password", "link"]
    seed: str = field(repr=False)

    def of(self, username: str) -> str:
        """Return the first password, or the token of the first link, of a person."""
        return (derived_password if self.way == "password" else derived_token)(self.seed, username)

    def fits(self, person: Person) -> bool:
        """Tell whether it lets a person in (a link: whether it did, or does)."""
        if self.way == "password":
            return check_password(person.password_hash, self.of(person.username))
        return accounts.has_link(person.id, self.of(person.username))


def create(actor: Actor, username: str, name: str, role: str, entry: FirstEntry, token: str = "") -> int:
    """Make an account and return its id; raises `Invalid` with every fault."""
    faults: list[Fault] = []
    for tidy, text in ((tidy_username, username), (tidy_name, name)):
        try:
            tidy(text)
        except Invalid as refusal:
            faults += refusal.faults
    if role not in ROLES:
        faults.append(Fault(say("Choose a role."), "role"))
    if faults:
        raise Invalid(*faults)
    listed = Listed(1, tidy_username(username), tidy_name(name), role)
    return _create(actor, listed, entry, hashes=_hashes([listed], entry), token=token)


@write
@once
def _create(actor: Actor, listed: Listed, entry: FirstEntry, hashes: dict[str, str]) -> int:
    return _add(actor, listed, hashes, entry).id


def import_file(
    actor: Actor, file_name: str, content: bytes, entry: FirstEntry, token: str = "", progress: Progress | None = None
) -> int:
    """Import the people of a file (CSV, XLSX, ODS); see `import_people`."""
    return import_people(actor, read_table(file_name, content, COLUMNS), entry, token=token, progress=progress)


def import_people(
    actor: Actor, table: Table, entry: FirstEntry, token: str = "", progress: Progress | None = None
) -> int:
    """Make an account for everybody on a list, or for nobody; returns the id of the import's entry in the audit log.

    Raises `Invalid` with every fault of every row. `queries.accounts.imported` reads who was made. `progress` is told
    how many of how many passwords are hashed.
    """
    listed, faults = read_people((row.number, row) for row in table.rows)
    faults = [*table.faults, *faults]
    if not table.rows and not faults:
        raise invalid(say("The list has nobody in it. Put one person into each row below the headings."), "file")
    if len(table.rows) > MOST_PEOPLE:
        raise invalid(say("The list has more than %(most)s people. Cut it into several.", most=MOST_PEOPLE), "file")
    _, more = _classes_and_faults(listed)
    if faults:
        raise _in_order([*faults, *more])
    hashes = {} if more else _hashes(listed, entry, progress)  # with faults, the write refuses, or knows it was done
    return _import(actor, listed, entry, hashes=hashes, token=token)


@write
@once
def _import(actor: Actor, listed: list[Listed], entry: FirstEntry, hashes: dict[str, str]) -> int:
    classes, faults = _classes_and_faults(listed)  # as they are now, with every other writer waiting
    if faults:
        raise _in_order(faults)
    if entry.way == "password" and not hashes:
        raise NotNow(say("An account was changed while the list was being read. Please send the list again."))
    made = []
    for one in listed:
        person = _add(actor, one, hashes, entry)
        made.append(person.id)
        if one.class_name:
            enrol(actor, classes[one.class_name], person)
    return note(actor, "people.imported", "people", people=made, way=entry.way)


def _in_order(faults: Sequence[Fault]) -> Invalid:
    return Invalid(*sorted(faults, key=lambda fault: fault.line or 0))


def _classes_and_faults(listed: Sequence[Listed]) -> tuple[dict[str, SchoolClass], list[Fault]]:
    """Return the classes that rows name, and the faults of rows: a username taken, a class not there or not sure."""
    taken = accounts.usernames_taken([one.username for one in listed])
    named = accounts.classes_called({one.class_name for one in listed if one.class_name})
    faults = []
    for one in listed:
        if one.username in taken:
            what = say("The username “%(name)s” is taken.", name=one.username)
            faults.append(fault_of_row(one.number, what, "username"))
        if one.class_name and not named[one.class_name]:
            what = say("There is no class “%(name)s”. A teacher makes it first.", name=one.class_name)
            faults.append(fault_of_row(one.number, what, "class"))
        if one.class_name and len(named[one.class_name]) > 1:
            what = say(
                "There are several classes “%(name)s”. Write the teacher's username before it: %(example)s.",
                name=one.class_name,
                example=f"{named[one.class_name][0].owner.username}/{one.class_name}",
            )
            faults.append(fault_of_row(one.number, what, "class"))
    return {name: found[0] for name, found in named.items() if found}, faults


def _hashes(listed: Sequence[Listed], entry: FirstEntry, progress: Progress | None = None) -> dict[str, str]:
    """Hash the first passwords, on all cores, before any write begins."""
    if entry.way != "password":
        return {}
    names, hashes = [one.username for one in listed], {}
    with ThreadPoolExecutor(os.cpu_count() or 1) as cores:
        for name, hashed in zip(names, cores.map(lambda name: hash_password(entry.of(name)), names), strict=True):
            hashes[name] = hashed
            if progress is not None:
                progress(len(hashes), len(names))
    return hashes


def _add(actor: Actor, one: Listed, hashes: dict[str, str], entry: FirstEntry) -> Person:
    hashed = hashes.get(one.username)
    person = add_person(actor, NewPerson(one.username, one.name, one.role, hashed, hashed is not None))
    if entry.way == "link":
        add_reset_link(actor, person, entry.of(person.username))
    return person


def set_first_password(actor: Actor, person_id: int, entry: FirstEntry) -> None:
    """Give a person a new first password, which they change when they come in, and end their sessions."""
    hashed = hash_password(entry.of(person_with(person_id).username))
    _set_first_password(actor, person_id, hashed)


@write
def _set_first_password(actor: Actor, person_id: int, hashed: str) -> None:
    person = person_with(person_id)
    person.password_hash, person.must_change_password = hashed, True
    end_sessions(person)
    end_links(actor, person)
    note(actor, "password.first_set", "person", person.id, person.name)
