"""Look at every page of every role with axe-core, at phone and desk width, in light and in dark.

There is no violation of WCAG 2.2 A and AA, nothing has to be scrolled sideways, and each address shows its own page:
one that leads on to another page is listed with where it leads.
"""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from quizapp.store.db import db
from tests.browser.axe import faults_of
from tests.browser.conftest import WIDTHS
from tests.walking import DOORS, OPEN, ROUTES
from tests.world import World, schools

pytestmark = pytest.mark.browser

VISITED = [route for route in ROUTES if route[1] == "GET" and route[0] not in ("static", "public.alive")]

# Where an address that only leads on leads: a pattern of the path.
LEADS = {
    "public.front": "/sign-in",
    "public.join": r"/register\?code=\w+",
    "student.attempt": r"/attempts/\d+/pages/\d+",
    # What is shown once is shown to whoever has just made it; the main path of a teacher sees those pages.
    "teacher.first_passwords": r"/teach/classes/\d+",
    "teacher.password_link": r"/teach/classes/\d+/students/\d+",
}


@pytest.fixture(scope="module")
def world(served) -> World:
    """Return two schools on the site that is served."""
    _, site = served
    with site.app.app_context():
        built = schools(site)
        db.session.remove()
    return World(site, built)


def addresses(world: World, role: str) -> list[tuple[str, str]]:
    """List the pages of a role (“visitor”: of nobody): the endpoint of each, and its address."""
    if role == "visitor":
        found = [(endpoint, world.address(rule, "student", "own")) for endpoint, _, rule in VISITED if endpoint in OPEN]
        return [*found, ("", "/no/such/page"), ("", "/reset/nothing")]
    mine = [route for route in VISITED if role in DOORS.get(route[0].split(".")[0], ())]
    return [(endpoint, world.address(rule, role, "own", endpoint)) for endpoint, _, rule in mine]


@WIDTHS
@pytest.mark.parametrize("role", ["visitor", "student", "teacher", "admin"])
def test_every_page_is_open_to_everyone(live, world, role, width):
    person = None if role == "visitor" else SimpleNamespace(**vars(world.person(role, "own")))
    page, faults = live.page(person, width=width), []
    for endpoint, address in addresses(world, role):
        try:
            answer = page.goto(address)
        except Error as error:  # a file that the browser saves instead of showing it
            if "Download is starting" not in str(error):
                raise
            continue
        assert answer.status == (200 if endpoint else 404), address
        shown = page.url.removeprefix(live.address)
        if not re.fullmatch(LEADS.get(endpoint, re.escape(address)), shown):
            faults.append(f"{address} shows {shown}")
        if "text/html" in answer.headers.get("content-type", ""):
            faults += [f"{address}: {fault}" for fault in faults_of(page)]
    assert not faults, "\n".join(faults)
