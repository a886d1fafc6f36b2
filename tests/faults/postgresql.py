"""Be a PostgreSQL server of one's own, which can be stopped and started at any moment."""

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa


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
            for path in (folder, *folder.parents):
                if path.owner() == "root" and path != Path("/"):
                    path.chmod(path.stat().st_mode | 0o711)
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

    def promote(self) -> None:
        """Let a server that could only be read be written again."""
        self._control("promote", "-w")

    def create(self, name: str = "", *, tablespace: str = "") -> str:
        """Make an empty database, and return its URL."""
        self._databases += 1
        name = name or f"faults_{self._databases}"
        self.administer(f'CREATE DATABASE "{name}"' + (f' TABLESPACE "{tablespace}"' if tablespace else ""))
        return self.url(name)

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql+psycopg://quizapp@/{name}?host={self.folder}/socket"

    def administer(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        engine = sa.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
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
