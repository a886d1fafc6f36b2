"""Bring banks in, make and copy them, and change their headings; every change makes a new version."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete

from quizapp.core.banks import Bank as BankDocument
from quizapp.core.banks import Heading, heading_of
from quizapp.core.comparing import Changes, compare
from quizapp.core.errors import Missing, NotNow, invalid, say
from quizapp.core.values import digest
from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.gone import remember_gone, was_taken_away
from quizapp.store.models import Upload
from quizapp.store.once import once
from quizapp.store.queries import banks
from quizapp.store.versions import found_bank, next_version, replace

UPLOADS_KEPT, UPLOADS_KEPT_FOR = 4, timedelta(days=1)


@dataclass(frozen=True)
class Imported:
    """Tell what an import did: the bank, its version now, and what changed (nothing: no new version was made)."""

    bank_id: int
    version: int
    changes: Changes
    heading_changed: bool


@write
def import_bank(actor: Actor, document: BankDocument) -> Imported:
    """Bring a bank in, as a new one or as the next version of the one of the same id and owner.

    The command line (an actor without an id) brings in banks that are bundled with the site.
    """
    return _bring_in(actor, document)


def _bring_in(actor: Actor, document: BankDocument) -> Imported:
    bank = banks.bank_of(actor.id, document.id)
    before = banks.rows_of(bank.id, bank.version) if bank else []
    changes = compare(banks.questions_of(before), document.questions)
    heading = heading_of(document)
    heading_changed = bank is None or banks.heading_of(bank.id, bank.version) != heading
    moved = [row.name for row in before] != [question.id for question in document.questions]
    if bank is not None and not (changes.any or heading_changed or moved):
        return Imported(bank.id, bank.version, changes, False)
    bank = bank or found_bank(actor, heading)
    next_version(actor, bank, heading, "import")
    replace(bank, {row.name: row for row in before}, document.questions, actor.now)
    note(
        actor,
        "bank.imported",
        "bank",
        bank.id,
        bank.title,
        version=bank.version,
        new=len(changes.new),
        changed=len(changes.changed),
        gone=len(changes.gone),
    )
    return Imported(bank.id, bank.version, changes, heading_changed)


@write
@once
def stage_upload(actor: Actor, file_name: str, packed: bytes) -> int:
    """Keep a bank that was read without a fault until its teacher confirms it; returns the upload's id.

    Of the teacher's earlier uploads, the last few are kept for a day, for other tabs of the browser.
    """
    db.session.execute(
        delete(Upload).where(Upload.owner_id == actor.id, Upload.created_at < actor.now - UPLOADS_KEPT_FOR)
    )
    for old in banks.uploads_of(actor.id)[UPLOADS_KEPT - 1 :]:
        db.session.delete(old)
    upload = Upload(owner_id=actor.id, file_name=file_name[:255], content=packed, created_at=actor.now)
    db.session.add(upload)
    db.session.flush()
    return upload.id


@write
@once
def import_upload(actor: Actor, upload_id: int, document: BankDocument, compared_with: int) -> int:
    """Bring in what an upload holds, if its bank still has the version that it was compared with (0: no bank yet).

    Returns the bank's id; raises `Missing` where the upload is not theirs, and `NotNow` where the bank moved on.
    """
    if banks.upload_of(actor.id, upload_id) is None:
        raise Missing(say("There is no such upload of yours."))
    bank = banks.bank_of(actor.id, document.id)
    if (bank.version if bank else 0) != compared_with:
        raise NotNow(
            say("The bank was changed since the file was compared with it. It is compared anew below; look again.")
        )
    return _bring_in(actor, document).bank_id


@write
def discard_upload(actor: Actor, upload_id: int) -> None:
    """Forget an upload, unless this teacher did so before; raises `Missing` where it is not theirs."""
    upload = banks.upload_of(actor.id, upload_id)
    if upload is None and was_taken_away(actor, "upload", upload_id):
        return
    if upload is None:
        raise Missing(say("There is no such upload of yours."))
    db.session.delete(upload)
    remember_gone(actor, "upload", upload_id)


@write
@once
def create(actor: Actor, heading: Heading) -> int:
    """Make a bank without questions; returns its id, raises `Invalid` where the teacher has one of this name."""
    if banks.bank_of(actor.id, heading.id) is not None:
        raise invalid(say("You have a bank with the id “%(name)s” already. Choose another.", name=heading.id), "id")
    bank = found_bank(actor, heading)
    next_version(actor, bank, heading, "edit")
    note(actor, "bank.created", "bank", bank.id, bank.title)
    return bank.id


@write
def copy(actor: Actor, bank_id: int) -> int:
    """Make a teacher's own copy of a bank that is open to them; returns its id, or that of the copy that is there."""
    source = banks.bank_open_to(actor.id, bank_id)
    if source is None:
        raise Missing(say("There is no such bank."))
    if (mine := banks.bank_of(actor.id, source.name)) is not None:
        return mine.id
    heading = banks.heading_of(source.id, source.version)
    questions = banks.questions_of(banks.rows_of(source.id, source.version))
    bank = found_bank(actor, heading)
    next_version(actor, bank, heading, "copy")
    replace(bank, {}, questions, actor.now)
    note(actor, "bank.copied", "bank", bank.id, bank.title, source=source.id, version=source.version)
    return bank.id


@write
def change_heading(actor: Actor, bank_id: int, heading: Heading, loaded: str) -> None:
    """Change all of a bank but its questions, if it is still what `loaded` is the digest of; raises `NotNow`."""
    bank = banks.own_bank(actor.id, bank_id)
    if bank is None:
        raise Missing(say("There is no such bank of yours."))
    stands = digest(banks.heading_of(bank.id, bank.version))
    if stands == digest(heading):
        return
    if stands != loaded:
        raise NotNow(
            say("The heading was changed since you opened it. Both are shown below; save again to put yours in place.")
        )
    next_version(actor, bank, heading, "edit")
    note(actor, "bank.changed", "bank", bank.id, bank.title, version=bank.version)
