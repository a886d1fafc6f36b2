"""Take attempts in a real browser: saving as one goes, another device, no network, the end of the time, keys alone."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from quizapp.core.answers import key_of
from quizapp.store.db import db, write
from quizapp.store.models import Attempt
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks
from tests.builders import question
from tests.papers import attempt, slot, start

pytestmark = pytest.mark.browser


@pytest.fixture
def begun(live):
    """Return a function that starts an attempt at some questions: (student, id of the attempt)."""
    teacher, student = live.site.person("teacher"), live.site.person("student")
    school_class = live.site.school_class(teacher, student)

    def begin(*questions, **terms):
        bank = live.site.bank(*questions, owner=teacher)
        count = len(questions) or 8
        quiz = live.site.quiz(school_class, bank=bank, **{"count": count, "per_page": 50, **terms})
        return student, start(live.site, student, quiz)

    return begin


def saved(page: Page) -> None:
    """Wait until the page says that all is saved."""
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^saved \d"))


def end_at(attempt_id: int, moment: datetime) -> None:
    """Let an attempt end at another moment, as an allowance does."""

    @write
    def move() -> None:
        db.session.get_one(Attempt, attempt_id).ends_at = moment

    move()


def test_what_is_typed_is_saved_by_itself_and_found_after_loading_anew(live, begun):
    student, attempt_id = begun(question("short_answer"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_label("Your answer").press_sequentially("the queen")
    saved(page)
    assert slot(attempt_id).answer == "the queen"
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("the queen")
    expect(page.locator("[data-count]")).to_have_text("1 of 1 answered")


def test_another_device_finds_everything(live, begun):
    student, attempt_id = begun(question("single_choice", "a"), question("true_false", "b"), per_page=1)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Flag").click()
    saved(page)
    page.context.close()
    phone = live.page(student, width=360)
    phone.goto("/quizzes")
    phone.get_by_role("link", name="Go on").click()
    expect(phone).to_have_url(f"{live.address}/attempts/{attempt_id}/pages/2")
    expect(phone.get_by_role("button", name="Take the flag off")).to_be_visible()
    phone.get_by_role("button", name="Back").click()
    expect(phone.get_by_role("radio").last).to_be_checked()


def test_a_change_on_two_devices_is_told_and_the_later_one_counts(live, begun):
    student, attempt_id = begun(question("single_choice"))
    here, there = live.page(student), live.page(student)
    for page in (here, there):
        page.goto(f"/attempts/{attempt_id}")
    there.get_by_label("Wax").check()
    saved(there)
    here.get_by_role("button", name="Flag").click()
    expect(here.locator("[data-notices]")).to_contain_text("another window or on another device")
    expect(here.get_by_label("Wax")).to_be_checked()
    saved(here)
    here.get_by_label("Sand").check()
    saved(here)
    expect(here.locator("[data-slot]")).to_have_count(1)
    there.get_by_label("Iron").check()
    saved(there)
    until(lambda: slot(attempt_id).answer == 1)


def test_without_the_network_changes_wait_and_are_saved_when_it_is_back(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.context.set_offline(True)
    page.get_by_label("Sand").check()
    expect(page.locator("[data-saved]")).to_have_text("not saved – will try again")
    page.get_by_role("button", name="To the summary").click()
    expect(page.locator("[data-notices]")).to_contain_text("not saved yet")
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/pages/1")
    assert slot(attempt_id).answer is None
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("[data-notices]")).to_contain_text("Everything is saved again.")
    assert slot(attempt_id).answer == 2


def test_leaving_sends_what_was_typed_last(live, begun):
    student, attempt_id = begun(question("short_answer"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_label("Your answer").fill("queen")
    page.get_by_role("button", name="To the summary").click()
    expect(page.get_by_text("All questions are answered.")).to_be_visible()
    assert slot(attempt_id).answer == "queen"


def test_a_closed_page_still_sends_what_was_typed_last(live, begun):
    student, attempt_id = begun(question("short_answer"))
    page = live.page(student)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_label("Your answer").fill("drone")
    page.goto("/history")
    until(lambda: slot(attempt_id).answer == "drone")


def test_signed_out_in_another_window_keeps_the_change_until_signed_in_again(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="quizapp_session")
    page.get_by_label("Sand").check()
    expect(page.locator("[data-notices]")).to_contain_text("You are signed out.")
    page.context.add_cookies(cookies)
    saved(page)
    assert slot(attempt_id).answer == 2


def test_more_time_given_is_seen_while_the_attempt_runs(live, begun):
    student, attempt_id = begun(question(), minutes=10)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("[data-timer]")).to_contain_text("9:")
    end_at(attempt_id, attempt(attempt_id).ends_at + timedelta(minutes=20))
    expect(page.locator("[data-notices]")).to_contain_text("You were given 20 more minutes.", timeout=6000)
    expect(page.locator("[data-timer]")).to_contain_text("29:")


def test_a_wrong_clock_of_the_device_does_not_matter(live, begun):
    student, attempt_id = begun(question(), minutes=10)
    page = live.page(student)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=3))
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("[data-timer]")).to_contain_text("9:")


def test_at_the_end_the_last_change_is_sent_and_the_attempt_handed_in_by_itself(live, begun):
    student, attempt_id = begun(question("short_answer"), minutes=10)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    end_at(attempt_id, datetime.now(UTC) + timedelta(seconds=3))
    page.reload()
    expect(page.locator("[data-timer]")).to_contain_text("0:0")
    page.get_by_label("Your answer").press_sequentially("queen")
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/result", timeout=12000)
    done = attempt(attempt_id)
    assert (done.submitted_how, done.score) == ("time", 1)


def test_an_attempt_ends_also_when_the_browser_is_gone(live, begun):
    student, attempt_id = begun(question("single_choice"), minutes=10)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_label("Wax").check()
    saved(page)
    page.context.close()
    end_at(attempt_id, datetime.now(UTC) - timedelta(seconds=4))
    until(lambda: attempt(attempt_id).submitted_how == "time")
    assert attempt(attempt_id).score == 1


def test_items_are_moved_by_keys_and_a_place_that_is_taken_is_swapped(live, begun):
    student, attempt_id = begun(question("ordering"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    items = page.locator("[data-order] label")
    first = items.first.inner_text().replace("Place of:", "").strip()
    down = page.get_by_role("button", name=f"Down: {first}")
    down.focus()
    page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(items.nth(1)).to_contain_text(first)
    expect(page.locator("[aria-live=polite]")).to_have_text(f"{first}: place 2 of 4")
    saved(page)
    page.get_by_role("combobox").nth(3).select_option("1")
    expect(page.get_by_role("combobox").first).to_have_value("1")
    values = [box.input_value() for box in page.get_by_role("combobox").all()]
    assert values == ["1", "2", "3", "4"]
    until(lambda: sorted(slot(attempt_id).answer or []) == [0, 1, 2, 3])


def test_without_script_every_button_still_saves(live, begun):
    student, attempt_id = begun(question("single_choice", "a"), question("true_false", "b"), per_page=1)
    page = live.page(student, script=False)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Question 2").click()
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/pages/2#question-2")
    assert slot(attempt_id, 1).answer is not None


def test_a_whole_attempt_is_taken_by_keyboard_alone(live):
    teacher, student = live.site.person("teacher"), live.site.person("student")
    quiz = live.site.quiz(live.site.school_class(teacher, student), bank=live.site.bank(owner=teacher), count=8)
    page = live.page(student)
    page.goto("/quizzes")
    tab_to(page, f'a[href="/quizzes/{quiz.id}"]')
    tab_to(page, "text=Start the attempt")
    expect(page).to_have_url(f"{live.address}/attempts/{running(student, quiz)}/pages/1")
    attempt_id = running(student, quiz)
    for number, row in enumerate(reading.slots_of(attempt_id), 1):
        asked = banks.parsed(row.question)
        answer_by_keys(page, asked, f"q{number}", key_of(asked))
        tab_to(page, "button[value=next]" if number < 8 else "button[value=summary]")
        expect(page.get_by_text("Before you hand in") if number == 8 else page.locator(f"#question-{number + 1}")
               ).to_be_visible()  # fmt: skip
    tab_to(page, "text=Hand in now")
    expect(page.get_by_text("100 %")).to_be_visible()
    assert attempt(attempt_id).score == 8


def running(student, quiz) -> int:
    """Return the attempt at a quiz that runs."""
    until(lambda: reading.quiz_for(student.id, quiz.id).running)
    return reading.quiz_for(student.id, quiz.id).running.id


def tab_to(page: Page, selector: str, press: str = "Enter") -> None:
    """Walk with the tabulator to something, and press a key on it (none: only go there)."""
    goal = page.locator(selector).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if goal.evaluate("element => element === document.activeElement"):
            if press:
                page.keyboard.press(press)
            return
    raise AssertionError(f"the tabulator does not reach {selector}")


def answer_by_keys(page: Page, asked, name: str, key) -> None:
    """Answer a question without a pointer."""
    if asked.kind in ("single_choice", "true_false"):
        wanted = str(key).lower()
        tab_to(page, f'input[name="{name}"]', "Space")
        for _ in range(4):
            if page.locator(f'input[name="{name}"]:checked').get_attribute("value") == wanted:
                break
            page.keyboard.press("ArrowDown")
    elif asked.kind == "multiple_choice":
        boxes = [str(index) for index in sorted(key, key=lambda one: places(page, name).index(str(one)))]
        for value in boxes:
            tab_to(page, f'input[name="{name}"][value="{value}"]', "Space")
    elif asked.kind in ("short_answer", "numeric"):
        tab_to(page, f"#{name}", "")
        page.keyboard.type(key)
    elif asked.kind == "ordering":
        for index, item in enumerate(asked.items):
            while (at := order(page, asked).index(item)) > index:
                reach(page, f"[data-order] li:nth-child({at + 1}) [data-up]")
                page.keyboard.press("Enter")
    else:
        for part, index in enumerate(key):
            tab_to(page, f"#{name}-{part}", "")
            page.keyboard.type(words(asked, part, index))


def words(asked, part: int, index: int) -> str:
    """Return the words that choose an option of a list by typing."""
    return asked.choices[index] if asked.kind == "matching" else asked.gaps[part].options[index].text


def places(page: Page, name: str) -> list[str]:
    """Return the values of the boxes of a question as they stand on the page."""
    return page.locator(f'input[name="{name}"]').evaluate_all("boxes => boxes.map(box => box.value)")


def order(page: Page, asked) -> list[str]:
    """Return the items of an ordering as they stand on the page."""
    texts = page.locator("[data-order] label").all_inner_texts()
    return [next(item for item in asked.items if text.endswith(item)) for text in texts]


def reach(page: Page, selector: str) -> None:
    """Walk to something, forwards or backwards, unless one is there."""
    goal = page.locator(selector)
    for key in [""] + ["Tab"] * 40 + ["Shift+Tab"] * 80:
        if key:
            page.keyboard.press(key)
        if goal.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the tabulator does not reach {selector}")


def until(so) -> None:
    """Wait until something is so on the server."""
    for _ in range(200):
        db.session.rollback()
        if so():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to be so")
