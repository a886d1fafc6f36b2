"""The one unit of writing: nothing is lost, nobody starves, nobody waits for ever, and reads change nothing."""

import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from quizapp.app import create_app
from quizapp.core.errors import Busy
from quizapp.store import db as unit
from quizapp.store import schema
from quizapp.store.backup import sole_writer
from quizapp.store.db import db, write
from quizapp.store.models import OnceToken
from tests.builders import NOW
from tests.conftest import settings_for
from tests.store.writer import COUNTER, count

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def counter(app):
    """Put a counter at nought into the database."""
    add(COUNTER, 0)


@pytest.fixture
def impatient(app, monkeypatch):
    """Wait for others for a moment only."""
    monkeypatch.setattr(unit, "SECONDS_IN_LINE", 0.2)

    @event.listens_for(db.engine, "checkout")
    def checkout(connection, record, proxy):
        if db.engine.dialect.name == "sqlite":
            connection.execute("PRAGMA busy_timeout=50")


@write
def add(token: str, result: int) -> None:
    """Add a row."""
    db.session.add(OnceToken(token=token, result=result, at=NOW))


def value(token: str = COUNTER) -> int | None:
    """Return what a row holds now, or None where there is none."""
    db.session.rollback()
    found = db.session.get(OnceToken, token)
    db.session.rollback()
    return found and found.result


