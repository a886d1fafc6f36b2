"""Fill in the pages of an attempt as a browser without script does: read the form, change fields, press a button."""

import html5lib

from quizapp.core.answers import key_of
from quizapp.core.arrangements import Arrangement, arrangement_of
from quizapp.core.questions import Common
from quizapp.operations import attempts
from quizapp.store.db import db
from quizapp.store.models import Attempt, Response
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks


def fields_of(page: str) -> dict[str, list[str]]:
    """Return what the form of an attempt's page would send, as it stands."""
    form = _form_of(page)
    found: dict[str, list[str]] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or field.tag == "button" or field.get("disabled") is not None:
            continue
        if field.tag == "input" and field.get("type") in ("radio", "checkbox") and field.get("checked") is None:
            continue
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((one for one in options if one.get("selected") is not None), options[0])
            found.setdefault(name, []).append(chosen.get("value"))
        else:
            found.setdefault(name, []).append(field.get("value") or "")
    return found


def choices_of(page: str) -> dict[str, list[str]]:
    """List the values from which the fields of an attempt's page let one choose, as they stand on it."""
    found: dict[str, list[str]] = {}
    for field in _form_of(page).iter():
        if field.tag == "select":
            found[field.get("name")] = [one.get("value") for one in field.iter("option") if one.get("value")]
        elif field.get("type") in ("radio", "checkbox"):
            found.setdefault(field.get("name"), []).append(field.get("value"))
    return found


def buttons_of(page: str) -> list[str]:
    """List the words that the buttons of an attempt's page send."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return [button.get("value") for button in tree.iter("button") if button.get("name") == "go"]


def typed(question: Common, name: str, answer, seen_as: Arrangement) -> dict[str, list[str]]:
    """Return the fields that give an answer to a question, as the form of whoever sees it so has them."""
    answer = seen_as.as_seen(question, answer)
    if question.kind in ("multiple_choice", "hot_text"):
        return {name: [str(index) for index in answer]}
    if question.kind == "ordering":
        return {f"{name}-{index}": [str(place)] for place, index in enumerate(answer, 1) if index is not None}
    if question.kind in ("matching", "cloze"):
        return {f"{name}-{part}": ["" if index is None else str(index)] for part, index in enumerate(answer)}
    return {name: [str(answer).lower() if isinstance(answer, bool) else str(answer)]}


def keys(attempt_id: int, *positions: int) -> dict[str, list[str]]:
    """Return the fields that answer some questions of an attempt (or all) rightly."""
    found: dict[str, list[str]] = {}
    db.session.rollback()  # what was read before belongs to another moment
    for slot in reading.slots_of(attempt_id):
        if not positions or slot.position in positions:
            question = banks.parsed(slot.question)
            found |= fields(attempt_id, slot.position, key_of(question))
    return found


def fields(attempt_id: int, position: int, answer) -> dict[str, list[str]]:
    """Return the fields that give an answer, as it is stored, in a slot of an attempt."""
    question = banks.parsed(slot(attempt_id, position).question)
    seen_as = arrangement_of(question, attempt(attempt_id).seed, position)
    return typed(question, f"q{position}", answer, seen_as)


def press(client, page, go: str, follow: bool = True, **changes):
    """Send the form of a page with some fields changed (None takes one out), by the button of the word `go`."""
    fields = fields_of(page.text) | {
        name.replace("__", "-"): value if isinstance(value, list) else [value] for name, value in changes.items()
    }
    sent = {name: value for name, value in fields.items() if value != [None]}
    return client.post(
        _form_of(page.text).get("action"),
        data=sent | {"go": go},
        follow_redirects=follow,
        headers={"Referer": f"http://localhost{page.request.path}"},
    )


def _form_of(page: str):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return next(one for one in tree.iter("form") if one.get("id") == "paper")


def start(site, student, quiz, now=None) -> int:
    """Start an attempt and return its id."""
    return attempts.start(site.actor(student, now), quiz.id)


def slot(attempt_id: int, position: int = 1) -> Response:
    """Return a slot as it stands."""
    db.session.rollback()
    return db.session.get_one(Response, (attempt_id, position))


def attempt(attempt_id: int) -> Attempt:
    """Return an attempt as it stands."""
    db.session.rollback()
    return db.session.get_one(Attempt, attempt_id)


def seen(attempt_id: int, position: int = 1, *answer):
    """Return the answer that stands in a slot (or another to its question) counted as its page counts."""
    held = slot(attempt_id, position)
    question = banks.parsed(held.question)
    seen_as = arrangement_of(question, attempt(attempt_id).seed, position)
    return seen_as.as_seen(question, *answer or [held.answer])
