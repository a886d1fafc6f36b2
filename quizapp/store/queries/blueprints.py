"""Read what a blueprint can draw from: banks, topics, and how many questions there are for each line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from quizapp.core.banks import Topic
from quizapp.core.drawing import Shortage, Stratum, shortages
from quizapp.core.plans import Line
from quizapp.store.db import db
from quizapp.store.models import Bank, Question
from quizapp.store.queries import banks


def within_reach(teacher_id: int, bank_ids: Iterable[int]) -> set[int]:
    """Return those of some banks that a teacher may draw from."""
    wanted = banks.banks_open_to(teacher_id).where(Bank.id.in_(set(bank_ids)))
    return set(db.session.scalars(wanted.with_only_columns(Bank.id)))


def strata_for(lines: Sequence[Line]) -> list[Stratum]:
    """Return the strata of a blueprint, from the newest versions of its banks; a bank that is not there has nothing."""
    wanted = select(Bank.id, Bank.version).where(Bank.id.in_({line.bank_id for line in lines}))
    versions = dict(db.session.execute(wanted).all())
    return [_stratum(line, versions.get(line.bank_id)) for line in lines]


def _stratum(line: Line, version: int | None) -> Stratum:
    if version is None:
        return Stratum((), line.count)
    return Stratum(
        banks.pool(line.bank_id, version, line.topic, line.difficulty), line.count, name_of_line(line, version)
    )


def name_of_line(line: Line, version: int) -> str:
    """Name what a line draws from: bank, topic, difficulty."""
    heading = banks.heading_of(line.bank_id, version)
    parts = (heading.title, line.topic and heading.topic_title(line.topic), line.difficulty)
    return ", ".join(part for part in parts if part)


def shortages_of(lines: Sequence[Line]) -> list[Shortage]:
    """List the lines of a blueprint that cannot be served from the banks as they stand now."""
    return shortages(strata_for(lines))


@dataclass(frozen=True)
class BankChoice:
    """Hold a bank that a blueprint can draw from, with how many questions there are in all and of each topic."""

    bank: Bank
    topics: tuple[tuple[Topic, int], ...]
    questions: int


def bank_choices(teacher_id: int) -> list[BankChoice]:
    """List the banks that a teacher may draw from, with their topics, in two queries however many there are."""
    open_to = list(db.session.scalars(banks.banks_open_to(teacher_id)))
    counted: dict[int, dict[str, int]] = {}
    for bank_id, topic, count in db.session.execute(
        select(Question.bank_id, Question.topic, func.count())
        .where(Question.bank_id.in_([bank.id for bank in open_to]), Question.until.is_(None))
        .group_by(Question.bank_id, Question.topic)
    ):
        counted.setdefault(bank_id, {})[topic] = count
    return [_bank_choice(bank, counted.get(bank.id, {})) for bank in open_to]


def _bank_choice(bank: Bank, counted: dict[str, int]) -> BankChoice:
    topics = banks.heading_of(bank.id, bank.version).topics
    return BankChoice(bank, tuple((topic, counted.get(topic.id, 0)) for topic in topics), sum(counted.values()))
