"""Show the settings."""

import json
from dataclasses import asdict

import click

from quizapp.settings import Settings, described


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON, for a program.")
def settings(as_json: bool) -> None:
    """List every setting, its value, and where that comes from.

    A setting is given as an environment variable. Secrets are not shown.
    """
    listed = described(Settings.from_environment())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in listed], ensure_ascii=False, indent=2))
        return
    for one in listed:
        click.echo(f"{one.name}={one.value}  ({one.origin})")
        click.echo(f"    {one.description}")
