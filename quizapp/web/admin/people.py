"""To be written."""

from flask import render_template

from quizapp.web.admin import blueprint


@blueprint.get("/people")
def people():
    """To be written."""
    return render_template("error.html", title="people", advice="", reference="")
