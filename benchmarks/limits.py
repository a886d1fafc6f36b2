"""Measure the limits of this machine in the same run: a bare Flask response, and a bare commit with FULL."""

import io
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import bare, load
from benchmarks.http import Connection
from benchmarks.server import serving
from quizapp.cli.serving import COMMANDS
from quizapp.settings import Settings

try:
    import pysqlite3 as sqlite
except ImportError:
    import sqlite3 as sqlite

CLIENTS, COMMITS = 8, 500


@dataclass(frozen=True)
class Limits:
    """Hold the limits, each measured several times: milliseconds of one operation, responses a second."""

    response_cpu: list[float]
    response_rate: list[float]
    response: list[float]
    dispatch: list[float]
    commit_cpu: list[float]
    commit: list[float]

    @property
    def sum_cpu(self) -> float:
        """Return the processor time of a bare response and a bare commit together, in milliseconds."""
        return median(self.response_cpu) + median(self.commit_cpu)

    @property
    def sum_time(self) -> float:
        """Return the time of a bare response (8 clients) and a bare commit together, in milliseconds."""
        return median(self.response) + median(self.commit)


def measure(folder: Path, port: int, repetitions: int, seconds: float) -> Limits:
    """Measure the limits, with the file of the commits in a folder on the disk of the database."""
    rounds = _responses(port, repetitions, seconds)
    commits = [_commits(folder / f"bare-{number}.sqlite3") for number in range(repetitions)]
    return Limits(
        [one.cpu_ms for one in rounds],
        [one.rate for one in rounds],
        [one.percentile_ms(0.5) for one in rounds],
        [_dispatch() for _ in range(repetitions)],
        [cpu for cpu, _ in commits],
        [wall for _, wall in commits],
    )


def _responses(port: int, repetitions: int, seconds: float) -> list[load.Round]:
    settings = Settings()
    command = COMMANDS["granian"]("127.0.0.1", port, settings.workers, settings.threads)
    request = f"GET /text HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()

    async def ask(connection: Connection) -> None:
        answer = await connection.ask(request)
        assert answer.status == 200, answer

    async def work() -> list[load.Round]:
        connections = [Connection(port) for _ in range(CLIENTS)]
        await load.without_pauses(server, connections, ask, seconds / 4)  # to warm up
        return [await load.without_pauses(server, connections, ask, seconds) for _ in range(repetitions)]

    with serving([*command[:-1], "benchmarks.bare:create"], port, {}, "/text") as server:
        return load.run(work())


def _dispatch(times: int = 2000) -> float:
    """Return the milliseconds of a response without a server: the WSGI application called as a function."""
    app = bare.application()

    def environ() -> dict[str, object]:
        return {
            "REQUEST_METHOD": "GET", "PATH_INFO": "/text", "SCRIPT_NAME": "", "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0),
        }  # fmt: skip

    begun = time.perf_counter()
    for _ in range(times):
        assert b"".join(app(environ(), lambda status, fields, error=None: None))
    return (time.perf_counter() - begun) / times * 1000


def _commits(path: Path) -> tuple[float, float]:
    """Return the milliseconds of one bare commit (one row, WAL, synchronous=FULL): of the processor, and in all."""
    connection = sqlite.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, answer TEXT)")
    cpu, begun = time.process_time(), time.perf_counter()
    for number in range(COMMITS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO one VALUES (?, ?)", (number, "[0, 2]"))
        connection.execute("COMMIT")
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    connection.close()
    return cpu / COMMITS * 1000, wall / COMMITS * 1000
