"""Small writes of several threads share a commit: each is told its own outcome, and none spoils another's."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from quizapp.core.errors import NotNow, say
from quizapp.store.db import db, write
from quizapp.store.grouping import together
from quizapp.store.models import OnceToken
from quizapp.store.writing import Writer
from tests.builders import NOW

ADDED = sa.insert(OnceToken)


@together
def add(writer: Writer, token: str, entered=None, go_on=None) -> str:
    """Add a row; with `entered` and `go_on`, hold the line until the test says so."""
    if token.startswith("no"):
        raise NotNow(say("No."))
    writer.change(ADDED, [{"token": token, "result": 1, "at": NOW}])
    if entered:
        entered.set()
        go_on.wait(30)
    return token


def tokens() -> set[str]:
    """Return the rows that are there for whoever comes anew."""
    with db.engine.connect() as connection:
        return set(connection.scalars(sa.select(OnceToken.token)))


@pytest.fixture
def at_once(app):
    """Run writes while another one holds the line, so that they come together; returns what came of each."""

    def run(*wanted: str) -> list:
        entered, go_on = threading.Event(), threading.Event()

        def one(token: str, *events):
            with app.app_context():
                try:
                    return add(token, *events)
                except Exception as error:
                    return type(error).__name__

        with ThreadPoolExecutor(len(wanted) + 1) as pool:
            first = pool.submit(one, "first", entered, go_on)
            assert entered.wait(30)
            rest = [pool.submit(one, token) for token in wanted]
            go_on.set()
            return [first.result(30), *[one.result(30) for one in rest]]

    return run


def test_all_are_written_and_each_gets_its_own_result(at_once):
    wanted = [f"t{number}" for number in range(20)]
    assert at_once(*wanted) == ["first", *wanted]
    assert tokens() == {"first", *wanted}


def test_who_is_refused_or_fails_spoils_nobody_elses(at_once):
    assert at_once("a", "no", "first", "b") == ["first", "a", "NotNow", "IntegrityError", "b"]
    assert tokens() == {"first", "a", "b"}


def test_it_is_refused_within_another_write(app):
    @write
    def outer():
        add("inner")

    with pytest.raises(RuntimeError, match="inside another write"):
        outer()
    assert tokens() == set()
