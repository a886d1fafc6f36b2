"""Look after the database."""

from pathlib import Path

import click

from quizapp.cli import site
from quizapp.cli.failing import REFUSED, UNREACHABLE
from quizapp.cli.progress import bar
from quizapp.cli.telling import AS_JSON, write_json

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("db")
def database() -> None:
    """Upgrade, check, back up and restore the database."""


@database.command()
@AS_JSON
def upgrade(as_json: bool) -> None:
    """Bring the tables up to this version of the program."""
    from quizapp.store import schema

    with site.opened(ready=False):
        before = schema.current()
        if before is not None and not schema.is_known(before):
            site.require_newest()
        schema.migrate()
        now = schema.newest()
    if as_json:
        write_json({"before": before, "now": now})
    else:
        click.echo(f"The database is at {now} already." if before == now else f"The database is at {now} now.")


@database.command()
@click.argument("file", type=FILE)
@click.option("--overwrite", is_flag=True, help="Replace the file if it exists.")
@AS_JSON
def backup(file: Path, overwrite: bool, as_json: bool) -> None:
    """Write a verified backup to FILE, while the site runs."""
    from quizapp.operations import backups

    with site.opened(), bar("Backing up", silent=as_json) as progress:
        made = backups.make(site.actor(), file, overwrite=overwrite, progress=progress)
    if as_json:
        write_json({"file": str(made.path), "bytes": made.bytes, "sha256": made.sha256, "rows": made.contents.rows})
    else:
        click.echo(f"{made.path}: {made.bytes:,} bytes, {sum(made.contents.rows.values()):,} rows, verified.")
        click.echo(f"SHA-256 {made.sha256}")


@database.command()
@click.argument("file", type=FILE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@AS_JSON
def restore(file: Path, yes: bool, as_json: bool) -> None:
    """Put the backup FILE in the place of what the database holds.

    A copy of what it held is kept beside it. Start the servers again afterwards.
    """
    from quizapp.operations import backups
    from quizapp.store import schema

    if not yes:
        click.confirm("All that happened since that backup will be taken out of the database. Go on?", abort=True)
    with site.opened(ready=False) as settings:
        if schema.current() is None:
            schema.migrate()
        before = settings.instance.resolve() / f"before-restore-{site.now():%Y%m%d-%H%M%S-%f}.backup"
        with bar("Restoring", silent=as_json) as progress:
            restored = backups.restore(site.actor(), file, before, progress)
        if not restored.is_newest:
            schema.migrate()
            backups.note_restoration(site.actor(), file.name, before.name)
    if as_json:
        write_json({"rows": restored.contents.rows, "before": str(restored.before)})
    else:
        click.echo(f"Restored and verified: {sum(restored.contents.rows.values()):,} rows.")
        click.echo(f"What the database held before is in {restored.before}. Start the servers again now.")


@database.command()
@AS_JSON
def check(as_json: bool) -> None:
    """Tell whether the database is whole, sound and of this version; exits with 1 where it is not."""
    from quizapp.store import schema
    from quizapp.store.backup import faults_of_database
    from quizapp.store.queries.health import database_of

    with site.opened(ready=False):
        runs, current, newest = database_of(), schema.current(), schema.newest()
        faults = [] if current is None else faults_of_database()
    if current != newest:
        faults.append(f"The tables are at {current or 'nothing'}, this program needs {newest}: quizapp db upgrade")
    if not runs["sound"]:
        faults.append(f"SQLite {runs['version']} can lose commits (the WAL-reset bug); 3.51.3 or newer is sound.")
    if as_json:
        write_json({**runs, "revision": current, "newest": newest, "faults": faults})
    else:
        click.echo(f"{runs['name']} {runs['version']}, {runs['bytes']:,} bytes, tables at {current or 'nothing'}.")
        click.echo("\n".join(faults) or "Everything is as it should be.")
    if faults:
        raise SystemExit(UNREACHABLE if current != newest else REFUSED)
