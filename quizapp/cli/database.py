"""Look after the database."""

import click


@click.group("db")
def database() -> None:
    """Upgrade, check, back up and restore the database."""
