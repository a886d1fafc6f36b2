"""Show where the time of one operation goes: `python -m benchmarks.profile save` (or attempt, answer, page, clock).

The WSGI application is called in this process, on a fresh site, with no server between: first so many times plainly,
for the milliseconds of each request, then again under cProfile.
"""

import argparse
import asyncio
import cProfile
import gc
import io
import logging
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import site
from benchmarks.http import Answer
from benchmarks.student import PAGES, Student
from quizapp.app import create_app
from quizapp.cli.collecting import COLLECTED, Head
from quizapp.settings import Settings


class InProcess:
    """Be a connection to the application itself, and keep the milliseconds of each kind of request."""

    def __init__(self, app: Callable[..., Any]):
        self.app, self.profiler, self.only = app, None, ""
        self.times: dict[str, list[tuple[float, float]]] = defaultdict(list)  # in all, and of the processor

    async def ask(self, request: bytes) -> Answer:
        """Give a request to the application, and return its answer."""
        environ, head = environ_of(request), Head()
        kind = _kind_of(environ)
        looks = self.profiler if self.only in ("", kind) else None
        begun, cpu = time.perf_counter(), time.process_time()
        if looks:
            looks.enable()
        pieces = self.app(environ, head)
        body = b"".join(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        if looks:
            looks.disable()
        self.times[kind].append(((time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000))
        fields = "".join(f"\r\n{name}: {value}" for name, value in head.fields)
        return Answer(head.status, f"HTTP/1.1 {head.status} -{fields}".encode("latin-1"), body)

    def close(self) -> None:
        """Do nothing: there is no socket."""


def environ_of(request: bytes) -> dict[str, Any]:
    """Return WSGI's environment for the bytes of a request."""
    top, _, body = request.partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0), "wsgi.input_terminated": True, "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False, "quizapp.collected": True,
    }  # fmt: skip
    for line in lines:
        name, _, value = line.partition(": ")
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    return environ


def _kind_of(environ: dict[str, Any]) -> str:
    places = ("N" if part.isdigit() else part for part in environ["PATH_INFO"].split("/"))
    return f"{environ['REQUEST_METHOD']} {'/'.join(places)}"


async def _saves(student: Student, times: int) -> None:
    for turn in range(times):
        await student.save_and_turn(turn % PAGES + 1)


async def _answers(student: Student, times: int) -> None:
    for turn in range(times):
        slots = student.slots()
        await student.save_one(slots[turn % len(slots)])


async def _pages(student: Student, times: int) -> None:
    for turn in range(times):
        await student.look(turn % PAGES + 1)


async def _clock(student: Student, times: int) -> None:
    for _ in range(times):
        await student.look_at_clock()


OPERATIONS: dict[str, Callable[[Student, int], Awaitable[None]]] = {
    "save": _saves, "answer": _answers, "page": _pages, "clock": _clock,
}  # fmt: skip


def main() -> None:
    """Profile the operation that was named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("operation", choices=[*OPERATIONS, "attempt"])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--lines", type=int, default=45)
    parser.add_argument("--only", default="", help='profile one kind of request alone, as "GET /quizzes/N"')
    parser.add_argument("--sort", default="cumulative", choices=["cumulative", "tottime"])
    parser.add_argument("--output", help="also write the profile to this file, for a viewer")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(prefix="quizapp-bench.") as folder:
        _profile(Path(folder) / "site", asked)


def _profile(instance: Path, asked: argparse.Namespace) -> None:
    several = asked.times * 2 + 20 if asked.operation == "attempt" else 1
    quiz_id, signed_in = site.make(instance, several, 1000)
    app = create_app(Settings(instance=instance, sweep_seconds=0))
    gc.collect()
    gc.freeze()  # as the server does
    gc.set_threshold(*COLLECTED)
    connection, profiler = InProcess(app), cProfile.Profile()

    def student() -> Student:
        made = Student(80, signed_in.pop(), quiz_id)
        made.connection = connection
        return made

    async def once(times: int) -> None:
        if asked.operation != "attempt":
            return await OPERATIONS[asked.operation](actor, times)
        for _ in range(times):
            await student().whole_attempt()

    async def work() -> None:
        await once(min(20, asked.times))  # to warm up
        connection.times.clear()
        await once(asked.times)
        _tell(connection.times, asked.times)
        connection.profiler, connection.only = profiler, asked.only
        await once(asked.times)

    if asked.operation != "attempt":
        actor = student()
        asyncio.run(_begin(actor))
    asyncio.run(work())
    if asked.output:
        profiler.dump_stats(asked.output)
    out = io.StringIO()
    stats = pstats.Stats(profiler, stream=out)
    _tell_rooms(stats)
    stats.strip_dirs().sort_stats(asked.sort).print_stats(asked.lines)
    print(out.getvalue())


def _tell_rooms(stats: pstats.Stats) -> None:
    """Tell the share of each package in the time; what is built in counts for whoever calls it, but for SQLite."""
    shares: dict[str, float] = defaultdict(float)
    for (path, _, name), (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if path != "~":
            shares[_room_of(path)] += own
        elif "sqlite3" in name:
            shares["SQLite itself" if "commit" not in name else "SQLite's commit"] += own
        else:
            for (caller, *_), told in callers.items():
                shares[_room_of(caller)] += told[2]
    whole = sum(shares.values())
    for room, spent in sorted(shares.items(), key=lambda one: -one[1])[:16]:
        print(f"{room:28} {spent / whole:6.1%}")


def _room_of(path: str) -> str:
    """Return the package that a file belongs to; of ours, the floor too."""
    parts = Path(path).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    if path.endswith(".html"):
        return "templates"
    if "quizapp" in parts:
        return "/".join(parts[parts.index("quizapp") :][:2]).removesuffix(".py")
    return "Python's library" if len(parts) > 1 else "other"


async def _begin(student: Student) -> None:
    await student.start()
    for number in range(2, PAGES + 1):
        await student.look(number)


def _tell(times: dict[str, list[tuple[float, float]]], operations: int) -> None:
    total = 0.0
    print(f"{'request':44} {'a time':>6} {'median':>8} {'CPU median':>11} {'CPU per operation':>18}   (ms, in process)")
    for kind, values in times.items():
        walls, cpus = zip(*values, strict=True)
        total += sum(cpus) / operations
        print(f"{kind:44} {len(values) / operations:6.2g} {median(walls):8.2f} {median(cpus):11.2f} "
              f"{sum(cpus) / operations:18.2f}")  # fmt: skip
    print(f"{'in all':44} {'':6} {'':8} {'':11} {total:18.2f}\n")


if __name__ == "__main__":
    main()
