"""Follow every link of the site, as each role from its first page on: each leads to a page, and to a place on it."""

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests import walking
from tests.pages import HOST, Page, page_of
from tests.walking import OPEN, ROLES, ROUTES, roles_of

furnished, settings, world = walking.furnished, walking.settings, walking.world

# Of addresses that differ only in what is asked for (`?sort=name`, `?sort=time`), so many are followed.
ALIKE = 2

# What no link leads to, with the reason.
NO_LINK = {
    "student.clock": "asked for by the script of an attempt's pages",
    "student.join_class": "the form of it stands on the page of quizzes",
    "student.paper": "kept by the script of an attempt's pages",
    "public.service_worker": "registered by the script of an attempt's pages",
    "student.summary": "a button of an attempt's pages saves, and leads there",
    "teacher.count_available": "asked for by the script of a blueprint",
    "teacher.first_passwords": "shown once, after they were made",
    "teacher.password_link": "shown once, after it was made",
    "teacher.upload": "shown after a file was chosen",
    "public.join": "the code of a class leads there",
    "public.reset": "a one-time link leads there",
    "public.alive": "asked for by a monitor",
}


@dataclass
class Crawl:
    """Follow links until there are no new ones; remember what was reached, and what is wrong."""

    client: object
    waiting: deque[tuple[str, str]] = field(default_factory=lambda: deque([("/", "the start")]))
    known: set[str] = field(default_factory=set)
    alike: dict[tuple, int] = field(default_factory=dict)
    pages: dict[str, Page | None] = field(default_factory=dict)
    fragments: set[tuple[str, str, str]] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def follow(self) -> None:
        """Follow every link, and then look for the places that links name on other pages."""
        while self.waiting:
            self._visit(*self.waiting.popleft())
        for address, fragment, source in self.fragments:
            page = self.pages.get(address)
            if page is not None and fragment not in page.ids:
                self.faults.append(f"{source} leads to {address}#{fragment}, which is not on that page")

    def _visit(self, address: str, source: str) -> None:
        with self.client.get(address, follow_redirects=True) as answer:
            self.reached |= {self._endpoint(one.request.path) for one in (*answer.history, answer)}
            if answer.status_code != 200:
                self.faults.append(f"{source} leads to {address}: {answer.status_code}")
                return
            page, here = page_of(answer), answer.request.full_path.rstrip("?")
        self.pages[address] = page
        for link, method in page.links if page else ():
            if method == "GET":
                self._note(urljoin(f"{HOST}{here}", link), here)

    def _endpoint(self, path: str) -> str:
        try:
            return self.client.application.url_map.bind("localhost").match(path, "GET")[0]
        except HTTPException:
            return ""

    def _note(self, link: str, source: str) -> None:
        whole, fragment = urldefrag(link)
        if not whole.startswith(f"{HOST}/"):
            return
        address = whole.removeprefix(HOST)
        if fragment:
            self.fragments.add((address, fragment, source))
        parts = urlsplit(address)
        kind = (parts.path, *sorted(name for name, _ in parse_qsl(parts.query)))
        if address in self.known or parts.path.startswith("/static/") or self.alike.get(kind, 0) >= ALIKE:
            return
        self.known.add(address)
        self.alike[kind] = self.alike.get(kind, 0) + 1
        self.waiting.append((address, source))


@pytest.mark.parametrize("who", ["visitor", *ROLES])
def test_every_link_leads_to_a_page_and_every_page_can_be_reached(world, who):
    crawl = Crawl(world.client(who))
    crawl.follow()
    assert not crawl.faults, "\n".join(crawl.faults)
    own = {
        endpoint
        for endpoint, method, _ in ROUTES
        if method == "GET" and (who in roles_of(endpoint) or (who == "visitor" and endpoint in OPEN - {"static"}))
    }
    assert own - crawl.reached == own & set(NO_LINK)
