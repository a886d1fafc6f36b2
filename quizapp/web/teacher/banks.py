"""Show banks, give them out as files, copy, make and edit them."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from quizapp.core.comparing import heading_differences
from quizapp.core.documents import document_of, write_json, write_yaml
from quizapp.core.paging import page_of
from quizapp.core.questions import DIFFICULTIES, KINDS
from quizapp.core.registers import Register
from quizapp.core.values import digest
from quizapp.operations import banks as operations
from quizapp.store.queries import banks as reading
from quizapp.store.queries.facility import facilities_named
from quizapp.store.queries.questions import SORTS, Wanted, number_removed, questions_wanted, tally
from quizapp.web import access
from quizapp.web.kinds import DIFFICULTY_NAMES, KIND_NAMES, STANCE_NAMES, STANDING_NAMES
from quizapp.web.lists import wanted as wanted_of_address
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.heading_forms import HeadingForm
from quizapp.web.teacher.wordings import FIELD_NAMES, MADE_HOW

PER_PAGE = 25
_FORMATS = {"yaml": (write_yaml, "application/yaml"), "json": (write_json, "application/json")}


def bank_to_read(bank_id: int) -> Any:
    """Return a bank that the teacher may use; raises `Missing`."""
    return access.found(reading.bank_open_to(access.me().id, bank_id))


def bank_to_change(bank_id: int) -> Any:
    """Return a bank of the teacher's own; raises `Missing`."""
    return access.found(reading.own_bank(access.me().id, bank_id))


@blueprint.get("/banks")
def banks() -> ResponseReturnValue:
    """List the teacher's own banks, and those bundled with the site."""
    wanted, me = wanted_of_address(reading.LIST_SORTS, "title"), access.me()
    own = reading.banks_listed(me.id, True, wanted.search, wanted.sort, wanted.down)
    bundled = reading.banks_listed(me.id, False, wanted.search, wanted.sort, wanted.down)
    found = page_of(own, wanted.page, PER_PAGE)
    return render_template("teacher/banks.html", found=found, bundled=bundled, wanted=wanted)


@blueprint.get("/banks/<int:bank_id>")
def bank(bank_id: int) -> ResponseReturnValue:
    """Show the questions of a bank, searched and sorted as the address says."""
    one, listed = bank_to_read(bank_id), wanted_of_address(SORTS, "position")
    asked = {name: request.args.get(name, "") for name in ("topic", "difficulty", "kind")}
    wanted = Wanted(**asked, words=listed.search, sort=listed.sort, down=listed.down,
                    removed=request.args.get("removed") == "1")  # fmt: skip
    heading = reading.heading_of(one.id, one.version)
    register, found = Register(heading.speakers, heading.claims), questions_wanted(one.id, wanted, listed.page)
    return render_template(
        "teacher/bank.html",
        bank=one,
        own=one.owner_id == access.me().id,
        heading=heading,
        standings={claim.id: register.standing(claim.id) for claim in heading.claims},
        standing_names=STANDING_NAMES,
        stance_names=STANCE_NAMES,
        mine=reading.bank_of(access.me().id, one.name),
        wanted=wanted,
        listed=listed,
        found=found,
        facilities=facilities_named(one.id, [row.name for row in found.items]),
        parsed=reading.parsed,
        tally=tally(one.id),
        removed=number_removed(one.id),
        **named(),
    )


def named() -> dict[str, object]:
    """Return the names of kinds, difficulties and fields, as templates need them."""
    return {"kinds": KINDS, "kind_names": KIND_NAMES, "difficulties": DIFFICULTIES,
            "difficulty_names": DIFFICULTY_NAMES, "field_names": FIELD_NAMES, "made_how": MADE_HOW}  # fmt: skip


@blueprint.get("/banks/<int:bank_id>/file.<extension>")
def bank_file(bank_id: int, extension: str) -> ResponseReturnValue:
    """Give a bank out as a YAML or JSON file."""
    if extension not in _FORMATS:
        raise NotFound
    one = bank_to_read(bank_id)
    writes, mimetype = _FORMATS[extension]
    questions = reading.questions_of(reading.rows_of(one.id, one.version))
    response = Response(writes(document_of(reading.heading_of(one.id, one.version), questions)), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=f"{one.name}.{extension}")
    return response


@blueprint.post("/banks/<int:bank_id>/copies")
def copy_bank(bank_id: int) -> ResponseReturnValue:
    """Make the teacher's own copy of a bank."""
    bank_to_read(bank_id)
    copied = operations.copy(access.actor(), bank_id)
    flash(gettext("This is your own copy. You can change it; the bundled bank stays as it is."))
    return redirect(url_for("teacher.bank", bank_id=copied))


@blueprint.route("/banks/new", methods=["GET", "POST"])
def new_bank() -> ResponseReturnValue:
    """Make a bank in the browser."""
    form = HeadingForm()
    if form.submits(lambda: operations.create(access.actor(), form.heading, token=form.once.data)):
        flash(gettext("The bank is made. Write its first question."))
        return redirect(url_for("teacher.bank", bank_id=form.result))
    form.spare()
    return render_template("teacher/bank_heading.html", form=form, bank=None, differences=(), **named()), form.status


@blueprint.route("/banks/<int:bank_id>/heading", methods=["GET", "POST"])
def edit_heading(bank_id: int) -> ResponseReturnValue:
    """Edit all of a bank but its questions."""
    one = bank_to_change(bank_id)
    heading = reading.heading_of(one.id, one.version)
    questions = reading.questions_of(reading.rows_of(one.id, one.version))
    form = HeadingForm(heading, questions)
    if form.submits(lambda: operations.change_heading(access.actor(), bank_id, form.heading, form.loaded.data or "")):
        flash(gettext("The heading is saved."))
        return redirect(url_for("teacher.bank", bank_id=bank_id))
    moved = form.is_submitted() and form.loaded.data != digest(heading)
    differs = heading_differences(heading, form.heading) if moved and form.heading else []
    form.loaded.data = digest(heading)
    form.spare()
    return render_template(
        "teacher/bank_heading.html", form=form, bank=one, differences=differs, **named()
    ), form.status
