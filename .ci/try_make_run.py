"""Try `make run` as a newcomer does: run it, sign in with what it prints, stop it, run it again, and get in its way."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar


def main() -> None:
    """Try everything."""
    with tempfile.TemporaryDirectory(prefix="quizapp-run-") as folder:
        port = _free_port()
        environment = {**os.environ, "QUIZAPP_INSTANCE": f"{folder}/instance", "QUIZAPP_PORT": str(port)}
        address = f"http://127.0.0.1:{port}"
        told = _run(environment, address, {})
        passwords = dict(re.findall(r"(admin|teacher|student) +([a-z0-9]{4}(?:-[a-z0-9]{4}){3})", told))
        _require(len(passwords) == 3 and address in told, f"no box with three passwords and the address:\n{told}")
        told = _run(environment, address, passwords)
        _require("nothing changed" in told and "╔" not in told, f"the second run made something again:\n{told}")
        _refused(environment, port)


def _run(environment: dict[str, str], address: str, passwords: dict[str, str]) -> str:
    """Serve until it has answered and everyone has signed in, and stop it as Ctrl+C does."""
    with tempfile.TemporaryFile("w+") as output:
        server = subprocess.Popen(["make", "run"], env=environment, stdout=output, stderr=subprocess.STDOUT,
                                  start_new_session=True)  # fmt: skip
        try:
            _wait_for(f"{address}/alive", server)
            for username, password in passwords.items():
                _sign_in(address, username, password)
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=60)
            output.seek(0)
            told = output.read()
    print(f"{address}: served, {len(passwords)} signed in, stopped")
    return told


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                _require(answer.status == 200, "it is not alive")
                return
        except OSError:
            _require(server.poll() is None, "make run ended by itself")
            time.sleep(0.2)
    _require(False, "it did not answer")


def _sign_in(address: str, username: str, password: str) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/sign-in", timeout=30).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    fields = {"csrf_token": token, "username": username, "password": password}
    page = browser.open(f"{address}/sign-in", urllib.parse.urlencode(fields).encode(), timeout=30).read().decode()
    _require("Sign out" in page, f"{username} cannot sign in")


def _refused(environment: dict[str, str], port: int) -> None:
    """Demand one sentence and no traceback where the port is taken, and where the database cannot be written."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        _sentence(environment, f"Port {port}")
    _sentence({**environment, "QUIZAPP_INSTANCE": "/dev/null/instance"}, "cannot be made")


def _sentence(environment: dict[str, str], expected: str) -> None:
    done = subprocess.run(["make", "run"], env=environment, capture_output=True, text=True, timeout=120)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    _require(done.returncode != 0 and len(lines) == 1 and expected in lines[0], f"not one sentence: {done}")
    print(lines[0])


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def _require(fine: bool, otherwise: str) -> None:
    if not fine:
        sys.exit(otherwise)


if __name__ == "__main__":
    main()
