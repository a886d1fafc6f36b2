"""Signing in, how often it may fail and where, and links and passwords that end one another."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from quizapp.core.errors import Invalid, Missing, NotNow
from quizapp.core.people import MOST_FAILURES, WINDOW
from quizapp.operations import accounts, classes, newcomers, people, sessions
from quizapp.operations.newcomers import FirstEntry
from quizapp.store.audit import Actor
from quizapp.store.db import db, write
from quizapp.store.models import KnownBrowser, Person, ResetLink, SignInFailure
from quizapp.store.queries.people import reset_link_of
from quizapp.store.secrets import hash_password
from tests.builders import NOW, PASSWORD, later

HERE, ELSEWHERE = "10.0.0.1", "203.0.113.9"
AFTER = WINDOW + timedelta(seconds=1)
NEW = "wobbly lantern eats cheese"


def visitor(address: str = HERE, now=NOW) -> Actor:
    """Return somebody who is not signed in."""
    return Actor(None, "visitor", "visitor", now, address)


def enter(username="ann", password=PASSWORD, browser="", address=HERE, now=NOW) -> str:
    """Sign in."""
    return sessions.sign_in(visitor(address, now), username, password, days=1, browser=browser)


def failed(times: int, username="ann", browser="", address=HERE) -> None:
    """Let sign-ins fail."""
    for _ in range(times):
        with pytest.raises(Invalid):
            enter(username, "something else", browser, address)


@write
def noted(door: str, times: int, username: str = "", address: str = HERE) -> None:
    """Note failures at a door, of as many accounts where no username is said."""
    db.session.add_all(
        SignInFailure(door=door, username=username or f"s{number}" * (door == "sign_in"), address=address, at=NOW)
        for number in range(times)
    )


def test_one_account_from_one_address_waits_after_five_failures_and_no_longer_than_the_window(site):
    site.person("student", "ann")
    most = MOST_FAILURES["account_here"]
    failed(most - 1)
    assert enter()  # and begins anew
    failed(most)
    with pytest.raises(NotNow, match="Too many sign-ins"):
        enter()
    assert enter(address=ELSEWHERE)
    assert enter(now=NOW + AFTER)


def test_an_account_waits_after_fifty_failures_from_anywhere(site):
    site.person("student", "ann")
    most = MOST_FAILURES["account"]
    noted("sign_in", most - 1, "ann", "198.51.100.7")
    assert enter(browser="a browser")
    noted("sign_in", 1, "ann", "198.51.100.8")
    with pytest.raises(NotNow):
        enter(address=ELSEWHERE)
    assert enter(browser="a browser")
    assert enter(address=ELSEWHERE, now=NOW + AFTER)


def test_an_address_waits_after_three_hundred_failures_but_browsers_that_are_known_there_do_not(site):
    site.person("student", "ann")
    site.person("student", "ben")
    enter(browser="the browser of ann")
    most = MOST_FAILURES["address"]
    noted("sign_in", most - 1)
    assert enter("ben")
    noted("sign_in", 1)
    for browser in ("", "a browser", "the browser of ann"):  # known for ann, not for ben
        with pytest.raises(NotNow):
            enter("ben", browser=browser)
    assert enter(browser="the browser of ann")
    assert enter("ben", now=NOW + AFTER)


def test_a_known_browser_is_stopped_by_its_own_failures_alone(site):
    site.person("student", "ann")
    enter(browser="at home")
    enter(browser="at school")
    failed(MOST_FAILURES["account_here"])  # a classmate at the same address
    most = MOST_FAILURES["known_browser"]
    failed(most - 1, browser="at school")
    assert enter(browser="at school")
    failed(most, browser="at school")
    with pytest.raises(NotNow):
        enter(browser="at school")
    assert enter(browser="at home")
    assert enter(browser="at school", now=NOW + AFTER)


def test_a_browser_is_not_known_for_ever_and_only_its_digest_is_stored(site):
    site.person("student", "ann")
    enter(browser="at home")
    assert "at home" not in db.session.scalar(sa.select(KnownBrowser.token_digest))
    enter(browser="at school", now=NOW + sessions.BROWSER_KNOWN_FOR + timedelta(minutes=1))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KnownBrowser)) == 1


def test_many_tries_at_once_do_not_get_past_the_limit(app, site):
    site.person("student", "ann")
    most, judged, ready = MOST_FAILURES["account_here"], [], threading.Barrier(8)

    def guess() -> None:
        with app.app_context():
            ready.wait()
            try:
                enter(password="something else")
            except (Invalid, NotNow) as refusal:
                judged.append(type(refusal))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert judged.count(Invalid) == most
    assert judged.count(NotNow) == 8 - most


def test_a_wrong_password_of_now_is_told_so_often_and_then_waits(site):
    ann = site.person("student", "ann")
    most = MOST_FAILURES["password"]

    def change(current: str, now=NOW, new: str = NEW) -> None:
        sessions.change_password(site.actor(ann, now), 0, current, new)

    for _ in range(most - 1):
        with pytest.raises(Invalid):
            change("something else")
    with pytest.raises(Invalid, match="characters"):
        change(PASSWORD, new="short")  # the password of now was right: the count begins anew
    for _ in range(most):
        with pytest.raises(Invalid, match="of now"):
            change("something else")
    with pytest.raises(NotNow, match="Too many tries"):
        change(PASSWORD)
    change(PASSWORD, NOW + AFTER)


def test_wrong_join_codes_are_counted_by_the_address_of_visitors(site):
    site.school_class(site.person("teacher"), code="abcd2345")
    most = MOST_FAILURES["codes_here"]
    assert most > 30 * 5  # a class behind one address, each wrong five times
    noted("code", most - 1)
    with pytest.raises(Invalid, match="No class"):
        people.register(visitor(), "nonesuch", "bea", "Bea", NEW)
    with pytest.raises(NotNow, match="Too many tries"):
        people.register(visitor(), "abcd2345", "bea", "Bea", NEW)
    assert people.register(visitor(ELSEWHERE), "abcd2345", "bea", "Bea", NEW)
    assert people.register(visitor(now=NOW + AFTER), "abcd2345", "cem", "Cem", NEW)


def test_wrong_join_codes_of_a_student_are_counted_by_person(site):
    ann, ben = site.person("student", "ann"), site.person("student", "ben")
    school_class = site.school_class(site.person("teacher"), code="abcd2345")
    noted("code", MOST_FAILURES["code_of_person"] - 1, "ann")
    assert people.join_class(site.actor(ann), "abcd2345") == school_class.id
    with pytest.raises(Invalid):
        people.join_class(site.actor(ann), "nonesuch")
    with pytest.raises(NotNow):
        people.join_class(site.actor(ann), "abcd2345")
    assert people.join_class(site.actor(ben), "abcd2345") == school_class.id
    assert people.join_class(site.actor(ann, NOW + AFTER), "abcd2345") == school_class.id


@pytest.mark.parametrize(
    "act",
    [
        lambda admin, ann, keeper, place: accounts.suspend(admin, ann.id),
        lambda admin, ann, keeper, place: accounts.set_role(admin, ann.id, "admin"),
        lambda admin, ann, keeper, place: newcomers.set_first_password(admin, ann.id, FirstEntry("password", "seed")),
        lambda admin, ann, keeper, place: sessions.change_password(
            Actor(ann.id, ann.name, ann.role, NOW), 0, PASSWORD, NEW
        ),
        lambda admin, ann, keeper, place: classes.remove(keeper, place, ann.id),
        lambda admin, ann, keeper, place: classes.renew_first_passwords(keeper, place, "seed"),
        lambda admin, ann, keeper, place: accounts.suspend(admin, keeper.id),
        lambda admin, ann, keeper, place: accounts.set_role(admin, keeper.id, "student"),
    ],
)
def test_a_link_ends_with_what_it_would_undo(site, act):
    keeper = site.person("teacher")
    ann = site.person("student", "ann", keeper_id=keeper.id, must_change_password=True)
    place = site.school_class(keeper, ann).id
    link = accounts.make_reset_link(site.actor(keeper), ann.id)
    assert reset_link_of(link, NOW) is not None
    act(site.actor(site.person("admin")), ann, site.actor(keeper), place)
    db.session.rollback()
    assert db.session.scalar(sa.select(ResetLink.expires_at)) <= NOW
    with pytest.raises(Missing):
        sessions.reset_password(visitor(), link, NEW)


def test_the_use_of_a_link_ends_the_others(site):
    ann, admin = site.person("student", "ann"), site.actor(site.person("admin"))
    first = accounts.make_reset_link(admin, ann.id)

    @write
    def open_again() -> None:
        db.session.execute(sa.update(ResetLink).values(expires_at=later(days=1)))

    second = accounts.make_reset_link(admin, ann.id)
    open_again()
    sessions.reset_password(visitor(), first, NEW)
    with pytest.raises(Missing):
        sessions.reset_password(visitor(), second, "some other four words")


def test_a_suspended_persons_link_opens_nothing_however_it_came_to_be(site):
    ann = site.person("student", "ann")
    link = accounts.make_reset_link(site.actor(site.person("admin")), ann.id)
    digest = db.session.scalar(sa.select(ResetLink.token_digest))

    @write
    def suspend() -> None:
        db.session.get_one(Person, ann.id).suspended_at = NOW

    suspend()
    assert reset_link_of(link, NOW) is None
    with pytest.raises(Missing):
        sessions._use_link(visitor(), digest, hashed=hash_password(NEW))
    with pytest.raises(Missing):  # and one that ends while the password is hashed
        sessions._use_link(visitor(now=later(days=3)), digest, hashed=hash_password(NEW))
    assert db.session.scalar(sa.select(ResetLink.used_at)) is None


def test_a_link_that_ended_while_the_password_was_hashed_is_not_used(site):
    ann = site.person("student", "ann")
    accounts.make_reset_link(site.actor(site.person("admin")), ann.id)
    digest = db.session.scalar(sa.select(ResetLink.token_digest))
    with pytest.raises(Missing):
        sessions._use_link(visitor(now=later(days=2)), digest, hashed=hash_password(NEW))
    assert sessions._use_link(visitor(now=later(days=1)), digest, hashed=hash_password(NEW)) == ann.id


def test_a_password_that_was_set_anew_while_the_old_one_was_checked_opens_no_session_and_sets_nothing(site):
    ann = site.person("student", "ann")
    checked = ann.password_hash
    newcomers.set_first_password(site.actor(site.person("admin")), ann.id, FirstEntry("password", "seed"))
    with pytest.raises(Invalid, match="do not belong"):
        sessions._open_session(visitor(), ann.id, checked, 1, sessions.Browser(), "")
    with pytest.raises(Invalid, match="of now"):
        sessions._set_password(site.actor(ann), ann.id, checked=checked, hashed=hash_password(NEW), keep_session=0)
    assert enter(password=FirstEntry("password", "seed").of("ann"))


def test_an_administrator_without_a_password_is_not_one_who_can_sign_in(site):
    admin, invited = site.person("admin"), site.person("admin", password_hash=None)
    for act in (
        lambda: accounts.suspend(site.actor(invited), admin.id),
        lambda: accounts.set_role(site.actor(invited), admin.id, "teacher"),
    ):
        with pytest.raises(NotNow, match="last administrator"):
            act()
    accounts.suspend(site.actor(admin), invited.id)


def test_a_form_that_set_a_password_and_comes_again_is_done_already(site):
    ann = site.person("student", "ann")
    for _ in range(2):
        sessions.change_password(site.actor(ann), 0, PASSWORD, NEW, token="form")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignInFailure)) == 0
    with pytest.raises(Invalid):  # not the same form
        sessions.change_password(site.actor(ann), 0, PASSWORD, NEW, token="another")
    with pytest.raises(Invalid):  # the same with another password
        sessions.change_password(site.actor(ann), 0, PASSWORD, "some other four words", token="form")


def test_a_link_that_is_sent_twice_by_one_form_sets_one_password(site):
    ann = site.person("student", "ann")
    link = accounts.make_reset_link(site.actor(site.person("admin")), ann.id)
    sessions.reset_password(site.actor(ann), link, NEW, token="form")
    sessions.reset_password(visitor(), link, NEW, token="form")
    for new, token in (("some other four words", "form"), (NEW, "another"), (NEW, "")):
        with pytest.raises(Missing):
            sessions.reset_password(visitor(), link, new, token=token)
    assert enter(password=NEW)
