"""Save what the pages of an attempt send, and tell their script the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf.csrf import generate_csrf

from quizapp.core.answers import progress, remark
from quizapp.core.quizzes import is_over, pages_of
from quizapp.operations import attempts as operations
from quizapp.operations.attempts import Saved
from quizapp.store.queries import papers
from quizapp.store.queries.papers import Sitting, Slot
from quizapp.web import access
from quizapp.web.forms import translated
from quizapp.web.late import in_words, unless_late
from quizapp.web.student import blueprint
from quizapp.web.student.attempts import mine_of, said, shown_page, slots_on
from quizapp.web.student.late import kept_answer, kept_page
from quizapp.web.student.paper import Paper, Sent, goal, paper_sent, sent_of, stale_of
from quizapp.web.times import moment_of


@blueprint.post("/attempts/<int:attempt_id>/pages/<int:number>")
def save_page(attempt_id: int, number: int) -> ResponseReturnValue:
    """Save what was changed on a page, and go where its button says; what cannot be saved is shown again."""
    mine, form = mine_of(attempt_id), papers.form_of(attempt_id)
    per_page = mine.recipe["per_page"]
    last_page = pages_of(len(form), per_page)
    access.found(1 <= number <= last_page or None)
    paper = paper_sent(dict(list(enumerate(form, 1))[(number - 1) * per_page : number * per_page]), mine.seed)
    if mine.recipe["forward_only"] and number != mine.page:
        return _not_at_hand(mine, number, paper) if not access.wants_json() else _turned(attempt_id)
    next_stop, wrong = goal(paper.go, number, last_page, per_page), paper.wrong()
    turned = number if wrong else next_stop.page
    saved = unless_late(lambda: operations.save(access.actor(), attempt_id, paper.saves(), turned))
    if saved is None:
        return kept_page(mine, paper)
    if wrong or stale_of(saved, paper):
        return _page_again(attempt_id, number, paper, saved)
    if access.wants_json():
        return _turned(attempt_id)
    return redirect(next_stop.address(mine_of(attempt_id) if mine.recipe["forward_only"] else mine))


@blueprint.post("/attempts/<int:attempt_id>/responses/<int:position>")
def save_response(attempt_id: int, position: int) -> ResponseReturnValue:
    """Save one question for the page's script, and tell what stands there now."""
    row, seed = access.found(papers.asked_at(access.me().id, attempt_id, position))
    sent = sent_of(position, row, seed, request.form)
    if sent is None:
        return jsonify(error="malformed", message=gettext("The page sent no answer. Load it anew.")), 422
    if sent.wrong:
        return jsonify(error="invalid", message=" ".join(sent.wrong)), 422
    done = unless_late(lambda: operations.save(access.actor(), attempt_id, [sent.save]))
    if done is None:
        return kept_answer(mine_of(attempt_id), sent)
    (saved,) = done
    found = remark(sent.question, saved.answer)
    return jsonify(_told(sent, saved, translated(found) if found else "")), 200 if saved.status == "saved" else 409


@blueprint.get("/attempts/<int:attempt_id>/clock")
def clock(attempt_id: int) -> ResponseReturnValue:
    """Tell a page's script what time it is here, when the attempt ends, whether more time was given, and what is new.

    What is new elsewhere is seen by the sequence of each slot. A page that asks for a `token` gets a fresh one.
    """
    mine, now = mine_of(attempt_id), access.now()
    over = "over" if is_over(mine.ends_at, now) else "running"
    token = {"token": generate_csrf()} if request.args.get("token") else {}
    return jsonify(
        now=now.isoformat(),
        ends_at=mine.ends_at and mine.ends_at.isoformat(),
        state=over if mine.submitted_at is None else "handed_in",
        more=_more_time(request.args.get("known", ""), mine.ends_at),
        sequences=papers.sequences_of(attempt_id),
        page=mine.page,
        **token,
    )


def _turned(attempt_id: int) -> ResponseReturnValue:
    """Tell a script at which page an attempt is; a turn that was sent before is the same turn."""
    return jsonify(status="turned", page=mine_of(attempt_id).page)


def _not_at_hand(mine: Sitting, number: int, paper: Paper) -> ResponseReturnValue:
    """Lead on from a page that cannot be seen now; what was sent for it is told to be lost unless it stands there."""
    stands = {slot.position: (slot.answer, slot.flagged, slot.certainty) for slot in papers.slots_of(mine.id)}
    sent = {one.position: (one.answer, one.flagged, one.certainty) for one in paper.saves()}
    if paper.wrong() or any(stands[position] != one for position, one in sent.items()):
        flash(translated(operations.LEFT if number < mine.page else operations.TO_COME), "wrong")
    return redirect(url_for("student.attempt", attempt_id=mine.id))


def _page_again(attempt_id: int, number: int, paper: Paper, saved: Sequence[Saved]) -> ResponseReturnValue:
    """Show a page again after a save, with what was refused and what was newer already."""
    mine, slots, newer = mine_of(attempt_id), papers.slots_of(attempt_id), stale_of(list(saved), paper)
    for slot in slots_on(mine, number, slots):
        if slot.position in newer:
            flash(_newer(slot, paper.at(slot.position)), "wrong")
    status = 422 if paper.wrong() else 409
    return shown_page(mine, number, slots, status, errors=paper.wrong(), typed=request.form)


def _newer(slot: Slot, sent: Sent) -> str:
    words = in_words(sent.question, sent.answer, sent.certainty)
    return gettext(
        "Question %(number)s was changed in another window or on another device meanwhile. That newer answer is shown "
        "below. Your answer here was: %(words)s. To keep yours, give it again.",
        number=slot.position, words=words,
    )  # fmt: skip


def _told(sent: Sent, saved: Saved, remark: str) -> dict[str, Any]:
    return {
        "status": saved.status,
        "error": "" if saved.status == "saved" else "stale",
        "message": "" if saved.status == "saved" else _elsewhere(saved.position),
        "sequence": saved.sequence,
        "was": sent.stand(saved.answer, saved.flagged, saved.certainty),
        "progress": progress(saved.answer),
        "remark": remark,
        "saved_at": saved.saved_at and saved.saved_at.isoformat(),
        "said": said(saved.saved_at) if saved.saved_at else "",
    }


def _elsewhere(number: int) -> str:
    return gettext("Question %(number)s was changed in another window or on another device.", number=number)


def _more_time(known: str, ends_at: datetime | None) -> str:
    """Return the sentence that tells of more time than a page knew of, or an empty one."""
    before = moment_of(known)
    minutes = round((ends_at - before).total_seconds() / 60) if ends_at and before else 0
    if minutes < 1:
        return ""
    return ngettext("You were given %(num)d more minute.", "You were given %(num)d more minutes.", minutes)
