"""Show what the claims of a bank give: questions to look at, take into the bank, reject with a reason, or edit."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import HiddenField, SelectMultipleField, TextAreaField

from quizapp.core.errors import invalid, say
from quizapp.core.generating import FORMS
from quizapp.core.paging import page_of
from quizapp.core.questions import Common
from quizapp.core.quizzes import REASON_LENGTH
from quizapp.operations import generated as operations
from quizapp.store.queries import banks as reading
from quizapp.store.queries.generated import STATES, Offered, made_named, made_of, offered
from quizapp.web import access
from quizapp.web.forms import Form, at_most, needed
from quizapp.web.kinds import FORM_NAMES, STATE_NAMES
from quizapp.web.lists import word
from quizapp.web.questions import shown
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.banks import bank_to_change, bank_to_read, named

PER_PAGE = 10
MOST_SEED = 20  # characters
_FILTERS = ("form", "topic", "difficulty", "kind", "state", "seed", "page")


class TakeForm(Form):
    """Take which generated questions are wanted in the bank."""

    form, seed = HiddenField(), HiddenField()
    names = SelectMultipleField(lazy_gettext("Questions"), validate_choice=False)


class RejectForm(Form):
    """Take the reason why a generated question is not wanted."""

    reason = TextAreaField(lazy_gettext("Reason"), validators=[needed(), at_most(REASON_LENGTH)])


@blueprint.get("/banks/<int:bank_id>/generated")
def generated(bank_id: int) -> ResponseReturnValue:
    """Show the questions of one form, narrowed down as the address says."""
    return _page(bank_id, TakeForm(formdata=None))


@blueprint.post("/banks/<int:bank_id>/generated")
def take_generated(bank_id: int) -> ResponseReturnValue:
    """Add the ticked questions to the bank."""
    bank_to_change(bank_id)
    form = TakeForm()
    if form.submits(lambda: _take(bank_id, form)):
        flash(ngettext("%(num)d question is in the bank now.", "%(num)d questions are in the bank now.", form.result))
        return redirect(url_for("teacher.generated", bank_id=bank_id, **_narrowed()))
    return _page(bank_id, form)


def _take(bank_id: int, form: TakeForm) -> int:
    if not form.names.data:
        raise invalid(say("Tick at least one question."), "names")
    if form.form.data not in FORMS:
        raise invalid(say("Tick the questions anew."), "names")
    return operations.take(
        access.actor(), bank_id, form.form.data, (form.seed.data or "1")[:MOST_SEED], form.names.data
    )


@blueprint.route("/banks/<int:bank_id>/generated/<made>/rejection", methods=["GET", "POST"])
def reject_generated(bank_id: int, made: str) -> ResponseReturnValue:
    """Put a question aside, with a reason."""
    bank, form = bank_to_change(bank_id), RejectForm()
    one = access.found(_made_in(bank, made))
    if form.submits(lambda: operations.reject(access.actor(), bank_id, made, form.reason.data or "")):
        flash(gettext("The question is put aside. You find it under “rejected”."))
        return redirect(url_for("teacher.generated", bank_id=bank_id, **_narrowed()))
    heading = reading.heading_of(bank.id, bank.version)
    return render_template(
        "teacher/generated_rejection.html", bank=bank, form=form, heading=heading, narrowed=_narrowed(),
        shown=shown(one, heading, 1, "preview"),
    ), form.status  # fmt: skip


@blueprint.post("/banks/<int:bank_id>/generated/<made>/restoration")
def restore_generated(bank_id: int, made: str) -> ResponseReturnValue:
    """Take a rejection back."""
    operations.restore(access.actor(), bank_id, made)
    flash(gettext("The question is offered again."))
    return redirect(url_for("teacher.generated", bank_id=bank_id, **_narrowed()))


def draft_of(bank: Any) -> Common | None:
    """Return the generated question that the address names, to be edited into one of the teacher's own."""
    made = word("made", 64)
    return _made_in(bank, made) if made else None


def _made_in(bank: Any, name: str) -> Common | None:
    found = made_named(bank.id, bank.version, _seed(), name)
    return found.question if found else None


def _seed() -> str:
    return word("seed", MOST_SEED) or "1"


def _narrowed() -> dict[str, str]:
    """Return how the list is narrowed down, to come back to it."""
    return {name: request.args[name] for name in _FILTERS if request.args.get(name)}


def _wanted() -> dict[str, str]:
    """Return how the address narrows the list down; what it does not say, or nobody knows, is left open."""
    form, state = word("form"), word("state")
    return {
        **{name: word(name, 64) for name in ("topic", "difficulty", "kind")},
        "form": form if form in FORMS else next(iter(FORMS)),
        "state": state if state in STATES else "",
        "seed": _seed(),
    }


def _fits(one: Offered, wanted: dict[str, str]) -> bool:
    question = one.made.question
    told = {"topic": question.topic, "difficulty": question.difficulty, "kind": question.kind, "state": one.state}
    return all(wanted[name] in ("", value) for name, value in told.items())


def _page(bank_id: int, form: TakeForm) -> ResponseReturnValue:
    bank = bank_to_read(bank_id)
    heading = reading.heading_of(bank.id, bank.version)
    wanted = _wanted()
    every = offered(bank.id, made_of(bank.id, bank.version, wanted["seed"], wanted["form"]))
    listed = [one for one in every if _fits(one, wanted)]
    found = page_of(listed, request.args.get("page", 1, type=int), PER_PAGE)
    return render_template(
        "teacher/generated.html",
        bank=bank,
        own=bank.owner_id == access.me().id,
        heading=heading,
        form=form,
        found=found,
        total=len(every),
        shown=[shown(one.made.question, heading, number, "preview") for number, one in enumerate(found.items, 1)],
        wanted=wanted,
        narrowed=_narrowed(),
        form_names=FORM_NAMES,
        state_names=STATE_NAMES,
        **named(),
    ), form.status
