"""Take NUL characters out of what a request says: nobody can see or type one, and no database and no page holds it."""

from flask import Flask, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

NUL = "\x00"


def install(app: Flask) -> None:
    """Look over every request before anything else reads it."""
    app.before_request(look_over)


def look_over() -> None:
    """Refuse an address with a NUL in its path; take those of its questions, of forms and of names of files out."""
    if NUL in request.path:
        abort(400)
    query = request.environ.get("QUERY_STRING", "")
    if NUL in query or "%00" in query:
        request.args = _without(request.args)
    if not request.content_length and "HTTP_TRANSFER_ENCODING" not in request.environ:
        return
    request.form = _without(request.form)
    for file in request.files.values():
        if file.filename and NUL in file.filename:
            file.filename = file.filename.replace(NUL, "")


def _without(said: MultiDict[str, str]) -> MultiDict[str, str]:
    pairs = list(said.items(multi=True))
    if not any(NUL in name or NUL in value for name, value in pairs):
        return said
    return ImmutableMultiDict((name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs)
