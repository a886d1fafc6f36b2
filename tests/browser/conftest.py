"""Give the browser tests a live site, and pages in which people are signed in.

    def test_something(live):
        ann = live.site.person("student")
        page = live.page(ann, width=360)
        live.visit(page, "/quizzes")  # and look at it: is it the page that was asked for, and open to everyone?

The site is served from a thread, on a free port, with one database for the whole run; each test makes people of its
own. What a page's script throws fails the test that opened the page.
"""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from quizapp.app import create_app
from quizapp.core.questions import KINDS
from quizapp.operations import sessions
from quizapp.store.db import db
from quizapp.store.models import Person
from quizapp.web.access import COOKIE
from tests import conftest
from tests.browser.axe import faults_of
from tests.builders import PASSWORD, Site
from tests.papers import start

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HEIGHTS = {360: 740, 1280: 900}
WIDTHS = pytest.mark.parametrize("width", sorted(HEIGHTS))


@dataclass
class Live:
    """Hold a site that is being served, and open pages on it."""

    address: str
    site: Site
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    thrown: list[str] = field(default_factory=list)

    def context(
        self, person: Person | None = None, *, width: int = 1280, script: bool = True, workers: bool = True
    ) -> BrowserContext:
        """Return a browser of its own (a device), in which a person is signed in; `workers`: it has service workers."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            reduced_motion="reduce",
            java_script_enabled=script,
            service_workers="allow" if workers else "block",
            locale="en-GB",
            timezone_id="UTC",
        )
        context.set_default_timeout(30_000)
        if person is not None:
            context.add_cookies([{"name": COOKIE, "value": self._token(person), "url": self.address}])
        self.contexts.append(context)
        return context

    def page(self, person: Person | None = None, **options) -> Page:
        """Return a page of a browser of its own; for the options see `context`."""
        page = self.context(person, **options).new_page()
        page.on("pageerror", lambda error: self.thrown.append(str(error)))
        page.on("console", lambda message: self._hear(message))
        return page

    def visit(self, page: Page, path: str) -> None:
        """Open an address, and look at it."""
        page.goto(path)
        self.look(page, path)

    def look(self, page: Page, path: str) -> None:
        """Look at a page: is it the one that was asked for, and open to everyone in light and dark?

        A `#` in the path stands for a number. A page that leads on to another one fails here.
        """
        wanted = re.escape(self.address + path).replace(r"\#", r"\d+")
        expect(page).to_have_url(re.compile(wanted + "(#.*)?$"))
        faults = faults_of(page)
        assert not faults, f"{page.url}:\n" + "\n".join(faults)

    def sign_in(self, page: Page, username: str, password: str = PASSWORD) -> None:
        """Sign somebody in by the form, on the page of signing in."""
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()

    def _hear(self, message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.thrown.append(message.text)

    def _token(self, person: Person) -> str:
        return sessions.sign_in(self.site.actor(person), person.username, PASSWORD, days=1)


class _Quiet(WSGIRequestHandler):
    """Serve without a line for each request."""

    def log(self, *args) -> None:
        """Say nothing."""


def from_memory(app: Flask):
    """Wrap an application to send files from memory: the server leaves them open where a browser goes away."""

    def answer(environ, start_response):
        parts = app(environ, start_response)
        if not environ["PATH_INFO"].startswith("/static/"):
            return parts
        with closing(parts):
            return list(parts)

    return answer


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    """Serve a fresh site from a thread; return its address, and the builder of what it holds."""
    folder, url = tmp_path_factory.mktemp("live"), ""
    if conftest.POSTGRESQL:
        url = conftest._create_database(f"quizapp_live_{folder.name}", template)
    else:
        shutil.copyfile(template, Path(folder) / "quizapp.sqlite3")
    app = create_app(replace(conftest.settings_for(folder, url), sweep_seconds=1))
    server = make_server("127.0.0.1", 0, from_memory(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="live", daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}", Site(app)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def live(served: tuple[str, Site], chromium: Browser) -> Iterator[Live]:
    """Return the live site; all pages that a test opened are closed after it."""
    address, site = served
    with site.app.app_context():
        live = Live(address, site, chromium)
        yield live
        for context in live.contexts:
            context.close()
        db.session.remove()
    assert not live.thrown, live.thrown


@pytest.fixture
def begun(live):
    """Return a function that starts an attempt at some questions: (student, id of the attempt)."""
    teacher, student = live.site.person("teacher"), live.site.person("student")
    school_class = live.site.school_class(teacher, student)

    def begin(*questions, **terms):
        bank = live.site.bank(*questions, owner=teacher)
        count = len(questions) or len(KINDS)
        quiz = live.site.quiz(school_class, bank=bank, **{"count": count, "per_page": 50, **terms})
        return student, start(live.site, student, quiz, datetime.now(UTC))

    return begin
