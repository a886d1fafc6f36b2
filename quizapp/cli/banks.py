"""Check, import and export question banks."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import site
from quizapp.cli.failing import REFUSED, Failure
from quizapp.cli.progress import steps
from quizapp.cli.telling import AS_JSON, write_json
from quizapp.core.errors import Fault, Invalid

if TYPE_CHECKING:
    from quizapp.core.banks import Bank
    from quizapp.core.building import Plain
    from quizapp.store.audit import Actor

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
OWNER = click.option(
    "--owner", metavar="USERNAME", help="The teacher whose bank it is; without: bundled with the site."
)


@click.group()
def bank() -> None:
    """Check, import and export question banks."""


@bank.command()
@click.argument("file", type=click.Path(exists=True, readable=True, path_type=Path))
@AS_JSON
def check(file: Path, as_json: bool) -> None:
    """Tell every fault of FILE with its line, and what an editor would mend; exits with 1 where there is a fault.

    FILE may be the folder of a bank, too; no database is needed. A rule that does not suit a bank is switched off in
    it, under “exempt”, with the reason.
    """
    from quizapp.core.documents import read_with_places

    file = file_in(file)
    try:
        (found, places), faults = read_with_places(file.read_bytes()), ()
    except Invalid as refusal:
        found, places, faults = None, None, refusal.faults
    findings = _findings(found, places) if found and places else []
    if as_json:
        told = {**_told(found), "findings": findings} if found else {}
        write_json({"file": str(file), "faults": [_plain(fault) for fault in faults], **told})
    elif found:
        told = _told(found)
        kinds = ", ".join(f"{count} {kind}" for kind, count in told["kinds"].items())
        click.echo(f"{file}: no faults. {told['title']}: {told['questions']} questions ({kinds}).")
        _tell(file, findings)
    else:
        for fault in faults:
            click.echo(f"{file}:{fault}", err=True)
        click.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}.", err=True)
    if faults or any(finding["grade"] == "fault" for finding in findings):
        raise SystemExit(REFUSED)


def file_in(path: Path) -> Path:
    """Return the file of the bank that a folder holds; a file is returned as it is."""
    if not path.is_dir():
        return path
    files = [file for file in sorted(path.glob("bank.*")) if file.suffix in (".yaml", ".yml", ".json")]
    if not files:
        raise Failure(f"{path} holds no bank.yaml.")
    return files[0]


def _findings(bank: "Bank", places: "Plain") -> list[dict[str, Any]]:
    """List what the linter finds, in the order of the file, each with its line and column."""
    from quizapp.core.documents import place_in
    from quizapp.core.flaws import findings

    found = []
    for finding in findings(bank):
        line, column = place_in(places, finding.field)
        told = {"rule": finding.rule, "grade": finding.grade, "field": finding.field, "line": line, "column": column}
        found.append({**told, "reason": str(finding.reason), "suggestion": str(finding.suggestion)})
    return sorted(found, key=lambda told: (told["line"], told["column"]))


def _tell(file: Path, findings: list[dict[str, Any]]) -> None:
    """Print what the linter finds, and how much of each grade."""
    from quizapp.core.flaws import GRADES

    for told in findings:
        place = f"{file}:{told['line']}:{told['column']}"
        click.echo(f"{place}: {told['grade']}, {told['rule']}: {told['reason']} {told['suggestion']}")
    counts = {grade: sum(told["grade"] == grade for told in findings) for grade in GRADES}
    if findings:
        words = (f"{count} {grade}{'' if count == 1 else 's'}" for grade, count in counts.items() if count)
        click.echo(f"An editor would look at {', '.join(words)}.")


@bank.command("import")
@click.argument("file", type=FILE)
@OWNER
@AS_JSON
def import_(file: Path, owner: str | None, as_json: bool) -> None:
    """Bring FILE in: as a new bank, or as the next version of the one with its id. All or nothing."""
    from quizapp.core.documents import read_bank
    from quizapp.operations.banks import import_bank

    with site.opened(), steps("Importing", 3, silent=as_json) as step:
        content = file.read_bytes()
        step()
        try:
            document = read_bank(content)
            step()
            imported = import_bank(as_owner(owner), document)
            step()
        except Invalid as refusal:
            raise Failure("\n".join(f"{file}:{fault}" for fault in refusal.faults)) from refusal
    counts = {word: len(getattr(imported.changes, word)) for word in ("new", "changed", "same", "gone")}
    if as_json:
        write_json({"bank": document.id, "version": imported.version, **counts})
    else:
        told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        click.echo(f"Bank {document.id}: version {imported.version} ({told}).")


@bank.command()
@click.argument("name")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not the screen.")
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True, help="How to write it."
)
@OWNER
def export(name: str, output: Path | None, form: str, owner: str | None) -> None:
    """Write the newest version of the bank NAME (its id)."""
    from quizapp.core.documents import document_of, write_yaml
    from quizapp.core.documents import write_json as json_of
    from quizapp.store.queries import banks

    with site.opened():
        found = banks.bank_of(as_owner(owner).id, name)
        if found is None:
            raise Failure(f"There is no bank “{name}” {f'of {owner}' if owner else 'bundled with the site'}.")
        questions = banks.questions_of(banks.rows_of(found.id, found.version))
        document = document_of(banks.heading_of(found.id, found.version), questions)
    text = (write_yaml if form == "yaml" else json_of)(document)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8")
        click.echo(f"{output}: {len(questions)} questions.", err=True)


@bank.command()
def schema() -> None:
    """Write the JSON Schema of the bank format."""
    from quizapp.core.documents import json_schema

    write_json(json_schema())


def as_owner(username: str | None) -> "Actor":
    """Return who acts: the command line, or a teacher in whose name it does."""
    from dataclasses import replace

    from quizapp.store.queries.people import person_named

    if username is None:
        return site.actor()
    person = person_named(username)
    if person is None or person.role != "teacher":
        raise Failure(f"There is no teacher “{username}”.")
    return replace(site.actor(), id=person.id, role=person.role)


def _told(bank: "Bank") -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for question in bank.questions:
        kinds[question.kind] = kinds.get(question.kind, 0) + 1
    return {"id": bank.id, "title": bank.title, "questions": len(bank.questions), "kinds": kinds}


def _plain(fault: Fault) -> dict[str, Any]:
    return {"line": fault.line, "column": fault.column, "field": fault.field, "message": str(fault.message)}
