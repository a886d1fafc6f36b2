"""Know every address of the site, who comes in where, and how a walker asks; hold the world that is walked through.

A test module that walks takes the fixtures over: `furnished, settings, world = walking.furnished, walking.settings,
walking.world`.
"""

import io
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from quizapp.app import create_app
from quizapp.settings import Settings
from quizapp.store.db import db
from tests.acts import fields_for
from tests.builders import Site
from tests.conftest import fresh_settings
from tests.world import World, schools

ROLES = ("student", "teacher", "admin")
JSON = {"Accept": "application/json"}

# What is open to everyone, also to people who are signed in.
OPEN = {
    "static",
    "public.front",
    "public.sign_in",
    "public.register",
    "public.join",
    "public.reset",
    "public.alive",
    "receipts.check",
    "public.service_worker",
    "public.stranded",
}

# Which roles come in at the door of each blueprint.
DOORS = {"account": ROLES, "student": ("student",), "teacher": ("teacher",), "admin": ("admin",)}


def routes() -> list[tuple[str, str, str]]:
    """List every (endpoint, method, rule) of the site."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(instance=Path(folder), sweep_seconds=0, secret_key="x"))
    return sorted(
        (rule.endpoint, method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    )


ROUTES = routes()
GUARDED = [route for route in ROUTES if route[0] not in OPEN]


def roles_of(endpoint: str) -> tuple[str, ...]:
    """Return the roles that come in at the door of an endpoint (an open one: none in particular)."""
    return DOORS.get(endpoint.split(".")[0], ())


BY_ROLE = [(*route, role) for route in GUARDED for role in roles_of(route[0])]


@contextmanager
def furnishing(template, folder: Path, finish: Callable[[], None] = lambda: None):
    """Furnish one database with two schools, and finish it; offer its settings, and what is in it."""
    with fresh_settings(template, folder) as settings:
        app = create_app(settings)
        with app.app_context():
            built = schools(Site(app))
            finish()
            db.session.remove()
            db.engine.dispose()
        yield settings, built


@pytest.fixture(scope="module")
def furnished(template, tmp_path_factory):
    """Furnish one database with two schools; return its settings, and what is in it."""
    with furnishing(template, tmp_path_factory.mktemp("furnished")) as made:
        yield made


@pytest.fixture
def settings(furnished, tmp_path):
    """Return the settings of a copy of the furnished database."""
    with fresh_settings(furnished[0], tmp_path) as copied:
        yield copied


@pytest.fixture
def world(site, furnished) -> World:
    """Return two schools that know nothing of each other, and an administrator."""
    return World(site, furnished[1])


def token_of(client) -> str:
    """Return the token that the forms of a browser carry, which stays the same."""
    if not hasattr(client, "kept_token"):
        client.kept_token = client.token()
    return client.kept_token


def sent(fields: dict) -> dict:
    """Return fields as they are sent once: a file, given as its bytes and its name, is opened."""
    return {
        name: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value for name, value in fields.items()
    }


def send(client, address: str, fields: dict, **options):
    """Send a form with the token of the browser's pages."""
    return client.post(address, data={**sent(fields), "csrf_token": token_of(client)}, **options)


def ask(world: World, client, route: tuple[str, str, str], role: str, address: str = "", **options):
    """Ask for a route as a role does that has it: with valid fields, at the role's own address or at another."""
    endpoint, method, rule = route
    address = address or world.address(rule, role, "own", endpoint)
    if method == "GET":
        return client.get(address, **options)
    return send(client, address, fields_for(world, endpoint, role), **options)


def rows_before(world: World) -> dict[str, list[str]]:
    """Return every row as it stands before a walk, with all forms filled in that the walker will send."""
    for endpoint, method, _, role in BY_ROLE:
        if method == "POST":
            fields_for(world, endpoint, role)
    return rows()


def rows() -> dict[str, list[str]]:
    """Return every row of every table."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for name, table in db.metadata.tables.items()
        }
