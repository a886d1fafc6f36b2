"""The benchmarks, run for real at the smallest size: a command, a server, and what it finds."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser  # no browser, but a real server and many seconds


@pytest.fixture
def free_port() -> int:
    """Return a port that is free."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def bench(tmp_path, port, *arguments: str, code: int = 0) -> str:
    """Run the benchmarks in a folder, hold them to their exit code, and return what they tell."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--folder", str(tmp_path), "--port", str(port), "--repetitions", "1",
         "--seconds", "0.5", "--crowd-seconds", "8", *arguments],
        cwd=ROOT, env={"PATH": "", "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert not list(tmp_path.glob("quizapp-bench.*"))
    return done.stdout + done.stderr


def test_every_case_runs_at_the_smallest_size_and_the_readme_stays_as_it_is(tmp_path, free_port):
    before = (ROOT / "README.md").read_bytes()
    told = bench(tmp_path, free_port, "--scale", "least", "--cases", "answers,rush,crowd,stored,generate")
    for words in (
        "limit: response_cpu", "limit: commit", "save a page and show the next: server CPU",
        "a whole attempt: p99", "save one answer, 64 connections: a second", "starts at once",
        "turn the page, p50", "clock, p95",
        "the gradebook of a class: server CPU", "the history of a person: server CPU",
        "export of single responses by the command: whole", "export of single responses by the page: whole",
        "memory of the whole server", "the questions of 8 claims: CPU of one",
    ):  # fmt: skip
        assert words in told
    taken = [line.split()[9] for line in told.splitlines() if ": rows taken" in line]
    assert taken == ["20,160", "20,160"]  # of the year, and of the eight who are at work
    assert (ROOT / "README.md").read_bytes() == before


def test_a_case_that_is_not_there_is_refused(tmp_path, free_port):
    told = bench(tmp_path, free_port, "--cases", "save,nothing", code=1)
    assert told.strip() == (
        "There is no case nothing. The cases are: save, attempt, answers, clients, rush, crowd, stored, generate."
    )
