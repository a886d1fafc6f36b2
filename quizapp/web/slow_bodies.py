"""Wait for the body of a request no longer than so many seconds.

A server hands over a request when its head has come, and whoever reads the body then waits for the visitor, in a thread
that others need. Gunicorn lends us the connection, which is closed for reading when the time is over, so that the read
ends. Granian's requests come collected (`quizapp.cli.collecting`). Any other server lends us nothing: there the clock
is looked at between small reads, so that who is slow is let go, and who falls silent is not; a proxy that collects
requests (deploy/nginx.conf) should stand before it.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from werkzeug.exceptions import RequestTimeout

PIECE = 512  # bytes that are read between two looks at the clock


class PunctualBodies:
    """Wrap an application so that receiving a body takes so many seconds at the most; later comes the 408."""

    def __init__(self, application: Callable[..., Iterable[bytes]], seconds: float):
        self.application, self.seconds = application, seconds

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        bodiless = environ.get("CONTENT_LENGTH") in (None, "", "0") and not environ.get("HTTP_TRANSFER_ENCODING")
        if bodiless or environ.get("quizapp.collected"):
            return self.application(environ, start_response)
        with PunctualBody(environ["wsgi.input"], self.seconds, environ.get("gunicorn.socket")) as body:
            environ["wsgi.input"] = body
            return self.application(environ, start_response)


class PunctualBody:
    """Read a body until its time is over; raises `RequestTimeout` then."""

    def __init__(self, body: Any, seconds: float, connection: socket.socket | None = None):
        self._body, self._ends = body, time.monotonic() + seconds
        self._clock = threading.Timer(seconds, _hear_no_more, [connection]) if connection else None

    def __enter__(self) -> "PunctualBody":
        if self._clock:
            self._clock.daemon = True
            self._clock.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._clock:
            self._clock.cancel()

    def read(self, size: int | None = -1) -> bytes:
        """Return so many bytes, or all that are left."""
        pieces, left = [], size if size is not None and size >= 0 else None
        while left is None or left > 0:
            piece = self._in_time(self._body.read(PIECE if left is None else min(PIECE, left)))
            if not piece:
                break
            pieces.append(piece)
            left = left and left - len(piece)
        return b"".join(pieces)

    def readline(self, size: int | None = -1) -> bytes:
        """Return a line."""
        return self._in_time(self._body.readline() if size is None or size < 0 else self._body.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        """Return all lines."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _in_time(self, found: bytes) -> bytes:
        if time.monotonic() >= self._ends:
            raise RequestTimeout
        return found


def _hear_no_more(connection: socket.socket) -> None:
    """Close a connection for reading, so that whoever waits for it waits no longer."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RD)
