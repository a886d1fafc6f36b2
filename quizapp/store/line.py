"""Let one writer through at a time, in the order of arrival, across the threads and processes of a machine.

The threads of a process queue in memory; the first of them waits at a door for the lock on a file, which the operating
system takes back from a process that dies. Nobody waits longer than was said, and nobody holds a place that they
have left. After a fork the child begins with a line of its own, and lets go of its parent's files.
"""

import fcntl
import os
import threading
import time
import weakref
from collections import deque
from pathlib import Path

from quizapp.core.errors import Busy, say
from quizapp.store import waits

BUSY = say("The site is very busy. Nothing was changed; please try again in a moment.")


class Line:
    """Be the line of those who want to write to one database; `line_of` gives each process one for each file."""

    def __init__(self, path: Path):
        self._path = path
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget who waits and who is through, as a process that was forked must."""
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False
        self._door = Door(self._path)

    def enter(self, seconds: float) -> None:
        """Wait for one's turn; raises `Busy` where it has not come within `seconds`."""
        end = time.monotonic() + seconds
        if (ticket := self._ticket()) is not None:
            self._wait(ticket, seconds)
        try:
            self._door.open(max(0.0, end - time.monotonic()))
        except BaseException:
            self._next()
            raise

    def leave(self) -> None:
        """Let the next one through."""
        try:
            self._door.close()
        finally:
            self._next()

    def _ticket(self) -> "threading.Lock | None":
        """Take the turn where nobody has it, or else draw a ticket: a lock that is released when one's turn comes."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return None
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
            return ticket

    def _wait(self, ticket: threading.Lock, seconds: float) -> None:
        waits.begin()
        try:
            came = ticket.acquire(timeout=seconds)
        except BaseException:  # Ctrl+C
            if not self._give_back(ticket):
                self._next()
            raise
        if not came and self._give_back(ticket):
            raise Busy(BUSY)

    def _give_back(self, ticket: threading.Lock) -> bool:
        """Leave the queue; tell whether one still stood in it (else the turn has come in the last moment)."""
        with self._guard:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return True
            return False

    def _next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class Door:
    """Hold the lock of a file, for one thread of a process at a time, with a limit to the wait.

    `flock` knows no limit to its wait, so where the door is not open at once a porter (a thread of its own) does the
    waiting; where the one who asked has gone in the meantime, the porter gives the lock to the next, or back. The
    porter goes when the door does.
    """

    def __init__(self, path: Path):
        self._path = path
        self._file: int | None = None
        self._guard = threading.Lock()
        self._call, self._answer = threading.Semaphore(0), threading.Semaphore(0)
        self._porter: threading.Thread | None = None
        self._porter_waits = self._asked = False
        self._failure: OSError | None = None

    def open(self, seconds: float) -> None:
        """Get the lock; raises `Busy` where it could not be had within `seconds`."""
        with self._guard:
            if not self._porter_waits and self._is_open():
                return
            if not self._porter_waits:
                self._send_porter()
            self._asked = True
        waits.begin()
        try:
            came = self._answer.acquire(timeout=seconds)
        except BaseException:  # Ctrl+C
            if not self._give_up():
                self.close()
            raise
        if not came and self._give_up():
            raise Busy(BUSY)
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Give the lock back."""
        fcntl.flock(self._open_file(), fcntl.LOCK_UN)

    def let_go(self) -> None:
        """Close the file (in a child, that of its parent, whose lock it would keep alive)."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def __del__(self) -> None:
        self.let_go()
        self._call.release()

    def _is_open(self) -> bool:
        try:
            fcntl.flock(self._open_file(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _give_up(self) -> bool:
        """Ask no longer; tell whether the door was still closed (else it has opened in the last moment)."""
        with self._guard:
            if self._answer.acquire(blocking=False):
                return False
            self._asked = False
            return True

    def _send_porter(self) -> None:
        if self._porter is None:
            about = (weakref.ref(self), self._call)
            porter = threading.Thread(target=_be_porter, args=about, name="porter", daemon=True)
            porter.start()  # where no thread can be had, the next one may have more luck
            self._porter = porter
        self._porter_waits = True
        self._call.release()

    def wait(self) -> None:
        """Wait for the lock, and give it to the one who asks, or back; what a porter does."""
        file = self._open_file()
        failure = self._locked(file)
        with self._guard:
            self._porter_waits = False
            if self._asked:
                self._asked, self._failure = False, failure
                self._answer.release()
            elif failure is None:
                fcntl.flock(file, fcntl.LOCK_UN)

    def _locked(self, file: int) -> OSError | None:
        """Wait for the lock; return why it cannot be had, for a porter that died of it would hold up everybody."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            return error
        return None

    def _open_file(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        return self._file


def _be_porter(door: "weakref.ref[Door]", call: threading.Semaphore) -> None:
    """Wait at a door whenever called, until it is there no more."""
    while call.acquire() and (here := door()) is not None:
        here.wait()
        del here


_lines: weakref.WeakValueDictionary[str, Line] = weakref.WeakValueDictionary()


def line_of(path: Path) -> Line:
    """Return the line at a file: the same one for everybody in a process."""
    name = str(path.absolute())
    return _lines.setdefault(name, Line(path))


def _in_child() -> None:
    for line in list(_lines.values()):
        line._door.let_go()
        line.begin_anew()


os.register_at_fork(after_in_child=_in_child)
