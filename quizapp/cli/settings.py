"""Show the settings."""

from dataclasses import asdict

import click

from quizapp.cli.telling import AS_JSON, write_json
from quizapp.settings import Settings, described


@click.command()
@AS_JSON
def settings(as_json: bool) -> None:
    """List every setting, its value, and where that comes from.

    A setting is given as an environment variable. Secrets are not shown.
    """
    listed = described(Settings.from_environment())
    if as_json:
        write_json([asdict(one) for one in listed])
        return
    for one in listed:
        click.echo(f"{one.name}={one.value}  ({one.origin})")
        click.echo(f"    {one.description}")
