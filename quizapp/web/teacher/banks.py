"""To be written."""

from flask import render_template

from quizapp.web.teacher import blueprint


@blueprint.get("/banks")
def banks():
    """To be written."""
    return render_template("error.html", title="banks", advice="", reference="")
