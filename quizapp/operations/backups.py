"""Make backups and put them back; each is noted in the audit log, which also tells when the last one was made."""

from pathlib import Path

from quizapp.store import backup
from quizapp.store.audit import Actor, note
from quizapp.store.backup import Backup, Progress, Restored
from quizapp.store.db import write

MADE, RESTORED = "database.backed_up", "database.restored"


def make(actor: Actor, target: Path, *, overwrite: bool = False, progress: Progress | None = None) -> Backup:
    """Write a verified backup to a file while the site runs; see `store.backup.make`."""
    made = backup.make(target, overwrite=overwrite, progress=progress)
    _note_backup(actor, made)
    return made


@write
def _note_backup(actor: Actor, made: Backup) -> None:
    note(actor, MADE, "backup", None, made.path.name, bytes=made.bytes, sha256=made.sha256)


def restore(actor: Actor, source: Path, before: Path, progress: Progress | None = None) -> Restored:
    """Put a backup in the place of what the database holds; see `store.backup.restore`."""
    restored = backup.restore(source, before, progress)
    if restored.is_newest:
        note_restoration(actor, source.name, restored.before.name)
    return restored


@write
def note_restoration(actor: Actor, name: str, before: str) -> None:
    """Note in the restored database that it was restored (after it was brought up to date, if it was older)."""
    note(actor, RESTORED, "backup", None, name, before=before)
