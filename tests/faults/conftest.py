"""Give the proofs a site on a database of its own, a server for it, and students; print the table at the end.

They run one after the other (`-n 0`), for they count and they need the machine to themselves. FAULTS=long (set by
`make faults`) makes them long.
"""

import os
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizapp.app import create_app
from quizapp.settings import Settings
from quizapp.store import schema
from quizapp.store.db import db, write
from quizapp.store.models import BrowserSession
from quizapp.store.secrets import new_token, token_digest
from tests.builders import Site, question
from tests.conftest import settings_for
from tests.faults import tally
from tests.faults.ledger import audit
from tests.faults.postgresql import Cluster, programs
from tests.faults.server import Server
from tests.faults.student import QUESTIONS, RIGHT, Student
from tests.faults.tally import Count

HERE = Path(__file__).parent
LONG = os.environ.get("FAULTS") == "long"
DATABASES = ["sqlite", "postgresql"] if programs() else ["sqlite"]
IS_ROOT = os.geteuid() == 0
LEFT_OUT = [
    line
    for line, is_so in (
        ("PostgreSQL, for want of its server (Debian: apt-get install postgresql)", not programs()),
        ("PostgreSQL out of room, for only root can give it a small disk", not IS_ROOT),
    )
    if is_so
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every proof of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.faults)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was counted, and what was left out."""
    if tally.COUNTS:
        terminalreporter.section("what the fault suite has counted")
        for line in tally.table():
            terminalreporter.write_line(line)
    for line in LEFT_OUT if tally.COUNTS else ():
        terminalreporter.write_line(f"left out: {line}")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL server for the proofs, in a folder that another user of the system can reach."""
    with tempfile.TemporaryDirectory(prefix="quizapp-faults-") as folder:
        cluster = Cluster(Path(folder))
        cluster.start()
        yield cluster
        cluster.stop("immediate")


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Return the settings of a fresh database: SQLite's, and PostgreSQL's."""
    url = request.getfixturevalue("cluster").create() if request.param == "postgresql" else ""
    return replace(settings_for(tmp_path, url), sweep_seconds=1)


@dataclass
class Stage:
    """Hold a site, its server, and the students that take a quiz on it."""

    site: Site
    server: Server
    students: list[Student]
    name: str

    def come(self) -> None:
        """Let every student open a connection."""
        for student in self.students:
            student.come(self.server.port)

    def load(self, patient: bool = True) -> "Load":
        """Return the load of all students, to be used in a `with`."""
        return Load(self, patient)

    def judge(self, since: dict[int, int] | None = None, runs: int = 1) -> Count:
        """Hold the database against what was told, and count it."""
        count = audit(self.students, since).add(Count(runs=runs))
        for student in self.students:
            count.add(student.count)
            student.count = Count()
        tally.tally(self.name, count)
        return count


class Load:
    """Let all students go on side by side until the end of a `with`; what a student did not expect is raised there."""

    def __init__(self, stage: Stage, patient: bool):
        self.stage, self.end = stage, threading.Event()
        self.threads = [
            threading.Thread(target=student.live, args=(self.end, patient), daemon=True) for student in stage.students
        ]

    def __enter__(self) -> "Load":
        self.stage.come()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.end.set()
        for thread in self.threads:
            thread.join()
        for student in self.stage.students:
            if student.fault is not None:
                raise student.fault

    def until(self, more: int) -> None:
        """Wait until so many more answers were acknowledged."""
        wanted, pause = self.saves + more, threading.Event()
        while self.saves < wanted and not self.faults:
            pause.wait(0.02)

    @property
    def saves(self) -> int:
        """Return how many answers were acknowledged so far."""
        return sum(student.count.saves for student in self.stage.students)

    @property
    def faults(self) -> list[BaseException]:
        """List what went wrong so far."""
        return [student.fault for student in self.stage.students if student.fault]


@pytest.fixture
def stage(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Stage]:
    """Return a site whose server is not started yet, with a dozen students."""
    app = create_app(settings)
    with app.app_context():
        schema.migrate()
        site = Site(app)
        kind = getattr(request, "param", "granian")
        server = Server(settings, tmp_path / "log", kind)
        database = "PostgreSQL" if settings.database_url else "SQLite"
        proof = request.node.originalname.removeprefix("test_").replace("_", " ")
        stage = Stage(site, server, students_of(site, 12), f"{proof} ({database}, {kind})")
        yield stage
        for student in stage.students:
            student.go()
        server.stop()
        db.session.remove()
        db.engine.dispose()


def students_of(site: Site, count: int) -> list[Student]:
    """Make students who are signed in, and a quiz for them that they may take as often as they like."""
    teacher, people = site.person("teacher"), [site.person("student") for _ in range(count)]
    bank = site.bank(*[question("short_answer", f"q{number}", accepted=[RIGHT]) for number in range(QUESTIONS)])
    quiz = site.quiz(site.school_class(teacher, *people), bank=bank, count=QUESTIONS, per_page=3, attempts=None)
    sessions = _signed_in([person.id for person in people])
    return [Student(person.id, sessions[person.id], quiz.id, f"student {place}") for place, person in enumerate(people)]


@write
def _signed_in(people: list[int]) -> dict[int, str]:
    """Open a session for everybody as the site does, without the time that passwords take."""
    now, sessions = datetime.now(UTC), {person: new_token() for person in people}
    for person, token in sessions.items():
        db.session.add(
            BrowserSession(token_digest=token_digest(token), person_id=person, created_at=now,
                           expires_at=now + timedelta(days=1), device="", address="")
        )  # fmt: skip
    return sessions
