"""Look after people."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import site
from quizapp.cli.failing import Failure

if TYPE_CHECKING:
    from quizapp.operations.newcomers import FirstEntry
    from quizapp.store.models import Person

ROLE = click.Choice(["student", "teacher", "admin"])
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON, for a program.")


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
        found = [
            {"username": person.username, "role": person.role, "name": person.name,
             "suspended": person.suspended_at is not None}
            for person in everybody(Filters(search=search, role=role or ""))
        ]  # fmt: skip
    if as_json:
        _write(found)
        return
    for one in found:
        suspended = "  (suspended)" if one["suspended"] else ""
        click.echo(f"{one['username']:<24} {one['role']:<8} {one['name']}{suspended}")


@people.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=ROLE, default="student", show_default=True)
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
def role(username: str, role: str) -> None:
    """Give somebody another role."""
    from quizapp.operations import accounts

    with site.opened():
        accounts.set_role(site.actor(), _person(username).id, role)
    click.echo(f"{username} is a{'n' if role == 'admin' else ''} {role} now.")


@people.command()
@click.argument("username")
def suspend(username: str) -> None:
    """Suspend somebody: signed out everywhere, and not let in any more."""
    from quizapp.operations import accounts

    with site.opened():
        accounts.suspend(site.actor(), _person(username).id)
    click.echo(f"{username} is suspended.")


@people.command()
@click.argument("username")
def enable(username: str) -> None:
    """Let somebody in again who was suspended."""
    from quizapp.operations import accounts

    with site.opened():
        accounts.enable(site.actor(), _person(username).id)
    click.echo(f"{username} can sign in again.")


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
        number = newcomers.import_file(site.actor(), file.name, file.read_bytes(), entry)
        _, made = imported(number)
        told = [{"username": one.username, "password": entry.of(one.username)} for one in made]
    if as_json:
        _write(told)
        return
    for one in told:
        click.echo(f"{one['username']:<24} {one['password']}")
    click.echo(f"{len(told)} people added. These passwords are shown this once.", err=True)


def _first_password() -> "FirstEntry":
    from quizapp.operations.newcomers import FirstEntry
    from quizapp.store.secrets import new_token

    return FirstEntry("password", new_token())


def _tell_password(username: str, entry: "FirstEntry", as_json: bool) -> None:
    name = username.strip().casefold()
    if as_json:
        _write({"username": name, "password": entry.of(name)})
    else:
        click.echo(f"{name}: {entry.of(name)}")
        click.echo("This password is shown this once, and is changed at the first sign-in.", err=True)


def _person(username: str) -> "Person":
    from quizapp.store.queries.people import person_named

    found = person_named(username)
    if found is None:
        raise Failure(f"There is nobody with the username “{username}”.")
    return found


def _write(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
