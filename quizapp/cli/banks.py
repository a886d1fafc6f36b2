"""Check, import and export question banks."""

import click


@click.group()
def bank() -> None:
    """Check, import and export question banks."""
