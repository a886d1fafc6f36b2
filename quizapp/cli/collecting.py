"""Give the requests that Granian receives to a WSGI application, each collected before it gets a thread.

Granian's own WSGI interface reads a body in the thread that answers, and such a read never ends where the visitor falls
silent (a telephone that left the network): a few of those, and nobody answers any more. Its interface RSGI
(https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md) lets one thread wait for all visitors,
with a clock, so that whoever is slow holds no thread while a request comes, nor for ever while an answer is taken.
"""

import asyncio
import gc
import io
import logging
import sys
import tempfile
from collections.abc import Callable, Iterable
from queue import SimpleQueue
from typing import Any, NoReturn

from granian.rsgi import ProtocolClosed
from werkzeug.exceptions import RequestTimeout
from werkzeug.utils import import_string

from quizapp.cli.turns import LONG, Turns
from quizapp.store import waits

log = logging.getLogger("quizapp")

IN_MEMORY = 2**20  # bytes of a body; what is larger waits in a temporary file
AT_ONCE = 2**20  # bytes of a body or an answer of known length that are taken or sent in one piece
# After how many new objects Python looks for cycles among the young, the older and all. With its own numbers a tenth of
# the processor went into that, and a process stood still for 60 ms at a time.
COLLECTED = 10_000, 50, 100
_PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class Collecting:
    """Answer RSGI's requests with a WSGI application, in so many threads.

    A body must have come within `seconds`, and each piece of an answer be taken within them. Of a body longer than
    `limit` bytes the application is told the length, for its refusal, and no more than that is read. Of the threads
    `at_once` work at a time (`turns`).
    """

    def __init__(
        self, application: Callable[..., Iterable[bytes]], threads: int, seconds: float, limit: int, at_once: int = 1
    ):
        self._application, self._threads, self._seconds, self._limit = application, threads, seconds, limit
        self._at_once = at_once
        self._answered: SimpleQueue[asyncio.Future[None]] = SimpleQueue()
        self._looks = False

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._turns = Turns(self._work, self._threads, self._at_once)

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        environ = environ_of(scope)
        if "CONTENT_LENGTH" in environ or scope.method not in ("GET", "HEAD"):
            await self._collect(environ, proto)
        done = self._loop.create_future()
        self._turns.put((environ, proto, done))
        if self._turns.is_pressed and not self._looks:
            self._looks = True
            self._loop.call_later(LONG, self._look)
        self._end_answered()
        await done

    def _look(self) -> None:
        """See to it that nobody has the turn for long while others wait."""
        self._looks = self._turns.look()
        if self._looks:
            self._loop.call_later(LONG, self._look)

    def _end_answered(self) -> None:
        """End what was answered; where requests wait, nobody wakes this thread only for that."""
        while not self._answered.empty():
            done = self._answered.get()
            if not done.done():
                done.set_result(None)

    async def _collect(self, environ: dict[str, Any], proto: Any) -> None:
        """Receive the body; who is late with it gets the application's 408."""
        told = int(environ.get("CONTENT_LENGTH", -1))
        if told > self._limit:
            return
        if 0 <= told <= AT_ONCE:
            await self._collect_at_once(environ, proto)
            return
        body: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the application reads and closes it
        try:
            async with asyncio.timeout(self._seconds):
                async for piece in proto:
                    body.write(piece)
                    if body.tell() > self._limit:
                        break
        except TimeoutError:
            environ["wsgi.input"] = Late()
            return
        environ["CONTENT_LENGTH"] = str(body.tell())
        body.seek(0)
        environ["wsgi.input"] = body

    async def _collect_at_once(self, environ: dict[str, Any], proto: Any) -> None:
        """Receive a small body, which needs no file."""
        try:
            async with asyncio.timeout(self._seconds):
                body = await proto()
        except TimeoutError:
            environ["wsgi.input"] = Late()
            return
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input"] = io.BytesIO(body)

    def _work(self, request: tuple[dict[str, Any], Any, asyncio.Future[None]]) -> None:
        environ, proto, done = request
        try:
            self._answer(environ, proto)
        except (ProtocolClosed, TimeoutError):
            log.info("a visitor left before the answer to %s was sent", environ["PATH_INFO"])
        except BaseException:
            log.exception("no answer to %s could be given", environ["PATH_INFO"])
        finally:
            self._answered.put(done)
            if not self._turns.is_pressed:
                self._loop.call_soon_threadsafe(self._end_answered)

    def _answer(self, environ: dict[str, Any], proto: Any) -> None:
        head = Head()
        pieces = self._application(environ, head)
        try:
            if head.length is not None and head.length <= AT_ONCE:
                proto.response_bytes(head.status, head.fields, b"".join(pieces))
            else:
                self._stream(head, pieces, proto)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
            environ["wsgi.input"].close()

    def _stream(self, head: "Head", pieces: Iterable[bytes], proto: Any) -> None:
        """Send an answer piece by piece, the next when the one before was taken."""
        transport = None
        for piece in pieces:
            transport = transport or proto.response_stream(head.status, head.fields)
            sent = asyncio.run_coroutine_threadsafe(self._send(transport, piece), self._loop)
            waits.begin()
            sent.result()
            waits.end()
        if transport is None:
            proto.response_empty(head.status, head.fields)

    async def _send(self, transport: Any, piece: bytes) -> None:
        async with asyncio.timeout(self._seconds):
            await transport.send_bytes(piece)


