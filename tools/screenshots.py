#!/usr/bin/env python3
"""Take the screenshots of the README anew: `make screenshots`.

A fresh site in a temporary folder is served to Debian's Chromium: with the bundled bank, a class of students who
are called “Student 01” and so on, and attempts of mixed quality. Nothing of it is kept but the pictures.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from quizapp.app import create_app
from quizapp.core.answers import key_of
from quizapp.core.documents import document_of, read_bank, write_yaml
from quizapp.core.enrolling import Row
from quizapp.core.plans import Line, Plan
from quizapp.core.questions import Cloze, Common, Matching, MultipleChoice, Ordering, SingleChoice, TrueFalse
from quizapp.operations import accounts, attempts, banks, classes, quizzes, sessions
from quizapp.settings import Settings
from quizapp.store.audit import Actor
from quizapp.store.queries import attempts as reading_attempts
from quizapp.store.queries import banks as reading_banks
from quizapp.store.queries.classes import classes_of
from quizapp.store.queries.people import person_named
from quizapp.store.secrets import new_password

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars"]  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
NOW = datetime.now(UTC).replace(microsecond=0)
STUDENTS, TOPICS, BANK = 14, ("groups", "goals", "ukraine"), "belgorod-raid"


@dataclass
class School:
    """Hold the numbers of what the pictures show."""

    passwords: dict[str, str]
    class_id: int
    quiz_id: int
    bank_id: int
    copy_id: int
    finished: int
    running: int


def main() -> None:
    """Serve a site, and take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="quizapp-pictures-") as folder,
        served(Path(folder)) as (address, school),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for role, size, names in TAKEN:
            page = signed_in(browser, address, role, school.passwords[role], size)
            for name in names:
                PAGES[name](page, school, Path(folder))
                take(page, name)
        browser.close()


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, School]]:
    """Prepare a site as a newcomer does, fill it, and serve it from a thread."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
    environment["QUIZAPP_INSTANCE"] = str(folder)
    command = [sys.executable, "-m", "quizapp", "prepare", "--json"]
    told = json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout)
    app = create_app(Settings(instance=folder, sweep_seconds=0))
    with app.app_context():
        school = built({one["username"]: one["password"] for one in told["people"]})
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}", school
    server.shutdown()
    server.server_close()


class _Quiet(WSGIRequestHandler):
    """Serve without a line for each request."""

    def log(self, *args: Any) -> None:
        """Say nothing."""


def actor(username: str, minutes_ago: float = 0) -> Actor:
    """Return somebody as an operation knows who acts, some minutes ago."""
    person = person_named(username)
    return Actor(person.id, person.name, person.role, NOW - timedelta(minutes=minutes_ago), "127.0.0.1")


def built(passwords: dict[str, str]) -> School:
    """Build a class that has taken a quiz, or is taking it."""
    teacher, lots = actor("teacher", 3000), random.Random(31)
    class_id = classes_of(teacher.id)[0].school_class.id
    names = [(f"student-{number:02}", f"Student {number:02}") for number in range(1, STUDENTS + 1)]
    rows = [Row(number, username, name) for number, (username, name) in enumerate(names, 2)]
    classes.enrol_people(teacher, class_id, rows, "for pictures")
    for username, _ in names[:13]:  # those who have come in set passwords of their own
        sessions.reset_password(teacher, accounts.make_reset_link(teacher, person_named(username).id), new_password())
    bank = reading_banks.bank_of(None, BANK)
    lines = tuple(Line(bank.id, topic, difficulty, count) for topic in TOPICS
                  for difficulty, count in (("easy", 2), ("medium", 1), ("hard", 1)))  # fmt: skip
    plan = Plan("The raid of May 2023: who says what", "Who says it, who denies it, and what the source leaves open.",
                lines, (class_id,), NOW - timedelta(days=2), NOW + timedelta(days=5), minutes=40, attempts=2,
                feedback="at_once", pass_percent=50)  # fmt: skip
    quiz_id = quizzes.create(teacher, plan)
    quizzes.publish(teacher, quiz_id)
    for number, (username, _) in enumerate(names[:12]):
        answered(username, quiz_id, lots, skill=0.35 + 0.05 * number, minutes_ago=1500 - 40 * number)
    for number, (username, _) in enumerate(names[9:13]):
        answered(username, quiz_id, lots, skill=0.7, minutes_ago=4 + 3 * number, upto=9 - 2 * number)
    finished = answered("student", quiz_id, lots, skill=0.6, minutes_ago=900)
    running = answered("student", quiz_id, lots, skill=0.7, minutes_ago=12, upto=5)
    quizzes.allow(actor("teacher"), quiz_id, person_named("student-13").id, 10, 0, "Reads with a screen reader")
    return School(passwords, class_id, quiz_id, bank.id, banks.copy(teacher, bank.id), finished, running)


def answered(
    username: str, quiz_id: int, lots: random.Random, *, skill: float, minutes_ago: float, upto: int | None = None
) -> int:
    """Let a student take a quiz: each answer is right with a chance of `skill`; with `upto`, it is still running."""
    made = attempts.start(actor(username, minutes_ago), quiz_id)
    slots = reading_attempts.slots_of(made)
    for slot in slots[:upto]:
        question = reading_banks.parsed(slot.question)
        answer = key_of(question) if lots.random() < skill else wrong(question, lots)
        late = minutes_ago - minutes_ago * slot.position / (len(slots) + 4) if upto else minutes_ago - slot.position
        flagged = upto is not None and slot.position == 3
        attempts.save(actor(username, late), made, [attempts.Save(slot.position, 1, answer, flagged)],
                      slot.position + 1 if upto else None)  # fmt: skip
    if upto is None:
        attempts.submit(actor(username, minutes_ago - len(slots) - 2), made)
    return made


def wrong(question: Common, lots: random.Random) -> Any:
    """Return an answer as somebody gives it who is not sure."""
    chances: dict[type, Callable[[Any], Any]] = {
        SingleChoice: lambda one: lots.choice([n for n, option in enumerate(one.options) if not option.right]),
        MultipleChoice: lambda one: sorted(lots.sample(range(len(one.options)), 2)),
        TrueFalse: lambda one: not one.right,
        Matching: lambda one: [lots.randrange(len(one.choices)) for _ in one.pairs],
        Ordering: lambda one: lots.sample(range(len(one.items)), len(one.items)),
        Cloze: lambda one: [lots.randrange(len(gap.options)) for gap in one.gaps],
    }
    return chances[type(question)](question) if type(question) in chances else None


def signed_in(browser: Browser, address: str, username: str, password: str, size: dict[str, int]) -> Page:
    """Return a page in which somebody has signed in."""
    context = browser.new_context(base_url=address, viewport=size, locale="en-GB", timezone_id="Europe/Berlin",
                                  color_scheme="light", reduced_motion="reduce")  # fmt: skip
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    return page


def take(page: Page, name: str) -> None:
    """Take one picture, when fonts are there and nothing loads any more."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")
    print(f"docs/screenshots/{name}.png")


