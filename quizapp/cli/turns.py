"""Share out requests among threads, of which one works at a time, as Python's lock would have it anyway.

Where several threads work at once, each small statement of SQLite lets go of Python's lock, and another thread takes
it: dozens of switches from thread to thread for one page, and every answer is late. So one thread has the turn, and
keeps it from request to request, until it waits for the disk or for other writers (`quizapp.store.waits`). Then another
goes on: first one that has waited, for its answer is nearly done, else one with the next request.

Who takes longer than `LONG` while others wait loses the turn and goes on beside them, so that a large export or the
hashing of a password holds up nobody, and no two can wait for each other.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from quizapp.store import waits

LONG = 0.01  # seconds


class Turns:
    """Have requests answered in so many threads, of which `at_once` have a turn."""

    def __init__(self, answer: Callable[[Any], None], threads: int, at_once: int = 1):
        self._answer, self._at_once = answer, at_once
        self._guard = threading.Lock()
        self._requests: deque[Any] = deque()
        self._idle: list[Turn] = []
        self._returning: deque[Turn] = deque()
        self._working: set[Turn] = set()
        for number in range(threads):
            threading.Thread(target=self._work, args=(Turn(self),), name=f"answers-{number}", daemon=True).start()

    @property
    def is_pressed(self) -> bool:
        """Tell whether a request waits."""
        return bool(self._requests)

    def put(self, request: Any) -> None:
        """Have a request answered."""
        with self._guard:
            self._requests.append(request)
            self._hand_out()

    def look(self) -> bool:
        """Take the turn from whoever has had it for one request too long; tell whether a request waits.

        To be called every `LONG` seconds while one does.
        """
        with self._guard:
            now = time.monotonic()
            self._working -= {turn for turn in self._working if now - turn.since >= LONG}
            self._hand_out()
            return self.is_pressed

    def give(self, turn: "Turn") -> bool:
        """Give the turn of a thread to another; tell whether it had one."""
        with self._guard:
            had = turn in self._working
            self._working.discard(turn)
            self._hand_out()
            return had

    def take_back(self, turn: "Turn") -> None:
        """Wait until a thread has the turn again; one that has waited goes before new requests."""
        with self._guard:
            self._returning.append(turn)
            self._hand_out()
        while not turn.came(LONG):
            self.look()

    def _hand_out(self) -> None:
        while len(self._working) < self._at_once:
            if self._returning:
                turn = self._returning.popleft()
            elif self._requests and self._idle:
                turn = self._idle.pop()
                turn.request = self._requests.popleft()
            else:
                return
            turn.since = time.monotonic()
            self._working.add(turn)
            turn.come()

    def _work(self, turn: "Turn") -> None:
        waits.work_in(turn)
        while True:
            self._answer(self._next(turn))

    def _next(self, turn: "Turn") -> Any:
        """Return the next request; whoever has the turn goes on with it, unless one that has waited is there."""
        turn.forget()
        with self._guard:
            if turn in self._working and self._requests and not self._returning:
                turn.since = time.monotonic()
                return self._requests.popleft()
            self._working.discard(turn)
            self._idle.append(turn)
            self._hand_out()
        turn.came()
        request, turn.request = turn.request, None
        return request


class Turn:
    """Be the turn of one thread."""

    def __init__(self, turns: Turns):
        self._turns, self._ticket, self._gave = turns, threading.Lock(), False
        self._ticket.acquire()
        self.request: Any = None
        self.since = 0.0

    def give(self) -> None:
        """Let another thread work, if this one has the turn."""
        self._gave = self._turns.give(self) or self._gave

    def take_back(self) -> None:
        """Wait until this thread may work again, if it has given its turn."""
        if self._gave:
            self._gave = False
            self._turns.take_back(self)

    def forget(self) -> None:
        """Begin anew, whatever was given for the request before."""
        self._gave = False

    def come(self) -> None:
        """Tell its thread that it may go on."""
        self._ticket.release()

    def came(self, seconds: float = -1) -> bool:
        """Wait until told, or so many seconds; tell which."""
        return self._ticket.acquire(timeout=seconds)
