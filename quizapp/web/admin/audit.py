"""Show the audit log, and let it be taken away as a file."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from quizapp.core.errors import Missing, say
from quizapp.core.exporting import FORMATS, MEDIA
from quizapp.store.queries import audit as reading
from quizapp.web import access
from quizapp.web.admin import blueprint
from quizapp.web.lists import day, wanted, word


def _filters() -> reading.Filters:
    return reading.Filters(word("actor"), word("action"), word("subject"), day("from"), day("to", 1))


@blueprint.get("/audit")
def audit() -> ResponseReturnValue:
    """Show who did what to whom, when and from where."""
    names = [(name, name) for name in reading.actions()]
    found = reading.found(_filters(), wanted().page)
    return render_template("admin/audit.html", found=found, names=names, asked=request.args)


@blueprint.get("/audit/export.<form>")
def export_audit(form: str) -> ResponseReturnValue:
    """Send the entries that fit as a file."""
    if form not in FORMATS:
        raise Missing(say("There is no such format."))
    name = gettext("audit-log") + f"-{access.now():%Y%m%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(reading.export(form, _filters()), mimetype=MEDIA[form], headers=headers)
