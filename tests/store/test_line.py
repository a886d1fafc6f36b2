"""The line of writers: the order of arrival, an end to every wait, and no place that is held by nobody."""

import errno
import fcntl
import gc
import os
import threading

import pytest

from quizapp.core.errors import Busy
from quizapp.store.db import db, line_at
from quizapp.store.line import Line, line_of

LONG = 30.0


@pytest.fixture
def line(tmp_path):
    """Return a line."""
    return Line(tmp_path / "lock")


@pytest.fixture
def elsewhere(tmp_path):
    """Return the line at the same file as another process has it."""
    return Line(tmp_path / "lock")


def stands(line, count: int) -> bool:
    """Tell whether so many wait."""
    return len(line._waiting) == count


def until(holds) -> None:
    """Wait until something holds."""
    pause = threading.Event()
    while not holds():
        pause.wait(0.001)


def test_the_threads_of_a_process_come_through_in_the_order_of_arrival(line):
    came = []

    def pass_through(number):
        line.enter(LONG)
        came.append(number)
        line.leave()

    line.enter(LONG)
    threads = [threading.Thread(target=pass_through, args=(number,)) for number in range(5)]
    for number, thread in enumerate(threads, 1):
        thread.start()
        until(lambda number=number: stands(line, number))
    line.leave()
    for thread in threads:
        thread.join()
    assert came == [0, 1, 2, 3, 4]


def test_one_who_has_waited_too_long_leaves_no_place_behind(line):
    line.enter(LONG)
    with pytest.raises(Busy):
        line.enter(0.01)
    line.leave()
    line.enter(0)
    line.leave()


def test_one_who_has_waited_too_long_for_another_process_leaves_no_place_behind(line, elsewhere):
    elsewhere.enter(LONG)
    for _ in range(2):
        with pytest.raises(Busy):
            line.enter(0.01)
    elsewhere.leave()
    line.enter(LONG)
    with pytest.raises(Busy):
        elsewhere.enter(0.01)
    line.leave()
    elsewhere.enter(LONG)
    elsewhere.leave()


def test_one_who_waits_for_another_process_comes_through_when_it_leaves(line, elsewhere):
    elsewhere.enter(LONG)
    came = threading.Event()

    def pass_through():
        line.enter(LONG)
        came.set()
        line.leave()

    thread = threading.Thread(target=pass_through)
    thread.start()
    until(lambda: line._door._porter_waits)
    assert not came.is_set()
    elsewhere.leave()
    thread.join()
    assert came.is_set()


def test_a_lock_that_cannot_be_made_holds_up_nobody(tmp_path):
    (tmp_path / "lock").mkdir()
    line = Line(tmp_path / "lock")
    for _ in range(2):
        with pytest.raises(IsADirectoryError):
            line.enter(LONG)


def test_a_process_has_one_line_for_each_file(tmp_path):
    one = line_of(tmp_path / "lock")
    assert line_of(tmp_path / "lock") is one
    assert line_of(tmp_path / "other") is not one


def test_a_line_that_is_gone_closes_its_file(tmp_path):
    line = Line(tmp_path / "lock")
    line.enter(LONG)
    line.leave()
    file = line._door._file
    del line
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(file)


def test_a_porter_who_cannot_come_or_is_refused_the_lock_holds_up_nobody_after(line, elsewhere, monkeypatch):
    elsewhere.enter(LONG)
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", raising(RuntimeError("can't start new thread")))
        with pytest.raises(RuntimeError):
            line.enter(LONG)
    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "flock", refusing_to_wait(fcntl.flock))
        for _ in range(2):
            with pytest.raises(OSError, match="No locks available"):
                line.enter(LONG)
    elsewhere.leave()
    line.enter(LONG)
    line.leave()


def raising(error):
    """Return a function that raises an error."""

    def fail(*_):
        raise error

    return fail


def refusing_to_wait(flock):
    """Return what a file system does that has no locks left for those who would wait."""

    def lock(file, how):
        if how == fcntl.LOCK_EX:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
        flock(file, how)

    return lock


def test_a_door_has_one_porter_who_goes_when_it_does(line, elsewhere):
    before = set(threading.enumerate())  # porters of doors of other tests may go meanwhile

    def porters():
        return {thread for thread in threading.enumerate() if thread.name == "porter"} - before

    for _ in range(3):
        elsewhere.enter(LONG)
        waits = threading.Thread(target=lambda: (line.enter(LONG), line.leave()))
        waits.start()
        until(lambda: line._door._porter_waits)
        elsewhere.leave()
        waits.join()
    assert porters() == {line._door._porter}
    line._door = None
    until(lambda: not porters())


def test_the_line_of_an_engine_lasts_as_long_as_the_engine(app):
    assert line_at(db.engine) is line_at(db.engine)
    known = id(line_at(db.engine)._door)
    gc.collect()
    assert id(line_at(db.engine)._door) == known
