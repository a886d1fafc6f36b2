"""Read classes and who is in them."""

from sqlalchemy import select

from quizapp.store.db import db
from quizapp.store.models import SchoolClass


def class_of_code(code: str) -> SchoolClass | None:
    """Return the class of a join code, as people type it (case, spaces and hyphens do not matter)."""
    tidy = "".join(character for character in code.lower() if character.isalnum())
    return db.session.scalar(
        select(SchoolClass).where(SchoolClass.join_code == tidy, SchoolClass.archived_at.is_(None))
    )
