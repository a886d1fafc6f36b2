"""An attempt goes on without a network for as long as it takes: its pages, reloading, a crash, and handing in."""

import contextlib
import os
import re
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from quizapp.web.access import COOKIE
from tests.browser.conftest import ARGUMENTS, CHROMIUM, WIDTHS
from tests.browser.test_journal import ENTRIES
from tests.browser.waiting import end_at, saved, until
from tests.builders import PASSWORD, question
from tests.papers import attempt, slot

pytestmark = pytest.mark.browser
NOTES = """() => new Promise(done => {
    indexedDB.open("quizapp-journal").onsuccess = ({target}) => {
        const asked = target.result.transaction("notes").objectStore("notes").getAllKeys();
        asked.onsuccess = () => { target.result.close(); done(asked.result); };
    };
})"""
WAITING = "saved on this device, waiting for the connection"


def texts(count: int) -> list[dict]:
    """Return the documents of some questions that are answered in words."""
    return [question("short_answer", f"q{place}") for place in range(1, count + 1)]


def is_kept(page: Page) -> None:
    """Wait until the attempt on a page is kept on the device."""
    expect(page.locator("#paper")).to_have_attribute("data-is-kept", "true", timeout=15_000)
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def answered(page: Page, words: str) -> None:
    """Answer the one question that is shown."""
    page.get_by_label("Your answer").locator("visible=true").fill(words)


def turn(page: Page, name: str) -> None:
    """Press a button that turns the page."""
    page.get_by_role("button", name=name, exact=True).click()


@WIDTHS
def test_a_student_goes_through_all_pages_without_a_network_and_hands_in(live, begun, width):
    student, attempt_id = begun(*texts(4), per_page=1)
    page = live.page(student, width=width)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    answered(page, "drone")
    saved(page)
    page.context.set_offline(True)
    turn(page, "Next")
    turn(page, "Back")
    answered(page, "queen")
    expect(page.locator("[data-saved]")).to_have_text(WAITING)
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    for place in (2, 3, 4):
        turn(page, "Next")
        expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/pages/{place}")
        expect(page.get_by_role("heading", name=f"Question {place}")).to_be_visible()
        answered(page, "queen")
    expect(page.locator("[data-count]")).to_have_text("4 of 4 answered")
    page.get_by_role("button", name="Question 1").click()
    expect(page.get_by_label("Your answer").locator("visible=true")).to_have_value("queen")
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    turn(page, "To the summary")
    expect(page.get_by_text("All questions are answered.")).to_be_visible()
    live.look(page, f"/attempts/{attempt_id}/summary")
    turn(page, "Hand in now")
    expect(page.locator("[data-notices]")).to_contain_text("It goes up as soon as the site can be reached")
    live.look(page, f"/attempts/{attempt_id}/summary")
    assert slot(attempt_id, 2).answer is None
    page.context.set_offline(False)
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/result", timeout=20_000)
    assert (attempt(attempt_id).submitted_how, attempt(attempt_id).score) == ("student", 4)
    assert (
        page.evaluate("caches.match(location.pathname.replace('result', 'paper')).then(kept => kept || 'none')")
        == "none"
    )


def test_a_page_is_loaded_anew_without_a_network_with_all_that_was_answered(live, begun):
    documents = [question(kind, f"q-{kind}") for kind in ("single_choice", "multiple_choice", "ordering", "matching")]
    student, attempt_id = begun(*documents, per_page=1)
    place = {slot(attempt_id, number).question.kind: number for number in (1, 2, 3, 4)}
    page = live.page(student)

    def go(kind: str) -> None:
        page.locator(f'[data-place="{place[kind]}"]').click()
        expect(page.get_by_role("heading", name=f"Question {place[kind]} ")).to_be_visible()

    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    go("single_choice")
    page.get_by_label("Iron").check()
    saved(page)
    page.context.set_offline(True)
    go("multiple_choice")
    page.get_by_label("Honey").locator("visible=true").check()
    page.get_by_label("Wax").locator("visible=true").check()
    go("ordering")
    items = page.locator("[data-order] label")
    last = items.last.inner_text()
    page.locator("[data-order] li:last-child [data-up]").click()
    go("matching")
    page.get_by_label("Queen").select_option(label="lays eggs")
    page.get_by_role("button", name="Flag").locator("visible=true").click()
    flagged = f"flagged-{place['matching']}=1"
    page.wait_for_function(f"({ENTRIES})().then(all => all.some(one => one.content.includes('{flagged}')))")
    expect(page.locator("[data-saved]")).to_have_text(WAITING)
    page.reload()
    expect(page.get_by_label("Queen").locator("option:checked")).to_have_text("lays eggs")
    expect(page.get_by_role("button", name="Take the flag off").locator("visible=true")).to_be_visible()
    go("ordering")
    expect(items.nth(2)).to_have_text(last)
    go("single_choice")
    expect(page.get_by_label("Iron").locator("visible=true")).to_be_checked()
    page.reload()
    go("multiple_choice")
    expect(page.get_by_label("Honey").locator("visible=true")).to_be_checked()
    page.context.set_offline(False)
    saved(page)
    until(lambda: slot(attempt_id, place["matching"]).flagged)
    given = {kind: slot(attempt_id, place[kind]).answer for kind in place}
    assert (given["single_choice"], given["multiple_choice"]) == (1, [0, 1])
    assert None not in given["ordering"]
    assert None in given["matching"]


