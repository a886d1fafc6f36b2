"""Show an administrator's pages: people, results, audit log, health."""

from flask import Blueprint

from quizapp.web.access import admit

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
admit(blueprint, "admin")

from quizapp.web.admin import audit, health, home, newcomers, people, results  # noqa: E402, F401  (their views hang themselves in)
