"""To be written."""

from flask import render_template

from quizapp.web.student import blueprint


@blueprint.get("/quizzes")
def quizzes():
    """To be written."""
    return render_template("error.html", title="quizzes", advice="", reference="")


@blueprint.get("/history")
def history():
    """To be written."""
    return render_template("error.html", title="history", advice="", reference="")
