"""Look after people."""

import click


@click.group()
def people() -> None:
    """List, add and change people."""
