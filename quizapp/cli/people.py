"""Look after people."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import site
from quizapp.cli.failing import Failure
from quizapp.cli.progress import bar
from quizapp.cli.telling import AS_JSON, write_json

if TYPE_CHECKING:
    from quizapp.operations.newcomers import FirstEntry

ROLE = click.Choice(["student", "teacher", "admin"])


@click.group()
def people() -> None:
    """List, add and change people."""


@people.command("list")
@click.option("--role", type=ROLE, help="Only people of this role.")
@click.option("--search", default="", help="Only people with these words in their name or username.")
@AS_JSON
def list_(role: str | None, search: str, as_json: bool) -> None:
    """List people: username, role, name, and whether they are suspended."""
    from quizapp.store.queries.accounts import Filters, everybody

    with site.opened():
        found = [_facts(person) for person in everybody(Filters(search=search, role=role or ""))]
    if as_json:
        write_json(found)
        return
    for one in found:
        suspended = "  (suspended)" if one["suspended"] else ""
        click.echo(f"{one['username']:<24} {one['role']:<8} {one['name']}{suspended}")


@people.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=ROLE, default="student", show_default=True, help="What the person may do.")
@AS_JSON
def add(username: str, name: str, role: str, as_json: bool) -> None:
    """Make an account with a random first password, which is shown once."""
    from quizapp.operations import newcomers

    entry = _first_password()
    with site.opened():
        newcomers.create(site.actor(), username, name, role, entry)
    _tell_password(username, entry, as_json)


@people.command()
@click.argument("username")
@AS_JSON
def password(username: str, as_json: bool) -> None:
    """Give somebody a new random password, shown once, and sign them out everywhere."""
    from quizapp.operations import newcomers

    entry = _first_password()
    with site.opened():
        newcomers.set_first_password(site.actor(), _person(username).id, entry)
    _tell_password(username, entry, as_json)


@people.command()
@click.argument("username")
@click.argument("role", type=ROLE)
@AS_JSON
def role(username: str, role: str, as_json: bool) -> None:
    """Give somebody another role, and sign them out everywhere."""
    from quizapp.operations import accounts

    with site.opened():
        accounts.set_role(site.actor(), _person(username).id, role)
        told = _facts(_person(username))
    _tell(told, f"{username} is a{'n' if role == 'admin' else ''} {role} now.", as_json)


@people.command()
@click.argument("username")
@AS_JSON
def suspend(username: str, as_json: bool) -> None:
    """Suspend somebody: signed out everywhere, and not let in any more."""
    from quizapp.operations import accounts

    with site.opened():
        accounts.suspend(site.actor(), _person(username).id)
        told = _facts(_person(username))
    _tell(told, f"{username} is suspended.", as_json)


@people.command()
@click.argument("username")
@AS_JSON
def enable(username: str, as_json: bool) -> None:
    """Let somebody in again who was suspended."""
    from quizapp.operations import accounts

    with site.opened():
        accounts.enable(site.actor(), _person(username).id)
        told = _facts(_person(username))
    _tell(told, f"{username} can sign in again.", as_json)


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_JSON
def import_(file: Path, as_json: bool) -> None:
    """Make an account for everybody in FILE (CSV, XLSX, ODS: username, name, role, class), or for nobody.

    The first passwords are shown once.
    """
    from quizapp.operations import newcomers
    from quizapp.store.queries.accounts import imported

    entry = _first_password()
    with site.opened():
        with bar("Adding people", silent=as_json) as progress:
            number = newcomers.import_file(site.actor(), file.name, file.read_bytes(), entry, progress=progress)
        _, made = imported(number)
        told = [{"username": one.username, "password": entry.of(one.username)} for one in made]
    if as_json:
        write_json(told)
        return
    for one in told:
        click.echo(f"{one['username']:<24} {one['password']}")
    click.echo(f"{len(told)} people added. These passwords are shown this once.", err=True)


def _facts(person: Any) -> dict[str, Any]:
    return {
        "username": person.username,
        "role": person.role,
        "name": person.name,
        "suspended": person.suspended_at is not None,
    }


def _tell(told: dict[str, Any], sentence: str, as_json: bool) -> None:
    if as_json:
        write_json(told)
    else:
        click.echo(sentence)


def _first_password() -> "FirstEntry":
    from quizapp.operations.newcomers import FirstEntry
    from quizapp.store.secrets import new_token

    return FirstEntry("password", new_token())


def _tell_password(username: str, entry: "FirstEntry", as_json: bool) -> None:
    name = username.strip().casefold()
    if as_json:
        write_json({"username": name, "password": entry.of(name)})
    else:
        click.echo(f"{name}: {entry.of(name)}")
        click.echo("This password is shown this once, and is changed at the first sign-in.", err=True)


def _person(username: str) -> Any:
    from quizapp.store.queries.people import person_named

    found = person_named(username)
    if found is None:
        raise Failure(f"There is nobody with the username “{username}”.")
    return found