class Head:
    """Be WSGI's `start_response`, and keep the status and the fields of an answer."""

    def __call__(self, status: str, fields: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], NoReturn]:
        self.status = int(status[:3])
        self.fields = [(name.lower(), value) for name, value in fields]
        lengths = [int(value) for name, value in self.fields if name == "content-length"]
        self.length = lengths[0] if lengths else None
        return _write


class Late(io.RawIOBase):
    """Be a body that did not come in time: whoever reads it answers with 408."""

    def readable(self) -> bool:
        """Say that it may be tried."""
        return True

    def readinto(self, buffer: Any) -> NoReturn:
        """Refuse."""
        raise RequestTimeout


def environ_of(scope: Any) -> dict[str, Any]:
    """Return WSGI's environment (PEP 3333) for a request of RSGI, with an empty body."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method, "SCRIPT_NAME": "", "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string, "SERVER_NAME": server.strip("[]"), "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}", "REMOTE_ADDR": _address(scope.client),
        "wsgi.version": (1, 0), "wsgi.url_scheme": scope.scheme, "wsgi.input": io.BytesIO(),
        "wsgi.input_terminated": True, "wsgi.errors": sys.stderr, "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False, "quizapp.collected": True,
    }  # fmt: skip
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    for name, value in scope.headers.items():
        key = _PLAIN.get(name) or "HTTP_" + name.upper().replace("-", "_")
        if "_" in name:  # would be taken for the same name with hyphens, which a proxy may have set
            continue
        environ[key] = f"{environ[key]}{_JOINT.get(name, ',')}{value}" if key in environ else value
    return environ


_JOINT = {"cookie": "; "}


def _address(client: str) -> str:
    """Return the visitor's address without the port, and an IPv4 address as such."""
    return client.rpartition(":")[0].strip("[]").removeprefix("::ffff:")


def _write(_: bytes) -> NoReturn:
    raise NotImplementedError("WSGI's old way to write is not spoken here")


def load() -> Callable[[], Any]:
    """Return what makes the application, with all its modules loaded; nothing is opened yet."""
    return import_string("quizapp.app:create_app")


def create() -> Collecting:
    """Return what Granian serves: the application, with its settings."""
    gc.set_threshold(*COLLECTED)
    app = load()()
    settings = app.config["SETTINGS"]
    at_once = 1 if settings.url.startswith("sqlite") else settings.threads  # another server's database works meanwhile
    return Collecting(app, settings.threads, settings.upload_seconds, app.config["MAX_CONTENT_LENGTH"], at_once)
