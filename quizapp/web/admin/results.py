"""To be written."""

from flask import render_template

from quizapp.web.admin import blueprint


@blueprint.get("/results")
def results():
    """To be written."""
    return render_template("error.html", title="results", advice="", reference="")
