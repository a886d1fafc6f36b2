"""Show the sources of an attempt's questions: while it runs as its quiz says, and after it with the evidence."""

from collections import defaultdict
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from quizapp.core.questions import Common
from quizapp.core.quizzes import is_over, may_review
from quizapp.core.readings import Names, Told, may_read, reading_of
from quizapp.store.queries import banks, forms, offers, papers
from quizapp.store.queries.papers import Sitting, Slot
from quizapp.web import access, fragments
from quizapp.web.kinds import STANCE_NAMES
from quizapp.web.markup import marked
from quizapp.web.student import blueprint
from quizapp.web.student.attempts import mine_of, reading_in, slots_on


@blueprint.get("/attempts/<int:attempt_id>/reading")
def reading(attempt_id: int) -> ResponseReturnValue:
    """Show the sources, and of an attempt that is handed in what they show of its questions, where that may be seen."""
    mine = mine_of(attempt_id)
    if mine.submitted_at is not None:
        return _handed_in(mine)
    when = access.found(reading_in(mine.recipe) if reading_in(mine.recipe) != "never" else None)
    if is_over(mine.ends_at, access.now()):
        return render_template("student/over.html", attempt=mine)
    slots, number = papers.slots_of(attempt_id), request.args.get("page", mine.page, int)
    if mine.recipe["forward_only"]:
        number = mine.page  # no page that was left opens it again
    at_hand = slots_on(mine, max(1, number), slots) or slots
    is_open = may_read(when, [(banks.parsed(slot.question), slot.answer) for slot in at_hand])
    return _page(mine, _sources(mine, slots) if is_open else None)


def _handed_in(mine: Sitting) -> ResponseReturnValue:
    terms = access.found(offers.terms_at(mine.quiz_id, access.me().id))
    slots, reviewed = papers.slots_of(mine.id), may_review(terms, mine.submitted_at, access.now())
    if not reviewed and reading_in(mine.recipe) != "always":
        return redirect(url_for("student.result", attempt_id=mine.id))
    return _page(mine, _sources(mine, slots, reviewed), reviewed)


def _page(mine: Sitting, sources: Markup | None, reviewed: bool = False) -> str:
    return render_template("student/reading.html", attempt=mine, sources=sources, reviewed=reviewed)


def _sources(mine: Sitting, slots: list[Slot], reviewed: bool = False) -> Markup:
    """Return the sources of the banks that the questions are from, in the order of the blueprint."""
    asked: dict[int, dict[int, Common]] = defaultdict(dict)
    for slot in slots:
        asked[slot.question.bank_id][slot.position] = banks.parsed(slot.question)
    versions = forms.versions_in(mine.recipe)
    return Markup("").join(
        _bank(bank, version, asked[bank] if reviewed else None) for bank, version in versions.items() if bank in asked
    )


def _bank(bank_id: int, version: int, asked: dict[int, Common] | None) -> Markup:
    heading = banks.heading_of(bank_id, version)

    def laid_out() -> tuple[Any, ...]:
        names = Names(heading.speakers)
        return bank_id, heading, reading_of(heading, asked), lambda told: _text(names, told), STANCE_NAMES

    if asked is not None:
        return fragments.part("student/reading_parts.html", "bank", *laid_out())
    return fragments.drawn("student/reading_parts.html", "bank", (bank_id, version), laid_out, {})


def _text(names: Names, told: Told) -> Markup:
    return marked(told.passage.text, told.quotes, names.spans(told.passage.text))
