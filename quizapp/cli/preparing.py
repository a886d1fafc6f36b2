"""Make a site ready to be served: tables, bundled banks, first people, a demonstration."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import quizapp
from quizapp.cli import site
from quizapp.cli.failing import Failure
from quizapp.cli.progress import steps
from quizapp.cli.serving import address, require_free
from quizapp.cli.telling import AS_JSON, write_json
from quizapp.core.errors import Invalid
from quizapp.settings import Settings

if TYPE_CHECKING:
    from quizapp.operations.beginning import Begun

BUNDLED = Path(quizapp.__file__).parents[1] / "questions"
PEOPLE = (
    ("admin", "First administrator", "admin"),
    ("teacher", "Demonstration teacher", "teacher"),
    ("student", "Demonstration student", "student"),
)


@click.command()
@click.option("--without-demonstration", is_flag=True, help="Make an admin only: no teacher, student, class or quiz.")
@click.option("--serve", "then_serve", is_flag=True, help="Serve the site afterwards, as “quizapp serve” does.")
@AS_JSON
@click.pass_context
def prepare(ctx: click.Context, without_demonstration: bool, then_serve: bool, as_json: bool) -> None:
    """Make the site ready; can be repeated, and keeps what is there.

    Creates the database or brings it up to date, loads the bundled question banks, and, where there is nobody yet,
    makes the first people, whose passwords are shown once.
    """
    settings = Settings.from_environment()
    if then_serve:
        require_free(settings.host, settings.port)
    banks = bundled_banks()
    with site.opened(settings, ready=False), steps("Preparing", len(banks) + 2, silent=as_json) as step:
        told = {"address": address(settings.host, settings.port), **_prepared(not without_demonstration, banks, step)}
    if as_json:
        write_json(told)
    else:
        _tell(told)
    if then_serve:
        from quizapp.cli.serving import serve

        ctx.invoke(serve, server="granian")


def bundled_banks() -> list[Path]:
    """List the files of the banks that are bundled with the site."""
    return [path for path in sorted(BUNDLED.glob("*/bank.*")) if path.suffix in (".yaml", ".yml", ".json")]


def _prepared(with_demonstration: bool, paths: list[Path], step: Callable[[], None]) -> dict[str, Any]:
    from quizapp.store import schema

    before = schema.current()
    if before is None or schema.is_known(before):
        schema.migrate()
    site.require_newest()
    step()
    banks = _load_banks(paths, step)
    made = _people(banks[0]["name"] if with_demonstration and banks else "")
    step()
    return {"revision": {"before": before, "now": schema.newest()}, "banks": banks, **made}


def _load_banks(paths: list[Path], step: Callable[[], None]) -> list[dict[str, Any]]:
    from quizapp.core.documents import read_bank
    from quizapp.operations.banks import import_bank

    loaded = []
    for path in paths:
        try:
            imported = import_bank(site.actor(), document := read_bank(path.read_bytes()))
        except Invalid as error:
            raise Failure("\n".join(f"{path}:{fault}" for fault in error.faults)) from error
        changes = imported.changes
        counts = {"new": len(changes.new), "changed": len(changes.changed), "gone": len(changes.gone)}
        loaded.append(
            {"name": document.id, "version": imported.version, "questions": len(document.questions), **counts}
        )
        step()
    return loaded


def _people(bank_name: str) -> dict[str, Any]:
    """Make the first people where there is nobody, each with a random password."""
    from quizapp.operations.beginning import FirstPerson, begin
    from quizapp.store.queries.people import is_anybody_there
    from quizapp.store.secrets import hash_password, new_password

    wanted = PEOPLE if bank_name else PEOPLE[:1]
    if is_anybody_there():
        return {"people": [], "demonstration": None}
    passwords = [new_password() for _ in wanted]
    hashed = [FirstPerson(*who, hash_password(word)) for who, word in zip(wanted, passwords, strict=True)]
    begun: Begun | None = begin(site.actor(), hashed, bank_name)
    made = [] if begun is None else [
        {"username": username, "role": role, "password": word}
        for (username, _, role), word in zip(wanted, passwords, strict=True)
    ]  # fmt: skip
    shown = begun and begun.join_code and {"quiz": begun.quiz_title, "join_code": begun.join_code}
    return {"people": made, "demonstration": shown or None}


def _tell(told: dict[str, Any]) -> None:
    for bank in told["banks"]:
        changes = ", ".join(f"{bank[word]} {word}" for word in ("new", "changed", "gone") if bank[word])
        click.echo(f"Bank {bank['name']}: version {bank['version']}, {bank['questions']} questions"
                   f" ({changes or 'nothing changed'}).")  # fmt: skip
    if not told["people"]:
        click.echo("The people and their passwords are as they were. A new password: quizapp people password NAME")
        return
    lines = [f"Quizapp is ready: {told['address']}", "", "Sign in as", ""]
    lines += [f"    {one['username']:<10}{one['password']}" for one in told["people"]]
    if demonstration := told["demonstration"]:
        lines += ["", f"Join code of the demonstration class: {demonstration['join_code']}"]
    lines += ["", "These passwords are shown this once. Write them down."]
    click.echo(boxed(lines))


def boxed(lines: list[str]) -> str:
    """Return lines in a box that cannot be missed (of plain characters where the screen has no others)."""
    width = max(map(len, lines))
    try:
        "╔".encode(sys.stdout.encoding or "ascii")
        top, middle, bottom = "╔═╗", "║ ║", "╚═╝"
    except UnicodeEncodeError:
        top, middle, bottom = "+=+", "| |", "+=+"
    rule = [edge[0] + edge[1] * (width + 4) + edge[2] for edge in (top, bottom)]
    rows = [f"{middle[0]}  {line:<{width}}  {middle[2]}" for line in ("", *lines, "")]
    return "\n".join(["", rule[0], *rows, rule[1], ""])
