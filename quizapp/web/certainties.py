"""Tell how sure a student is: which step is chosen in the fields, and what came of it in a review and in a class."""

from collections.abc import Iterable
from typing import Any

from quizapp.core.certainty import CERTAINTIES, Earned, points_of
from quizapp.core.certainty_map import SURENESSES, Place, Sure, map_of
from quizapp.core.registers import Register
from quizapp.web.choices import CHECKED
from quizapp.web.kinds import STANDING_NAMES
from quizapp.web.markup import plain_text


def steps_chosen(certainty: int | None) -> dict[str, str]:
    """Return what fills the blanks of the three steps."""
    return {f"sure{step}": CHECKED if certainty == step else "" for step in CERTAINTIES}


def came_of(shown: Any) -> tuple[Any, ...]:
    """Return what the answer of a question (`web.questions.Shown`) with a mark earned, and what certainty made of it.

    The last two are how sure one was (None: not said, or not asked) and what counts for it (None: it does not count).
    """
    mark, most = shown.mark, shown.question.points
    if shown.asking == "off" or shown.answer is None:
        return mark.verdict, mark.points, most, None, None
    counts = points_of(Earned(mark.points, most, shown.certainty), shown.asking) if shown.asking == "counted" else None
    return mark.verdict, mark.points, most, shown.certainty, counts


def shown_map(given: Iterable[Sure]) -> dict[str, Any]:
    """Return what a page shows of the map of claims: its rows, and how many answers were what in all."""
    found = map_of(given)
    places = found.places
    headings = {place.bank: place.heading for place in places if place.claim}
    registers = {bank: Register(heading.speakers, heading.claims) for bank, heading in headings.items()}
    rows = [
        {"place": place, "text": plain_text(place.text), "standing": _standing(place, registers)} for place in places
    ]
    return {"rows": rows, "totals": {how: found.totals[how] for how in SURENESSES}}


def _standing(place: Place, registers: dict[int, Register]) -> Any:
    return STANDING_NAMES[registers[place.bank].standing(place.claim.id)] if place.claim else ""
