"""Serve a site for real, in processes of their own that can be killed at any moment."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from quizapp.settings import Settings

PATIENCE = 600  # looks, a twentieth of a second apart


class Server:
    """Be the server of a site: `quizapp serve` with all its workers, in a process group of its own."""

    def __init__(self, settings: Settings, log: Path, server: str = "granian"):
        self.settings, self.log, self.server, self.port = settings, log, server, free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "quizapp", "serve", "--server", self.server, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_alive()

    def environment(self) -> dict[str, str]:
        """Return the environment of a program that works on this site."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
        for name in ("instance", "database_url", "secret_key", "sweep_seconds", "workers", "threads", "timezone"):
            environment[f"QUIZAPP_{name.upper()}"] = str(getattr(self.settings, name))
        return environment

    def kill(self) -> None:
        """Kill it and all its workers, as a power failure would: nobody gets a last word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for _ in range(PATIENCE):
            if not self.processes():
                return
            time.sleep(0.05)
        raise AssertionError("it cannot be killed")

    def stop(self) -> None:
        """End it whatever happens."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def processes(self) -> list[int]:
        """List all its processes that live."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
        rows = [line.split() for line in listed.stdout.splitlines()]
        return [int(pid) for pid, group, state in rows if int(group) == self.process.pid and state[0] != "Z"]

    def _wait_until_alive(self) -> None:
        for _ in range(PATIENCE):
            assert self.process.poll() is None, self.log.read_text()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/alive", timeout=30):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("it did not come to life")


def free_port() -> int:
    """Return a port that is free."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]
