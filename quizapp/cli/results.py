"""Export results."""

import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import click

from quizapp.cli import site
from quizapp.cli.failing import WRONG_USE, Failure
from quizapp.cli.progress import bar
from quizapp.cli.telling import write_json
from quizapp.core.exporting import FORMATS, RESULTS


@click.group()
def results() -> None:
    """Export what came of quizzes."""


@results.command()
@click.option("--table", type=click.Choice(list(RESULTS)), default="scores", show_default=True, help="What a row is.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="How to write it.")
@click.option("--quiz", type=int, metavar="ID", help="Only this quiz.")
@click.option("--class", "class_id", type=int, metavar="ID", help="Only people who are in this class.")
@click.option("--from", "first", metavar="DATE", help="Only attempts started on this day or later: 2026-09-01.")
@click.option("--to", "last", metavar="DATE", help="Only attempts started on this day or earlier.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not the screen.")
@click.option("--code-book", is_flag=True, help="Write what the columns mean (CSV), instead of the rows.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON about the file that was written, for a program.")
def export(
    table: str,
    form: str,
    quiz: int | None,
    class_id: int | None,
    first: str | None,
    last: str | None,
    output: Path | None,
    code_book: bool,
    as_json: bool,
) -> None:
    """Write scores per user, attempts, or single responses, row by row, however many there are.

    Days begin and end in the site's zone (QUIZAPP_TIMEZONE). That they were exported is noted in the audit log.
    """
    from quizapp.operations.exports import take_results
    from quizapp.store.queries import results as reading

    if as_json and output is None:
        raise Failure("--json tells of a file. Name one, for instance with --output results.csv", WRONG_USE)
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise Failure("A workbook cannot be shown on the screen. Name a file: --output results.xlsx", WRONG_USE)
    with site.opened() as settings:
        zone = ZoneInfo(settings.timezone)
        filters = reading.Filters(quiz, class_id, _day(first, zone, 0), _day(last, zone, 1))
        with bar("Exporting", silent=output is None or as_json) as progress:
            if code_book:
                made = reading.export_code_book(table)
            else:
                made = take_results(site.actor(), table, form, filters, progress)
            if output is None:
                _send(made, sys.stdout.buffer)
            else:
                _save(made, output)
    if as_json:
        told = {"file": str(output), "table": table, "format": form, "rows": made.total}
        write_json(told)
    else:
        click.echo(f"{made.total:,} {'row' if made.total == 1 else 'rows'}.", err=True)


def _send(rows: Iterable[bytes], file: BinaryIO) -> None:
    for piece in rows:
        file.write(piece)


def _save(rows: Iterable[bytes], output: Path) -> None:
    """Write beside the file, and give it its name when it is whole."""
    part = output.with_name(f".{output.name}.part")
    try:
        with part.open("wb") as file:
            _send(rows, file)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _day(text: str | None, zone: ZoneInfo, days: int) -> datetime | None:
    """Return when a day begins in the site's zone, so many days after it."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except ValueError:
        raise Failure(f"“{text}” is no date. Write one such as 2026-09-01.", WRONG_USE) from None
    return datetime.combine(day, time(), zone).astimezone(UTC)
