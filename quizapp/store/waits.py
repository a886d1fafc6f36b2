"""Tell whoever shares out the work among threads that this one waits, and that it wants to go on.

A server that lets one thread of a process work at a time (`quizapp.cli.turns`) gives the turn to another while this one
waits for the disk or for other writers. Without such a server both functions do nothing.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Protocol


class Turn(Protocol):
    """Be what a thread needs in order to work."""

    def give(self) -> None:
        """Let another thread work; giving twice is giving once."""

    def take_back(self) -> None:
        """Wait until this thread may work again, if it has given its turn."""


_own = threading.local()


def work_in(turn: Turn) -> None:
    """Have this thread work in turns from now on."""
    _own.turn = turn


def begin() -> None:
    """Tell that this thread is about to wait; safe to call again."""
    if (turn := getattr(_own, "turn", None)) is not None:
        turn.give()


def end() -> None:
    """Tell that this thread wants to go on, after all locks that others wait for were let go."""
    if (turn := getattr(_own, "turn", None)) is not None:
        turn.take_back()


@contextlib.contextmanager
def going_on() -> Iterator[None]:
    """Go on at the end of a block, in which this thread may have waited."""
    try:
        yield
    finally:
        end()
