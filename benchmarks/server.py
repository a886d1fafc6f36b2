"""Start and end the real server, and read what it uses from the operating system (Linux): all of its processes."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_TO_START = 60


class Server:
    """Be a server that runs: tell the processor time and the memory of its whole tree of processes."""

    def __init__(self, process: subprocess.Popen, port: int):
        self.process, self.port = process, port
        self._ended: dict[int, float] = {}

    def pids(self) -> list[int]:
        """List the processes of the server, children included."""
        found = [self.process.pid]
        for pid in found:  # grows while it is walked
            for task in _listed(f"/proc/{pid}/task"):
                found += [int(child) for child in _read(f"/proc/{pid}/task/{task}/children").split()]
        return found

    def cpu(self) -> float:
        """Return the seconds of processor time that the server has used, of children that ended too."""
        return sum(_cpu_of(pid) for pid in self.pids())

    def memory(self) -> int:
        """Return the bytes of memory of all processes, what they share counted once (PSS)."""
        return sum(pss_of(pid) for pid in self.pids())


@contextmanager
def serving(command: Sequence[str], port: int, environment: dict[str, str], alive: str) -> Iterator[Server]:
    """Run a server until the end of the block; `alive` is the address by which it is known to answer."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
    process = subprocess.Popen(
        [sys.executable, "-m", *command], env={**others, **environment}, stdout=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        _wait_until_alive(process, f"http://127.0.0.1:{port}{alive}")
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def site_served(instance: Path, port: int) -> Iterator[Server]:
    """Serve the site of an instance folder by `quizapp serve`, with its default settings."""
    environment = {"QUIZAPP_INSTANCE": str(instance)}
    with serving(["quizapp", "serve", "--port", str(port)], port, environment, "/alive") as server:
        yield server


class PeakMemory:
    """Look at the memory of a server every half second, and keep the highest."""

    def __init__(self, server: Server, pause: float = 0.5):
        self.server, self.pause, self.peak = server, pause, server.memory()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(self.pause):
            self.peak = max(self.peak, self.server.memory())


def _wait_until_alive(process: subprocess.Popen, address: str) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode} before it answered")
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not answer at {address} within {SECONDS_TO_START} s")


def _read(path: str) -> str:
    try:
        return Path(path).read_text("ascii", "replace")
    except OSError:  # it has ended since it was listed
        return ""


def _listed(path: str) -> list[str]:
    try:
        return os.listdir(path)
    except OSError:
        return []


def _cpu_of(pid: int) -> float:
    """Return the seconds of a process in user and system mode, with those of its ended children."""
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS if fields else 0.0


def pss_of(pid: int) -> int:
    """Return the bytes of memory of a process, its share of what it shares with others."""
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
