"""Setting up with `make`: what a machine lacks is told in one sentence."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def pretend(tmp_path):
    """Return a function that writes a program which pretends to be a Python."""

    def write(script: str) -> Path:
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return write


def set_up(python: Path, folder: Path) -> tuple[int, str]:
    """Set a virtual environment up with a Python; returns the exit code and what was said."""
    done = subprocess.run(
        ["tools/environment.sh", str(folder), "requirements.lock"],
        cwd=ROOT, env={**os.environ, "PYTHON": str(python)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_too_old_a_python_is_told_with_its_version(pretend, tmp_path):
    old = pretend('case "$2" in *platform*) echo 3.9.18;; *) exit 1;; esac')
    code, told = set_up(old, tmp_path / "venv")
    assert (code, told.count("\n")) == (1, 1)
    assert "needs Python 3.11 or newer" in told
    assert "3.9.18" in told
    assert not (tmp_path / "venv").exists()


def test_a_python_that_is_none_is_told(tmp_path):
    code, told = set_up(tmp_path / "nothing", tmp_path / "venv")
    assert (code, told.count("\n")) == (1, 1)
    assert "is no Python" in told


def test_a_python_without_its_package_for_virtual_environments_is_told_with_the_name_of_the_package(pretend, tmp_path):
    half = pretend('case "$2" in *ensurepip*) exit 1;; *"%d.%d"*) echo 3.12;; *) exit 0;; esac')
    code, told = set_up(half, tmp_path / "venv")
    assert (code, told.count("\n")) == (1, 1)
    assert "apt-get install python3.12-venv" in told
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("target", ["run", "test"])
def test_make_says_the_same_and_fails(target, pretend, tmp_path):
    old = pretend('case "$2" in *platform*) echo 3.9.18;; *) exit 1;; esac')
    done = subprocess.run(
        ["make", target, f"PYTHON={old}", f"VENV={tmp_path / 'venv'}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1
    assert "needs Python 3.11 or newer" in said[0]