def goes(address: str) -> Callable[[Page, School, Path], None]:
    """Return how to open an address, in which {names} stand for numbers of the school."""
    return lambda page, school, folder: page.goto(address.format(**vars(school))) and None


def a_choice(page: Page, school: School, folder: Path) -> None:
    """Open a question with options to choose from, and choose one."""
    for number in range(1, 13):
        page.goto(f"/attempts/{school.running}/pages/{number}")
        if page.locator("main input[type=radio]").count() >= 4:
            break
    page.locator("main input[type=radio]").nth(1).check()


def a_wrong_answer(page: Page, school: School, folder: Path) -> None:
    """Open a result at the first choice that was not right, with its source in the margin."""
    page.goto(f"/attempts/{school.finished}/result")
    page.evaluate(
        """() => {
            const wrong = [...document.querySelectorAll("main article, main section")]
                .filter((one) => /^Question \\d/.test(one.innerText.trim()) && one.innerText.includes("✗"))
                .filter((one) => one.offsetHeight < 780 && one.innerText.includes("your answer"));
            wrong[0]?.scrollIntoView();
            window.scrollBy(0, -24);
        }"""
    )


def an_editor(page: Page, school: School, folder: Path) -> None:
    """Open a question for editing, with its preview."""
    page.goto(f"/teach/banks/{school.copy_id}/questions/groups-01/edit")
    page.locator("[data-preview]").click()
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")


