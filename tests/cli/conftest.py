"""Run the command line within the tests' own process, as a person would type it."""

import io
import os
import sys
from dataclasses import dataclass

import pytest

from quizapp.cli import main


@dataclass(frozen=True)
class Done:
    """Hold what a command wrote."""

    stdout: str
    stderr: str


@pytest.fixture
def run(settings, tmp_path, monkeypatch):
    """Return a function that gives a command on the database of this test, and holds it to its exit code.

    What is typed comes from `typed`; the standard error is `screen`, where one is given, instead of being caught.
    """
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("QUIZAPP_")]:
        monkeypatch.delenv(name)
    own = {"QUIZAPP_INSTANCE": str(settings.instance), "QUIZAPP_DATABASE_URL": settings.database_url}

    def run(*arguments, code: int = 0, typed: str = "", screen=None, **environment: str) -> Done:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        with monkeypatch.context() as changed:
            for name, value in {**own, **environment}.items():
                changed.setenv(name, value)
            changed.setattr(sys, "stdin", io.StringIO(typed))
            changed.setattr(sys, "stdout", out)
            changed.setattr(sys, "stderr", screen or err)
            with pytest.raises(SystemExit) as ended:
                main([str(argument) for argument in arguments], prog_name="quizapp")
        told = []
        for stream in (out, err):
            stream.flush()
            told.append(stream.buffer.getvalue().decode())
        assert (ended.value.code or 0) == code, f"{ended.value.code}: {''.join(told)}"
        return Done(*told)

    return run


@pytest.fixture
def fresh(tmp_path) -> dict[str, str]:
    """Return the environment of a site that is not there yet, on SQLite whatever the other tests run on."""
    return {"QUIZAPP_INSTANCE": str(tmp_path / "fresh"), "QUIZAPP_DATABASE_URL": ""}
