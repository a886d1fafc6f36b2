"""Take attempts in a real browser: saving as one goes, another device, no network, the end of the time."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import end_at, saved, until
from tests.builders import question
from tests.papers import attempt, slot

pytestmark = pytest.mark.browser


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


def test_what_is_answered_before_the_script_has_come_is_saved_too(live, begun):
    student, attempt_id = begun(
        question("single_choice", "a"), question("ordering", "b"), question("short_answer", "c")
    )
    page, held = live.page(student), []
    page.route("**/static/attempt.*js", lambda route: held.append(route))
    page.goto(f"/attempts/{attempt_id}", wait_until="commit")
    page.get_by_label("Wax").check()
    page.get_by_role("combobox").first.select_option("2")
    page.get_by_label("Your answer").fill("queen")
    until(lambda: held)
    held[0].continue_()
    expect(page.locator("[data-count]")).to_have_text("2 of 3 answered")
    expect(page.locator(".shape-partly").first).to_be_visible()
    saved(page)
    given = {one.question.kind: one.answer for one in (slot(attempt_id, place) for place in (1, 2, 3))}
    assert (given["single_choice"], given["short_answer"]) == (0, "queen")
    assert given["ordering"].count(None) == 3


def test_another_device_finds_everything(live, begun):
    student, attempt_id = begun(question("single_choice", "a"), question("true_false", "b"), per_page=1)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Next").click()
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/pages/2#question-2")
    page.get_by_role("button", name="Flag").click()
    until(lambda: slot(attempt_id, 2).flagged)
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
    page.get_by_role("button", name="Later").click()
    page.get_by_label("Sand").check()
    expect(page.locator("[data-notices]")).to_contain_text("You are signed out.")
    page.context.add_cookies(cookies)
    saved(page)
    assert slot(attempt_id).answer == 2


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


def test_without_script_the_buttons_say_that_they_save(live, begun):
    student, attempt_id = begun(*(question("single_choice", name) for name in "abc"), per_page=1)
    page = live.page(student, script=False)
    page.goto(f"/attempts/{attempt_id}")
    for go, place in (("Save and go on", 2), ("Save and go back", 1)):
        page.get_by_label("Wax").check()
        page.get_by_role("button", name=go).click()
        expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/pages/{place}#question-{place}")
    assert [slot(attempt_id, place).answer for place in (1, 2)] == [0, 0]
    page.get_by_role("button", name="Save, and to the summary").click()
    expect(page.get_by_role("heading", name="Before you hand in")).to_be_visible()
    with_script = live.page(student)
    with_script.goto(f"/attempts/{attempt_id}/pages/2")
    expect(with_script.locator(".turn button")).to_have_text(["Back", "Next", "To the summary"])
