"""Walk every address of the site: as nobody and as each role, at one's own things and at other people's.

The expected answers follow from a few tables: what is open to everyone and what it answers, which role has which
blueprint, which addresses lead on, and what every act takes (`tests/acts.py`). A route that stands in none of them
fails the test. That every answer has its headers is checked by the client with which all tests ask (`tests/pages.py`).
"""

import re

import pytest

from tests import walking
from tests.acts import ACTS
from tests.pages import settled
from tests.walking import BY_ROLE, GUARDED, JSON, OPEN, ROLES, ROUTES, ask, roles_of, rows, rows_before

furnished, settings, world = walking.furnished, walking.settings, walking.world

EVERYBODY = ("visitor", *ROLES)

# What an open door answers to a visitor, a student, a teacher and an administrator: a status, or where it leads.
_HOMES = ("/quizzes", "/teach", "/admin")
AT_OPEN_DOORS: dict[tuple[str, str], tuple[int | str, ...]] = {
    ("static", "GET"): (200, 200, 200, 200),
    ("public.alive", "GET"): (200, 200, 200, 200),
    ("receipts.check", "GET"): (200, 200, 200, 200),
    ("receipts.check", "POST"): (200, 200, 200, 200),
    ("public.service_worker", "GET"): (200, 200, 200, 200),
    ("public.stranded", "GET"): (200, 200, 200, 200),
    ("public.front", "GET"): ("/sign-in", *_HOMES),
    ("public.sign_in", "GET"): (200, *_HOMES),
    ("public.sign_in", "POST"): ("/", *_HOMES),
    ("public.register", "GET"): (200, *_HOMES),
    ("public.register", "POST"): ("/", *_HOMES),
    ("public.join", "GET"): ("/register?code=<code>", 200, 200, 200),
    ("public.join", "POST"): ("/register?code=<code>", "/quizzes", 200, 200),
    ("public.reset", "GET"): (200, 200, 200, 200),
    ("public.reset", "POST"): ("/sign-in", "/sign-in", "/sign-in", "/sign-in"),
}

# Where an address that is only read leads on. What is shown once is shown to whoever has just made it.
LEADS = {
    "student.attempt": "/attempts/<attempt_id>/pages/1",
    "teacher.first_passwords": "/teach/classes/<class_id>",
    "teacher.password_link": "/teach/classes/<class_id>/students/<person_id>",
}

# The places of an address that name a thing which belongs to somebody; the others say which part of it is wanted.
THINGS = {
    "session_id", "quiz_id", "attempt_id", "bank_id", "name", "upload_id", "class_id", "person_id", "entry_id",
    "question_id", "allowance_id",
}  # fmt: skip
# What of one's own stands elsewhere: the thing at the next place of the address is not in it.
ELSEWHERE = {"quiz_id": "draft", "class_id": "empty", "bank_id": "bundled"}
NAMED = [case for case in BY_ROLE if "<" in case[2]]


def places_in(rule: str) -> list[str]:
    """List the places of an address."""
    return re.findall(r"<(?:\w+:)?(\w+)>", rule)


def of_nothing(rule: str, place: str) -> str | int:
    """Return what never stood at a place."""
    return 987654 if f"<int:{place}>" in rule else "nothing"


def test_every_route_is_classified():
    for endpoint, method, rule in ROUTES:
        assert (endpoint in OPEN) != bool(roles_of(endpoint)), f"{endpoint} ({rule}) stands in no list, or in two"
        assert endpoint not in OPEN or (endpoint, method) in AT_OPEN_DOORS, f"{endpoint}: what does it answer?"
        assert method == "GET" or endpoint in ACTS, f"{endpoint}: what does it take?"
    endpoints = {endpoint for endpoint, _, _ in ROUTES}
    assert {*OPEN, *LEADS, *ACTS, *(endpoint for endpoint, _ in AT_OPEN_DOORS)} <= endpoints


def test_every_place_of_an_address_can_be_filled(world):
    for _, _, rule, role in NAMED:
        for place in places_in(rule):
            assert place in world.places(role, "own"), f"nobody knows what {place} is ({rule})"
            other = world.place(role, "other", place)
            assert place not in THINGS or role == "admin" or world.place(role, "own", place) != other, (
                f"{rule}: {place}"
            )


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(("endpoint", "method"), sorted(AT_OPEN_DOORS))
def test_an_open_door_answers_each_as_it_should(world, who, endpoint, method):
    rule = next(route[2] for route in ROUTES if route[:2] == (endpoint, method))
    expected = AT_OPEN_DOORS[endpoint, method][EVERYBODY.index(who)]
    with ask(world, world.client(who), (endpoint, method, rule), who) as answer:
        if isinstance(expected, int):
            assert answer.status_code == expected
        else:
            assert (answer.status_code, answer.location) == (302, world.address(expected, who, "own"))


