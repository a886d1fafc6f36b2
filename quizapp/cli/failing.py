"""Say in one sentence what went wrong, with an exit code that means something."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from quizapp.core.errors import Invalid, Refusal, Unavailable
from quizapp.settings import BadSetting

FINE, REFUSED, WRONG_USE, UNREACHABLE = 0, 1, 2, 3
OTHER_NOW, FOREIGN, UNREADABLE = 4, 5, 6  # of a receipt


class Failure(click.ClickException):
    """End the command with a sentence and an exit code."""

    def __init__(self, sentence: str, code: int = REFUSED):
        super().__init__(sentence)
        self.exit_code = code

    def show(self, file: Any = None) -> None:
        """Print the sentence on the standard error, as it is."""
        click.echo(self.message, err=True)


class Commands(click.Group):
    """Run the commands, and turn what they raise into sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with sentences():
            return super().invoke(ctx)


@contextmanager
def sentences() -> Iterator[None]:
    """Turn the refusals of the floors below, and what a database or a disk says, into a `Failure`."""
    try:
        yield
    except BadSetting as error:
        raise Failure(str(error), WRONG_USE) from error
    except Invalid as error:
        raise Failure("\n".join(str(fault) for fault in error.faults)) from error
    except Unavailable as error:
        raise Failure(_of_database(error.__cause__) or str(error), UNREACHABLE) from error
    except Refusal as error:
        raise Failure(str(error)) from error
    except OSError as error:
        if error.strerror is None or isinstance(error, BrokenPipeError):
            raise
        raise Failure(f"{error.filename or 'A file'} cannot be used: {error.strerror}.") from error
    except Exception as error:
        if (sentence := _of_database(error)) is None:
            raise
        raise Failure(sentence, UNREACHABLE) from error


def _of_database(error: BaseException | None) -> str | None:
    """Return the sentence for an error of the database, or None where it is none."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, TimeoutError

    from quizapp.store.db import sqlite

    if isinstance(error, ArgumentError | NoSuchModuleError | ModuleNotFoundError):
        return "QUIZAPP_DATABASE_URL names no database that can be used. Write postgresql+psycopg:// or sqlite:///."
    if isinstance(error, DBAPIError | sqlite.Error):
        said = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()
        return f"The database cannot be used: {said[0] if said else type(error).__name__}."
    return "The database is too busy. Try again in a moment." if isinstance(error, TimeoutError) else None
