"""A form that is sent twice counts once: one after the other, or both at the same moment."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from quizapp.store.audit import Actor
from quizapp.store.db import db, write
from quizapp.store.models import Bank, OnceToken
from quizapp.store.once import KEPT_FOR, once
from tests.builders import NOW


@write
@once
def make(actor: Actor, name: str) -> int:
    """Make something that nothing keeps from being made twice."""
    bank = Bank(name=name, title=name, owner_id=None, version=1, created_at=actor.now)
    db.session.add(bank)
    db.session.flush()
    return bank.id


@pytest.fixture
def ann(site) -> Actor:
    """Return a person who sends forms."""
    return site.actor(site.person("teacher", "ann"))


def made() -> int:
    """Count what was made."""
    db.session.rollback()
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Bank))
    db.session.rollback()
    return count


def test_the_same_token_acts_once_and_returns_what_it_returned_first(ann):
    first = make(ann, "bees", token="a token")
    assert make(ann, "bees", token="a token") == first
    assert made() == 1


def test_another_token_and_no_token_act_again(ann):
    assert (
        len({make(ann, "bees", token="one"), make(ann, "bees", token="two"), make(ann, "bees"), make(ann, "bees")}) == 4
    )


def test_another_persons_same_token_acts(site, ann):
    ben = site.actor(site.person("teacher", "ben"))
    assert make(ann, "bees", token="a token") != make(ben, "bees", token="a token")


@pytest.mark.parametrize("times", range(5))
def test_the_same_token_from_several_threads_at_once_acts_once(app, ann, times):
    results, faults, ready = [], [], threading.Barrier(4)

    def send() -> None:
        with app.app_context():
            ready.wait()
            try:
                results.append(make(ann, "bees", token="a token"))
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(results) == 4
    assert len(set(results)) == 1
    assert made() == 1


def test_a_token_counts_only_with_what_it_did(ann):
    faults = [KeyError("half way")]

    @write
    @once
    def falter(actor: Actor) -> int:
        if faults:
            raise faults.pop()
        return 7

    with pytest.raises(KeyError):
        falter(ann, token="a token")
    assert falter(ann, token="a token") == 7


def test_a_token_counts_for_one_operation_alone(ann):
    @write
    @once
    def make_something_else(actor: Actor) -> int:
        return -1

    assert make(ann, "bees", token="a token") > 0
    assert make_something_else(ann, token="a token") == -1


def test_old_tokens_are_swept_away(site, ann):
    make(ann, "bees", token="old")
    later = site.actor(site.person("teacher", "ben"), NOW + KEPT_FOR + timedelta(minutes=1))
    make(later, "bees", token="new")
    assert [row.at for row in db.session.scalars(sa.select(OnceToken))] == [later.now]


@pytest.mark.parametrize("odd", ["\0", "\udc80", "“” 漢字"])
def test_whatever_is_sent_as_a_token_is_taken(ann, odd):
    make(ann, "bees", token=odd)
    make(ann, "bees", token=odd)
    assert made() == 1


def test_a_long_token_is_told_from_another_that_begins_alike(ann):
    make(ann, "bees", token="x" * 100 + "1")
    make(ann, "bees", token="x" * 100 + "2")
    assert made() == 2


def test_the_same_token_with_other_words_acts_again(ann):
    first = make(ann, "bees", token="a token")
    second = make(ann, "wasps", token="a token")
    assert first != second
    assert made() == 2
    assert make(ann, "wasps", token="a token") == second


def test_what_was_only_made_on_the_way_does_not_tell_one_form_from_another(ann):
    @write
    @once
    def set_hash(actor: Actor, name: str, hashed: str) -> int:
        return len(hashed)

    assert set_hash(ann, "bees", hashed="salt", token="a token") == 4
    assert set_hash(ann, "bees", hashed="another salt", token="a token") == 4
    assert set_hash.known(ann, "bees", token="a token") == 4
    assert set_hash.known(ann, "wasps", token="a token") is None
