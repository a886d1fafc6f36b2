"""Offer the command line."""

import click


@click.group()
def main() -> None:
    """Take care of a quiz site."""
