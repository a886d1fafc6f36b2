"""Take a file of stranded answers: tell all its faults, or show whose they are beside what stands, and keep them.

What the file says is a stranger's word: attempts are found by their number among those at the teacher's own quizzes,
and whose they are is told from the database, with the names in the file beside it.
"""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf.file import FileField
from wtforms import TextAreaField

from quizapp.core.building import Plain
from quizapp.core.errors import Fault, invalid, require, say, visible
from quizapp.core.late import journal_date
from quizapp.core.stranded import MOST_KB, Entry, Stranded, StrandedAttempt, compact, read_stranded
from quizapp.operations import late as operations
from quizapp.operations.late import LateSave
from quizapp.store.queries import attempts, banks, late
from quizapp.web import access
from quizapp.web.forms import Form
from quizapp.web.late import in_words, read_entry
from quizapp.web.teacher import blueprint
from quizapp.web.teacher.uploads import UploadForm


@dataclass(frozen=True)
class Sent:
    """Hold one answer of a file: as it can be kept, in words, and what stands in its slot."""

    save: LateSave
    words: str
    stands: str
    stands_since: Any
    is_same: bool


@dataclass(frozen=True)
class Looked:
    """Hold what a file brings for one attempt of one's own quizzes, and whose the file says that it is."""

    attempt: Any
    quiz: str
    person: str
    sent: tuple[Sent, ...]

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the file names another student or quiz than that attempt has."""
        return (self.person, self.quiz) != (self.attempt.person.name, self.attempt.quiz.title)


class StrandedForm(UploadForm):
    """Take a file of stranded answers."""

    file = FileField(lazy_gettext("File of stranded answers"))


class KeepForm(Form):
    """Hold the file that was looked at, until it is confirmed."""

    stranded = TextAreaField()


@blueprint.route("/late/files/new", methods=["GET", "POST"])
def new_stranded() -> ResponseReturnValue:
    """Take a file, and show what it would bring; nothing is kept yet."""
    form = StrandedForm()
    if form.submits(lambda: _look(_content(form))):
        looked, left_out, stranded, document = form.result
        keep = KeepForm(formdata=None, stranded=compact(document))
        here = request.host_url.rstrip("/")
        return render_template(
            "teacher/stranded_preview.html", looked=looked, left_out=left_out, form=keep, here=here,
            site=visible(stranded.site), saved_at=journal_date(stranded.saved_at or ""),
        )  # fmt: skip
    return render_template("teacher/stranded_new.html", form=form, most=MOST_KB), form.status


@blueprint.post("/late/files")
def keep_stranded() -> ResponseReturnValue:
    """Keep what a file brings as late answers, all of it or nothing, and lead to where they are decided."""
    form = KeepForm()
    if form.submits(lambda: _keep((form.stranded.data or "").encode("utf-8", "replace"))):
        looked, count = form.result
        flash(
            ngettext("%(num)d answer is kept, and waits for your decision.",
                     "%(num)d answers are kept, and wait for your decision.", count)
            if count else gettext("All these answers stand already, or were kept before.")
        )  # fmt: skip
        if len(looked) == 1:
            one = looked[0].attempt
            return redirect(url_for("teacher.attempt", quiz_id=one.quiz_id, attempt_id=one.id, _anchor="late"))
        return redirect(url_for("teacher.late"))
    again = StrandedForm(formdata=None)
    again.form_errors += [sentence for _, sentence in form.faults]
    return render_template("teacher/stranded_new.html", form=again, most=MOST_KB), again.status


def _content(form: StrandedForm) -> bytes:
    if not form.file.data or not form.file.data.filename:
        raise invalid(say("Choose a file."), "file")
    return form.content


def _keep(data: bytes) -> tuple[list[Looked], int]:
    looked, *_ = _look(data)
    brought = [(one.attempt.id, [sent.save for sent in one.sent]) for one in looked]
    return looked, operations.bring(access.actor(), brought)


def _look(data: bytes) -> tuple[list[Looked], list[int], Stranded, Plain]:
    """Return what a file brings, and the numbers of attempts that are left out; raises `Invalid` with every fault."""
    stranded, document = read_stranded(data)
    own = late.attempts_named(access.me().id, [one.attempt for one in stranded.attempts])
    left_out = [one.attempt for one in stranded.attempts if one.attempt not in own]
    if not own:
        raise invalid(
            say("No attempt in this file is at a quiz of yours. The teacher whose quiz it was has to upload it."),
            "file",
        )
    faults: list[Fault] = []
    looked = [
        _looked(own[one.attempt], one, f"attempts.{number}", document, faults)
        for number, one in enumerate(stranded.attempts)
        if one.attempt in own
    ]
    require(faults)
    return looked, left_out, stranded, document


def _looked(attempt: Any, told: StrandedAttempt, path: str, document: Plain, faults: list[Fault]) -> Looked:
    slots = {slot.position: slot for slot in attempts.slots_at(attempt.id, [one.position for one in told.entries])}
    sent: list[Sent] = []
    for number, entry in enumerate(told.entries):
        where = f"{path}.entries.{number}"
        if entry.position in slots:
            sent += _sent(entry, attempt.seed, slots[entry.position], where, document, faults)
        else:
            missing = say("This attempt has no question %(position)s.", position=entry.position)
            faults.append(_fault(missing, f"{where}.position", document))
    sent.sort(key=lambda one: (one.save.position, one.save.sequence))
    return Looked(attempt, visible(told.quiz), visible(told.person), tuple(sent))


def _sent(entry: Entry, seed: str, slot: Any, where: str, document: Plain, faults: list[Fault]) -> list[Sent]:
    question = banks.parsed(slot.question)
    read = read_entry(question, seed, entry.position, entry.content)
    faults += [_fault(sentence, f"{where}.content", document) for sentence in read.wrong]
    if read.wrong:
        return []
    dates = journal_date(entry.made_at or ""), journal_date(entry.device_at or "")
    save = LateSave(entry.position, entry.sequence, read.answer, read.flagged, *dates, read.certainty)
    words = in_words(question, read.answer, read.certainty)
    stands = in_words(question, slot.answer, slot.certainty)
    is_same = (read.answer, read.certainty) == (slot.answer, slot.certainty)
    return [Sent(save, words, stands, slot.saved_at, is_same)]


def _fault(message: Any, field: str, document: Plain) -> Fault:
    path = tuple(int(step) if step.isdigit() else step for step in field.split("."))
    return Fault(message, field, *document.place_of(path))
