"""Give every test a real database of its own, people, and a client that reads every page like a strict browser."""

import os
import shutil
import uuid
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from quizapp.app import create_app
from quizapp.settings import Settings
from quizapp.store import schema
from quizapp.store.db import db, engine_options, install
from tests.builders import Site
from tests.pages import CheckingClient

# A person who waits gets fewer examples of each property; `.ci/run` sets CI, and tries as many as Hypothesis does.
hypothesis.settings.register_profile("waited-for", max_examples=15)
if not os.environ.get("CI"):
    hypothesis.settings.load_profile("waited-for")

# Where it is set, the tests run on this PostgreSQL server instead of on SQLite (`.ci/run` does both).
POSTGRESQL = os.environ.get("QUIZAPP_TEST_POSTGRESQL", "")

# The fault suite takes its time, and kills what it has started: it runs where it is asked for (`make faults`) alone.
FAULTS = Path(__file__).parent / "faults"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the fault suite out, unless its folder or a file of it is named, or its marker."""
    named = [Path(name.partition("::")[0]).resolve() for name in config.args]
    asked = config.option.markexpr == "faults" or any(FAULTS in (path, *path.parents) for path in named)
    return True if collection_path == FAULTS and not asked else None


def settings_for(folder: Path, url: str = "") -> Settings:
    """Return settings for a test: no sweep by itself, a key of its own, times in UTC."""
    return Settings(
        instance=folder, database_url=url, secret_key="a key for tests alone", sweep_seconds=0, timezone="UTC"
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory):
    """Migrate one empty database, of which every test gets a copy."""
    folder = tmp_path_factory.mktemp("template")
    name = f"quizapp_template_{uuid.uuid4().hex[:12]}"
    url = _create_database(name) if POSTGRESQL else ""
    app = create_app(settings_for(folder, url))
    with app.app_context():
        schema.migrate()
        db.engine.dispose()
    yield name if POSTGRESQL else folder / "quizapp.sqlite3"
    if POSTGRESQL:
        _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def fresh_settings(template, folder: Path):
    """Offer the settings of a database of one's own: a copy of a template (its file, its name, or its settings)."""
    if isinstance(template, Settings):
        template = sa.make_url(template.url).database
    if not POSTGRESQL:
        shutil.copyfile(template, folder / "quizapp.sqlite3")
        yield settings_for(folder)
        return
    name = f"quizapp_test_{uuid.uuid4().hex[:12]}"
    yield settings_for(folder, _create_database(name, template))
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def settings(template, tmp_path: Path):
    """Return the settings of a fresh database."""
    with fresh_settings(template, tmp_path) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Build the application once for a whole run, for building it takes longer than most tests; see `app`."""
    app = create_app(settings_for(tmp_path_factory.mktemp("house")))
    app.test_client_class = CheckingClient
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(request.config.cache.mkdir("templates")))
    with app.app_context():
        db.engine.dispose()
    return app


@pytest.fixture(scope="session")
def compiled() -> dict:
    """Keep the statements that were compiled, for each engine of a run to use those of the ones before it."""
    return {}


def connected(settings: Settings, compiled: dict) -> sa.Engine:
    """Return an engine on the database of a test, with the laws of the site."""
    engine = sa.create_engine(settings.url, **engine_options(settings.url, settings.threads))
    install(engine)
    if not compiled:
        engine.connect().close()  # with the first connection a dialect learns the version of its database
        compiled.update(dialect=engine.dialect, cache=engine._compiled_cache)
    engine.dialect = compiled["dialect"]  # a compiled statement belongs to its dialect
    engine._compiled_cache = compiled["cache"]
    return engine


@pytest.fixture
def app(house: Flask, compiled: dict, settings: Settings):
    """Return the application on a fresh database; what goes wrong inside it fails the test."""
    config = dict(house.config)
    house.config.update(SETTINGS=settings, TESTING=True, PROPAGATE_EXCEPTIONS=True)
    engine = connected(settings, compiled)
    db._app_engines[house][None] = engine
    with house.app_context():
        yield house
        db.session.remove()
        engine.dispose()
    house.config.clear()
    house.config.update(config)


@pytest.fixture
def site(app) -> Site:
    """Return the builder of people, classes, banks, quizzes and attempts."""
    return Site(app)


@pytest.fixture
def client(app) -> CheckingClient:
    """Return the client of a visitor."""
    return app.test_client()


def _create_database(name: str, template: str = "template1") -> str:
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return sa.make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)


def _administer(statement: str) -> None:
    engine = sa.create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
