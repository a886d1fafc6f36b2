"""Serving for real, by Granian and by gunicorn: who comes in, how it ends, and what is refused before it begins."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from http.cookiejar import CookieJar

import pytest

from quizapp.store import schema
from tests.builders import PASSWORD


def each_server(test):
    """Run a test with each server; starting one takes seconds, so the inner loop leaves it out."""
    return pytest.mark.browser(pytest.mark.parametrize("server", ["granian", "gunicorn"])(test))


PATIENCE = 600  # looks, a tenth of a second apart


@pytest.fixture
def port() -> int:
    """Return a port that is free."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def start(settings, *arguments: str) -> subprocess.Popen:
    """Start the program on the database of this test."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
    environment |= {"QUIZAPP_INSTANCE": str(settings.instance), "QUIZAPP_DATABASE_URL": settings.database_url}
    for name in ("upload_seconds", "workers", "threads"):
        environment[f"QUIZAPP_{name.upper()}"] = str(getattr(settings, name))
    return subprocess.Popen(
        [sys.executable, "-m", "quizapp", *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


@contextmanager
def serving(settings, port: int, server: str):
    """Serve, and stop it in the end whatever happens."""
    process = start(settings, "serve", "--server", server, "--port", str(port))
    try:
        wait_until_alive(process, port)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def wait_until_alive(process: subprocess.Popen, port: int) -> None:
    """Wait until the site answers."""
    for _ in range(PATIENCE):
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/alive", timeout=30) as answer:
                assert answer.read() == b'{"alive":true}\n'
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("it did not come to life")


def sign_in(port: int, username: str) -> str:
    """Sign in as a browser does, and return the first page."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    address = f"http://127.0.0.1:{port}/sign-in"
    with browser.open(address, timeout=60) as answer:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())[1]
    fields = {"csrf_token": token, "username": username, "password": PASSWORD}
    with browser.open(address, urllib.parse.urlencode(fields).encode(), timeout=60) as answer:
        return answer.read().decode()


def styles_of(port: int) -> tuple[str | None, ...]:
    """Return how the style sheet of a page comes: its coding, how long it may be kept, and what it depends on."""
    site = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"{site}/sign-in", timeout=60) as page:
        address = site + re.search(r'"(/static/style\.[0-9a-f]{12}\.css)"', page.read().decode())[1]
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip, br"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert len(answer.read()) == int(answer.headers["Content-Length"]) < 10_000
        return tuple(answer.headers[name] for name in ("Content-Encoding", "Cache-Control", "Vary"))


def refused(settings, *arguments: str) -> tuple[int, str]:
    """Run what should be refused, and return its exit code and its one sentence."""
    process = start(settings, *arguments)
    told, _ = process.communicate(timeout=120)
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) == 1, told
    return process.returncode, told


@pytest.mark.browser
def test_browsers_that_keep_their_connections_open_keep_nobody_out(settings, site, port):
    site.person("student", "ann")
    with serving(replace(settings, workers=1), port, "granian"), ExitStack() as opened:
        for _ in range(1100):
            kept = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=25))
            kept.sendall(b"GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert kept.recv(12) == b"HTTP/1.1 200"  # an idle connection is closed after half a minute, not before
        assert "Sign out" in sign_in(port, "ann")


@each_server
def test_a_student_comes_in_beside_silent_and_strange_visitors_and_the_server_stops_when_told_to(
    settings, site, port, server
):
    site.person("student", "ann")
    with (
        serving(replace(settings, upload_seconds=1, threads=1, workers=1), port, server) as process,
        socket.create_connection(("127.0.0.1", port), timeout=60) as silent,
    ):
        silent.sendall(head("POST /sign-in", "Content-Length: 999999") + b"username=")
        assert "Sign out" in sign_in(port, "ann")
        assert styles_of(port) == ("br", "public, max-age=31536000, immutable", "Accept-Encoding")
        assert silent.recv(12) == b"HTTP/1.1 408"
        for sent, begins, ends in EXCHANGES:
            answer = exchange(port, sent)
            assert answer.startswith(b"HTTP/1.1 " + begins), answer
            assert answer.endswith(ends), answer
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        told = process.stdout.read()
    assert f"http://127.0.0.1:{port}" in told
    assert "Traceback" not in told
    assert "Killing" not in told


def head(line: str, *fields: str) -> bytes:
    """Return the head of a request, after which the connection ends."""
    fields = ("Host: localhost", "Connection: close", "Content-Type: application/x-www-form-urlencoded", *fields)
    return "\r\n".join([f"{line} HTTP/1.1", *fields, "", ""]).encode()


EXCHANGES = [
    (head("GET /alive"), b"200", b'{"alive":true}\n'),
    (head("HEAD /alive"), b"200", b"\r\n\r\n"),
    (head("GET /static/page.js", "If-None-Match: *"), b"304", b"\r\n\r\n"),
    (head("GET /nothing%20here/%C3%A9%FF"), b"404", b"</html>"),
    (head("POST /sign-in", "Transfer-Encoding: chunked") + b"3\r\na=b\r\n0\r\n\r\n", b"400", b"</html>"),
    (head("POST /sign-in", "Content-Length: 99999999999"), b"413", b"</html>"),
]


def exchange(port: int, sent: bytes) -> bytes:
    """Send a request, and return the whole answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as visitor:
        visitor.sendall(sent)
        return b"".join(iter(lambda: visitor.recv(65536), b""))


@each_server
def test_a_worker_that_dies_is_replaced_and_ctrl_c_stops_them_with_a_browser_still_connected(
    settings, app, port, server
):
    with serving(settings, port, server) as process:
        before = workers_of(process.pid)
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        for _ in range(PATIENCE):
            if len(workers_of(process.pid) - before) == len(before):
                break
            time.sleep(0.1)
        wait_until_alive(process, port)
        with socket.create_connection(("127.0.0.1", port)) as browser:
            browser.sendall(b"GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert browser.recv(4096).startswith(b"HTTP/1.1 200")
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(timeout=60) == 0
            assert "Killing" not in process.stdout.read()


def workers_of(pid: int) -> set[int]:
    """Return the children of a process that live."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return {int(child) for child, parent, state in rows if int(parent) == pid and not state.startswith("Z")}


def test_a_port_that_is_taken_is_told_before_anything_begins(settings, app, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        code, told = refused(settings, "serve", "--port", str(port))
    assert (code, f"Port {port}" in told, "QUIZAPP_PORT" in told) == (1, True, True)


def test_an_address_of_another_machine_is_refused(settings, app):
    code, told = refused(settings, "serve", "--host", "host.invalid")
    assert (code, "no address" in told) == (2, True)


def test_a_database_without_tables_or_of_another_version_is_not_served(settings, app):
    schema.migrate("base")
    code, told = refused(settings, "serve")
    assert (code, "quizapp prepare" in told) == (3, True)


def test_a_database_that_cannot_be_written_is_told(settings, app, tmp_path):
    (tmp_path / "file").touch()
    process = subprocess.run(
        [sys.executable, "-m", "quizapp", "prepare"],
        env={"PATH": os.environ["PATH"], "QUIZAPP_INSTANCE": str(tmp_path / "file" / "instance")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 3
    assert process.stderr.count("\n") == 1
    assert "cannot be made" in process.stderr


def test_what_serves_the_site_does_without_the_program_for_migrations():
    code = "import sys; from quizapp.cli.collecting import load; load(); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
