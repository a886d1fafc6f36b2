"""Turns: one thread works at a time, who waits lets another work, and who takes long holds up nobody."""

import threading

import pytest

from quizapp.cli.turns import Turns
from quizapp.store import waits

SOON = 20.0  # seconds that nothing takes


class Work:
    """Be requests that begin when they are answered, and end when they are told to; note what happens."""

    def __init__(self, threads: int = 3, at_once: int = 1):
        self.began, self.may_end = {}, {}
        self.guard, self.at_once, self.most, self.done = threading.Lock(), 0, 0, []
        self.turns = Turns(self.answer, threads, at_once)

    def put(self, name: str, act=lambda: None) -> None:
        self.began[name], self.may_end[name] = threading.Event(), threading.Event()
        self.turns.put((name, act))

    def answer(self, request) -> None:
        name, act = request
        with self.guard:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.began[name].set()
        act()
        assert self.may_end[name].wait(SOON)
        with self.guard:
            self.at_once -= 1
            self.done.append(name)

    def let_end(self, *names: str) -> None:
        for name in names:
            self.may_end[name].set()

    def until_done(self, count: int) -> None:
        until(lambda: len(self.done) == count)


def until(holds) -> None:
    """Wait until something holds."""
    pause = threading.Event()
    while not holds():
        pause.wait(0.001)


def test_requests_are_answered_one_after_the_other_in_their_order():
    work = Work()
    for number in range(50):
        work.put(str(number))
        work.let_end(str(number))
    work.until_done(50)
    assert work.done == [str(number) for number in range(50)]
    assert work.most == 1


def test_where_the_database_works_elsewhere_all_threads_work():
    work = Work(threads=3, at_once=3)
    for name in "abc":
        work.put(name)
    for name in "abc":
        assert work.began[name].wait(SOON)
    work.let_end(*"abc")
    work.until_done(3)
    assert work.most == 3


def test_who_waits_lets_another_work_and_goes_on_before_new_requests():
    work, disk = Work(), threading.Event()

    def wait_for_disk():
        waits.begin()
        assert disk.wait(SOON)
        waits.end()

    work.put("waits", wait_for_disk)
    work.put("works")
    assert work.began["works"].wait(SOON)  # while the first waits
    work.put("new")
    disk.set()
    until(lambda: work.turns._returning)  # it wants to go on
    work.let_end("waits", "works", "new")
    work.until_done(3)
    assert work.done.index("waits") < work.done.index("new")


def test_who_takes_long_loses_the_turn_and_holds_up_nobody():
    work = Work()
    work.put("long")
    assert work.began["long"].wait(SOON)
    work.put("short")
    work.let_end("short")
    pause = threading.Event()
    while work.turns.look():  # as the server does while a request waits
        pause.wait(0.001)
    work.until_done(1)
    assert work.done == ["short"]
    work.let_end("long")
    work.until_done(2)


def test_two_that_wait_for_each_other_are_parted_also_when_no_request_comes():
    work, held = Work(), threading.Event()

    def wait_without_saying():
        assert held.wait(SOON)  # has the turn, and waits for the other, who waits for the turn

    def come_back():
        waits.begin()
        assert work.began["second"].wait(SOON)
        waits.end()
        held.set()

    work.put("first", come_back)
    work.put("second", wait_without_saying)
    work.let_end("first", "second")
    work.until_done(2)


def test_a_wait_that_was_not_ended_is_forgotten_with_its_request():
    work = Work(threads=1)
    work.put("begins", waits.begin)
    work.put("ends", waits.end)
    work.let_end("begins", "ends")
    work.until_done(2)


def test_a_thread_of_no_server_waits_as_it_likes():
    waits.begin()
    waits.end()
    with pytest.raises(ZeroDivisionError), waits.going_on():
        raise ZeroDivisionError
