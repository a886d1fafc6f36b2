"""Show the audit log, and let it be taken away as a file."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.core.errors import Missing, say
from quizapp.core.exporting import FORMATS
from quizapp.operations import exports
from quizapp.store.queries import audit as reading
from quizapp.web import access
from quizapp.web.admin import blueprint
from quizapp.web.files import file_of
from quizapp.web.lists import day, wanted, word


def _filters() -> reading.Filters:
    return reading.Filters(
        word("actor"), word("action"), word("subject"), day("from"), day("to", 1), word("address", 64)
    )


@blueprint.get("/audit")
def audit() -> ResponseReturnValue:
    """Show who did what to whom, when and from where."""
    names = [(name, name) for name in reading.actions()]
    found = reading.found(_filters(), wanted().page)
    return render_template("admin/audit.html", found=found, names=names, asked=request.args)


@blueprint.post("/audit/export.<form>")
def export_audit(form: str) -> ResponseReturnValue:
    """Send the entries that fit as a file, and note who took them away."""
    if form not in FORMATS:
        raise Missing(say("There is no such format."))
    return file_of(exports.take_audit_log(access.actor(), form, _filters()), gettext("audit-log"), form)
