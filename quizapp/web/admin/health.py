"""To be written."""

from flask import render_template

from quizapp.web.admin import blueprint


@blueprint.get("/health")
def health():
    """To be written."""
    return render_template("error.html", title="health", advice="", reference="")