@pytest.fixture
def device(live, begun, tmp_path):
    """Return a function that starts the browser of one device, with what is stored in it."""
    contexts: list[BrowserContext] = []

    def start(person=None, *, offline: bool = False) -> Page:
        context = live.browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS, base_url=live.address,
            locale="en-GB", timezone_id="UTC", offline=offline,
        )  # fmt: skip
        context.set_default_timeout(30_000)
        contexts.append(context)
        if person is not None:
            lasts = (datetime.now(UTC) + timedelta(days=1)).timestamp()
            context.add_cookies([{"name": COOKIE, "value": live._token(person), "url": live.address, "expires": lasts}])
        return context.pages[0]

    yield start
    for context in contexts:
        context.close()


def kill_browser_of(profile: Path) -> None:
    """Kill the process of the browser that has a profile, as a crash or an empty battery does."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended meanwhile
        if f"--user-data-dir={profile}".encode() in words and not any(w.startswith(b"--type=") for w in words):
            os.kill(int(folder.name), signal.SIGKILL)
            return
    raise AssertionError("no browser has this profile")


def test_a_browser_that_is_killed_has_everything_when_it_starts_again_without_a_network(live, begun, device, tmp_path):
    student, attempt_id = begun(*texts(3), per_page=1)
    page = device(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    page.context.set_offline(True)
    answered(page, "queen")
    turn(page, "Next")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible(timeout=20_000)  # what is silent is waited for
    page.get_by_label("Your answer").locator("visible=true").press_sequentially("queen")  # within the last second
    page.wait_for_function(f"({ENTRIES})().then(all => all.some(one => one.content.includes('q2=queen')))")
    gone = page.context
    kill_browser_of(tmp_path / "profile")
    with contextlib.suppress(Error):  # what was killed may tell so
        gone.close()
    page = device(offline=True)
    page.context.clear_cookies()  # what was not on the disk yet
    page.goto(f"/attempts/{attempt_id}/pages/2")
    field = page.get_by_label("Your answer").locator("visible=true")
    expect(field).to_have_value("queen", timeout=20_000)
    turn(page, "Back")
    expect(field).to_have_value("queen")
    turn(page, "To the summary")
    expect(page.locator(".jumps li")).to_have_text(re.compile("Question 3"))
    turn(page, "Hand in now")
    expect(page.locator("[data-notices]")).to_contain_text("It goes up as soon")
    page.context.set_offline(False)
    page.get_by_role("dialog").get_by_label("Username").fill(student.username)
    page.get_by_role("dialog").get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in and go on").click()
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/result", timeout=20_000)
    assert [slot(attempt_id, place).answer for place in (1, 2)] == ["queen", "queen"]


def test_what_waits_goes_up_from_any_page_of_the_student(live, begun):
    student, attempt_id = begun(*texts(2), per_page=1)
    page = live.page(student, width=360)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    page.context.set_offline(True)
    answered(page, "queen")
    turn(page, "To the summary")
    turn(page, "Hand in now")
    expect(page.locator("[data-notices]")).to_contain_text("It goes up as soon")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto("/quizzes")
    notice = page.locator("[data-leftovers]")
    expect(notice).to_contain_text("is handed in")
    live.look(page, "/quizzes")
    assert (slot(attempt_id, 1).answer, attempt(attempt_id).submitted_how) == ("queen", "student")
    notice.get_by_role("link", name="See the result").click()
    expect(page.get_by_role("heading", name="Result of attempt 1")).to_be_visible()


def test_forward_only_goes_forward_without_a_network_too(live, begun):
    student, attempt_id = begun(*texts(4), per_page=1, forward_only=True)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    for place in (1, 2, 3):
        if place == 2:
            page.context.set_offline(True)
        answered(page, "queen")
        turn(page, "Next")
        expect(page.get_by_role("heading", name=f"Question {place + 1}")).to_be_visible()
        expect(page.get_by_role("button", name="Back")).to_have_count(0)
    page.goto(f"/attempts/{attempt_id}/pages/1")
    expect(page.get_by_role("heading", name="Question 4")).to_be_visible()
    expect(page.get_by_role("heading", name="Question 1")).to_be_hidden()
    answered(page, "queen")
    expect(page.locator("[data-saved]")).to_have_text(WAITING)
    page.context.set_offline(False)
    saved(page)
    until(lambda: attempt(attempt_id).page == 4)
    assert [slot(attempt_id, place).answer for place in (1, 2, 3, 4)] == ["queen"] * 4


def test_the_clock_of_a_device_may_be_wrong_by_hours_without_a_network_too(live, begun):
    student, attempt_id = begun(*texts(2), per_page=1, minutes=10)
    page = live.page(student)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=3))
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    page.context.set_offline(True)
    answered(page, "queen")
    expect(page.locator("[data-saved]")).to_have_text(WAITING)
    page.reload()
    expect(page.locator("[data-timer]")).to_contain_text("9:")
    sent = []
    page.route(re.compile("/responses/"), lambda route: (sent.append(route.request.post_data), route.continue_()))
    page.context.set_offline(False)
    saved(page)
    moments = re.findall(r"_at=([^&]+)", sent[0].replace("%3A", ":"))
    made, device = map(datetime.fromisoformat, moments)
    assert abs(made - datetime.now(UTC)) < timedelta(seconds=30)
    assert timedelta(hours=2) < device - made < timedelta(hours=4)


def test_the_end_of_the_time_without_a_network_is_told_and_everything_goes_up_after_it(live, begun):
    student, attempt_id = begun(*texts(2), per_page=1, minutes=10)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    end_at(attempt_id, datetime.now(UTC) + timedelta(seconds=6))
    page.reload()
    is_kept(page)
    page.context.set_offline(True)
    answered(page, "queen")
    expect(page.locator("[data-notices]")).to_contain_text("the site cannot be reached", timeout=20_000)
    page.context.set_offline(False)
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/result", timeout=20_000)
    assert attempt(attempt_id).submitted_how == "time"


def test_a_kept_paper_is_dropped_at_the_sign_out_and_never_shown_to_another(live, begun):
    student, attempt_id = begun(*texts(2), per_page=1)
    page = live.page(student)
    kept = "caches.keys().then(names => names.filter(name => name.includes('paper')))"
    page.goto(f"/attempts/{attempt_id}")
    answered(page, "queen")
    saved(page)
    is_kept(page)
    assert page.evaluate(kept) == [f"quizapp-paper-{student.id}"]
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate(kept) == []
    page.wait_for_function(f"({NOTES})().then(keys => !keys.some(key => key.startsWith('heard')))")
    other = live.site.person("student")
    page.context.add_cookies([{"name": COOKIE, "value": live._token(student), "url": live.address}])
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    page.context.add_cookies([{"name": COOKIE, "value": live._token(other), "url": live.address}])
    assert page.goto(f"/attempts/{attempt_id}/pages/1").status == 404
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    page.wait_for_function(f"{kept}.then(names => names.length === 0)")


def test_the_worker_leaves_everything_else_alone(live, begun):
    student, attempt_id = begun(*texts(1))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    for path, worker in (("/quizzes", False), (f"/attempts/{attempt_id}/pages/1", True), ("/account", False)):
        assert page.goto(path).from_service_worker is worker


def test_a_slow_site_is_waited_for_three_seconds_and_then_the_kept_paper_is_shown(live, begun, monkeypatch):
    student, attempt_id = begun(*texts(2), per_page=1)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    done, view = [], live.site.app.view_functions["student.page"]
    monkeypatch.setitem(
        live.site.app.view_functions, "student.page", lambda **place: (until(lambda: done), view(**place))[1]
    )
    page.goto(f"/attempts/{attempt_id}/pages/2")
    expect(page.locator("#paper")).to_have_attribute("data-paper", "")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    done.append(True)


def test_where_the_site_is_not_behind_its_proxy_the_kept_paper_is_shown(live, begun, monkeypatch):
    student, attempt_id = begun(*texts(2), per_page=1)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    away = [True]
    view = live.site.app.view_functions["student.page"]
    monkeypatch.setitem(
        live.site.app.view_functions, "student.page", lambda **place: ("", 503) if away else view(**place)
    )
    page.goto(f"/attempts/{attempt_id}/pages/2")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    away.clear()
    page.reload()
    expect(page.locator("#paper:not([data-paper])")).to_have_count(1)


@pytest.fixture
def speaks(live, monkeypatch) -> Iterator[threading.Event]:
    """Return what tells whether the site answers anybody; while it is not set, the site is silent."""
    speaks, answer = threading.Event(), live.site.app.wsgi_app
    speaks.set()
    monkeypatch.setattr(live.site.app, "wsgi_app", lambda *asked: (speaks.wait(60), answer(*asked))[1])
    yield speaks
    speaks.set()


@pytest.mark.parametrize("forward_only", [False, True])
def test_where_the_site_is_silent_a_page_is_turned_all_the_same_within_seconds(live, begun, speaks, forward_only):
    student, attempt_id = begun(*texts(3), per_page=1, forward_only=forward_only)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    speaks.clear()
    for place in (1, 2):
        answered(page, "queen")
        turn(page, "Next")
        expect(page.get_by_role("heading", name=f"Question {place + 1}")).to_be_visible(timeout=10_000)
    assert page.locator("#paper[data-paper]").count() == 1
    assert slot(attempt_id, 1).answer is None
    speaks.set()
    saved(page, 30)  # what was sent into the silence is given up first
    assert [slot(attempt_id, place).answer for place in (1, 2)] == ["queen", "queen"]


def test_where_nothing_is_changed_a_silent_site_holds_up_no_page_either(live, begun, speaks):
    student, attempt_id = begun(*texts(2), per_page=1)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    speaks.clear()
    turn(page, "Next")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible(timeout=10_000)


def test_while_a_silent_site_is_tried_again_the_page_goes_on_telling_where_the_answer_is(live, begun, speaks):
    student, attempt_id = begun(*texts(1))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    tries = []
    page.on("request", lambda request: tries.append(request) if "/responses/" in request.url else None)
    speaks.clear()
    answered(page, "queen")
    expect(page.locator("[data-saved]")).to_have_text("saving …")
    expect(page.locator("[data-saved]")).to_have_text(WAITING, timeout=15_000)
    before = len(tries)
    while len(tries) == before:
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)
    expect(page.locator("[data-saved]")).to_have_text(WAITING)


@pytest.mark.parametrize("change", [True, False])
def test_a_page_that_is_not_kept_stays_where_the_site_cannot_be_reached(live, begun, change):
    student, attempt_id = begun(*texts(2), per_page=1)
    page = live.page(student, workers=False)
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("#paper")).to_have_attribute("data-is-kept", "false", timeout=15_000)
    page.context.set_offline(True)
    if change:
        answered(page, "queen")
        expect(page.locator("[data-saved]")).to_have_text(WAITING)
    turn(page, "Next")
    expect(page.locator("[data-notices]")).to_contain_text("This page cannot be left now")
    if change:
        page.wait_for_timeout(1500)  # in which its answer is tried again, in vain
        expect(page.locator("[data-notices]")).to_contain_text("This page cannot be left now")
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    answered(page, "drone")
    page.context.set_offline(False)
    saved(page)
    turn(page, "Next")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    assert slot(attempt_id, 1).answer == "drone"


def test_a_page_that_was_loaded_past_the_worker_is_taken_over_by_it(live, begun):
    student, attempt_id = begun(*texts(2), per_page=1)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    page.evaluate("document.getElementById('paper').dataset.old = ''")
    page.context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})  # as with Shift
    expect(page.locator("#paper:not([data-old])")).to_be_visible()
    is_kept(page)
    page.context.set_offline(True)
    turn(page, "Next")
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
