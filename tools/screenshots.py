#!/usr/bin/env python3
"""Take the screenshots of the README anew: `make screenshots`.

A fresh site in a temporary folder is served to Debian's Chromium: with the bundled bank, a class of students who
are called “Student 01” and so on, and attempts of mixed quality. Nothing of it is kept but the pictures.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pictured_school import School, built, changed, faulty
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from quizapp.app import create_app
from quizapp.settings import Settings

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars"]  # fmt: skip


@dataclass(frozen=True)
class Look:
    """Hold how a picture is looked at."""

    width: int
    height: int
    scheme: str = "light"


DESK, LOW, PHONE = Look(1280, 800), Look(1280, 560), Look(390, 800)
DARK_LOW, DARK_PHONE = Look(1280, 560, "dark"), Look(390, 800, "dark")


def main() -> None:
    """Serve a site, and take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="quizapp-pictures-") as folder,
        served(Path(folder)) as (address, school),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for role, look, names in TAKEN:
            page = opened(browser, address, look)
            if role:
                sign_in(page, role, school.passwords[role])
            for name in names:
                PAGES[name](page, school, Path(folder))
                take(page, name)
            page.context.close()
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


def opened(browser: Browser, address: str, look: Look) -> Page:
    """Return a page of a browser of its own."""
    context = browser.new_context(
        base_url=address, viewport={"width": look.width, "height": look.height}, color_scheme=look.scheme,
        locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(10_000)
    return context.new_page()


def sign_in(page: Page, username: str, password: str) -> None:
    """Sign somebody in."""
    page.goto("/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def take(page: Page, name: str) -> None:
    """Take one picture, when fonts are there and nothing loads any more."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", caret="hide")
    print(f"docs/screenshots/{name}.png")


def goes(address: str) -> Callable[[Page, School, Path], None]:
    """Return how to open an address, in which {names} stand for what the school has."""
    return lambda page, school, folder: page.goto(address.format(**vars(school))) and None


def a_registration(page: Page, school: School, folder: Path) -> None:
    """Come with a join code, and begin to fill the form in."""
    page.goto(f"/join/{school.join_code}")
    page.get_by_label("Your name").fill("Student 15")
    page.get_by_label("Username").fill("student-15")


def a_choice(page: Page, school: School, folder: Path) -> None:
    """Open a question with options to choose from, and choose one."""
    for number in range(1, 13):
        page.goto(f"/attempts/{school.running}/pages/{number}")
        if page.locator("main .options input[type=radio]").count() >= 4:
            break
    page.locator("main .options input[type=radio]").nth(1).check()
    page.get_by_role("radio", name="fairly").check()
    page.locator("[data-reading][aria-expanded]").click()
    page.locator(".told").first.wait_for()
    page.locator("h1").hover()


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
    page.locator("#preview .as-seen").wait_for()
    page.evaluate("scrollTo(0, 0)")


def a_blueprint(page: Page, school: School, folder: Path) -> None:
    """Open a quiz for changing, at its blueprint."""
    page.goto(f"/teach/quizzes/{school.quiz_id}/edit")
    page.locator("main").get_by_text("Blueprint", exact=True).first.evaluate(
        "one => { one.scrollIntoView(); window.scrollBy(0, -24); }"
    )


def an_upload(page: Page, school: School, folder: Path) -> None:
    """Upload a bank in which something is new, something changed, and something gone."""
    upload(page, folder / "belgorod-raid.yaml", changed(own_bank(page, school)))


def a_faulty_upload(page: Page, school: School, folder: Path) -> None:
    """Upload a bank with faults."""
    upload(page, folder / "belgorod-raid-draft.yaml", faulty(changed(own_bank(page, school))))


def own_bank(page: Page, school: School) -> str:
    """Return the teacher's own copy of the bank, as a file."""
    return page.request.get(f"/teach/banks/{school.copy_id}/file.yaml").text()


def upload(page: Page, path: Path, text: str) -> None:
    """Choose a file on the page of uploads, and send it."""
    path.write_text(text, "utf-8")
    page.goto("/teach/banks/uploads/new")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Check the file").click()


def a_backup(page: Page, school: School, folder: Path) -> None:
    """Make a backup on the page of health."""
    page.goto("/admin/health")
    page.get_by_role("button", name="Make a backup now").click()


PAGES: dict[str, Callable[[Page, School, Path], None]] = {
    "student-register": a_registration,
    "student-quizzes": goes("/quizzes"),
    "student-question": a_choice,
    "student-question-phone": goes("/attempts/{running}/pages/6"),
    "student-summary-phone": goes("/attempts/{running}/summary"),
    "student-result": a_wrong_answer,
    "student-result-dark": a_wrong_answer,
    "student-history": goes("/history"),
    "teacher-class": goes("/teach/classes/{class_id}/code"),
    "teacher-upload": an_upload,
    "teacher-faults": a_faulty_upload,
    "teacher-question": an_editor,
    "teacher-quiz": a_blueprint,
    "teacher-watch": goes("/teach/quizzes/{quiz_id}/watch"),
    "teacher-gradebook": goes("/teach/classes/{class_id}/gradebook"),
    "teacher-sureness": goes("/teach/quizzes/{quiz_id}/insights#sureness-heading"),
    "admin-people": goes("/admin/people"),
    "admin-results": goes("/admin/results"),
    "admin-audit": goes("/admin/audit"),
    "admin-health": a_backup,
}
TAKEN = (
    ("", PHONE, ("student-register",)),
    ("student", DESK, ("student-quizzes", "student-question", "student-result")),
    ("student", LOW, ("student-history",)),
    ("student", PHONE, ("student-question-phone",)),
    ("student", DARK_PHONE, ("student-summary-phone",)),
    ("student", DARK_LOW, ("student-result-dark",)),
    ("teacher", DESK, ("teacher-upload", "teacher-faults", "teacher-question", "teacher-quiz", "teacher-watch",
                       "teacher-gradebook", "teacher-sureness")),
    ("teacher", LOW, ("teacher-class",)),
    ("admin", DESK, ("admin-people", "admin-health", "admin-audit")),
    ("admin", LOW, ("admin-results",)),
)  # fmt: skip


if __name__ == "__main__":
    main()
