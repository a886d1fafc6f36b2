"""Ask over HTTP/1.1 on a socket that is kept open, with as little work as can be: the server is what is measured."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

PATIENCE = 60  # seconds until an answer counts as lost


@dataclass(slots=True)
class Answer:
    """Hold an answer: its status, the bytes of its head, and its body."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        """Return where a redirect leads, without the mark of a place on the page."""
        return self.field(b"location").partition("#")[0]

    def field(self, name: bytes) -> str:
        """Return the (first) value of a field of the head, or an empty text."""
        return next(iter(self.fields(name)), "")

    def fields(self, name: bytes) -> list[str]:
        """Return all values of a field of the head."""
        begin = name + b":"
        found = (line[len(begin) :] for line in self.head.split(b"\r\n") if line[: len(begin)].lower() == begin)
        return [value.strip().decode("latin-1") for value in found]

    def json(self) -> Any:
        """Return what a JSON body says."""
        return json.loads(self.body)


class Lost(ConnectionError):
    """Tell that a connection ended, or nothing came, before the whole answer was there."""


class Silent(Lost):
    """Tell that nothing came in all the time that one waits."""


class Connection(asyncio.Protocol):
    """Keep one socket to the server, and ask on it, one request after the other."""

    def __init__(self, port: int):
        self.port, self.opened = port, 0
        self._transport: asyncio.Transport | None = None
        self._buffer, self._waiting = bytearray(), None
        self._head_end, self._length = -1, -1

    async def ask(self, request: bytes) -> Answer:
        """Send a whole request and return its answer; raises `Lost`, and `Silent` where none comes."""
        loop = asyncio.get_running_loop()
        if self._transport is None:
            await loop.create_connection(lambda: self, "127.0.0.1", self.port)
            self.opened += 1
        self._buffer.clear()
        self._head_end = self._length = -1
        self._waiting = loop.create_future()
        timer = loop.call_later(PATIENCE, self._give_up)
        self._transport.write(request)
        try:
            return await self._waiting
        finally:
            timer.cancel()
            self._waiting = None

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: Any) -> None:
        """Keep the transport of an opened socket."""
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        """Fail what waits; the next request opens another socket."""
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Lost(f"the connection ended: {error}"))

    def data_received(self, data: bytes) -> None:
        """Collect an answer until it is whole."""
        buffer = self._buffer
        buffer += data
        if self._head_end < 0:
            self._head_end = buffer.find(b"\r\n\r\n")
            if self._head_end < 0:
                return
            self._length = _length_of(bytes(buffer[: self._head_end]).lower())
        begin = self._head_end + 4
        if self._length >= 0 and len(buffer) >= begin + self._length:
            self._tell(bytes(buffer[begin:]))
        elif self._length < 0 and buffer.endswith(b"0\r\n\r\n"):
            body = _unchunked(bytes(buffer[begin:]))
            if body is not None:
                self._tell(body)

    def _tell(self, body: bytes) -> None:
        head = bytes(self._buffer[: self._head_end])
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(Answer(int(head[9:12]), head, body))

    def _give_up(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Silent(f"no answer within {PATIENCE} s"))


def _length_of(head: bytes) -> int:
    """Return the length of a body, or -1 where it comes in chunks."""
    if b"\r\ntransfer-encoding: chunked" in head:
        return -1
    _, found, rest = head.partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0


def _unchunked(body: bytes) -> bytes | None:
    """Return a body that came in chunks, or None where its last chunk is still to come."""
    pieces, place = [], 0
    while (end := body.find(b"\r\n", place)) >= 0:
        size = int(body[place:end].partition(b";")[0], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + size])
        place = end + 4 + size
    return None
