"""Be a small disk that can be filled, closed to writing, and made to refuse, while a site runs on it.

As root it is a file system of its own, in memory. Others cannot mount one: their disk is closed by the modes of its
files, and full when its files may not grow; both is the same to a site.
"""

import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.server import Server

MEGABYTES = 24
_LEAST = 2**16  # bytes that a file may have while its disk refuses more


class Disk:
    """Hold a folder whose file system is a small one; `served` is the same folder, for the server alone."""

    def __init__(self, folder: Path):
        self.folder = self.served = folder
        self.mounted = os.geteuid() == 0
        folder.mkdir()
        if self.mounted:
            self.served = folder.with_name(f"{folder.name}-served")
            self.served.mkdir()
            _run("mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "quizapp-faults", str(folder))
            _run("mount", "--bind", str(folder), str(self.served))

    def release(self) -> None:
        """Take the file system away."""
        if self.mounted:
            _run("umount", "--lazy", str(self.served), str(self.folder))

    @contextmanager
    def full(self, server: Server | None = None) -> Iterator[None]:
        """Have no room left until the end of a `with`."""
        if not self.mounted:
            with refusing(server):
                yield
            return
        filler = self.folder / "filler"
        try:
            _fill(filler)
            yield
        finally:
            filler.unlink()

    @contextmanager
    def closed(self, server: Server) -> Iterator[None]:
        """Be closed to writing until the end of a `with`; the server's workers are new ones, that find it closed."""
        master = server.process.pid
        os.kill(master, signal.SIGSTOP)
        for worker in set(server.processes()) - {master}:
            os.kill(worker, signal.SIGKILL)
        while set(server.processes()) - {master}:
            pass
        try:
            self._close(True)
            os.kill(master, signal.SIGCONT)
            yield
        finally:
            self._close(False)

    def _close(self, close: bool) -> None:
        if self.mounted:  # the last threads of the workers may hold a file for a moment more
            _run("mount", "-o", f"remount,bind,{'ro' if close else 'rw'}", str(self.served), tries=100)
            return
        for path in [*self.folder.iterdir(), self.folder]:
            path.chmod((0o555 if path.is_dir() else 0o444) if close else (0o755 if path.is_dir() else 0o644))


@contextmanager
def refusing(server: Server) -> Iterator[None]:
    """Let the disk refuse whatever would be written behind the first bytes of a file, as a broken one does."""
    group, before = server.processes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    for process in group:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (_LEAST, before[1]))
    try:
        yield
    finally:
        for process in group:
            resource.prlimit(process, resource.RLIMIT_FSIZE, before)


def _fill(filler: Path) -> None:
    file = os.open(filler, os.O_CREAT | os.O_WRONLY)
    try:
        for size in (2**16, 2**12):
            try:
                while True:
                    os.write(file, bytes(size))
            except OSError:
                continue
    finally:
        os.close(file)


def _run(*command: str, tries: int = 1) -> None:
    for _ in range(tries):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
        time.sleep(0.05)
    raise AssertionError(f"{' '.join(command)}: {done.stderr} (the fault suite mounts, where it runs as root)")
