"""Show what the answers of one attempt tell beside its points: the same to its student and to the teacher."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from quizapp.core.certainty import asking_in
from quizapp.core.certainty_map import Sure
from quizapp.core.insights import insight_of
from quizapp.store.queries import banks, forms
from quizapp.web import fragments
from quizapp.web.certainties import shown_map


def insights_of(recipe: Mapping[str, Any], slots: Iterable[Any]) -> Markup:
    """Return what an attempt's answers tell: what is known, who is taken for whom, how sure one was; or nothing."""
    headings = forms.headings_in(recipe)
    names = {bank: {one.id: one.name for one in heading.speakers} for bank, heading in headings.items()}
    given = [
        Sure(slot.question.bank_id, slot.question.id, headings[slot.question.bank_id], banks.parsed(slot.question),
             slot.answer, slot.certainty)
        for slot in slots
    ]  # fmt: skip
    found = insight_of((one.question, one.answer, names[one.bank]) for one in given)
    told = Markup("") if found.is_empty else fragments.part("insights.html", "of_attempt", found)
    if asking_in(recipe) == "off":
        return told
    places = shown_map(given) | {"of_attempt": True}
    return told + fragments.part("insights.html", "certainties", places) if places["rows"] else told
