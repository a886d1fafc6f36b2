"""Forms at the doors that are sent twice, the browser that is known again, and where a sign-in may lead."""

import re

import pytest
import sqlalchemy as sa

from quizapp.core.people import MOST_FAILURES
from quizapp.operations import sessions
from quizapp.operations.accounts import make_reset_link
from quizapp.store.db import db
from quizapp.store.models import AuditEntry, BrowserSession, Enrolment, KnownBrowser, Person
from quizapp.store.queries.people import person_signed_in
from quizapp.web.access import BROWSER_COOKIE, COOKIE, safe_next
from tests.builders import NOW, PASSWORD

NEW = "wobbly lantern eats cheese"


def hidden(page, name: str) -> str:
    """Return the value of a hidden field of a page."""
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def count(table, **fields) -> int:
    """Count the rows of a table."""
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(table).filter_by(**fields))


def twice(client, address: str, **fields) -> list[tuple[int, str]]:
    """Send one form twice, as a double click or the way back does; return what was answered."""
    fields = {"csrf_token": client.token(address if fields else "/account"), **fields}
    answers = [client.post(address, data=fields) for _ in range(2)]
    return [(answer.status_code, answer.location) for answer in answers]


def test_a_registration_that_is_sent_twice_makes_one_account_and_leads_to_the_same_page(site, client):
    site.school_class(site.person("teacher"), code="abcd2345")
    form = client.get("/register")
    fields = {"code": "abcd2345", "name": "Bea", "username": "bea", "password": NEW, "once": hidden(form, "once")}
    token = hidden(form, "csrf_token")
    late = site.app.test_client()  # the second click, sent before the first was answered
    late.set_cookie("quizapp_form", client.get_cookie("quizapp_form").value)
    answers = [one.post("/register", data={"csrf_token": token, **fields}) for one in (client, late, client)]
    assert [(answer.status_code, answer.location) for answer in answers[:2]] == [(302, "/")] * 2
    assert (answers[2].status_code, answers[2].location) == (302, "/quizzes")  # signed in already
    assert count(Person, username="bea") == 1
    assert count(Enrolment) == 1
    assert count(AuditEntry, action="person.created") == 1
    other = client.application.test_client()
    page = other.send("/register", **{**fields, "once": "another"})
    assert "is taken" in page.text


def test_whoever_is_signed_in_needs_no_registration(site):
    client = site.client(site.person("teacher"))
    assert client.get("/register").location == "/teach"


def test_a_browser_that_is_ended_twice_is_ended_once(site):
    ann = site.person("student", "ann")
    client, stranger = site.client(ann), site.client(site.person("student"))
    other = person_signed_in(sessions.sign_in(site.actor(ann), "ann", PASSWORD, days=1), NOW).session_id
    answers = twice(client, f"/account/browsers/{other}/end")
    assert answers == [(302, "/account")] * 2
    assert count(AuditEntry, action="session.ended") == 1
    assert count(BrowserSession, person_id=ann.id) == 1
    assert stranger.send(f"/account/browsers/{other}/end").status_code == 404


def test_a_changed_password_that_is_sent_twice_is_changed_once(site):
    client = site.client(site.person("student", "ann"))
    once = hidden(client.get("/account/password"), "once")
    answers = twice(client, "/account/password", current=PASSWORD, new=NEW, again=NEW, once=once)
    assert answers == [(302, "/account")] * 2
    assert count(AuditEntry, action="password.changed") == 1


def test_a_link_that_is_sent_twice_sets_a_password_once(site, client):
    ann = site.person("student", "ann")
    address = f"/reset/{make_reset_link(site.actor(site.person('admin')), ann.id)}"
    once = hidden(client.get(address), "once")
    answers = twice(client, address, new=NEW, again=NEW, once=once)
    assert answers == [(302, "/sign-in")] * 2
    assert count(AuditEntry, action="password.reset") == 1
    assert client.get(address).status_code == 404
    other = client.send(address, follow=False, new=NEW, again=NEW, once="another")
    assert other.status_code == 404
    assert "no longer works" in other.text


def test_a_removal_from_a_class_counts_once_and_only_for_who_was_in_it(site):
    teacher, ann, stranger = site.person("teacher"), site.person("student", "ann"), site.person("student")
    school_class = site.school_class(teacher, ann)
    site.school_class(site.person("teacher"), stranger)
    client = site.client(teacher)
    address = f"/teach/classes/{school_class.id}/students"
    answers = twice(client, f"{address}/{ann.id}/removal")
    assert answers == [(302, f"/teach/classes/{school_class.id}")] * 2
    assert client.send(f"{address}/{stranger.id}/removal").status_code == 404
    assert client.send(f"{address}/987654/removal").status_code == 404


def test_a_browser_is_known_after_a_sign_in_and_others_failures_do_not_stop_it(site, client):
    site.person("student", "ann")
    client.send("/sign-in", username="ann", password=PASSWORD)
    cookie = client.get_cookie(BROWSER_COOKIE)
    assert cookie.http_only
    assert cookie.value not in db.session.scalars(sa.select(KnownBrowser.token_digest)).all()
    client.send("/account/sign-out")
    classmate = site.app.test_client()
    for _ in range(MOST_FAILURES["account_here"] + 1):
        page = classmate.send("/sign-in", username="ann", password="something else")
    assert "Too many sign-ins" in page.text
    assert "Sign out" in client.send("/sign-in", username="ann", password=PASSWORD).text
    assert client.get_cookie(BROWSER_COOKIE).value == cookie.value


def test_a_browser_does_not_choose_the_token_by_which_it_is_known(site, client):
    site.person("student", "ann")
    client.set_cookie(BROWSER_COOKIE, "guess me")
    client.send("/sign-in", username="ann", password=PASSWORD)
    assert re.fullmatch(r"[\w-]{43}", client.get_cookie(BROWSER_COOKIE).value)


def test_a_page_does_not_tell_whether_a_join_code_is_right_before_the_wrong_ones_are_counted(site):
    site.school_class(site.person("teacher"), name="The bees", code="abcd2345")
    client = site.client(site.person("student"))
    pages = [client.get(f"/join/{code}") for code in ("abcd2345", "nonesuch")]
    assert [page.status_code for page in pages] == [200, 200]
    assert "The bees" not in pages[0].text
    assert "No class has this join code" in client.send("/join/nonesuch").text
    assert client.send("/join/abcd2345", follow=False).location == "/quizzes"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "/\r/evil.example", "/\revil", "/ /evil.example", "/\x7f", "/\x00", "https://evil.example",
        "javascript:alert(1)", "evil.example", " /history", "", None,
    ],
)  # fmt: skip
def test_an_address_that_a_browser_may_read_as_another_sites_is_not_gone_on_to(address):
    assert safe_next(address) is None


@pytest.mark.parametrize(
    ("address", "lands"),
    [("/history?", "/history"), ("/teach/classes?search=a%20b", "/teach/classes?search=a%20b"), ("/a//b", "/a//b")],
)
def test_an_address_of_ours_is_gone_on_to(address, lands):
    assert safe_next(address) == lands


@pytest.mark.parametrize("following", ["/%09/evil.example", "/%0d", "/%0a/evil.example", "/%5cevil.example", "/%00"])
def test_a_sign_in_leads_to_no_other_site_and_to_no_fault(site, client, following):
    site.person("student", "ann")
    answer = client.send(f"/sign-in?next={following}", follow=False, username="ann", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get_cookie(COOKIE)
