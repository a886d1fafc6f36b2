"""Export results."""

import click


@click.group()
def results() -> None:
    """Export what came of quizzes."""
