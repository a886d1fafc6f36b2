"""To be written."""

from flask import render_template

from quizapp.web.teacher import blueprint


@blueprint.get("/classes")
def classes():
    """To be written."""
    return render_template("error.html", title="classes", advice="", reference="")
