"""Do every act of the site: it leads where it should, and a form that is sent twice counts once."""

import pytest

from quizapp.store.queries.backups import folder_of
from quizapp.web.access import COOKIE
from tests import walking
from tests.acts import ACTS, fields_for, place_led_to
from tests.walking import ROUTES, roles_of, rows, send, token_of

furnished, settings, world = walking.furnished, walking.settings, walking.world

# Who acts at an open door.
AT_OPEN_DOORS = {"public.join": "student"}
DONE = [
    (endpoint, rule, role)
    for endpoint, method, rule in ROUTES
    if method == "POST"
    for role in (roles_of(endpoint) or (AT_OPEN_DOORS.get(endpoint, "visitor"),))
]

# After these, somebody else is signed in, or nobody: the page with the form is of the past.
ENDS_THE_PAGE = {"public.sign_in", "public.register", "account.sign_out"}


# Tables that note what happened, and by which browser.
BOOKS = ("audit_entry", "browser_session", "known_browser")


def test_every_act_is_listed_with_what_it_takes():
    assert set(ACTS) == {endpoint for endpoint, method, _ in ROUTES if method == "POST"}


@pytest.mark.parametrize(("endpoint", "rule", "role"), DONE, ids=lambda value: value if "/" not in value else "")
def test_an_act_leads_where_it_should_and_sent_twice_counts_once(world, endpoint, rule, role):
    client, act = world.client(role), ACTS[endpoint]
    address, fields = world.address(rule, role, "own", endpoint), fields_for(world, endpoint, role)
    impatient, before = twin_of(client), state(world)
    first = answer_of(send(client, address, fields))
    assert first[0] == act.status, first
    if act.leads:
        assert place_led_to(world, endpoint, role).fullmatch(first[1]), first
    after = state(world)
    assert (after != before) == act.changes
    for again in (impatient, *([] if endpoint in ENDS_THE_PAGE else [client])):
        assert answer_of(send(again, address, fields)) == first
        assert kept(state(world)) == kept(after)


def twin_of(client):
    """Return the browser as it is when a button is pressed twice, before the first answer has come."""
    twin, twin_token = client.application.test_client(), token_of(client)
    for name in (COOKIE, client.application.config["SESSION_COOKIE_NAME"]):
        if (cookie := client.get_cookie(name)) is not None:
            twin.set_cookie(name, cookie.value)
    twin.kept_token = twin_token
    return twin


def answer_of(answer) -> tuple[int, str | None]:
    """Return the status of an answer and where it leads."""
    with answer:
        return answer.status_code, answer.location


def kept(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what a form that is sent twice may not change."""
    return {name: entries for name, entries in found.items() if name not in BOOKS}


def state(world) -> dict[str, list[str]]:
    """Return every row, and the names of all backups."""
    folder = folder_of(world.app.config["SETTINGS"].instance)
    return {**rows(), "backups": sorted(file.name for file in folder.iterdir())}
