"""Show a student's pages: quizzes, attempts, results."""

from flask import Blueprint

from quizapp.web.access import admit

blueprint = Blueprint("student", __name__)
admit(blueprint, "student")

from quizapp.web.student import attempts, quizzes, results, saving  # noqa: E402, F401  (their views hang themselves in)
