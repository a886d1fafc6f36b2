"""Show the questions of a bank with their versions, and write, edit and remove them in the browser."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from quizapp.core.comparing import Budget, differences
from quizapp.core.questions import Common
from quizapp.operations import questions as operations
from quizapp.store.queries import banks as reading
from quizapp.store.queries.facility import facilities_named
from quizapp.store.queries.questions import makers_of
from quizapp.web import access
from quizapp.web.questions import shown
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.advice import advice_on_question
from quizapp.web.teacher.banks import bank_to_change, bank_to_read, named
from quizapp.web.teacher.generated import draft_of
from quizapp.web.teacher.kind_forms import FORMS
from quizapp.web.teacher.question_forms import QuestionForm

_OF_KIND = {
    "single_choice": lazy_gettext("Several options, one of them right."),
    "multiple_choice": lazy_gettext("Several options, any number of them right; each counts for a part."),
    "true_false": lazy_gettext("A statement that holds or does not."),
    "short_answer": lazy_gettext("A few words, typed."),
    "numeric": lazy_gettext("A number, within a tolerance."),
    "matching": lazy_gettext("Pairs that belong together; each counts for a part."),
    "ordering": lazy_gettext("Things to be put in order; each right neighbour counts for a part."),
    "cloze": lazy_gettext("A text with gaps, each with a list to choose from; each gap counts for a part."),
    "hot_text": lazy_gettext("Passages to read; students choose the sentences that show it, and too many cost credit."),
}


@blueprint.get("/banks/<int:bank_id>/questions/<name>")
def question(bank_id: int, name: str) -> ResponseReturnValue:
    """Show a question as a student sees it, with its key, its evidence and its versions."""
    return _question_page(bank_id, name, None)


@blueprint.get("/banks/<int:bank_id>/questions/<name>/versions/<int:number>")
def question_version(bank_id: int, name: str, number: int) -> ResponseReturnValue:
    """Show a version of a question as it was."""
    return _question_page(bank_id, name, number)


def _question_page(bank_id: int, name: str, number: int | None) -> ResponseReturnValue:
    bank = bank_to_read(bank_id)
    rows = access.found(reading.versions_of(bank.id, name) or None)
    row = access.found(rows[0] if number is None else next((row for row in rows if row.number == number), None))
    heading = reading.heading_of(bank.id, row.since if row.until is not None else bank.version)
    asked = reading.parsed(row)
    return render_template(
        "teacher/question.html",
        bank=bank,
        own=bank.owner_id == access.me().id,
        heading=heading,
        row=row,
        newest=rows[0],
        question=asked,
        facility=facilities_named(bank.id, [name]).get(name),
        shown=shown(asked, heading, 1, "preview"),
        advice=advice_on_question(asked, heading),
        versions=_versions(bank.id, rows),
        **named(),
    )


def _versions(bank_id: int, rows: list[Any]) -> list[dict[str, Any]]:
    """List the versions of a question, each with who made it, how, when, and how it differs from the one before."""
    makers, parsed, budget = makers_of(bank_id), [reading.parsed(row) for row in rows], Budget()
    return [
        {
            "row": row,
            "made": makers[row.since],
            "removed": makers.get(row.until) if place == 0 and row.until else None,
            "differences": differences(parsed[place + 1], parsed[place], budget) if place + 1 < len(rows) else (),
        }
        for place, row in enumerate(rows)
    ]


@blueprint.get("/banks/<int:bank_id>/new-question")
def new_question(bank_id: int) -> ResponseReturnValue:
    """Let the teacher choose the kind of a new question."""
    return render_template("teacher/question_kinds.html", bank=bank_to_change(bank_id), of_kind=_OF_KIND, **named())


@blueprint.route("/banks/<int:bank_id>/new-question/<kind>", methods=["GET", "POST"])
def write_question(bank_id: int, kind: str) -> ResponseReturnValue:
    """Write a new question of a kind."""
    bank, form_of_kind = bank_to_change(bank_id), access.found(FORMS.get(kind))
    form = form_of_kind(reading.heading_of(bank.id, bank.version), draft=draft_of(bank))
    if not _is_preview(form) and form.submits(
        lambda: operations.add(access.actor(), bank_id, form.question, token=form.once.data)
    ):
        flash(gettext("The question is added."))
        return redirect(url_for("teacher.question", bank_id=bank_id, name=form.question.id))
    return _form_page(bank, form, None), form.status


@blueprint.route("/banks/<int:bank_id>/questions/<name>/edit", methods=["GET", "POST"])
def edit_question(bank_id: int, name: str) -> ResponseReturnValue:
    """Edit a question; what is saved is a new version of it."""
    bank = bank_to_change(bank_id)
    row = access.found((reading.versions_of(bank.id, name) or [None])[0])
    if row.until is not None and request.method == "GET":
        return redirect(url_for("teacher.question", bank_id=bank_id, name=name))
    stands = reading.parsed(row)
    form = FORMS[stands.kind](reading.heading_of(bank.id, bank.version), stands)
    if not _is_preview(form) and form.submits(
        lambda: operations.change(access.actor(), bank_id, form.question, form.loaded.data or "")
    ):
        saved = gettext("The question is saved as a new version.") if form.result else gettext("Nothing was changed.")
        flash(saved)
        return redirect(url_for("teacher.question", bank_id=bank_id, name=name))
    moved = form.is_submitted() and not _asks_preview() and form.loaded.data != row.digest
    form.loaded.data = form.loaded.data if _asks_preview() else row.digest
    return _form_page(bank, form, stands, moved), form.status


@blueprint.post("/banks/<int:bank_id>/questions/<name>/removal")
def remove_question(bank_id: int, name: str) -> ResponseReturnValue:
    """Take a question out of a bank."""
    operations.remove(access.actor(), bank_id, name)
    flash(gettext("The question is removed. Attempts that have it keep it."))
    return redirect(url_for("teacher.bank", bank_id=bank_id))


def _asks_preview() -> bool:
    return request.form.get("act") == "preview"


def _is_preview(form: QuestionForm) -> bool:
    """Read the form for a preview, where that is what was asked for."""
    if not _asks_preview():
        return False
    form.validate_on_submit()
    return True


def _form_page(bank: Any, form: QuestionForm, stands: Common | None, moved: bool = False) -> str:
    form.make_room()
    return render_template(
        "teacher/question_edit.html",
        bank=bank,
        form=form,
        stands=stands,
        preview=shown(form.question, form.heading, 1, "preview") if form.question else None,
        advice=advice_on_question(form.question, form.heading) if form.question else (),
        theirs=shown(stands, form.heading, 2, "preview") if moved else None,
        differences=differences(stands, form.question) if moved and form.question else (),
        **named(),
    )
