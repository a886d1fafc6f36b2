"""Find the questions of a bank: by topic, difficulty, kind and words, sorted, a page at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select

from quizapp.core.paging import Page, page_of
from quizapp.core.questions import DIFFICULTIES
from quizapp.core.values import fold
from quizapp.store.db import db
from quizapp.store.models import BankVersion, Question

PER_PAGE = 25
SORTS = {
    "position": (Question.position,),
    "id": (Question.name,),
    "topic": (Question.topic, Question.position),
    "difficulty": (case({name: at for at, name in enumerate(DIFFICULTIES)}, value=Question.difficulty),
                   Question.position),
    "kind": (Question.kind, Question.position),
    "changed": (Question.since, Question.position),
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Hold what is looked for in a bank; what is empty is not asked for."""

    topic: str = ""
    difficulty: str = ""
    kind: str = ""
    words: str = ""
    removed: bool = False
    sort: str = "position"
    down: bool = False

    @property
    def narrows(self) -> bool:
        """Tell whether anything is asked for."""
        return bool(self.topic or self.difficulty or self.kind or self.words)


def questions_wanted(bank_id: int, wanted: Wanted, page: int) -> Page:
    """Return a page of the questions that a bank has now (or had, and has no more) and that are looked for."""
    chosen = _chosen(bank_id, wanted)
    found = [id_ for id_, document in db.session.execute(chosen) if not wanted.words or _says(document, wanted.words)]
    ids = page_of(found, page, PER_PAGE)
    rows = {row.id: row for row in db.session.scalars(select(Question).where(Question.id.in_(ids.items)))}
    return Page([rows[id_] for id_ in ids.items], ids.page, ids.per_page, ids.total)


def _chosen(bank_id: int, wanted: Wanted) -> Select[tuple[int, str]]:
    columns = (Question.id, Question.document if wanted.words else Question.name)
    chosen = select(*columns).where(Question.bank_id == bank_id)
    if wanted.removed:
        newest = select(func.max(Question.id)).where(Question.bank_id == bank_id).group_by(Question.name)
        chosen = chosen.where(Question.id.in_(newest), Question.until.is_not(None))
    else:
        chosen = chosen.where(Question.until.is_(None))
    for name in ("topic", "difficulty", "kind"):
        if value := getattr(wanted, name):
            chosen = chosen.where(getattr(Question, name) == value)
    first, *rest = SORTS[wanted.sort]
    return chosen.order_by(first.desc() if wanted.down else first.asc(), *rest, Question.id)


def _says(document: str, words: str) -> bool:
    said = fold(" ".join(_words_in(json.loads(document))))
    return all(word in said for word in fold(words).split())


_NOT_SAID = {"kind", "topic", "difficulty", "stance"}


def _words_in(value: Any) -> Iterator[str]:
    """Yield every text within the document of a question, but for the names of choices that filters are for."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _words_in(part) if name not in _NOT_SAID else ()
    elif isinstance(value, list):
        for part in value:
            yield from _words_in(part)


def number_removed(bank_id: int) -> int:
    """Count the questions that a bank had once and has no more."""
    names = select(func.count(Question.name.distinct())).where(Question.bank_id == bank_id)
    return (db.session.scalar(names) or 0) - (db.session.scalar(names.where(Question.until.is_(None))) or 0)


def tally(bank_id: int) -> dict[tuple[str, str], int]:
    """Count the questions of a bank as it stands, by topic and difficulty."""
    counted = (
        select(Question.topic, Question.difficulty, func.count())
        .where(Question.bank_id == bank_id, Question.until.is_(None))
        .group_by(Question.topic, Question.difficulty)
    )
    return {(topic, difficulty): count for topic, difficulty, count in db.session.execute(counted)}


def makers_of(bank_id: int) -> dict[int, BankVersion]:
    """Return the versions of a bank by their numbers, each with who made it, how and when."""
    found = db.session.scalars(select(BankVersion).where(BankVersion.bank_id == bank_id))
    return {version.number: version for version in found}
