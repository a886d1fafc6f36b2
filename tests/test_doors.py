"""Walk every address of the site: as nobody and as each role, at one's own things and at other people's.

The expected answers follow from three lists: what is open to everyone, which role has which blueprint, and how the
places of an address are filled. A route that stands in none of them fails the test.
"""

import re
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from quizapp.app import create_app
from quizapp.settings import Settings
from quizapp.store.db import db
from tests.builders import Site
from tests.conftest import fresh_settings
from tests.world import World, schools

ROLES = ("student", "teacher", "admin")

# What is open to everyone, also to people who are signed in.
OPEN = {
    "static",
    "public.front",
    "public.sign_in",
    "public.register",
    "public.join",
    "public.reset",
    "public.alive",
}

# Which roles come in at the door of each blueprint.
DOORS = {"account": ROLES, "student": ("student",), "teacher": ("teacher",), "admin": ("admin",)}

# What is the same for all who come in, although its address names a thing: each with the reason.
SHARED: dict[str, str] = {}


@pytest.fixture(scope="module")
def furnished(template, tmp_path_factory):
    """Furnish one database with two schools; return where it is, and what is in it."""
    with fresh_settings(template, tmp_path_factory.mktemp("furnished")) as settings:
        app = create_app(settings)
        with app.app_context():
            built = schools(Site(app))
            db.session.remove()
            db.engine.dispose()
        yield settings, built


@pytest.fixture
def settings(furnished, tmp_path):
    """Return the settings of a copy of the furnished database."""
    with fresh_settings(furnished[0], tmp_path) as copied:
        yield copied


@pytest.fixture
def world(site, furnished) -> World:
    """Return two schools that know nothing of each other, and an administrator."""
    return World(site, furnished[1])


def routes():
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
BY_ROLE = [(*route, role) for route in GUARDED for role in DOORS.get(route[0].split(".")[0], ())]
NAMED = [(*case,) for case in BY_ROLE if "<" in case[2] and case[3] != "admin" and case[0] not in SHARED]


def ask(client, method, address):
    """Send a request as a browser does: a POST with the token of a page."""
    if method == "GET":
        return client.get(address)
    return client.post(address, data={"csrf_token": client.token("/account")})


def test_every_route_is_classified():
    for endpoint, _, rule in ROUTES:
        assert endpoint in OPEN or endpoint.split(".")[0] in DOORS, f"{endpoint} ({rule}) stands in no list"
    for endpoint in OPEN | set(SHARED):
        assert endpoint in {route[0] for route in ROUTES}, f"{endpoint} is no route any more"


def test_every_place_of_an_address_can_be_filled(world):
    for endpoint, _, rule in ROUTES:
        for place in re.findall(r"<(?:\w+:)?(\w+)>", rule):
            assert endpoint in OPEN or place in world.places("student", "own") | world.places("teacher", "own") | (
                world.places("admin", "own")
            ), f"{endpoint}: nobody knows what {place} is ({rule})"


def test_a_visitor_is_led_to_the_sign_in_from_every_guarded_address(world, client):
    for endpoint, method, rule in GUARDED:
        role = DOORS[endpoint.split(".")[0]][0]
        address = world.address(rule, role, "own", endpoint)
        answer = client.get(address) if method == "GET" else client.post(address, data={"csrf_token": client.token()})
        assert answer.status_code == 302, f"{method} {address}: {answer.status_code}"
        assert "/sign-in" in answer.location, f"{method} {address} leads to {answer.location}"


def test_a_role_does_not_come_in_at_the_door_of_another(world):
    for role in ROLES:
        client = world.client(role, "own")
        for endpoint, method, rule in GUARDED:
            allowed = DOORS[endpoint.split(".")[0]]
            if role not in allowed:
                answer = ask(client, method, world.address(rule, allowed[0], "own", endpoint))
                assert answer.status_code == 403, f"{role}: {method} {rule}: {answer.status_code}"


def test_ones_own_pages_are_there(world):
    clients, faults = {role: world.client(role, "own") for role in ROLES}, []
    for endpoint, method, rule, role in BY_ROLE:
        if method == "GET":
            with clients[role].get(world.address(rule, role, "own", endpoint)) as answer:
                if answer.status_code not in (200, 302, 303):
                    faults.append(f"{role}: GET {rule}: {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("endpoint", "rule", "role"), [(case[0], *case[2:]) for case in BY_ROLE if case[1] == "POST"])
def test_ones_own_things_can_be_acted_on(world, endpoint, rule, role):
    with ask(world.client(role, "own"), "POST", world.address(rule, role, "own", endpoint)) as answer:
        assert answer.status_code in (200, 302, 303, 409, 422), answer.get_data(as_text=True)[:3000]


def test_other_peoples_things_are_not_found(world):
    clients, faults = {role: world.client(role, "own") for role in ROLES}, []
    for endpoint, method, rule, role in NAMED:
        answer = ask(clients[role], method, world.address(rule, role, "other", endpoint))
        if answer.status_code != 404:
            faults.append(f"{role}: {method} {rule}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_things_that_never_were_are_not_found(world):
    clients, faults = {role: world.client(role, "own") for role in ROLES}, []
    for _, method, rule, role in NAMED:
        address = re.sub(r"<\w+>", "nothing", re.sub(r"<int:\w+>", "987654", rule))
        answer = ask(clients[role], method, address)
        if answer.status_code != 404:
            faults.append(f"{role}: {method} {address}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_no_form_is_taken_without_its_token(world):
    for endpoint, method, rule in ROUTES:
        if method == "POST":
            role = DOORS.get(endpoint.split(".")[0], ("student",))[0]
            client = world.app.test_client() if endpoint in OPEN else world.client(role, "own")
            answer = client.post(world.address(rule, role, "own", endpoint), data={})
            assert answer.status_code == 400, f"{rule}: {answer.status_code}"


def rows() -> dict[str, list]:
    """Return every row of every table."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.select(table)).all()))
            for name, table in db.metadata.tables.items()
        }


def test_reading_changes_no_row(world):
    clients = {role: world.client(role, "own") for role in ROLES}
    before = rows()
    for endpoint, method, rule in ROUTES:
        if method == "GET" and endpoint != "static":
            for role in DOORS.get(endpoint.split(".")[0], ROLES):
                clients[role].get(world.address(rule, role, "own", endpoint)).close()
                assert rows() == before, f"GET {rule} changed something"
