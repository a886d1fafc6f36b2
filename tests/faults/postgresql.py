"""Be a PostgreSQL server of one's own, which can be stopped and started at any moment."""

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from quizapp.app import create_app
from quizapp.store import schema
from quizapp.store.db import db
from tests.conftest import settings_for


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest there is; None where it is not installed."""
    there = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: -float(path.parts[4]))
    found = str(there[0]) if there else shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """Hold one server with its own folder, which commits to the disk as a real one does."""

    def __init__(self, folder: Path):
        self.programs, self.folder, self._databases = programs(), folder, 0
        for name in ("files", "socket"):
            (folder / name).mkdir()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            folder.chmod(0o711)
            for name in ("files", "socket"):
                shutil.chown(folder / name, "postgres")
        self._run("initdb", "-D", f"{folder}/files", "--username=quizapp", "--auth=trust", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--no-sync")  # fmt: skip

    def start(self, wait: bool = True) -> None:
        """Start it."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder}/socket -c max_connections=200"
        self._control("start", "-w" if wait else "-W", "-l", f"{self.folder}/socket/log", "-o", options)

    def stop(self, how: str = "fast") -> None:
        """Stop it: `fast` ends what is under way, `immediate` is a crash."""
        self._control("stop", "-m", how, "-w")

    def restart(self, how: str) -> None:
        """Stop it, and start it anew."""
        self.stop(how)
        self.start()

    def close_to_writing(self) -> None:
        """Start it anew as a standby, which can only be read."""
        self.stop()
        (self.folder / "files" / "standby.signal").touch()
        self.start()

    def open_to_writing(self) -> None:
        """Make the standby a server that is written again."""
        self._control("promote", "-w")

    def place(self, name: str, folder: Path) -> None:
        """Make a place for databases in a folder, which may be on another disk."""
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        self.administer(f"CREATE TABLESPACE \"{name}\" LOCATION '{folder}'")

    def create(self, tablespace: str = "pg_default") -> str:
        """Make a database with the tables of the site, and return its URL."""
        if not self._databases:
            self._make_template()
        self._databases += 1
        name = f"faults_{self._databases}"
        self.administer(f'CREATE DATABASE "{name}" TEMPLATE "faults_template" TABLESPACE "{tablespace}"')
        return self.url(name)

    def _make_template(self) -> None:
        self.administer('CREATE DATABASE "faults_template"')
        with create_app(settings_for(self.folder, self.url("faults_template"))).app_context():
            schema.migrate()
            db.session.remove()
            db.engine.dispose()

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql+psycopg://quizapp@/{name}?host={self.folder}/socket"

    def administer(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        engine = sa.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(sa.text(statement))
        finally:
            engine.dispose()

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/files", "-t", "120", *arguments)

    def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.programs / name), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        with (self.folder / "said").open("ab") as said:  # no pipe: the server would keep it open
            done = subprocess.run(command, stdout=said, stderr=said, cwd="/", check=False)
        assert done.returncode == 0, (self.folder / "said").read_text()
