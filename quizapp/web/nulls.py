"""Take NUL characters out of what a request says: nobody can see or type one, and no database and no page holds it."""

from itertools import chain

from flask import Flask, abort
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from quizapp.web import here

NUL = "\x00"


def install(app: Flask) -> None:
    """Look over every request before anything else reads it."""
    app.before_request(look_over)


def look_over() -> None:
    """Refuse an address with a NUL in its path; take those of its questions, of forms and of names of files out."""
    asked = here.asked()
    if NUL in asked.path:
        abort(400)
    query = asked.environ.get("QUERY_STRING", "")
    if NUL in query or "%00" in query:
        asked.args = _without(asked.args)
    if not asked.content_length and "HTTP_TRANSFER_ENCODING" not in asked.environ:
        return
    asked.form = _without(asked.form)
    for file in asked.files.values():
        if file.filename and NUL in file.filename:
            file.filename = file.filename.replace(NUL, "")


def _without(said: MultiDict[str, str]) -> MultiDict[str, str]:
    pairs = list(said.items(multi=True))
    if NUL not in "".join(chain.from_iterable(pairs)):
        return said
    return ImmutableMultiDict((name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs)
