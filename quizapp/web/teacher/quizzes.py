"""To be written."""

from flask import render_template

from quizapp.web.teacher import blueprint


@blueprint.get("/quizzes")
def quizzes():
    """To be written."""
    return render_template("error.html", title="quizzes", advice="", reference="")