def a_blueprint(page: Page, school: School, folder: Path) -> None:
    """Open a quiz for changing, at its blueprint."""
    page.goto(f"/teach/quizzes/{school.quiz_id}/edit")
    page.locator("main").get_by_text("Blueprint", exact=True).first.evaluate(
        "one => { one.scrollIntoView(); window.scrollBy(0, -24); }"
    )


FAULTS = (
    ("topic: goals", "topic: gaols"),
    ("difficulty: hard", "difficulty: very hard"),
    ("passage: P9", "passage: P99"),
    ("  stem:", "  stme:"),
    ("right: true", "rigth: true"),
)


def an_upload(page: Page, school: School, folder: Path) -> None:
    """Upload a bank in which something is new, something changed, and something gone."""
    own = changed_bank(page, school)
    path = folder / "belgorod-raid.yaml"
    path.write_text(own, "utf-8")
    upload(page, path)


def a_faulty_upload(page: Page, school: School, folder: Path) -> None:
    """Upload a bank with faults."""
    path = folder / "belgorod-raid-draft.yaml"
    text = changed_bank(page, school)
    for said, instead in FAULTS:
        text = text.replace(said, instead, 1)
    path.write_text(text, "utf-8")
    upload(page, path)


def upload(page: Page, path: Path) -> None:
    """Choose a file on the page of uploads, and send it."""
    page.goto("/teach/banks/uploads/new")
    page.set_input_files("input[type=file]", path)
    if page.url.endswith("/new") and (button := page.locator("main form button").first).is_visible():
        button.click()


def changed_bank(page: Page, school: School) -> str:
    """Return the teacher's own copy of the bank, as a file with a few changes."""
    text = page.request.get(f"/teach/banks/{school.copy_id}/file.yaml").text()
    read = read_bank(text.encode())
    questions = list(read.questions)
    first, second, removed = questions[0], questions[1], questions.pop(6)
    questions[0] = first.model_copy(update={"difficulty": "medium"})
    questions[1] = second.model_copy(update={"points": 2})
    questions.append(removed.model_copy(update={"id": f"{removed.id}-b"}))
    return write_yaml(document_of(read, questions))


PAGES: dict[str, Callable[[Page, School, Path], None]] = {
    "student-quizzes": goes("/quizzes"),
    "student-question": a_choice,
    "student-question-phone": goes("/attempts/{running}/pages/6"),
    "student-result": a_wrong_answer,
    "teacher-upload": an_upload,
    "teacher-faults": a_faulty_upload,
    "teacher-question": an_editor,
    "teacher-quiz": a_blueprint,
    "teacher-watch": goes("/teach/quizzes/{quiz_id}/watch"),
    "teacher-gradebook": goes("/teach/classes/{class_id}/gradebook"),
    "admin-people": goes("/admin/people"),
    "admin-results": goes("/admin/results"),
}
TAKEN = (
    ("student", DESK, ("student-quizzes", "student-question", "student-result")),
    ("student", PHONE, ("student-question-phone",)),
    ("teacher", DESK, ("teacher-upload", "teacher-faults", "teacher-question", "teacher-quiz", "teacher-watch",
                       "teacher-gradebook")),
    ("admin", DESK, ("admin-people", "admin-results")),
)  # fmt: skip


if __name__ == "__main__":
    main()
