"""Read what a student has done: every attempt, the newest first."""

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from quizapp.store.db import db
from quizapp.store.models import Attempt, Quiz

PER_PAGE = 25


def attempts_by(person_id: int, words: str = "", page: int = 1) -> Pagination:
    """Page through the attempts of a student, the newest first, with their quizzes; `words` are of a quiz's title."""
    wanted = (
        select(Attempt)
        .join(Attempt.quiz)
        .options(contains_eager(Attempt.quiz))
        .where(Attempt.person_id == person_id)
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    )
    for word in words.split():
        wanted = wanted.where(Quiz.title.icontains(word, autoescape=True))
    return db.paginate(wanted, page=page, per_page=PER_PAGE, error_out=False)
