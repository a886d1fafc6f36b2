"""Take what a page of an attempt sends: the answers, flags and sequences of its questions, and where to go next.

The fields of the question at place 3 are those of its kind (`q3`, or `q3-0` ...), `sequence-3` (the sequence of its
next save), `flagged-3`, `sure-3` (where the quiz asks how sure one is), and `was-3` (what stood there when the page was
made, so that what nobody changed is not saved over what another window did).
"""

from dataclasses import dataclass, replace
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from quizapp.core.answers import Answer
from quizapp.core.arrangements import Arrangement
from quizapp.core.numbers import whole_number
from quizapp.core.questions import Common
from quizapp.core.quizzes import page_of
from quizapp.operations.attempts import Save, Saved
from quizapp.store.queries import banks
from quizapp.store.queries.papers import QuestionRow
from quizapp.web.addresses import url_for as address_of
from quizapp.web.answering import read_certainty, read_given, stand
from quizapp.web.forms import translated

LAST_SEQUENCE = 2**31 - 1
_FALSE = ("", "0", "false")


@dataclass(frozen=True)
class Sent:
    """Hold what was sent of one slot, and what is wrong with it."""

    position: int
    question: Common
    arrangement: Arrangement
    answer: Answer
    sequence: int
    flagged: bool
    certainty: int | None
    was: str
    wrong: list[str]

    @property
    def is_changed(self) -> bool:
        """Tell whether it is another answer than the page was made with."""
        return self.stand(self.answer, self.flagged, self.certainty) != self.was

    @property
    def save(self) -> Save:
        """Return it as the operation takes it."""
        return Save(self.position, self.sequence, self.answer, self.flagged, self.question, self.certainty)

    def stand(self, answer: Answer, flagged: bool, certainty: int | None) -> str:
        """Return in one string how the page shows an answer in this slot, its flag, and how sure one is."""
        return stand(self.question, self.arrangement, answer, flagged, certainty)


def sent_of(position: int, row: QuestionRow, seed: str, values: MultiDict[str, str]) -> Sent | None:
    """Read what was sent of a slot of the attempt with this seed; None where nothing was."""
    if (counted := values.get(f"sequence-{position}")) is None:
        return None
    question, arrangement = banks.parsed(row), banks.arranged(row, seed, position)
    given = read_given(question, arrangement, f"q{position}", values)
    wrong = [translated(sentence) for sentence in given.wrong]
    if (sequence := whole_number(counted, LAST_SEQUENCE) or 0) < 1:
        wrong.append(gettext("The page did not say which change this is. Load it anew."))
    flagged = values.get(f"flagged-{position}", "") not in _FALSE
    certainty, was = read_certainty(f"sure-{position}", values), values.get(f"was-{position}", "")
    return Sent(position, question, arrangement, given.answer, sequence, flagged, certainty, was, wrong)


@dataclass(frozen=True)
class Paper:
    """Hold what a page sent: where to go, and what is in its slots."""

    go: str
    slots: list[Sent]

    def wrong(self) -> dict[int, list[str]]:
        """Return what is wrong with each slot that cannot be saved."""
        return {one.position: one.wrong for one in self.slots if one.wrong}

    def saves(self) -> list[Save]:
        """Return the slots that can be saved and were changed on the page."""
        return [one.save for one in self.slots if not one.wrong and one.is_changed]

    def at(self, position: int) -> Sent:
        """Return what was sent for a slot."""
        return next(one for one in self.slots if one.position == position)


def paper_sent(rows: dict[int, QuestionRow], seed: str) -> Paper:
    """Read the form of a page with these questions, by their positions, of the attempt with this seed."""
    go = request.form.get("go", "")
    read = [sent_of(place, row, seed, request.form) for place, row in rows.items()]
    sent = [one for one in read if one is not None]
    return Paper(go, [replace(one, flagged=not one.flagged) if go == f"flag-{one.position}" else one for one in sent])


def stale_of(saved: list[Saved], paper: Paper) -> dict[int, Saved]:
    """Return the slots in which a newer answer stood that is not the one that was sent."""
    return {
        one.position: one for one in saved
        if one.status == "stale"
        and (one.answer, one.certainty) != (paper.at(one.position).answer, paper.at(one.position).certainty)
    }  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """Tell where a button leads: to a page and a question on it, or to the summary."""

    page: int
    position: int | None = None
    summary: bool = False

    def address(self, attempt: Any) -> str:
        """Return the address to go on to."""
        if self.summary:
            return address_of("student.summary", attempt_id=attempt.id)
        position = self.position or (self.page - 1) * attempt.recipe["per_page"] + 1
        return f"{address_of('student.page', attempt_id=attempt.id, number=self.page)}#question-{position}"


def goal(go: str | None, page: int, last_page: int, per_page: int) -> Goal:
    """Read where a button leads from its word: back, next, summary, page-2, slot-7, flag-7; else to the same page."""
    word, _, number = (go or "").partition("-")
    place = whole_number(number, 99_999) or 0
    if word == "summary":
        return Goal(page, summary=True)
    if word == "slot" and place:
        return Goal(min(page_of(place, per_page), last_page), place)
    if word == "flag" and place:
        return Goal(page, place)
    pages = {"back": page - 1, "next": page + 1, "page": place}
    return Goal(min(max(pages.get(word, page), 1), last_page))
