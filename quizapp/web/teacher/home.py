"""To be written."""

from flask import render_template

from quizapp.web.teacher import blueprint


@blueprint.get("")
def home():
    """To be written."""
    return render_template("error.html", title="home", advice="", reference="")
