"""The headers that keep every answer to itself, and the flags of every cookie.

The client of all tests checks the headers of every answer (`tests.pages.check_headers`); here stand the answers that
are easily forgotten, and what only a site behind HTTPS sends.
"""

from dataclasses import replace

import pytest

from quizapp.app import create_app
from quizapp.store.db import db
from quizapp.web.access import COOKIE
from tests.builders import PASSWORD, Site
from tests.pages import CheckingClient, check_headers

HSTS = "Strict-Transport-Security"


@pytest.fixture
def secure(settings):
    """Return a site that is served by HTTPS alone."""
    app = create_app(replace(settings, secure_cookies=True))
    app.test_client_class = CheckingClient
    with app.app_context():
        yield Site(app)
        db.session.remove()
        db.engine.dispose()


def checked(answer, status: int):
    """Check an answer that should have this status, once more and in words."""
    with answer:
        assert answer.status_code == status
        check_headers(answer)
    return answer


def test_pages_files_and_answers_to_scripts_have_the_headers(site):
    client = site.client(site.person("student"))
    checked(client.get("/account"), 200)
    checked(client.get("/account/data.json"), 200)
    checked(client.get("/static/style.css"), 200)
    checked(client.get("/alive"), 200)


def test_what_is_taken_away_has_the_headers_and_is_kept_by_nobody(site):
    client = site.client(site.person("admin"))
    form = {"csrf_token": client.token()}
    answer = checked(client.post("/admin/results/scores.csv", data=form), 200)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    client.post("/admin/backups", data=form)
    backups = site.app.config["SETTINGS"].instance / "backups"
    name = next(backups.iterdir()).name
    answer = checked(client.post(f"/admin/backups/{name}", data=form), 200)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_every_refusal_has_the_headers(site):
    client = site.client(site.person("teacher"))
    checked(client.get("/no/such/page"), 404)
    checked(client.get("/static/no-such-file.css?v=1"), 404)
    checked(client.get("/quizzes"), 403)
    checked(client.get("/quizzes", headers={"Accept": "application/json"}), 403)
    checked(client.post("/teach/classes/new"), 400)
    checked(client.post("/teach/classes"), 405)
    checked(client.get("/account/no-such-page\x00"), 400)
    large = {"csrf_token": client.token(), "pasted": "x" * (site.app.config["MAX_CONTENT_LENGTH"] + 1)}
    checked(client.post("/teach/banks/uploads/new", data=large), 413)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_fault_of_our_own_has_the_headers(settings, accept, caplog):
    app = create_app(settings)
    app.test_client_class = CheckingClient
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    checked(app.test_client().get("/broken", headers={"Accept": accept}), 500)
    assert "ZeroDivisionError" in caplog.text


def test_a_site_by_http_promises_nothing_of_https(client):
    assert HSTS not in client.get("/sign-in").headers


def test_a_site_behind_https_says_so_in_every_answer(secure):
    for address, status in (("/sign-in", 200), ("/alive", 200), ("/static/style.css", 200), ("/nowhere", 404)):
        assert checked(secure.app.test_client().get(address), status).headers[HSTS] == "max-age=31536000"


@pytest.mark.parametrize("by_https", [True, False])
def test_every_cookie_has_its_flags(secure, site, by_https):
    made = secure if by_https else site
    made.person("student", "ann")
    client = made.app.test_client()
    given = [*cookies(client.get("/sign-in"))]
    given += cookies(client.send("/sign-in", follow=False, username="ann", password=PASSWORD))
    given += cookies(client.send("/account/sign-out", follow=False))
    assert {cookie.partition("=")[0] for cookie in given} >= {COOKIE, made.app.config["SESSION_COOKIE_NAME"]}
    for cookie in given:
        flags = {flag.strip() for flag in cookie.split(";")[1:]}
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags, cookie
        assert ("Secure" in flags) == by_https, cookie


def cookies(answer) -> list[str]:
    """List what an answer puts into the browser."""
    return answer.headers.getlist("Set-Cookie")
