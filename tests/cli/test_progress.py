"""Long work shows a bar where a person is looking, and none where nobody is."""

import os
import pty
import threading

import pytest

from tests.cli.test_commands import BUNDLED
from tests.results import take

LONG = {
    "Importing": ("bank", "import", BUNDLED),
    "Adding people": ("people", "import", "people.csv"),
    "Preparing": ("prepare",),
    "Exporting": ("results", "export", "--output", "scores.csv"),
    "Backing up": ("db", "backup", "new.backup"),
    "Restoring": ("db", "restore", "made.backup", "--yes"),
}


@pytest.fixture
def filled(run, site, tmp_path):
    """Fill the site and the folder of a command with what it is about."""
    student = site.person("student", "ann")
    take(site.quiz(site.school_class(site.person("teacher"), student)), student)
    (tmp_path / "people.csv").write_text("username,name\nsam,Sam\nbea,Bea\n")
    run("db", "backup", "made.backup")


def on_a_screen(run, *command) -> str:
    """Return what a person sees on a terminal to which a command writes its progress."""
    ours, theirs = pty.openpty()
    seen = []

    def look() -> None:
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                return
            if not piece:
                return
            seen.append(piece)

    looking = threading.Thread(target=look)
    looking.start()
    with os.fdopen(theirs, "w", encoding="utf-8") as screen:
        run(*command, screen=screen)
    looking.join()
    os.close(ours)
    return b"".join(seen).decode()


@pytest.mark.parametrize("label", LONG)
def test_long_work_shows_a_bar_on_a_screen_and_none_in_a_pipe(run, filled, tmp_path, label):
    piped = run(*LONG[label])
    assert label not in piped.stderr + piped.stdout
    (tmp_path / "new.backup").unlink(missing_ok=True)
    (tmp_path / "people.csv").write_text("username,name\ncleo,Cleo\ndan,Dan\n")
    seen = on_a_screen(run, *LONG[label])
    assert label in seen
    assert "100%" in seen or label in ("Backing up", "Restoring")  # PostgreSQL's tools do not tell how far they are
