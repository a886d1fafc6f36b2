"""Show a teacher's pages: classes, banks, quizzes, gradebook."""

from flask import Blueprint

from quizapp.web.access import admit

blueprint = Blueprint("teacher", __name__, url_prefix="/teach")
admit(blueprint, "teacher")

from quizapp.web.teacher import (  # noqa: E402, F401  (their views hang themselves in)
    allowances,
    banks,
    classes,
    downloads,
    enrolments,
    generated,
    gradebook,
    home,
    late,
    preview,
    questions,
    quizzes,
    stranded,
    students,
    uploads,
    watching,
)
