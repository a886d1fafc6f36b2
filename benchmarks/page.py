"""Measure a quiz page of ten questions: what it weighs, and when its first question is seen on a slow phone connection.

    .venv/bin/python -m benchmarks.page [--rounds 5] [--server granian] [--json]

The real server is started on a fresh site with the bundled bank. Files are counted as the site sends them to a browser
that takes brotli; the page itself as nginx sends it (gzip at the level of deploy/nginx.conf). The times are of a real
Chromium with 400 ms of latency, 400 kbit/s, and a processor four times as slow, from the start of the navigation to the
first frame in which the first question stands in the window: cold (nothing is kept) and warm (the files are). They are
taken without nginx, so with the page uncompressed.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from quizapp.app import create_app
from quizapp.core.plans import Line, Plan
from quizapp.operations import attempts, quizzes, sessions
from quizapp.settings import Settings
from quizapp.store.audit import Actor
from quizapp.store.db import db
from quizapp.store.queries import banks
from quizapp.store.queries.classes import classes_of
from quizapp.store.queries.people import person_named
from quizapp.web.access import COOKIE

ROOT = Path(__file__).resolve().parent.parent
LATER = ("fonts", "scripts for later")  # such as those that keep the attempt for a time without a network
QUESTIONS, MOST_BYTES, MOST_COLD, MOST_WARM = 10, 30_000, 5.0, 2.0
LATENCY, BYTES_A_SECOND, SLOWER = 400, 50_000, 4
NETWORK = {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES_A_SECOND,
           "uploadThroughput": BYTES_A_SECOND}  # fmt: skip
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
# The first frame in which the first question can be read: frames are made only once a page may be painted.
WATCH = """() => {
  const look = () => {
    const stem = document.querySelector("[data-slot] .stem");
    const box = stem && stem.getBoundingClientRect();
    if (box && box.height > 0 && box.top < innerHeight) {
      requestAnimationFrame(() => { window.firstQuestion = performance.now(); });
    } else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

FIRST_QUESTION = """Math.max(window.firstQuestion,
  performance.getEntriesByName("first-contentful-paint")[0].startTime)"""


@dataclass(frozen=True)
class Site:
    """Hold where the page is, and the cookie with which its student sees it."""

    address: str
    path: str
    cookie: str


@dataclass(frozen=True)
class Figures:
    """Hold what was measured: bytes by part, and milliseconds until the first question, of each round."""

    weights: dict[str, int]
    cold: list[float]
    warm: list[float]

    @property
    def weight(self) -> int:
        """Return the bytes of the page with all that it needs; what comes later does not count."""
        return sum(size for part, size in self.weights.items() if part not in LATER)

    @property
    def is_met(self) -> bool:
        """Tell whether all three targets are reached."""
        cold, warm = (statistics.median(times) / 1000 for times in (self.cold, self.warm))
        return self.weight < MOST_BYTES and cold < MOST_COLD and warm < MOST_WARM


def main() -> None:
    """Measure, and print a small table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each time is taken")
    parser.add_argument("--server", choices=("granian", "gunicorn"), default="granian", help="which server")
    parser.add_argument("--json", action="store_true", help="write JSON, for a program")
    options = parser.parse_args()
    figures = measured(options.rounds, options.server)
    print(json.dumps(told(figures), indent=2) if options.json else table(figures))
    sys.exit(0 if figures.is_met else 1)


def measured(rounds: int = 5, server: str = "granian") -> Figures:
    """Return the figures of a fresh site."""
    with tempfile.TemporaryDirectory(prefix="quizapp-page-") as folder, served(Path(folder), server) as site:
        weights = weighed(site)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            times = [seen(browser, site) for _ in range(rounds)]
            browser.close()
    return Figures(weights, [cold for cold, _ in times], [warm for _, warm in times])


def told(figures: Figures) -> dict[str, Any]:
    """Return the figures for a program."""
    return {
        "bytes": figures.weights,
        "bytes_without_fonts": figures.weight,
        "cold_ms": {"median": statistics.median(figures.cold), "all": figures.cold},
        "warm_ms": {"median": statistics.median(figures.warm), "all": figures.warm},
        "is_met": figures.is_met,
    }


def table(figures: Figures) -> str:
    """Return the figures for people, in Markdown."""
    rows = [(part, f"{size:,} bytes", "") for part, size in figures.weights.items() if part not in LATER]
    rows.append(("together", f"{figures.weight:,} bytes", f"under {MOST_BYTES:,} bytes"))
    rows += [(f"{part}, behind the page", f"{figures.weights[part]:,} bytes", "") for part in LATER]
    for name, times, most in (("cold", figures.cold, MOST_COLD), ("warm", figures.warm, MOST_WARM)):
        spread = f"{statistics.median(times) / 1000:.2f} s ({min(times) / 1000:.2f} to {max(times) / 1000:.2f})"
        rows.append((f"first question, {name} cache", spread, f"under {most:.0f} s"))
    head = f"| a page of {QUESTIONS} questions | measured | target |\n|---|---|---|\n"
    return head + "\n".join(f"| {' | '.join(row)} |" for row in rows)


@contextmanager
def served(folder: Path, server: str) -> Iterator[Site]:
    """Prepare a site as a newcomer does, with a quiz of ten questions to a page, and serve it with the real server."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
    environment |= {"QUIZAPP_INSTANCE": str(folder), "QUIZAPP_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "quizapp"]
    prepared = subprocess.run([*command, "prepare", "--json"], env=environment, check=True, capture_output=True,
                              text=True, cwd=ROOT)  # fmt: skip
    passwords = {one["username"]: one["password"] for one in json.loads(prepared.stdout)["people"]}
    path, cookie = begun(folder, passwords["student"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [*command, "serve", "--port", str(port), "--server", server]
    process = subprocess.Popen(serve, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield Site(f"http://127.0.0.1:{port}", path, cookie)
    finally:
        process.terminate()
        process.wait(40)


def begun(folder: Path, password: str) -> tuple[str, str]:
    """Make a quiz and let the student begin it; return the path of its page, and the cookie of the student."""
    app = create_app(Settings(instance=folder, sweep_seconds=0))
    with app.app_context():
        teacher, student = (actor(username) for username in ("teacher", "student"))
        bank = banks.bank_of(None, "belgorod-raid")
        classes = tuple(one.school_class.id for one in classes_of(teacher.id))
        lines = (Line(bank.id, None, None, QUESTIONS),)
        plan = Plan("The raid of May 2023", "", lines, classes, minutes=60, attempts=1, per_page=QUESTIONS)
        quiz_id = quizzes.create(teacher, plan)
        quizzes.publish(teacher, quiz_id)
        attempt_id = attempts.start(student, quiz_id)
        token = sessions.sign_in(student, "student", password, days=1)
        db.session.remove()
        db.engine.dispose()
    return f"/attempts/{attempt_id}/pages/1", token


def actor(username: str) -> Actor:
    """Return somebody as an operation knows who acts."""
    person = person_named(username)
    return Actor(person.id, person.name, person.role, datetime.now(UTC), "127.0.0.1")


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/alive", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def weighed(site: Site) -> dict[str, int]:
    """Return the bytes of the page and of all that it needs, as a browser receives them."""
    page, headers = fetched(site, site.path)
    if (count := len(re.findall(rb"<[^>]* data-slot=", page))) != QUESTIONS:
        raise SystemExit(f"The page has {count} questions.")
    found = re.findall(r'"(/static/[^"]+)"', page.decode()) + re.findall(r"<(/static/[^>]+)>", ",".join(headers))
    weights = {"page": len(gzip.compress(page, gzip_level(), mtime=0)), "styles": 0, "scripts": 0, "icon": 0,
               **dict.fromkeys(LATER, 0)}  # fmt: skip
    later: set[str] = set()
    for path in dict.fromkeys(found):
        part = {"css": "styles", "js": "scripts", "svg": "icon"}[path.rpartition(".")[2]]
        weights[part] += len(fetched(site, path, "br, gzip")[0])
        if part == "styles":
            weights["fonts"] += len(fetched(site, first_font(site, path))[0])
        if part == "scripts":
            later |= set(re.findall(r'import\("\./([^"]+)"\)', fetched(site, path)[0].decode()))
    weights["scripts for later"] = sum(len(fetched(site, f"/static/{name}", "br, gzip")[0]) for name in later)
    return weights


def fetched(site: Site, path: str, coding: str = "identity") -> tuple[bytes, list[str]]:
    """Return what is received of an address, and its headers `Link`."""
    headers = {"Cookie": f"{COOKIE}={site.cookie}", "Accept-Encoding": coding}
    with urllib.request.urlopen(urllib.request.Request(site.address + path, headers=headers)) as answer:
        return answer.read(), answer.headers.get_all("Link") or []


def first_font(site: Site, styles: str) -> str:
    """Return the address of the font in which a page in Latin letters is set."""
    return "/static/" + re.search(r'url\("(fonts/[^"]+)"\)', fetched(site, styles)[0].decode())[1]


def gzip_level() -> int:
    """Return the level at which nginx compresses pages."""
    return int(re.search(r"gzip_comp_level (\d);", (ROOT / "deploy" / "nginx.conf").read_text("utf-8"))[1])


def seen(browser: Browser, site: Site) -> tuple[float, float]:
    """Return the milliseconds until the first question is seen, with nothing kept, and with the files kept."""
    context = browser.new_context(base_url=site.address, viewport={"width": 360, "height": 740},
                                  device_scale_factor=2, is_mobile=True, has_touch=True)  # fmt: skip
    context.add_cookies([{"name": COOKIE, "value": site.cookie, "url": site.address}])
    context.add_init_script(f"({WATCH})()")
    cold = opened(context, site)
    context.pages[0].close()
    warm = opened(context, site)
    context.close()
    return cold, warm


def opened(context: BrowserContext, site: Site) -> float:
    """Open the page on a slow phone connection, and let all of it come in the end."""
    page = context.new_page()
    slow(page)
    page.goto(site.path, wait_until="commit", timeout=60_000)
    page.wait_for_load_state("networkidle", timeout=60_000)
    return page.evaluate(FIRST_QUESTION)


def slow(page: Page) -> None:
    """Make a page's connection and its processor those of a slow phone."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


if __name__ == "__main__":
    main()
