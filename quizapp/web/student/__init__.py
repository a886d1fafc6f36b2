"""Show a student's pages: quizzes, attempts, results."""

from flask import Blueprint

from quizapp.web.access import admit

blueprint = Blueprint("student", __name__)
admit(blueprint, "student")

from quizapp.web.student import (  # noqa: E402  (their views hang themselves in)
    attempts,  # noqa: F401
    quizzes,  # noqa: F401
    reading,  # noqa: F401
    receipts,  # noqa: F401
    results,  # noqa: F401
    saving,  # noqa: F401
)
