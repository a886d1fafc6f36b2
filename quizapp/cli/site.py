"""Open the site for a command: its settings, its database, and who acts."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.cli.failing import UNREACHABLE, Failure
from quizapp.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from quizapp.store.audit import Actor


def now() -> datetime:
    """Return the moment of the command."""
    return datetime.now(UTC)


def system_user() -> str:
    """Return the name of the system's user who gives the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return f"user {os.getuid()}"


def actor() -> "Actor":
    """Return who acts: nobody of the site, under the name of the system's user."""
    from quizapp.store.audit import Actor

    return Actor(None, system_user()[:120], "system", now(), "")


@contextmanager
def opened(settings: Settings | None = None, *, ready: bool = True) -> Iterator[Settings]:
    """Open the site; `ready` (else it is being made) demands that the database is there and of this version."""
    settings = settings or Settings.from_environment()
    if ready and (path := sqlite_file(settings)) and not path.exists():
        raise Failure(f"There is no database at {path} yet. Make it with: quizapp prepare", UNREACHABLE)
    _require_writable(settings)
    from quizapp.store.db import db

    with _connected(settings).app_context():
        try:
            if ready:
                require_newest()
            yield settings
        finally:
            db.session.remove()
            db.engine.dispose()


def _connected(settings: Settings) -> "Flask":
    """Return an application that has the database, and no pages."""
    from flask import Flask

    from quizapp.store.db import db, engine_options, install

    app = Flask("quizapp", instance_path=str(settings.instance.resolve()), static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.url),
    )
    db.init_app(app)
    with app.app_context():
        install(db.engine)
    return app


def sqlite_file(settings: Settings) -> Path | None:
    """Return the file of an SQLite database, or None for another database."""
    if not settings.url.startswith("sqlite"):
        return None
    return settings.instance.resolve() / settings.url.removeprefix("sqlite:///").partition("?")[0]


def require_newest() -> None:
    """Refuse to work on tables that are older or newer than this version of the program."""
    from quizapp.store import schema

    current, newest = schema.current(), schema.newest()
    if current == newest:
        return
    if current is None:
        raise Failure("The database has no tables yet. Make them with: quizapp prepare", UNREACHABLE)
    if schema.is_known(current):
        raise Failure(
            f"The database is of an older version ({current}, needed is {newest}). Update it with: quizapp db upgrade",
            UNREACHABLE,
        )
    raise Failure(
        f"The database is of a newer version of quizapp ({current}) than this one ({newest}). Update quizapp.",
        UNREACHABLE,
    )


def _require_writable(settings: Settings) -> None:
    folder = settings.instance
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"The folder {folder} cannot be made: {error.strerror}.", UNREACHABLE) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Failure(f"The folder {folder} cannot be written by the user {system_user()}.", UNREACHABLE)
    path = sqlite_file(settings)
    if path is None:
        return
    if path.is_dir():
        raise Failure(f"The database {path} is a folder. Set QUIZAPP_DATABASE_URL to a file.", UNREACHABLE)
    if not path.parent.is_dir():
        raise Failure(f"The folder {path.parent} of the database does not exist.", UNREACHABLE)
    beside = [Path(f"{path}{end}") for end in ("", "-wal", "-shm", ".wlock")]
    for one in (path.parent, *(one for one in beside if one.exists())):
        if not os.access(one, os.W_OK):
            raise Failure(
                f"The database cannot be written: {one} is not open to the user {system_user()}.", UNREACHABLE
            )
