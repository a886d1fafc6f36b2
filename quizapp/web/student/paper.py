"""Take what a page of an attempt sends: the answers, flags and sequences of its questions, and where to go next.

The fields of the question at place 3 are those of its kind (`q3`, or `q3-0` ...), `sequence-3` (the sequence of its
next save), `flagged-3`, and `was-3` (what stood there when the page was made, so that what nobody changed is not saved
over what another window did).
"""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, NumberRange

from quizapp.core.numbers import whole_number
from quizapp.core.quizzes import page_of
from quizapp.operations.attempts import Save, Saved
from quizapp.web.forms import Form
from quizapp.web.questions import AnswerField, Shown, stand

LAST_SEQUENCE = 2**31 - 1


class PaperForm(Form):
    """Be the form of a page: where to go, and for each question its fields (see `paper_form`)."""

    go = StringField()
    positions: tuple[int, ...] = ()

    def wrong(self) -> dict[int, list[str]]:
        """Return what is wrong with each slot that cannot be saved."""
        found = {place: [*self[f"q{place}"].errors, *self[f"sequence-{place}"].errors] for place in self.positions}
        return {place: [str(sentence) for sentence in sentences] for place, sentences in found.items() if sentences}

    def saves(self) -> list[Save]:
        """Return the slots that can be saved and were changed on the page."""
        wrong = self.wrong()
        wanted = [self.save_of(place) for place in self.positions if place not in wrong]
        return [one for one in wanted if stand(one.answer, one.flagged) != self[f"was-{one.position}"].data]

    def save_of(self, place: int) -> Save:
        """Return what is sent of one slot."""
        flagged = self[f"flagged-{place}"].data
        if self.go.data == f"flag-{place}":
            flagged = not flagged
        return Save(place, self[f"sequence-{place}"].data, self[f"q{place}"].data, flagged)


def paper_form(slots: list[Shown]) -> PaperForm:
    """Return the form of the questions of a page, as far as they were sent."""
    fields: dict[str, Any] = {}
    sent = [slot for slot in slots if f"sequence-{slot.position}" in request.form]
    for slot in sent:
        fields[slot.name] = AnswerField(slot.question)
        fields[f"sequence-{slot.position}"] = IntegerField(
            validators=[InputRequired(), NumberRange(1, LAST_SEQUENCE)]
        )  # fmt: skip
        fields[f"flagged-{slot.position}"] = BooleanField(false_values=("", "0", "false"))
        fields[f"was-{slot.position}"] = StringField()
    made = type("PaperForm", (PaperForm,), {**fields, "positions": tuple(slot.position for slot in sent)})
    return made()


def stale_of(saved: list[Saved], form: PaperForm) -> dict[int, Saved]:
    """Return the slots in which a newer answer stood that is not the one that was sent."""
    return {
        one.position: one
        for one in saved
        if one.status == "stale" and stand(one.answer, one.flagged) != stand(form[f"q{one.position}"].data, one.flagged)
    }


@dataclass(frozen=True)
class Goal:
    """Tell where a button leads: to a page and a question on it, or to the summary."""

    page: int
    position: int | None = None
    summary: bool = False

    def address(self, attempt: Any) -> str:
        """Return the address to go on to."""
        if self.summary:
            return url_for("student.summary", attempt_id=attempt.id)
        position = self.position or (self.page - 1) * attempt.recipe["per_page"] + 1
        return url_for("student.page", attempt_id=attempt.id, number=self.page, _anchor=f"question-{position}")


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
