"""Offer the command line: one module for each subject, and sentences instead of tracebacks."""

import click

from quizapp import __version__
from quizapp.cli.banks import bank
from quizapp.cli.database import database
from quizapp.cli.failing import Commands
from quizapp.cli.generating import generate
from quizapp.cli.people import people
from quizapp.cli.preparing import prepare
from quizapp.cli.receipts import receipt
from quizapp.cli.results import results
from quizapp.cli.serving import serve
from quizapp.cli.settings import settings


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="quizapp %(version)s")
def main() -> None:
    """Take care of a quiz site.

    \b
    A new site:        quizapp prepare, then quizapp serve
    Its settings:      quizapp settings
    Exit codes:        0 fine, 1 refused or faults found, 2 wrong use, 3 the site's database cannot be used;
                       4 to 6: see quizapp receipt verify --help
    """


bank.add_command(generate)
for command in (serve, prepare, settings, bank, results, receipt, people, database):
    main.add_command(command)
