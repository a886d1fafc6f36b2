"""Every word of every page goes through translation: the site is read in a language that nobody speaks."""

import json
import re
import zoneinfo

import flask_babel
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from quizapp.core.banks import Heading
from quizapp.core.generating import generate
from quizapp.core.values import plain
from quizapp.store.db import db, write
from quizapp.store.models import Person
from tests import walking
from tests.pseudo import Bracketed, untranslated, untranslated_in, without
from tests.walking import DOORS, OPEN, ROLES, ROUTES
from tests.world import World

# Where people's own words are kept; the rest of what is stored are our own words (roles, kinds, states, actions).
CONTENT = {
    "person": ("name", "username"),
    "school_class": ("name", "join_code"),
    "bank": ("name", "title"),
    "bank_version": ("heading",),
    "question": ("name", "document"),
    "upload": ("file_name", "content"),
    "quiz": ("title", "description"),
    "allowance": ("reason",),
    "rejection": ("reason",),
    "browser_session": ("device", "address"),
}
# What the audit log keeps, and where it is shown.
AUDIT = {"audit_entry": ("action", "actor_name", "subject_name", "address", "details")}
# Names that are the same in every language, and what a file has to say in every language.
NAMES = {"SQLite", "PostgreSQL", "username,name", "student01", "student02"}
# The parts of a document that are our own words.
OURS = {"kind", "difficulty", "stance", "format"}
# Files that people take away, which are the same in every language, so that programs can read them.
FILES = {"account.data", "student.receipt_file"}


settings = walking.settings


@pytest.fixture(scope="module")
def furnished(template, tmp_path_factory):
    """Furnish one database with two schools in which no name is a word of the site; return it, and what is in it."""
    with walking.furnishing(template, tmp_path_factory.mktemp("furnished"), rename) as made:
        yield made


@pytest.fixture
def world(site, furnished, monkeypatch) -> World:
    """Return two schools in whose pages everything translated is within brackets; forms need no token."""
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda self: Bracketed())
    monkeypatch.setitem(site.app.extensions, "quizapp_translations", {})
    monkeypatch.setattr(site.app, "test_client_class", FlaskClient)
    site.app.config.update(WTF_CSRF_ENABLED=False)
    return World(site, furnished[1])


@write
def rename() -> None:
    """Give everybody a name that no page would say by itself."""
    db.session.execute(sa.update(Person).values(name=sa.literal("Somebody ") + Person.username))


def content(tables: dict[str, tuple[str, ...]]) -> set[str]:
    """Return everything that is stored and is people's own words."""
    found: set[str] = set()
    with db.engine.connect() as connection:
        for table, columns in tables.items():
            for row in connection.execute(sa.select(*(db.metadata.tables[table].c[name] for name in columns))):
                for value in row:
                    found |= words_of(value)
    return found


def words_of(value) -> set[str]:
    """Return the texts of a value: a text itself, or the leaves of a document."""
    if isinstance(value, bytes):
        return words_of(value.decode())
    if isinstance(value, dict):
        return {word for name, inner in value.items() if name not in OURS for word in words_of(inner)}
    if isinstance(value, list):
        return {word for inner in value for word in words_of(inner)}
    if isinstance(value, str) and value.startswith(("{", "[")):
        return words_of(json.loads(value))
    if not isinstance(value, str):
        return set()
    parts = re.split(r"\{\d+\}|\n|: ", value)  # a text with gaps is shown in pieces, and a join code in groups
    parts += ["-".join(value[place : place + 4] for place in range(0, len(value), 4))]
    return {" ".join(part.split()) for part in (*parts, value) if part.strip()}


def made_from_claims() -> set[str]:
    """Return the words of the questions that the banks' claims give; they are in the language of their bank."""
    with db.engine.connect() as connection:
        headings = connection.scalars(sa.select(db.metadata.tables["bank_version"].c.heading))
        banks = [Heading.model_validate(heading) for heading in headings]
    found = {word for bank in banks for made in generate(bank, "1") for word in words_of(plain(made.question))}
    quotes = {part.quote for bank in banks for claim in bank.claims for one in claim.voices for part in one.evidence}
    texts = [passage.text for bank in banks for passage in bank.passages]
    found |= {f"{text[:59]}…" for text in texts}  # how a list to choose from shows a passage
    return found | {word for text in texts for quote in quotes for part in text.split(quote) for word in words_of(part)}


