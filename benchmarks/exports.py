"""Take an export as it comes, count its rows, and watch the memory of whoever makes it."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.server import Server, pss_of
from benchmarks.site import SignedIn

PIECE, PAUSE = 2**20, 0.25


@dataclass
class Taken:
    """Hold what came of an export: its rows, the seconds, the memory as it went, whether it came to its end."""

    rows: int = -1  # the headings are no row
    seconds: float = 0.0
    memory: list[int] = field(default_factory=list)
    is_whole: bool = False

    @property
    def rate(self) -> float:
        """Return the rows a second."""
        return self.rows / self.seconds

    @property
    def growth(self) -> float:
        """Return by how many bytes the memory grew after the first fifth of the export."""
        early = self.memory[: max(1, len(self.memory) // 5)]
        return max(self.memory) - max(early)

    def take(self, read: Callable[[int], bytes], memory: Callable[[], int], limit: float) -> None:
        """Read pieces to the end, or until so many seconds have gone."""
        begun = looked = time.perf_counter()
        while piece := read(PIECE):
            self.rows += piece.count(b"\n")
            now = time.perf_counter()
            if now - looked > PAUSE:
                self.memory.append(memory())
                looked = now
            if now - begun > limit:
                break
        else:
            self.is_whole = True
        self.seconds = time.perf_counter() - begun


def by_command(instance: Path, first: str, last: str, limit: float) -> Taken:
    """Take single responses as CSV by the command line."""
    taken, others = Taken(), {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
    command = ["results", "export", "--table", "responses", "--from", first, "--to", last]
    with subprocess.Popen(
        [sys.executable, "-m", "quizapp", *command], env={**others, "QUIZAPP_INSTANCE": str(instance)},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        file = process.stdout.fileno()
        taken.take(lambda size: os.read(file, size), lambda: pss_of(process.pid), limit)
        if not taken.is_whole:
            process.kill()
    if taken.is_whole and process.returncode:
        raise RuntimeError(f"the export ended with {process.returncode}")
    return taken


def by_browser(server: Server, admin: SignedIn, token: str, cookie: str, days: tuple[str, str], limit: float) -> Taken:
    """Take single responses as CSV by the button of the page."""
    taken = Taken()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    fields = {
        "Cookie": f"quizapp_session={admin.token}; quizapp_form={cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    path = f"/admin/results/responses.csv?from={days[0]}&to={days[1]}"
    connection.request("POST", path, f"csrf_token={token}", fields)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"the export was answered with {answer.status}: {answer.read(300)!r}")
    taken.take(answer.read1, server.memory, limit)
    connection.close()
    return taken
