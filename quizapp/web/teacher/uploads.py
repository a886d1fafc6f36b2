"""Take a bank's file: tell all its faults, or show what it would change, and bring it in when it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf.file import FileField
from wtforms import IntegerField
from wtforms.widgets import HiddenInput

from quizapp.core.banks import Bank, Heading, heading_of
from quizapp.core.comparing import (
    Budget,
    Changes,
    Difference,
    compare,
    differences,
    heading_changes,
    heading_differences,
)
from quizapp.core.documents import lines_in, pack, read_bank, unpack
from quizapp.core.errors import Fault, invalid, say, visible
from quizapp.core.numbers import whole_number
from quizapp.core.paging import Page, page_of
from quizapp.core.questions import Common
from quizapp.operations import banks as operations
from quizapp.store.queries import banks as reading
from quizapp.web import access
from quizapp.web.forms import OnceForm
from quizapp.web.questions import shown
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.advice import advice_on
from quizapp.web.teacher.banks import named

PER_PAGE, HEADINGS_PER_PAGE = 20, 50
_PARTS = ("new", "changed", "gone", "same")


@dataclass(frozen=True)
class Finding:
    """Hold one fault of a file as the report shows it, with the text of its line before and from its column."""

    fault: Fault
    before: str = ""
    after: str = ""

    @property
    def where(self) -> str:
        """Tell the field as people count: questions 4 › options 1 › text."""
        numbered = ((step, whole_number(step)) for step in self.fault.field.split("."))
        steps = [f" › {step}" if number is None else f" {number + 1}" for step, number in numbered]
        return "".join(steps).removeprefix(" › ")


def _finding(fault: Fault, lines: list[str]) -> Finding:
    if not fault.line or fault.line > len(lines):
        return Finding(fault)
    line, column = lines[fault.line - 1], (fault.column or 1) - 1
    start = max(0, column - 40)
    return Finding(fault, visible(("…" if start else "") + line[start:column]), visible(line[column : column + 100]))


class UploadForm(OnceForm):
    """Take a bank's file."""

    file = FileField(lazy_gettext("File of the bank"))
    findings: Sequence[Finding] = ()

    def show(self, faults: tuple[Fault, ...] | list[Fault]) -> None:
        """Put what is wrong within the file into the report, and a fault of the file itself beside its field."""
        super().show([fault for fault in faults if fault.field == "file"])
        lines = lines_in(self.content)
        self.findings = [_finding(fault, lines) for fault in faults if fault.field != "file"]
        if self.findings:
            count = len(self.findings)
            self.form_errors.append(ngettext("The file has %(num)d fault. It is told below; nothing was changed.",
                                             "The file has %(num)d faults. All are told below; nothing was changed.",
                                             count))  # fmt: skip

    @property
    def content(self) -> bytes:
        """Return the bytes of the file."""
        if not self.file.data:
            return b""
        self.file.data.seek(0)
        return self.file.data.read()


class ConfirmationForm(OnceForm):
    """Hold the version of the bank that the file was compared with."""

    compared_with = IntegerField(widget=HiddenInput())


@blueprint.route("/banks/uploads/new", methods=["GET", "POST"])
def new_upload() -> ResponseReturnValue:
    """Take a file; one without a fault is kept until it is confirmed."""
    form, most = UploadForm(), current_app.config["SETTINGS"].upload_mb
    if form.submits(lambda: _stage(form, most)):
        return redirect(url_for("teacher.upload", upload_id=form.result))
    return render_template("teacher/upload_new.html", form=form, most=most), form.status


def _stage(form: UploadForm, most: int) -> int:
    return operations.stage_upload(access.actor(), _name_of(form), _read(form, most), token=form.once.data or "")


def _name_of(form: UploadForm) -> str:
    return (form.file.data and form.file.data.filename) or ""


def _read(form: UploadForm, most: int) -> bytes:
    if not form.file.data or not form.file.data.filename:
        raise invalid(say("Choose a file."), "file")
    content = form.content
    if len(content) > most * 2**20:
        raise invalid(say("The file is larger than %(most)s MB. Split the bank into smaller ones.", most=most), "file")
    if not content.strip():
        raise invalid(say("The file is empty."), "file")
    return pack(read_bank(content))