class Reader:
    """Read answers, and note what in them was not translated."""

    def __init__(self, role: str = ""):
        self.role, self.pages, self.found, self.known = role, 0, {}, content(CONTENT) | made_from_claims()

    def read(self, answer, where: str) -> None:
        """Read one answer, and all that it led to."""
        texts: list[str] = []
        if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
            self.pages += 1
            texts = untranslated(answer.get_data(as_text=True))
        elif answer.is_json:
            texts = untranslated_in(answer.get_json())
        for text in texts:
            self.found.setdefault(text, where)
        answer.close()

    def faults(self) -> list[str]:
        """List what is neither translated nor somebody's words."""
        zones = {name.replace("_", " ") for name in zoneinfo.available_timezones()}
        known, audit = self.known | content(CONTENT) | zones | NAMES, content(AUDIT)
        changed = {word for text in self.known if " " in text for word in re.findall(r"\w+", text)}
        faults = []
        for text, where in self.found.items():
            more = audit if self.role == "admin" else changed if where.endswith("/uploads/<int:upload_id>") else set()
            if left := without(text, known | more):
                faults.append(f"{where}: “{left}”")
        return faults


def routes_of(role: str, method: str):
    """Yield the routes at which somebody of a role comes in, as (endpoint, rule)."""
    for endpoint, known, rule in ROUTES:
        if known == method and endpoint not in ("static", *FILES) and (
            endpoint in OPEN or role in DOORS[endpoint.split(".")[0]]
        ):  # fmt: skip
            yield endpoint, rule


def test_a_word_outside_of_translation_is_found():
    page = """<title>⟦Who⟧ · Ours</title><p title="Look">⟦All <b>of this</b> is 3⟧ fine<img alt="⟦a bee⟧"></p>
              <button value="x">Go</button><input type="submit" value="Send"><i data-words='{"a": "Wait", "b": "⟦c⟧"}'>
              </i><time>24 Nov 2026, 21:33</time><code>name</code>"""
    assert untranslated(page) == ["· Ours", "fine", "Go", "24 Nov 2026, 21:33", "Look", "Send", "Wait"]
    assert untranslated_in({"message": "Try again", "code": "csrf", "html": "<p>⟦So⟧ one</p>"}) == ["Try again", "one"]
    assert without("Ann, 24 Nov 2026, 21:33", ["Ann"]) == ""
    assert without("Anna or Ann", ["Ann"]) == "Anna or  "


@pytest.mark.parametrize("role", ROLES)
def test_every_page_speaks_the_readers_language(world, role):
    client, reader = world.client(role, "own"), Reader(role)
    for endpoint, rule in routes_of(role, "GET"):
        reader.read(client.get(world.address(rule, role, "own", endpoint)), f"GET {rule}")
    assert reader.pages > 8
    assert not reader.faults(), "\n".join(reader.faults())


def test_every_page_of_a_visitor_speaks_their_language(world):
    client, reader = world.app.test_client(), Reader()
    for endpoint, _, rule in ROUTES:
        if endpoint in OPEN - {"static"}:
            reader.read(client.get(world.address(rule, "student", "own", endpoint)), f"GET {rule}")
            data = {"username": "nobody", "password": "x", "code": "x"}
            reader.read(client.post(world.address(rule, "student", "own", endpoint), data=data), f"POST {rule}")
    assert not reader.faults(), "\n".join(reader.faults())


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_to_a_form_speaks_the_readers_language(world, role):
    """Each form is sent empty: it is refused in sentences, or the act is done and told."""
    reader = Reader(role)
    for endpoint, rule in routes_of(role, "POST"):
        client = world.client(role, "own")
        answer = client.post(world.address(rule, role, "own", endpoint), follow_redirects=True)
        reader.read(answer, f"POST {rule}")
    assert reader.pages > 4
    assert not reader.faults(), "\n".join(reader.faults())


def test_every_page_of_an_error_speaks_the_readers_language(world, monkeypatch):
    client, reader, teacher = world.app.test_client(), Reader(), world.client("teacher", "own")
    for json_or_page in ({}, {"Accept": "application/json"}):
        reader.read(client.get("/nowhere", headers=json_or_page), "404")
        reader.read(client.put("/sign-in", headers=json_or_page), "405")
        reader.read(teacher.get("/admin", headers=json_or_page), "403")
        large = {"file": "x" * 2**24}
        reader.read(teacher.post("/teach/banks/uploads/new", data=large, headers=json_or_page), "413")
    world.app.config.update(WTF_CSRF_ENABLED=True)
    reader.read(client.post("/sign-in"), "400, without a token")
    reader.read(client.post("/sign-in", headers={"Accept": "application/json"}), "400, without a token, for a script")
    world.app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    monkeypatch.setitem(world.app.view_functions, "public.alive", lambda: 1 / 0)
    reader.read(client.get("/alive"), "500")
    assert not reader.faults(), "\n".join(reader.faults())
