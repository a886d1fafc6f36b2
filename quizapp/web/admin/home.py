"""Show an administrator the site at a glance, and what needs attention."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from quizapp.store.queries import audit, health
from quizapp.web import access
from quizapp.web.admin import blueprint


@blueprint.get("")
def home() -> ResponseReturnValue:
    """Show the overview."""
    return render_template(
        "admin/home.html",
        figures=health.figures(access.now()),
        health=health.health(current_app.config["SETTINGS"].instance, access.now()),
        waiting=health.people_without_password(),
        entries=audit.found(audit.Filters(), 1).items[:10],
    )
