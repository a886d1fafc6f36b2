"""To be written."""

from flask import render_template

from quizapp.web.admin import blueprint


@blueprint.get("/audit")
def audit():
    """To be written."""
    return render_template("error.html", title="audit", advice="", reference="")
