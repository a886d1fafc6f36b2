"""Serve the static files by names that hold their digests, compressed, to be kept for ever.

`static/clock.js` has the address `/static/clock.0f1e2d3c4b5a.js`. The plain address, or one with an old digest, answers
too, but is asked about each time. What one file names in another (a module that it imports, a font of the style sheet)
is rewritten to that other's address, so that a digest covers all that hangs on it. An import map would have to stand in
every page, as a script in the line that the policy forbids, or with a nonce that keeps pages from being stored.

The files are read and named when a process starts, and each is compressed when it is first asked for. They are few and
small, so they stay in memory, every server does the same, and nobody has to build anything. Which modules a page's
modules import is told in a header (`Link: <...>; rel=modulepreload`), so that the browser need not find out by and by;
those that a script awaits later (`import("./signing.js")`) are not, for they are not needed to see a page at first.
Comments and indents are left out; lines stay where they are, so that what a browser says of them can be found.
"""

import gzip
import hashlib
import posixpath
import re
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, abort, g, request, url_for

YEAR = 365 * 24 * 3600
FOR_EVER, ASKED_ABOUT = f"public, max-age={YEAR}, immutable", "no-cache"
MOST_BYTES = 8 * 2**20  # of all files together
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PACKED = (".png", ".woff2")  # compressed as they are
# What names another file: an import of a module (also one that is awaited), and an address of a style sheet.
_NAMING = {
    ".js": re.compile(r'((?:\bfrom|\bimport)\s*\(?\s*")(\.{1,2}/[^"]+)(")'),
    ".css": re.compile(r'(\burl\(")([^":]+)("\))'),
}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REMARK = re.compile(r"^//.*$|(?<=[;{},)]) //[^\"'`\n]*$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_SOON = "rel=modulepreload; fetchpriority=low"  # the styles go first, for without them nothing is seen
_DIGESTED = re.compile(r"(.+)\.[0-9a-f]{12}(\.\w+)", re.ASCII)
_PACK = {
    "br": lambda content: brotli.compress(content, quality=11),
    "gzip": lambda content: gzip.compress(content, 9, mtime=0),
}


class Unservable(Exception):
    """Refuse to serve a folder of static files, in a sentence for whoever puts files into it."""


class StaticFile:
    """Hold one file as it is sent, and the modules that it imports at once, also those that these import."""

    def __init__(self, name: str, content: bytes, named: list["StaticFile"]):
        stem, suffix = posixpath.splitext(name)
        self.name, self.content = name, content
        self.digest = hashlib.sha256(content).hexdigest()[:12]
        self.address = f"{stem}.{self.digest}{suffix}" if suffix else name
        self.kind = KINDS.get(suffix, "text/plain; charset=utf-8")
        self.codings = () if suffix in PACKED else tuple(_PACK)
        imported = [one for other in named if other.is_module for one in (other, *other.modules)]
        self.modules = tuple(dict.fromkeys(imported))

    @property
    def is_module(self) -> bool:
        """Tell whether it is a script."""
        return self.name.endswith(".js")

    @lru_cache(maxsize=1024)  # noqa: B019 - a shelf lives as long as its process
    def coded(self, coding: str) -> bytes:
        """Return the content in a coding, made once."""
        return _PACK[coding](self.content) if coding in self.codings else self.content


class Shelf:
    """Hold all static files of a folder; `Unservable` where one names what is not there, or all are too large."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.files: dict[str, StaticFile] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self._take(path.relative_to(folder).as_posix(), ())
        if (size := sum(len(file.content) for file in self.files.values())) > MOST_BYTES:
            raise Unservable(f"the static files have {size} bytes, more than {MOST_BYTES}")

    def find(self, address: str) -> StaticFile | None:
        """Return the file of an address, with its digest or without."""
        plain = _DIGESTED.sub(r"\1\2", address) if _DIGESTED.fullmatch(address) else address
        return self.files.get(address) or self.files.get(plain)

    def _take(self, name: str, above: tuple[str, ...]) -> StaticFile:
        if name in above:
            raise Unservable(f"static files import one another in a circle: {' > '.join((*above, name))}")
        if name not in self.files:
            if not (path := self._folder / name).is_file():
                raise Unservable(f"{above[-1]} names {name}, which is not there")
            content, named = self._rewritten(name, path.read_bytes(), (*above, name))
            self.files[name] = StaticFile(name, content, named)
        return self.files[name]

    def _rewritten(self, name: str, content: bytes, above: tuple[str, ...]) -> tuple[bytes, list[StaticFile]]:
        """Return a file with the addresses of what it names in their place, and the files that it needs at once."""
        if (naming := _NAMING.get(posixpath.splitext(name)[1])) is None:
            return content, []
        named: list[StaticFile] = []

        def address(found: re.Match[str]) -> str:
            wanted = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[2]))
            file = self._take(wanted, above)
            if "(" not in found[1]:  # it is not awaited later
                named.append(file)
            beside = found[2][: len(found[2]) - len(posixpath.basename(found[2]))]
            return f"{found[1]}{beside}{posixpath.basename(file.address)}{found[3]}"

        return naming.sub(address, lean(name, content.decode())).encode(), named


def lean(name: str, text: str) -> str:
    """Return a script or a style sheet without its comments and indents, each line at its place.

    A script is left alone where a text in it goes over several lines, for such a text may look like anything.
    """
    if name.endswith(".css"):
        text = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    elif any(line.count("`") % 2 for line in text.splitlines()):
        return text
    text = _INDENT.sub("", text)
    return _REMARK.sub("", text) if name.endswith(".js") else text


def install(app: Flask) -> None:
    """Serve the files of an application's static folder, and put their digests into every address that is made."""
    shelf = app.extensions["static_files"] = Shelf(Path(app.static_folder or ""))

    def serve(filename: str) -> Response:
        return answer_of(shelf.find(filename) or abort(404), filename)

    @app.url_defaults
    def name_by_digest(endpoint: str, values: dict) -> None:
        if endpoint == "static" and (file := shelf.files.get(values.get("filename", ""))):
            values["filename"] = file.address

    @lru_cache(maxsize=256)
    def links(root: str, used: frozenset[str]) -> str:
        files = [shelf.files[name] for name in sorted(used) if name in shelf.files]
        modules = dict.fromkeys(one.name for file in files for one in file.modules if one.name not in used)
        return ", ".join(f"<{url_for('static', filename=name)}>; {_SOON}" for name in modules)

    @app.after_request
    def announce(response: Response) -> Response:
        used = g.get("static_files")
        if used and response.mimetype == "text/html" and (told := links(request.script_root, frozenset(used))):
            response.headers["Link"] = told
        return response

    app.view_functions["static"] = serve


def answer_of(file: StaticFile, address: str) -> Response:
    """Return the answer with a file, in the best coding that the browser takes."""
    coding = max(file.codings, key=request.accept_encodings.quality, default="")
    coding = coding if coding and request.accept_encodings.quality(coding) else ""
    response = Response(file.coded(coding), content_type=file.kind)
    response.set_etag(f"{file.digest}-{coding}" if coding else file.digest)
    response.headers["Cache-Control"] = FOR_EVER if address == file.address else ASKED_ABOUT
    if file.codings:
        response.vary.add("Accept-Encoding")
    if coding:
        response.content_encoding = coding
    return response.make_conditional(request)