def test_a_visitor_is_led_to_the_sign_in_from_every_guarded_address(world, client):
    before = rows_before(world)
    for route in GUARDED:
        role = roles_of(route[0])[0]
        answer = ask(world, client, route, role)
        assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in"), route
        told = ask(world, client, route, role, headers=JSON)
        assert (told.status_code, told.json["error"]) == (401, "401"), route
    assert rows() == before


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_not_come_in_at_the_door_of_another(world, role):
    client, before = world.client(role), rows_before(world)
    for route in GUARDED:
        allowed = roles_of(route[0])
        if role not in allowed:
            assert ask(world, client, route, allowed[0]).status_code == 403, route
            told = ask(world, client, route, allowed[0], headers=JSON)
            assert (told.status_code, told.json["error"]) == (403, "403"), route
    assert rows() == before


@pytest.mark.parametrize("role", ROLES)
def test_ones_own_pages_are_there_and_reading_changes_no_row(world, role):
    client, before = world.client(role), rows_before(world)
    for endpoint, method, rule, whose in BY_ROLE:
        if method == "GET" and whose == role:
            with ask(world, client, (endpoint, method, rule), role) as answer:
                leads = world.address(LEADS[endpoint], role, "own") if endpoint in LEADS else None
                assert (answer.status_code, answer.location) == (302 if leads else 200, leads), rule
            assert rows() == before, f"GET {rule} changed something"


@pytest.mark.parametrize("role", ROLES)
def test_what_never_was_and_what_is_not_ones_own_are_not_found_and_told_alike(world, role):
    client, faults = world.client(role), []
    before = rows_before(world)
    for endpoint, method, rule, whose in NAMED:
        if whose == role:
            faults += list(found_at(world, client, (endpoint, method, rule), role))
    assert not faults, "\n".join(faults)
    assert rows() == before


def found_at(world, client, route, role):
    """Ask for an address with one of its places changed at a time, and with all; tell where that is not a 404."""
    endpoint, method, rule = route
    places, told = places_in(rule), set()
    nothing = [{place: of_nothing(rule, place)} for place in places]
    others = [{place: world.place(role, "other", place)} for place in places if place in THINGS and role != "admin"]
    if len(others) > 1:
        others.append({place: world.place(role, "other", place) for place in places})
        others += [{place: world.place(role, "own", ELSEWHERE[place])} for place in places if place in ELSEWHERE]
    for instead in (*nothing, *others):
        answer = ask(world, client, route, role, world.address(rule, role, "own", endpoint, **instead))
        if answer.status_code != 404:
            answer.close()
            yield f"{role}: {method} {rule} with {instead}: {answer.status_code}"
        else:
            told.add(settled(answer.text))
    if len(told) > 1:
        yield f"{role}: {method} {rule} tells what is not theirs from what never was"
    answer = ask(world, client, route, role, world.address(rule, role, "own", endpoint, **nothing[0]), headers=JSON)
    if answer.status_code != 404 or answer.json["error"] != "404":
        yield f"{role}: {method} {rule} tells a script {answer.status_code}"


def test_no_form_is_taken_without_its_token(world):
    clients = {who: world.client(who) for who in EVERYBODY}
    before = rows_before(world)
    for endpoint, method, rule in ROUTES:
        for who in (roles_of(endpoint) or EVERYBODY) if method == "POST" else ():
            fields = walking.fields_for(world, endpoint, who)
            del fields["once"]
            address = world.address(rule, who, "own", endpoint)
            for token in ({}, {"csrf_token": ""}, {"csrf_token": "another"}):
                answer = clients[who].post(address, data=walking.sent(fields) | token)
                assert answer.status_code == 400, f"{who}: {rule}: {answer.status_code}"
            told = clients[who].post(address, data=walking.sent(fields), headers=JSON)
            assert (told.status_code, told.json["error"]) == (400, "csrf"), f"{who}: {rule}"
    assert rows() == before


def test_a_token_of_another_browser_is_no_token(world):
    ann, thief = world.client("student"), world.client("student", "other")
    address = world.address("/quizzes/<quiz_id>/attempts", "student", "own")
    assert ann.post(address, data={"csrf_token": walking.token_of(thief)}).status_code == 400
