"""Read every answer that a test receives like a strict browser: `CheckingClient`.

A page is well made, its links lead somewhere, and it comes with the headers that keep it to itself. A page that was
seen before is not read again, for reading takes longer than making it.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
from flask import Flask
from flask.testing import FlaskClient

HOST = "http://localhost"
REDIRECTS = (301, 302, 303, 307, 308)

# What every answer carries, whatever its status and its kind.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# What differs between two pages that say the same: the tokens of their forms, and the moment.
_TOKEN = re.compile(r'(<input[^>]* name="(?:csrf_token|once)"[^>]* value="| data-now=")[^"]*')
# Around a piece of a page, so that it can be read as one.
_PIECE = '<!doctype html><html lang="en"><head><title>A piece</title></head><body><h1>A piece</h1>{}</body></html>'
# What has to have words: text, or a name for those who hear the page.
_WORDED = ("a", "button", "label", "legend", "caption", "summary", "h1", "h2", "h3", "h4", "h5", "h6")
_FIELDS = ("input", "select", "textarea")


@dataclass
class Page:
    """Hold what was read of a page: its ids, and its links as (address as it stands there, method)."""

    ids: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)


class CheckingClient(FlaskClient):
    """Send requests, and check each answer that comes back; sends forms with their tokens."""

    def open(self, *args, **kwargs):
        """Answer a request, after the answer has been checked."""
        with self.application.app_context():  # a request never shares its context with the test around it
            response = super().open(*args, **kwargs)
        check_headers(response)
        if (page := page_of(response)) is not None:
            address = response.request.path
            for link, method in page.links:
                if not link.startswith("#"):
                    check_link(self.application, urljoin(f"{HOST}{address}", link), method, address)
        return response

    def token(self, address: str = "/account") -> str:
        """Return the token that a form of this browser carries."""
        page = self.get(address, follow_redirects=True).get_data(as_text=True)
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]

    def send(self, address: str, follow: bool = True, **fields):
        """Send a form as a browser does: with the token of the page, and following where it leads."""
        data = {name.replace("__", "-"): value for name, value in fields.items()}
        data.setdefault("csrf_token", self.token())
        return self.post(address, data=data, follow_redirects=follow)


def settled(page: str) -> str:
    """Return a page without the tokens of its forms and its moment, so that pages that say the same are the same."""
    return _TOKEN.sub(r"\1", page)


def page_of(response) -> Page | None:
    """Return what is read of an answer with a page, or with a piece of one for a script; else None."""
    if response.mimetype == "application/json" and not response.is_streamed:
        answer = response.get_json(silent=True)
        piece = answer.get("html") if isinstance(answer, dict) else None
        return None if piece is None else check_page(_PIECE.format(piece), response.request.path)
    if response.mimetype != "text/html" or response.status_code in REDIRECTS or not response.data:
        return None
    return check_page(response.get_data(as_text=True), response.request.path)


def check_headers(response) -> None:
    """Fail where an answer lacks a header, or may be kept by others than the browser that asked."""
    request, headers = response.request, response.headers
    for name, value in HEADERS.items():
        assert headers.getlist(name) == [value], f"{request.path}: {name} is {headers.getlist(name)}"
    if request.path.startswith("/static/") and response.status_code in (200, 206, 304):
        named = re.search(r"\.[0-9a-f]{12}\.\w+$", request.path)
        wanted = "public, max-age=31536000, immutable" if named else "no-cache"
    else:
        wanted = "no-store"
    assert headers.getlist("Cache-Control") == [wanted], f"{request.path}: {headers.getlist('Cache-Control')}"
    for cookie in headers.getlist("Set-Cookie"):
        flags = {flag.strip() for flag in cookie.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags, f"{request.path}: {cookie}"


_LEADING: set[tuple[str, str]] = set()  # the links that were found to lead somewhere


def check_link(app: Flask, link: str, method: str, page: str) -> None:
    """Fail where a link of a page leads to an address of ours that does not exist, or to a file that does not."""
    parts = urlsplit(link)
    if f"{parts.scheme}://{parts.netloc}" != HOST or (parts.path, method) in _LEADING:
        return
    assert app.url_map.bind("localhost").test(parts.path, method), f"{page} leads to {link} ({method}): no such address"
    if parts.path.startswith("/static/"):
        address = unquote(parts.path.removeprefix("/static/"))
        file = app.extensions["static_files"].find(address)
        assert file is not None, f"{page} leads to {link}, but there is no such file"
        assert address in (file.name, file.address), f"{page} leads to {link}, which has an old digest"
    _LEADING.add((parts.path, method))


_READ: dict[bytes, Page] = {}  # by the digest of the page


def check_page(page: str, address: str) -> Page:
    """Return what is read of a page; fail where it is not well made."""
    digest = hashlib.sha256(settled(page).encode()).digest()
    if digest not in _READ:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False, strict=False)
        document = parser.parse(page)
        faults = [f"{code} at {place}" for place, code, _ in parser.errors]
        faults += list(_faults(document))
        assert not faults, f"{address}: {faults}\n{page}"
        _READ[digest] = Page({one.get("id") for one in document.iter() if one.get("id")}, list(_links(document)))
    return _READ[digest]


def _links(document) -> Iterator[tuple[str, str]]:
    """List where a page leads, and how: its links, files, forms and buttons, and what its scripts ask for."""
    for form in document.iter("form"):
        method = (form.get("method") or "get").upper()
        yield form.get("action") or "", method
        for button in form.iter("button"):
            if button.get("formaction"):
                yield button.get("formaction"), (button.get("formmethod") or method).upper()
    for element in document.iter():
        for name in ("href", "src", "data-watch"):
            if element.get(name):
                yield element.get(name), "GET"


def _faults(document) -> Iterator[str]:
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    ids = [element.get("id") for element in elements if element.get("id")]
    yield from _faults_of_page(document)
    yield from (f"the id {name} stands twice" for name in {name for name in ids if ids.count(name) > 1})
    yield from _faults_of_headings(elements)
    yield from _faults_of_fields(document, elements)
    known = set(ids)
    for element in elements:
        yield from _faults_of_element(element, known)


def _faults_of_page(document) -> Iterator[str]:
    if not document.get("lang"):
        yield "the page names no language"
    titles = [title.text or "" for title in document.iter("title") if title.text]
    if not titles or not titles[0].partition(" · ")[0].strip(" ·\n"):
        yield "the page has no title"
    if (count := len(list(document.iter("h1")))) != 1:
        yield f"the page has {count} h1"
    if "{{" in (text := "".join(document.itertext())) or "%(" in text:
        yield "a template's place was left unfilled"


def _faults_of_headings(elements) -> Iterator[str]:
    level = 0
    for element in elements:
        if re.fullmatch("h[1-6]", element.tag):
            if int(element.tag[1]) > level + 1:
                yield f"the heading “{''.join(element.itertext()).strip()}” skips a level"
            level = int(element.tag[1])


def _faults_of_fields(document, elements) -> Iterator[str]:
    labelled = {label.get("for") for label in document.iter("label")}
    inside = {id(inner) for label in document.iter("label") for inner in label.iter()}
    for element in elements:
        if element.tag not in _FIELDS or element.get("type") in ("hidden", "submit", "button"):
            continue
        named = element.get("aria-label") or element.get("aria-labelledby")
        if not (element.get("id") in labelled or id(element) in inside or named):
            yield f"the field {element.get('name')} has no label"


def _faults_of_element(element, ids: set[str]) -> Iterator[str]:
    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form", "list"):
        for name in (element.get(attribute) or "").split():
            if name not in ids:
                yield f"{attribute} names {name}, which is not on the page"
    if element.tag == "img" and element.get("alt") is None:
        yield "a picture has no alternative text"
    if element.tag in _WORDED and not _words(element):
        yield f"{element.tag} {dict(element.attrib)} has no words"
    if element.get("style") or any(name.startswith("on") for name in element.attrib):
        yield f"{element.tag} has a style or a script in an attribute"
    href = element.get("href") or ""
    if href.startswith("#") and len(href) > 1 and href[1:] not in ids:
        yield f"a link leads to {href}, which is not on the page"
    if element.tag == "a" and href in ("", "#"):
        yield "a link leads nowhere"


def _words(element) -> str:
    pictures = [picture.get("alt") or "" for picture in element.iter("img")]
    words = element.get("aria-label") or element.get("aria-labelledby") or "".join([*element.itertext(), *pictures])
    return words.strip()