@lru_cache(maxsize=2)
def _unpacked(content: bytes) -> Bank:
    return unpack(content)


@blueprint.get("/banks/uploads/<int:upload_id>")
def upload(upload_id: int) -> ResponseReturnValue:
    """Show what a file would change, and each question as a student would see it."""
    return _compared(upload_id, None)


@blueprint.post("/banks/uploads/<int:upload_id>/import")
def import_upload(upload_id: int) -> ResponseReturnValue:
    """Bring in what a file holds."""
    staged, form = access.found(reading.upload_of(access.me().id, upload_id)), ConfirmationForm()
    document = _unpacked(staged.content)
    if form.submits(
        lambda: operations.import_upload(
            access.actor(), upload_id, document, form.compared_with.data, token=form.once.data
        )
    ):
        flash(gettext("“%(title)s” is brought in.", title=document.title))
        return redirect(url_for("teacher.bank", bank_id=form.result))
    return _compared(upload_id, form), form.status


@blueprint.post("/banks/uploads/<int:upload_id>/discarding")
def discard_upload(upload_id: int) -> ResponseReturnValue:
    """Walk away from a file; nothing is changed."""
    operations.discard_upload(access.actor(), upload_id)
    flash(gettext("The file is forgotten. Nothing was changed."))
    return redirect(url_for("teacher.banks"))


@dataclass(frozen=True)
class Entry:
    """Hold one question of a comparison: how it stands to the bank, as a student sees it, and what differs."""

    part: str
    shown: Any
    differences: Sequence[Difference] = ()


def _compared(upload_id: int, form: ConfirmationForm | None) -> ResponseReturnValue:
    staged = access.found(reading.upload_of(access.me().id, upload_id))
    document, part = _unpacked(staged.content), _part_asked()
    one = reading.bank_of(access.me().id, document.id)
    rows, before = _standing(one)
    changes = compare(reading.questions_of(rows), document.questions)
    page = page_of(_chosen(changes, part), _page_asked("page"), PER_PAGE)
    changed = heading_changes(before, heading_of(document)) if before else []
    headings = page_of(changed, _page_asked("headings"), HEADINGS_PER_PAGE)
    return render_template(
        "teacher/upload.html",
        upload=staged,
        document=document,
        advice=advice_on(document),
        bank=one,
        form=_form_for(one, form),
        changes=changes,
        headings=headings,
        heading_differences=heading_differences(before, heading_of(document), headings.items) if before else [],
        moved=[row.name for row in rows] != [question.id for question in document.questions] and not changes.any,
        part=part,
        page=page,
        **named(),
        entries=_entries(page, document, before),
    )


def _standing(one: Any) -> tuple[list[Any], Heading | None]:
    """Return the questions and the heading of a bank as they stand, where there is one."""
    return (reading.rows_of(one.id, one.version), reading.heading_of(one.id, one.version)) if one else ([], None)


def _form_for(one: Any, form: ConfirmationForm | None) -> ConfirmationForm:
    """Return the form that confirms a comparison with a bank as it is now."""
    form = form or ConfirmationForm(formdata=None)
    form.compared_with.data, form.compared_with.raw_data = one.version if one else 0, None
    return form


def _part_asked() -> str:
    part = request.args.get("part", "")
    return part if part in (*_PARTS, "all") else ""


def _page_asked(name: str) -> int:
    return whole_number(request.args.get(name, "")) or 1


def _chosen(changes: Changes, part: str) -> list[tuple[str, Common, Common | None]]:
    """List the questions of some parts of a comparison (none named: all that differ), each with its old wording."""
    wanted = _PARTS if part == "all" else (part,) if part else _PARTS[:3]
    return [
        (name, *(pair[::-1] if name == "changed" else (pair, None)))
        for name in wanted
        for pair in getattr(changes, name)
    ]


def _entries(page: Page, document: Bank, before: Heading | None) -> list[Entry]:
    budget = Budget()
    return [_entry(place, *found, document, before, budget) for place, found in enumerate(page.items, page.first)]


def _entry(
    place: int,
    part: str,
    question: Common,
    was: Common | None,
    document: Bank,
    before: Heading | None,
    budget: Budget,
) -> Entry:
    heading = before if before and part == "gone" else document
    return Entry(part, shown(question, heading, place, "preview"), differences(was, question, budget) if was else ())
