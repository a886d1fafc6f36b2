"""List the backups that lie in the folder of the site."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ENDING = ".backup"


@dataclass(frozen=True)
class BackupFile:
    """Hold what is to be known of a backup without reading it."""

    path: Path
    bytes: int
    at: datetime


def folder_of(instance: Path) -> Path:
    """Return the folder of a site's backups."""
    return instance.resolve() / "backups"


def backups_in(instance: Path) -> list[BackupFile]:
    """List the backups of a site, the newest first."""
    found = [
        BackupFile(path, (facts := path.stat()).st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
        for path in folder_of(instance).glob(f"*{ENDING}")
    ]
    return sorted(found, key=lambda one: one.path.name, reverse=True)


def backup_named(instance: Path, name: str) -> Path | None:
    """Return the backup of a name, or None where there is none."""
    return next((one.path for one in backups_in(instance) if one.path.name == name), None)


def marked(instance: Path, mark: str) -> Path | None:
    """Return the backup whose name ends in a mark, or None where there is none."""
    return next((one.path for one in backups_in(instance) if one.path.stem.endswith(f"-{mark}")), None)
