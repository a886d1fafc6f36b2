"""Show the slots of an attempt: each question as the student of the attempt sees it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from quizapp.core.banks import Heading
from quizapp.core.certainty import asking_in
from quizapp.core.marking import Mark, mark
from quizapp.store.queries import banks, forms
from quizapp.web.answering import read_certainty
from quizapp.web.questions import Shown


def shown_slots(
    attempt: Any,
    slots: Iterable[Any],
    *,
    marked: bool = False,
    own: bool = True,
    errors: Mapping[int, list[str]] | None = None,
    typed: MultiDict[str, str] | None = None,
) -> list[Shown]:
    """Return the slots of an attempt as its student sees them; `marked`: with their marks, to be reviewed.

    `own` tells whether it is that student who reads. `errors` holds what is wrong with a slot's answer by its position;
    such a slot shows what was `typed`.
    """
    versions, headings = forms.versions_in(attempt.recipe), forms.headings_in(attempt.recipe)
    found = []
    for slot in slots:
        state = {"own": own, "mark": _mark_of(slot) if marked else None, "asking": asking_in(attempt.recipe)}
        if wrong := (errors or {}).get(slot.position):
            sure = read_certainty(f"sure-{slot.position}", typed) if typed else slot.certainty
            state |= {"errors": wrong, "typed": typed, "certainty": sure}
        bank = slot.question.bank_id
        found.append(_shown_slot(slot, attempt.seed, headings[bank], versions[bank], state))
    return found


def _shown_slot(slot: Any, seed: str, heading: Heading, bank_version: int, state: dict[str, Any]) -> Shown:
    row = slot.question
    return Shown(
        banks.parsed(row),
        heading,
        slot.position,
        banks.arranged(row, seed, slot.position),
        answer=slot.answer,
        flagged=slot.flagged,
        sequence=slot.sequence,
        version=(row.digest, row.bank_id, bank_version),
        **{"certainty": slot.certainty, **state},
    )


def _mark_of(slot: Any) -> Mark:
    earned = mark(banks.parsed(slot.question), slot.answer)
    return earned if slot.points in (None, earned.points) else replace(earned, points=slot.points)
