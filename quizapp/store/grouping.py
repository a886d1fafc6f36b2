"""Commit small writes of several threads together, so that one wait for the disk serves all of them.

SQLite lets one writer through at a time, and most of its time goes by in making a commit durable. While one thread
commits, others put down what they want to write; the next of them to come to the database writes it all, commits once,
and tells each what came of it. Nobody is told anything before that commit.
"""

import contextlib
import functools
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event

from quizapp.core.errors import Busy, Refusal, Unavailable
from quizapp.store import db as unit
from quizapp.store import waits
from quizapp.store.db import db, write
from quizapp.store.line import BUSY
from quizapp.store.troubles import trouble_of
from quizapp.store.writing import Writer

P, R = ParamSpec("P"), TypeVar("R")


def together(operation: Callable[Concatenate[Writer, P], R]) -> Callable[P, R]:
    """Make a function one write transaction, as `write` does, that may share its commit with others.

    It is given the transaction, and must say no (raise a `Refusal`) before it writes anything. On PostgreSQL, which
    groups commits itself, it is a write of its own.
    """

    @write
    def alone(*args: P.args, **kwargs: P.kwargs) -> R:
        return operation(Writer.of(db.session.connection()), *args, **kwargs)

    @functools.wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        engine = db.engine
        if engine.dialect.name != "sqlite":
            return alone(*args, **kwargs)
        with unit.no_write_within(operation.__name__):
            if db.session.registry.has():
                db.session.rollback()  # what was read before belongs to another moment
            return _group_of(engine).run(engine, lambda writer: operation(writer, *args, **kwargs))

    return run


class Wish:
    """Hold what a thread wants to write, and what came of it."""

    def __init__(self, write: Callable[[Writer], Any]):
        self._write = write
        self.done = False
        self._result: Any = None
        self._error: BaseException | None = None

    def fulfil(self, writer: Writer) -> None:
        """Write it; a refusal concerns nobody else, whatever else is raised does."""
        self._error = None
        try:
            self._result = self._write(writer)
        except Refusal as refusal:
            self._error = refusal

    def end(self, error: BaseException | None = None) -> None:
        """Note that it is committed, or (with the error) that it cannot be."""
        self._error = error or self._error
        self.done = True

    def outcome(self) -> Any:
        """Return what the writing returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._result


class Group:
    """Be the threads of a process that write to one database; one of them leads, and writes for all who wait."""

    def __init__(self) -> None:
        self._guard, self._leading = threading.Lock(), threading.Lock()
        self._waiting: list[Wish] = []
        self._held: Any = None  # the connection on which whoever leads writes

    def run(self, engine: Engine, write: Callable[[Writer], R]) -> R:
        """Have something written and committed; raises `Busy` where the database could not be had in time."""
        wish = Wish(write)
        with self._guard:
            self._waiting.append(wish)
        with waits.going_on():
            self._reach(wish)
            try:
                if not wish.done:
                    self._lead(engine, wish)
            finally:
                self._leading.release()
        return wish.outcome()

    def _reach(self, wish: Wish) -> None:
        """Wait until one leads, or whoever leads has done it."""
        if self._leading.acquire(blocking=False):
            return
        waits.begin()
        if not self._leading.acquire(timeout=unit.SECONDS_IN_LINE):
            if self._took_back(wish):
                raise Busy(BUSY)
            self._leading.acquire()  # whoever leads has it in hand

    def _took_back(self, wish: Wish) -> bool:
        """Wish no longer; tell whether nobody has it in hand yet."""
        with self._guard:
            waits = wish in self._waiting
            if waits:
                self._waiting.remove(wish)
        return waits

    def _lead(self, engine: Engine, own: Wish) -> None:
        """Write what all wish, in the order in which they came; who came while one stood in line comes along."""
        wishes = [own]
        try:
            with self._writing(engine) as writer:
                wishes = self._drawn(own)
                for wish in wishes:
                    wish.fulfil(writer)
        except Exception as error:
            self._took_back(own)
            self._each_alone(engine, wishes, error)
        else:
            for wish in wishes:
                wish.end()

    def _drawn(self, own: Wish) -> list[Wish]:
        with self._guard:
            drawn, self._waiting = self._waiting, []
        return drawn if own in drawn else [own, *drawn]

    def _each_alone(self, engine: Engine, wishes: list[Wish], error: Exception) -> None:
        """Write each by itself where all together failed, so that one that cannot be written spoils no other."""
        for wish in wishes:
            try:
                if len(wishes) == 1:
                    raise error
                with self._writing(engine) as writer:
                    wish.fulfil(writer)
            except Exception as reason:
                trouble = trouble_of(reason, writing=True)
                if isinstance(trouble, Unavailable):
                    engine.dispose()  # connections that met it may never write again, also when it is over
                wish.end(trouble or reason)
            else:
                wish.end()

    @contextlib.contextmanager
    def _writing(self, engine: Engine) -> Iterator[Writer]:
        """Give a transaction in which, after standing in line, one may write; all is committed at its end."""
        held, self._held = self._held or _own_connection(engine), None
        try:
            with unit.on_driver(engine, held.dbapi_connection):
                yield Writer(engine.dialect, held.dbapi_connection)
        except BaseException:
            held.close()  # what met a trouble of the disk may keep it
            raise
        self._held = held

    def close(self) -> None:
        """Let go of the connection, unless somebody is writing on it."""
        held, self._held = self._held, None
        if held is not None:
            held.close()


def _own_connection(engine: Engine) -> Any:
    """Return a connection that is closed, and not given back, when its holder lets go of it."""
    held = engine.raw_connection()
    held.detach()
    return held


_groups: "WeakKeyDictionary[Engine, Group]" = WeakKeyDictionary()
_making = threading.Lock()


def _group_of(engine: Engine) -> Group:
    with _making:
        return _groups.get(engine) or _groups.setdefault(engine, Group())


@event.listens_for(Engine, "engine_disposed")
def _close(engine: Engine) -> None:
    """Let go of a database of which the engine lets go."""
    if (group := _groups.get(engine)) is not None:
        group.close()


_left_behind: list[Group] = []


def _in_child() -> None:
    """Begin with groups of one's own after a fork; the connections of a parent are left to it."""
    global _making
    _making = threading.Lock()
    _left_behind.extend(_groups.values())
    _groups.clear()


os.register_at_fork(after_in_child=_in_child)