@contextmanager
def other_process(settings, what: str, *numbers: int):
    """Start another process that writes, and is ready to."""
    command = [sys.executable, "-m", "tests.store.writer", str(settings.instance), settings.database_url, what]
    process = subprocess.Popen(
        [*command, *map(str, numbers)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def tell(process) -> None:
    """Let another process go on."""
    process.stdin.write("\n")
    process.stdin.flush()


@contextmanager
def holding(settings):
    """Have another process in the middle of a write."""
    with other_process(settings, "hold") as process:
        tell(process)
        assert process.stdout.readline() == "holding\n"
        yield process


@contextmanager
def outsider(settings):
    """Have somebody lock the database who does not stand in the line, as another program does."""
    engine = sa.create_engine(settings.url, **unit.engine_options(settings.url))
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.dbapi_connection.isolation_level = None
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()
    engine.dispose()


def test_no_update_is_lost_and_every_writer_gets_its_share(settings):
    processes, threads, times = 3, 3, 20
    with (
        other_process(settings, "count", 1, threads, times) as one,
        other_process(settings, "count", 2, threads, times) as two,
        other_process(settings, "count", 3, threads, times) as three,
    ):
        for process in (one, two, three):
            tell(process)
        assert [process.stdout.readline() for process in (one, two, three)] == ["done\n"] * processes
    assert value() == processes * threads * times
    turns = list(db.session.scalars(sa.select(OnceToken.result).where(OnceToken.token != COUNTER).order_by("token")))
    shares = Counter()
    for writer in turns:
        shares[writer] += 1
        if shares[writer] == times:
            break
    assert len(shares) == processes * threads
    assert min(shares.values()) >= times // 5, "when the first writer was done, another had hardly begun"


def test_threads_of_one_process_lose_no_update_either(app):
    def work():
        with app.app_context():
            for _ in range(10):
                count("1")

    working = [threading.Thread(target=work) for _ in range(8)]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    assert value() == 80


def test_who_waits_for_another_process_too_long_is_told_so_and_nothing_changed(settings, impatient):
    with holding(settings) as process:
        with pytest.raises(Busy, match="Nothing was changed; please try again"):
            count("1")
        with pytest.raises(Busy):
            count("1")
        tell(process)
        assert process.stdout.readline() == "done\n"
    assert count("1") == 1001


def test_who_waits_for_a_connection_too_long_is_told_so(app):
    db.engine.pool._timeout = 0.05
    with ExitStack() as taken:
        for _ in range(db.engine.pool.size() + db.engine.pool._max_overflow):
            taken.enter_context(db.engine.connect())
        with pytest.raises(Busy):
            count("1")
    assert count("1") == 1


def test_there_is_a_connection_for_every_thread_and_some_to_spare(settings):
    options = unit.engine_options(settings.url, threads=256)
    assert options["pool_size"] + options["max_overflow"] > 256


def test_a_migration_waits_no_longer_either(settings, impatient, monkeypatch):
    monkeypatch.setattr(schema, "SECONDS_IN_LINE", 0.2)
    with outsider(settings), pytest.raises(Busy):
        schema.migrate()
    schema.migrate()
    assert count("1") == 1


def test_who_copies_a_backup_back_is_alone_and_lets_the_next_one_through_even_where_that_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(unit, "SECONDS_IN_LINE", 0.2)
    with create_app(settings_for(tmp_path / "other")).app_context():  # on SQLite: PostgreSQL copies in a transaction
        schema.migrate()
        add(COUNTER, 0)
        with sole_writer(), pytest.raises(Busy):
            count("1")
        with pytest.raises(KeyError), sole_writer():
            raise KeyError("half way")
        assert count("1") == 1
        db.session.remove()
        db.engine.dispose()


def test_a_program_outside_the_line_is_waited_for_no_longer_either(settings, impatient):
    with outsider(settings), pytest.raises(Busy):
        count("1")
    assert count("1") == 1  # the place in the line was given back


def test_a_process_that_is_killed_in_the_middle_leaves_nothing_and_holds_up_nobody(settings):
    with holding(settings) as process:
        process.kill()
        process.wait()
        assert count("1") == 1


def test_a_process_that_was_forked_writes_beside_its_parent(settings):
    with other_process(settings, "fork") as process:
        tell(process)
        assert process.stdout.readline() == "done\n"
    assert value() == 3


def test_a_write_within_a_write_is_refused_and_the_outer_one_leaves_nothing():
    @write
    def outer():
        db.session.add(OnceToken(token="outer", result=1, at=NOW))
        count("1")

    with pytest.raises(RuntimeError, match="count began inside another write"):
        outer()
    assert (value(), value("outer")) == (0, None)
    assert count("1") == 1


def test_an_operation_that_fails_leaves_nothing_and_the_next_one_goes_on():
    @write
    def fail():
        db.session.add(OnceToken(token="half", result=1, at=NOW))
        db.session.flush()
        raise KeyError("half way")

    with pytest.raises(KeyError):
        fail()
    assert value("half") is None
    assert count("1") == 1


def test_what_the_database_refuses_leaves_nothing_and_is_not_called_busy():
    @write
    def twice():
        db.session.add(OnceToken(token="new", result=1, at=NOW))
        db.session.flush()
        db.session.execute(sa.insert(OnceToken).values(token=COUNTER, result=1, at=NOW))

    with pytest.raises(DBAPIError) as refused:
        twice()
    assert isinstance(refused.value, sa.exc.IntegrityError)
    assert value("new") is None
    assert count("1") == 1


def test_a_connection_that_is_lost_in_the_middle_holds_up_nobody():
    @write
    def lose():
        db.session.add(OnceToken(token="lost", result=1, at=NOW))
        db.session.flush()
        db.session.connection().invalidate()
        raise KeyError("lost")

    with pytest.raises(KeyError):
        lose()
    assert value("lost") is None
    assert count("1") == 1


def test_a_reading_transaction_that_writes_is_refused():
    db.session.rollback()
    db.session.add(OnceToken(token="sly", result=1, at=NOW))
    with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
        db.session.commit()
    db.session.rollback()
    assert value("sly") is None


def test_a_connection_that_has_read_can_write_afterwards_and_the_other_way_round():
    with db.engine.connect() as connection:
        read = connection.execution_options(write=False)
        read.execute(sa.select(OnceToken)).all()
        read.rollback()
        writing = connection.execution_options(write=True)
        writing.execute(sa.update(OnceToken).values(result=7))
        writing.commit()
        writing.execute(sa.update(OnceToken).values(result=8))
        writing.commit()
        reading = connection.execution_options(write=False)
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            reading.execute(sa.update(OnceToken).values(result=9))
    assert value() == 8


def test_what_others_write_after_a_read_is_seen_by_the_next_write(app):
    assert value() == 0
    db.session.get(OnceToken, COUNTER)  # a reading transaction is open, and the row is in its memory
    other = threading.Thread(target=lambda: _count_elsewhere(app))
    other.start()
    other.join()
    assert count("1") == 2


def _count_elsewhere(app) -> None:
    with app.app_context():
        count("2")
