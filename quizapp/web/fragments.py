"""Keep pieces of pages that come again and again: each is rendered once in a process for each language.

A piece is what a macro makes of its arguments and nothing else. Versions of questions never change, so the body of a
question is such a piece, and so is a place in the map of the questions.
"""

from collections.abc import Hashable
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from quizapp.web import words

PLACE = "\ufdd0"  # stands in a piece for the number of its question; it is no character of any text
MOST_KEPT = 8 * 2**20  # characters of pieces in one language
MOST_OF_ONE = 2**15  # characters; what is longer is rendered each time


class Kept:
    """Hold pieces of text up to a size; the oldest are let go first."""

    def __init__(self, most: int = MOST_KEPT):
        self._most, self._size = most, 0
        self._pieces: dict[Hashable, Markup] = {}

    def get(self, key: Hashable) -> Markup | None:
        """Return a piece, if it is kept."""
        return self._pieces.get(key)

    def put(self, key: Hashable, piece: Markup) -> None:
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
    """Give the templates the way to ask for a piece."""
    app.jinja_env.globals.update(piece=piece, any_place=PLACE)


def piece(template: str, macro: str, *arguments: Any, key: Hashable = None, place: int | None = None) -> Markup:
    """Return what a macro makes of its arguments, which `key` names where they have no name of their own.

    Where it was made for any place, it is put at this one.
    """
    key = (template, macro, key if key is not None else arguments)
    kept: Kept = words.language().__dict__.setdefault("quizapp_pieces", Kept())
    found = kept.get(key)
    if found is None:
        found = getattr(current_app.jinja_env.get_template(template).module, macro)(*arguments)
        kept.put(key, found)
    return found if place is None else Markup(str(found).replace(PLACE, str(place)))
