"""Take results, the audit log, or a backup away; who takes what, and from where, is noted before the first byte."""

from pathlib import Path
from typing import Any

from quizapp.store.audit import Actor, note
from quizapp.store.db import db, write
from quizapp.store.export import Export, Progress
from quizapp.store.models import Quiz, SchoolClass
from quizapp.store.queries import audit, results


def take_results(
    actor: Actor, table: str, form: str, filters: results.Filters, progress: Progress | None = None
) -> Export:
    """Open an export of a table of results; see `queries.results.export`."""
    _note_results(actor, table, form, filters)
    return results.export(table, form, filters, progress)


@write
def _note_results(actor: Actor, table: str, form: str, filters: results.Filters) -> None:
    quiz = db.session.get(Quiz, filters.quiz_id) if filters.quiz_id is not None else None
    school_class = db.session.get(SchoolClass, filters.class_id) if filters.class_id is not None else None
    subject = ("quiz", quiz.id, quiz.title) if quiz else ("results", None, "")
    wanted = {
        "table": table,
        "format": form,
        "quiz": filters.quiz_id if quiz is None else None,
        "class": school_class.name if school_class else filters.class_id,
        "since": _time(filters.since),
        "before": _time(filters.before),
    }
    note(actor, "results.exported", *subject, **_given(wanted))


def take_audit_log(actor: Actor, form: str, filters: audit.Filters) -> Export:
    """Open an export of the audit log; see `queries.audit.export`."""
    _note_audit_log(actor, form, filters)
    return audit.export(form, filters)


@write
def _note_audit_log(actor: Actor, form: str, filters: audit.Filters) -> None:
    wanted = {
        "format": form,
        "who": filters.actor,
        "what": filters.action,
        "whom": filters.subject,
        "from": filters.address,
        "since": _time(filters.since),
        "before": _time(filters.before),
    }
    note(actor, "audit_log.exported", "audit_log", **_given(wanted))


@write
def take_backup(actor: Actor, path: Path) -> None:
    """Note that a backup is taken away."""
    note(actor, "database.backup_taken", "backup", None, path.name, bytes=path.stat().st_size)


def _given(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value not in (None, "")}


def _time(moment: Any) -> str | None:
    return moment and moment.isoformat()
