"""Tell a program, in JSON, what a person is told in words."""

import json
from typing import Any

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Write JSON, for a program.")


def write_json(told: Any) -> None:
    """Write what there is to tell as JSON, on the standard output."""
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
