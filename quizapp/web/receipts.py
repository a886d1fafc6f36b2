"""Show and check receipts: the key, the words, and the open page on which anyone can have one checked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from wtforms import TextAreaField

from quizapp.core import receipts
from quizapp.core.errors import invalid, say
from quizapp.store.queries.papers import Sitting, Slot
from quizapp.store.queries.receipts import Standing, receipt_of, standing_of
from quizapp.web import access, times
from quizapp.web.forms import Form

blueprint = Blueprint("receipts", __name__)
HOW = {
    "student": lazy_gettext("by the student"),
    "time": lazy_gettext("by itself, when the time was over"),
    "teacher": lazy_gettext("by the teacher"),
}


class CheckForm(Form):
    """Take a receipt, as its file or as the text of it."""

    file = FileField(lazy_gettext("File of the receipt"), description=lazy_gettext("It ends in .json."))
    pasted = TextAreaField(lazy_gettext("Or paste the text of the file"))


@dataclass(frozen=True)
class Checked:
    """Hold what came of a check; the receipt and what the database says of it only where it is genuine."""

    verdict: receipts.Verdict
    receipt: dict[str, Any] | None = None
    standing: Standing | None = None


@blueprint.route("/receipts/check", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Check a receipt for anyone, and tell nothing but what is in it."""
    form = CheckForm()
    checked = form.result if form.submits(lambda: _checked(form)) else None
    return render_template("public/receipt_check.html", form=form, checked=checked), form.status


def own_receipt(attempt: Sitting, slots: list[Slot]) -> dict[str, Any]:
    """Return the receipt of an attempt as it stands at this request."""
    return receipt_of(attempt, access.me(), slots, _key(), request.host_url, access.now())


def words_of(entry: dict[str, Any]) -> str:
    """Tell an answer of a receipt in the reader's language."""
    if isinstance(entry["answer"], bool):
        return receipts.in_words(entry["answer"], gettext("True"), gettext("False"))
    return entry["words"]


def moment(text: str | None) -> datetime | None:
    """Return a moment that a genuine receipt holds."""
    return times.moment_of(text) if text else None


def _checked(form: CheckForm) -> Checked:
    document = receipts.read(_brought(form))
    verdict = receipts.check(document, _key())
    if verdict.state != "genuine":
        return Checked(verdict)
    return Checked(verdict, document, standing_of(document))


def _brought(form: CheckForm) -> bytes:
    if form.file.data and form.file.data.filename:
        return form.file.data.read(receipts.MOST_BYTES + 1)
    if form.pasted.data and form.pasted.data.strip():
        return form.pasted.data.encode("utf-8", "replace")
    raise invalid(say("Choose the file of a receipt, or paste its text."), "file")


def _key() -> bytes:
    return receipts.key_from(current_app.config["SECRET_KEY"])


@blueprint.app_context_processor
def _in_templates() -> dict[str, Any]:
    return {"receipt_words": words_of, "receipt_moment": moment, "receipt_how": HOW, "receipt_zone": times.reader_zone}
