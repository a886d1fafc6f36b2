"""Keep pieces of pages that come again and again: each is rendered once in a process for each language.

A piece is what a macro makes of its arguments and nothing else. Versions of questions never change, so the body of a
question is such a piece, and so is a place in the map of the questions.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, g
from markupsafe import Markup, escape

from quizapp.web import words
from quizapp.web.tokens import token_of_page

# What stands in a piece for what is put in afterwards. No text has these characters: banks with them are refused, and
# they are taken out of answers. Most pieces need one byte for a character, as these do.
PLACE = "\x01"  # the number of its question
TURN = "\x02"  # the number of its next save
RANK = "\x03"  # the number of an option, as it is shown
FIELDS = Markup("\x04")  # the fields for its answer
STANDS = Markup("\x05")  # how its answer stands
REMARK = Markup("\x06")  # what is told about its answer
CAME = Markup("\x07")  # what its answer earned
OPTIONS = Markup("\x08")  # the options from which one chooses
NAME = Markup("\x0b")  # the name of the reader
PERSON = Markup("\x0c")  # the id of the reader
TOKEN = Markup("\x0e")  # the token of the page's forms
_MARKS = {
    "place": PLACE, "turn": TURN, "rank": RANK, "fields": FIELDS, "stands": STANDS, "remark": REMARK, "came": CAME,
    "options": OPTIONS, "name": NAME, "person": PERSON,
}  # fmt: skip
MOST_KEPT = 6 * 2**20  # characters of pieces in one language
MOST_OF_ONE = 2**15  # characters; what is longer is rendered each time


class Kept:
    """Hold pieces of text up to a size; the oldest are let go first."""

    def __init__(self, most: int = MOST_KEPT):
        self._most, self._size = most, 0
        self._pieces: dict[Hashable, str] = {}

    def get(self, key: Hashable) -> str | None:
        """Return a piece, if it is kept."""
        return self._pieces.get(key)

    def put(self, key: Hashable, piece: str) -> None:
        """Keep a piece, unless it is too long."""
        if len(piece) > MOST_OF_ONE:
            return
        self._size += len(piece) - len(self._pieces.pop(key, ""))
        self._pieces[key] = piece
        while self._size > self._most:
            oldest = self._pieces.pop(next(iter(self._pieces), None), "")
            self._size -= len(oldest)

    def __len__(self) -> int:
        return len(self._pieces)


def install(app: Flask) -> None:
    """Give the templates the ways to ask for a piece."""
    app.extensions["macros"] = {}
    app.jinja_env.globals.update(
        piece=piece, pieces=pieces, part=part, token_field=token_field,
        any_rank=RANK, any_name=NAME, any_person=PERSON,
    )  # fmt: skip


def part(template: str, macro: str, *arguments: Any) -> Markup:
    """Return what a macro of a template makes of its arguments, made anew."""
    return _macro(current_app, template, macro)(*arguments)


def _macro(app: Flask, template: str, macro: str) -> Any:
    known = app.extensions["macros"]
    if (found := known.get((template, macro))) is None:
        found = getattr(app.jinja_env.get_template(template).module, macro)
        if not app.jinja_env.auto_reload:
            known[template, macro] = found
    return found


def piece(template: str, macro: str, *arguments: Any, key: Hashable = None, **marks: object) -> Markup:
    """Return what a macro makes of its arguments, which `key` names where they have no name of their own.

    What stands in it for one of the `marks` is put in now; the token of this page's forms comes by itself.
    """
    return drawn(template, macro, key if key is not None else arguments, lambda: arguments, marks)


def drawn(
    template: str, macro: str, key: Hashable, arguments: Callable[[], tuple[Any, ...]], marks: Mapping[str, object]
) -> Markup:
    """Return what a macro makes of its arguments, which are made only where no piece of this key is kept."""
    key, kept = (template, macro, key), _kept()
    found = kept.get(key)
    if found is None:
        found = _made(template, macro, arguments())
        kept.put(key, found)
    if TOKEN in found and not g.get("in_piece"):
        found = found.replace(TOKEN, token_field())
    for mark, value in marks.items():
        found = found.replace(_MARKS[mark], str(value) if type(value) is int else escape(value))
    return Markup(found)


def pieces(template: str, macro: str, each: Iterable[Hashable]) -> Markup:
    """Return what a macro makes of each of these, in one piece; there is no mark in them."""
    kept, made = _kept(), []
    for one in each:
        found = kept.get((template, macro, one))
        if found is None:
            found = _made(template, macro, (one,))
            kept.put((template, macro, one), found)
        made.append(found)
    return Markup("".join(made))


def token_field() -> Markup:
    """Return the hidden field by which every form of this page shows that it came from us (one token serves all)."""
    if g.get("in_piece"):
        return TOKEN
    if "token_field" not in g:
        g.token_field = Markup('<input name="csrf_token" type="hidden" value="{}">').format(token_of_page())
    return g.token_field


def _made(template: str, macro: str, arguments: tuple[Any, ...]) -> str:
    with _in_piece():
        return str(part(template, macro, *arguments))


@contextmanager
def _in_piece() -> Iterator[None]:
    """Have a mark stand for the token meanwhile."""
    before, g.in_piece = g.get("in_piece", False), True
    yield
    g.in_piece = before  # where a piece cannot be made, the page cannot


def _kept() -> Kept:
    found = g.get("pieces")
    if found is None:
        found = g.pieces = words.language().__dict__.setdefault("quizapp_pieces", Kept())
    return found
