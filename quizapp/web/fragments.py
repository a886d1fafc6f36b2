"""Keep pieces of pages that come again and again: each is rendered once in a process for each language.

A piece is what a template makes of things that never change: a version of a question, a place in the map of the
questions, the frame of a page. Blanks stand in it for what differs (a number, an answer, the token of the forms); they
are filled in each time. A page whose frame is kept so (`page`) costs no template at all.
"""

import sys
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from flask import Flask, current_app, g, get_flashed_messages, render_template, request, session
from markupsafe import Markup, escape

from quizapp.web import access, here, words
from quizapp.web.tokens import token_of_page

# What begins and ends a blank. No text has it: banks with it are refused, and it is taken out of what people type. A
# character of one byte leaves the pieces as small as they are.
EDGE = "\x0e"
MOST_KEPT = 8 * 2**20  # bytes of pieces in one language
MOST_OF_ONE = 2**16  # bytes; what is longer is rendered each time


def blank(name: str) -> Markup:
    """Return what stands in a piece for something that is filled in later."""
    return Markup(f"{EDGE}{name}{EDGE}")


class Values(dict[str, Any]):
    """Hold what fills the blanks; what every page has is found out where a piece asks for it."""

    def __missing__(self, name: str) -> str:
        found = self[name] = blank(name) if g.get("in_piece") else escape(_EVERYWHERE[name]())
        return found


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a piece with its blanks filled in: with HTML, whatever it holds (`escaped`)."""
    parts = text.split(EDGE)
    for place in range(1, len(parts), 2):
        parts[place] = values[parts[place]]
    return "".join(parts)


def escaped(values: Mapping[str, object]) -> Values:
    """Return values as HTML."""
    return Values({name: str(one) if type(one) is int else escape(one) for name, one in values.items()})


class Frame(NamedTuple):
    """Hold the frame of a page, and the names of the static files that it uses."""

    text: str
    static_files: frozenset[str]


class Kept(dict[Hashable, Any]):
    """Hold pieces (texts, frames, or lists of texts) up to a size; the oldest are let go first."""

    def __init__(self, most: int = MOST_KEPT):
        super().__init__()
        self._most, self._size = most, 0

    def put(self, key: Hashable, piece: Any) -> None:
        """Keep a piece, unless it is too long."""
        if (size := _size_of(piece)) > MOST_OF_ONE:
            return
        self._size += size - _size_of(self.pop(key, []))
        self[key] = piece
        while self._size > self._most:
            self._size -= _size_of(self.pop(next(iter(self), None), []))


def _size_of(piece: Any) -> int:
    texts = piece if isinstance(piece, list) else [piece.text if isinstance(piece, Frame) else piece]
    return sum(map(sys.getsizeof, texts))


def install(app: Flask) -> None:
    """Give the templates the ways to ask for a piece."""
    app.extensions["macros"] = {}
    app.jinja_env.globals.update(
        piece=piece, pieces=pieces, part=part, blank=blank, token_field=token_field, messages=messages,
        script_root=lambda: request.script_root,
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


def piece(template: str, macro: str, *arguments: Any, **values: object) -> Markup:
    """Return what a macro makes of its arguments, and fill its blanks."""
    return drawn(template, macro, arguments, lambda: arguments, escaped(values))


def drawn(
    template: str, macro: str, key: Hashable, arguments: Callable[[], tuple[Any, ...]], values: Mapping[str, str]
) -> Markup:
    """Return what a macro makes of its arguments, which are made only where no piece of this key is kept."""
    found = kept((template, macro, key), lambda: str(part(template, macro, *arguments())))
    return Markup(filled(found, values))


def kept(key: Hashable, make: Callable[[], Any]) -> Any:
    """Return the piece (or pieces) of a key, made where there is none."""
    shelf = _shelf()
    found = shelf.get(key)
    if found is None:
        with _in_piece():
            found = make()
        shelf.put(key, found)
    return found


def each_kept(under: tuple[Hashable, ...], each: Iterable[tuple[Any, ...]], make: Callable[..., str]) -> Iterator[str]:
    """Yield the piece of each of these, which are kept under a common part of their keys, made where there is none."""
    shelf = _shelf()
    for one in each:
        yield shelf.get((*under, *one)) or kept((*under, *one), lambda one=one: make(*one))


def pieces(template: str, macro: str, each: Iterable[Hashable]) -> Markup:
    """Return what a macro makes of each of these, in one piece; there is no blank in them."""
    made = each_kept((template, macro), ((one,) for one in each), lambda one: str(part(template, macro, one)))
    return Markup("".join(made))


def page(template: str, key: Hashable, values: Mapping[str, object], **names: Any) -> str:
    """Return a whole page, whose frame is what its template makes of names that the key stands for.

    The frame is the same for all readers of a role: their names and ids are blanks in it, as are the `values`.
    """
    frame: Frame = kept((template, key, request.script_root), lambda: _frame(template, names))
    g.setdefault("static_files", set()).update(frame.static_files)
    return filled(frame.text, escaped(values))


class AnyReader(NamedTuple):
    """Be whoever reads a page of a role, within its frame."""

    role: str
    id: Markup = blank("person")
    name: Markup = blank("name")


def _frame(template: str, names: dict[str, Any]) -> Frame:
    used, g.static_files = g.get("static_files", set()), set()
    text = render_template(template, me=AnyReader(access.me().role), now=None, **names)
    frame, g.static_files = Frame(text, frozenset(g.static_files)), used
    return frame


def token_field() -> Markup:
    """Return the hidden field by which every form of this page shows that it came from us (one token serves all)."""
    state = here.state()
    if state.get("in_piece"):
        return blank("token")
    if "token_field" not in state:
        state.token_field = Markup('<input name="csrf_token" type="hidden" value="{}">').format(token_of_page())
    return state.token_field


def messages() -> Markup:
    """Return what this page tells once, of what the last one did."""
    if g.get("in_piece"):
        return blank("messages")
    if "_flashes" not in session:
        return Markup("")
    return part("frame.html", "messages", get_flashed_messages(with_categories=True))


_EVERYWHERE: dict[str, Callable[[], Any]] = {
    "token": token_field,
    "messages": messages,
    "person": lambda: access.me().id,
    "name": lambda: access.me().name,
}


@contextmanager
def _in_piece() -> Iterator[None]:
    """Leave blanks as they are meanwhile."""
    with ExitStack() as after:
        after.callback(setattr, g, "in_piece", g.get("in_piece", False))
        g.in_piece = True
        yield


def _shelf() -> Kept:
    state = here.state()
    found: Kept | None = state.get("pieces")
    if found is None:
        found = state.pieces = words.language().__dict__.setdefault("quizapp_pieces", Kept())
    return found
