"""Signing in, registering, joining, and setting passwords."""

from datetime import UTC, datetime

import pytest

from quizapp.app import create_app
from quizapp.store.db import db, write
from quizapp.store.models import Person, ResetLink, SignInFailure
from quizapp.store.secrets import new_token, token_digest
from quizapp.web.access import COOKIE
from tests.builders import NOW, PASSWORD, later


def test_a_person_signs_in_and_out(site, client):
    site.person("student", "ann")
    page = client.send("/sign-in", username=" Ann ", password=PASSWORD)
    assert page.status_code == 200
    assert "Sign out" in page.text
    client.send("/account/sign-out", csrf_token=client.token("/account"))
    assert "Sign in" in client.get("/", follow_redirects=True).text


def test_wrong_words_are_told_beside_the_field_and_on_top(site, client):
    site.person("student", "ann")
    page = client.send("/sign-in", username="ann", password="something else")
    assert page.status_code == 422
    assert page.text.count("do not belong together") == 2
    assert 'value="ann"' in page.text


def test_a_student_registers_with_the_join_code_of_a_class(site, client):
    site.school_class(site.person("teacher"), code="abcd2345")
    page = client.send("/register", code="ABCD-2345", name="Bea", username="bea", password="a long enough secret")
    assert page.status_code == 200
    assert "Bea" in page.text


def test_every_fault_of_a_registration_is_told_and_what_was_typed_is_kept(site, client):
    page = client.send("/register", code="none", name="Bea", username="bea", password="short")
    assert page.status_code == 422
    assert "No class has this join code" in page.text
    assert 'value="Bea"' in page.text


def test_a_session_ends_in_the_database_on_sign_out(site):
    client = site.client(site.person("student", "ann"))
    cookie = client.get_cookie(COOKIE).value
    client.send("/account/sign-out", csrf_token=client.token("/account"))
    thief = site.app.test_client()
    thief.set_cookie(COOKIE, cookie)
    assert thief.get("/account").status_code == 302


def test_a_new_password_signs_every_other_browser_out(site):
    ann = site.person("student", "ann")
    here, there = site.client(ann), site.client(ann)
    new = "another good long secret"
    page = here.send(
        "/account/password", current=PASSWORD, new=new, again=new, csrf_token=here.token("/account/password")
    )
    assert "The password is changed" in page.text
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_a_suspended_person_is_out_at_once_and_cannot_come_in(site, client):
    ann = site.person("student", "ann")
    inside = site.client(ann)

    @write
    def suspend():
        db.session.get_one(Person, ann.id).suspended_at = NOW

    suspend()
    assert inside.get("/account").status_code == 302
    assert "suspended" in client.send("/sign-in", username="ann", password=PASSWORD).text


def test_the_wrong_words_of_a_suspended_person_tell_nothing_of_the_suspension(site, client):
    site.person("student", "ann", suspended_at=NOW)
    assert "suspended" not in client.send("/sign-in", username="ann", password="something else").text


def test_after_five_failures_an_account_waits_at_that_address_even_with_the_right_password(site, client):
    site.person("student", "ann")
    for _ in range(5):
        assert client.send("/sign-in", username="ann", password="wrong").status_code == 422
    assert "Too many sign-ins" in client.send("/sign-in", username="ann", password=PASSWORD).text


def test_a_class_behind_one_address_is_not_locked_out_by_one_of_them(site, client):
    for number in range(30):
        site.person("student", f"s{number}")
        for _ in range(4):
            sessions_fail(site, f"s{number}", "10.0.0.1")
    for _ in range(5):
        sessions_fail(site, "s0", "10.0.0.1")
    other = client.post(
        "/sign-in",
        data={"username": "s1", "password": PASSWORD, "csrf_token": client.token()},
        environ_base={"REMOTE_ADDR": "10.0.0.1"},
    )
    assert other.status_code == 302


def sessions_fail(site, username, address):
    """Note one failed sign-in, as the operation does."""

    @write
    def fail():
        db.session.add(SignInFailure(username=username, address=address, at=datetime.now(UTC)))

    fail()


def test_a_stranger_elsewhere_does_not_lock_a_person_out(site, client):
    site.person("student", "ann")
    for _ in range(10):
        sessions_fail(site, "ann", "203.0.113.9")
    assert client.send("/sign-in", username="ann", password=PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("short", "use 12 or more"),
        ("password1234", "too easy to guess"),
        ("beatrice-2024", "too easy to guess"),
        ("x" * 201, "at the most"),
    ],
)
def test_a_bad_password_is_refused_with_what_to_do(site, client, password, told):
    site.school_class(site.person("teacher"), code="abcd2345")
    page = client.send("/register", code="abcd2345", name="Bea", username="beatrice", password=password)
    assert page.status_code == 422
    assert told in page.text


def test_a_one_time_link_sets_a_password_once(site, client):
    ann = site.person("student", "ann")
    inside = site.client(ann)
    link = reset_link(site, ann)
    new = "a fresh and long secret"
    page = client.send(link, new=new, again=new, csrf_token=client.token(link))
    assert "The new password is set" in page.text
    assert client.get(link).status_code == 404
    assert inside.get("/account").status_code == 302
    assert "Sign out" in client.send("/sign-in", username="ann", password=new).text


def test_an_old_link_sets_nothing(site, client):
    assert client.get(reset_link(site, site.person("student"), lasts=-1)).status_code == 404


def reset_link(site, person, lasts=1):
    """Make a link as a teacher would hand it out."""
    token = new_token()
    teacher = site.person("teacher")

    @write
    def make():
        db.session.add(
            ResetLink(
                token_digest=token_digest(token),
                person_id=person.id,
                made_by_id=teacher.id,
                created_at=NOW,
                expires_at=later(days=lasts),
            )
        )

    make()
    return f"/reset/{token}"


def test_a_password_that_others_know_is_changed_before_anything_else(site):
    client = site.client(site.person("student", must_change_password=True))
    assert client.get("/quizzes").location.endswith("/account/password")


def test_a_page_that_was_asked_for_comes_after_signing_in_but_no_other_site_does(site, client):
    site.person("student", "ann")
    assert "next=/history" in client.get("/history").location
    for address, lands in [("/history", "/history"), ("//evil.example", "/"), ("https://evil.example", "/")]:
        fresh = site.app.test_client()
        answer = fresh.send(f"/sign-in?next={address}", follow=False, username="ann", password=PASSWORD)
        assert answer.location == lands


def test_an_unexpected_error_gets_a_page_with_a_reference_that_stands_in_the_log(settings, caplog):
    app = create_app(settings)
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    page = app.test_client().get("/broken")
    assert page.status_code == 500
    reference = page.text.split("<code>")[1].split("</code>")[0]
    assert reference in caplog.text


def test_a_wrong_address_gets_a_page_that_helps(client):
    page = client.get("/no/such/page")
    assert page.status_code == 404
    assert "may be mistyped" in page.text
