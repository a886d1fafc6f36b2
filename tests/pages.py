"""Read every page that a test receives like a strict browser: `CheckingClient`."""

import re
from urllib.parse import urlsplit

import html5lib
from flask.testing import FlaskClient

_EXEMPT = re.compile(r"^/static/")


class CheckingClient(FlaskClient):
    """Send requests, and check each HTML page that comes back; sends forms with their tokens."""

    def open(self, *args, **kwargs):
        """Answer a request, after the page has been checked."""
        with self.application.app_context():  # a request never shares its context with the test around it
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303) and response.data:
            check_page(response.get_data(as_text=True), response.request.path)
            if response.status_code == 200 and response.request.method == "GET":
                self._check_links(response)
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

    def _check_links(self, response) -> None:
        adapter = self.application.url_map.bind("localhost")
        for link in re.findall(r'(?:href|src|action)="([^"]*)"', response.get_data(as_text=True)):
            parts = urlsplit(link.replace("&amp;", "&"))
            if parts.scheme or parts.netloc or not parts.path:
                continue
            assert adapter.test(parts.path, "GET") or adapter.test(parts.path, "POST"), (
                f"{response.request.path} leads to {link}, which is no address of this site"
            )


def check_page(page: str, address: str) -> None:
    """Fail where a page is not well made."""
    tree = html5lib.HTMLParser(namespaceHTMLElements=False, strict=False)
    document = tree.parse(page)
    faults = [f"{code} at {place}" for place, code, _ in tree.errors]
    faults += list(_faults(document))
    assert not faults, f"{address}: {faults}\n{page}"


def _faults(document):
    if not document.get("lang"):
        yield "the page names no language"
    titles = [title.text or "" for title in document.iter("title") if title.text]
    if not titles or not titles[0].strip(" ·\n"):
        yield "the page has no title"
    if (count := len(list(document.iter("h1")))) != 1:
        yield f"the page has {count} h1"
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    yield from (f"the id {name} stands twice" for name in {name for name in ids if ids.count(name) > 1})
    level = 0
    for element in document.iter():
        if isinstance(element.tag, str) and re.fullmatch("h[1-6]", element.tag):
            if int(element.tag[1]) > level + 1:
                yield f"the heading “{''.join(element.itertext()).strip()}” skips a level"
            level = int(element.tag[1])
    labelled = {label.get("for") for label in document.iter("label")}
    inside = {id(inner) for label in document.iter("label") for inner in label.iter()}
    for element in document.iter():
        if element.tag not in ("input", "select", "textarea") or element.get("type") in ("hidden", "submit", "button"):
            continue
        if not (element.get("id") in labelled or id(element) in inside or element.get("aria-label")
                or element.get("aria-labelledby")):  # fmt: skip
            yield f"the field {element.get('name')} has no label"
    for element in document.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute} names {name}, which is not on the page"
        if element.tag == "img" and element.get("alt") is None:
            yield "a picture has no alternative text"
        if element.tag == "button" and not "".join(element.itertext()).strip() and not element.get("aria-label"):
            yield "a button has no words"
        if element.get("style") or any(name.startswith("on") for name in element.attrib):
            yield f"{element.tag} has a style or a script in an attribute"
        href = element.get("href") or ""
        if href.startswith("#") and len(href) > 1 and href[1:] not in ids:
            yield f"a link leads to {href}, which is not on the page"
    if "{{" in (text := "".join(document.itertext())) or "%(" in text:
        yield "a template's place was left unfilled"
