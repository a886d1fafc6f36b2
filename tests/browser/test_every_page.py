"""Look at every page of every role with axe-core, at phone and desk width, in light and in dark.

There is no violation of WCAG 2.2 A and AA, and nothing has to be scrolled sideways.
"""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from quizapp.store.db import db
from tests.test_doors import DOORS, OPEN, ROUTES
from tests.world import World, schools

pytestmark = pytest.mark.browser

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}}
LOOKS = [(360, False), (360, True), (1280, False), (1280, True)]
VISITED = [route for route in ROUTES if route[1] == "GET" and route[0] not in ("static", "public.alive")]


@pytest.fixture(scope="module")
def world(served) -> World:
    """Return two schools on the site that is served."""
    _, site = served
    with site.app.app_context():
        built = schools(site)
        db.session.remove()
    return World(site, built)


def addresses(world: World, role: str) -> list[str]:
    """List the pages of a role (“visitor”: of nobody)."""
    if role == "visitor":
        found = [world.address(rule, "student", "own") for endpoint, _, rule in VISITED if endpoint in OPEN]
        return [*found, "/no/such/page"]
    mine = [route for route in VISITED if role in DOORS.get(route[0].split(".")[0], ())]
    return [world.address(rule, role, "own", endpoint) for endpoint, _, rule in mine]


def faults_of(page, axe: Axe) -> list[str]:
    """List what is wrong with a page as it stands in the browser."""
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]} {violation['nodes'][0]['failureSummary'][:300]}"
        for violation in axe.run(page, options=RULES).response["violations"]
    ]
    across = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
    return found + ([f"scrolls {across} px sideways"] if across > 0 else [])


@pytest.mark.parametrize("role", ["visitor", "student", "teacher", "admin"])
@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=lambda value: str(value))
def test_every_page_is_open_to_everyone(live, world, role, width, dark):
    person = None if role == "visitor" else SimpleNamespace(**vars(world.person(role, "own")))
    page, axe, faults = live.page(person, width=width, dark=dark), Axe(), []
    for address in addresses(world, role):
        try:
            answer = page.goto(address)
        except Error as error:  # a file that the browser saves instead of showing it
            if "Download is starting" not in str(error):
                raise
            continue
        assert answer.status == (404 if "no" in address.split("/") or "nothing" in address else 200), address
        if "text/html" in answer.headers.get("content-type", ""):
            faults += [f"{address}: {fault}" for fault in faults_of(page, axe)]
    assert not faults, "\n".join(faults)
