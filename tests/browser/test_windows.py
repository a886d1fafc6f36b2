"""Two windows or two devices on one attempt: the newer answer wins, the older window says so and shows it."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from quizapp.operations import attempts
from quizapp.operations.attempts import Save
from tests.browser.waiting import saved, until
from tests.builders import question
from tests.papers import slot

pytestmark = pytest.mark.browser
ELSEWHERE = "Question 1 was changed in another window or on another device. The newer answer is shown."


def test_another_window_of_the_browser_shows_a_change_at_once(live, begun):
    student, attempt_id = begun(question("single_choice"))
    here = live.page(student)
    there = here.context.new_page()
    for page in (here, there):
        page.goto(f"/attempts/{attempt_id}")
    here.get_by_label("Iron").check()
    saved(here)
    expect(there.get_by_label("Iron")).to_be_checked()
    there.context.set_offline(True)
    there.get_by_label("Wax").check()
    expect(here.get_by_label("Wax")).to_be_checked()
    expect(here.locator("[data-notices]")).to_contain_text(f"{ELSEWHERE} Your answer here was: Iron. To keep yours")
    live.look(here, f"/attempts/{attempt_id}/pages/1")
    there.context.set_offline(False)
    saved(there)
    until(lambda: slot(attempt_id).answer == 0)
    here.get_by_label("Iron").check()
    saved(here)
    until(lambda: slot(attempt_id).answer == 1)
    expect(there.get_by_label("Iron")).to_be_checked()


def test_another_device_shows_a_change_within_seconds_and_says_what_was_given_there(live, begun):
    student, attempt_id = begun(question("short_answer"))
    here, there = live.page(student), live.page(student, width=360)
    for page in (here, there):
        page.goto(f"/attempts/{attempt_id}")
    there.get_by_label("Your answer").fill("drone")
    saved(there)
    here.get_by_label("Your answer").fill("queen")
    saved(here)
    expect(there.get_by_label("Your answer")).to_have_value("queen", timeout=10_000)
    expect(there.locator("[data-notices]")).to_contain_text("Your answer here was: drone.")
    live.look(there, f"/attempts/{attempt_id}/pages/1")
    assert slot(attempt_id).answer == "queen"


def test_an_answer_counts_as_later_than_one_that_was_saved_before_it_also_where_the_network_is_slow(live, begun):
    student, attempt_id = begun(question("short_answer"))
    slow = live.page(student, workers=False)
    slow.route(re.compile(r"/attempts/\d+(/pages/1|/clock.*)$"), _answer_slowly)
    with slow.expect_response(re.compile("/clock")):
        slow.goto(f"/attempts/{attempt_id}")
    slow.wait_for_timeout(100)  # until the script has read it
    attempts.save(live.site.actor(student, datetime.now(UTC)), attempt_id, [Save(1, 1, "drone")])
    slow.get_by_label("Your answer").fill("queen")
    until(lambda: slot(attempt_id).answer == "queen")
    expect(slow.get_by_label("Your answer")).to_have_value("queen")


def _answer_slowly(route):
    """Let the server answer at once, and the network take its time with the answer."""
    answer = route.fetch(max_redirects=0)
    time.sleep(0.6)
    route.fulfill(response=answer)


def test_of_an_answer_that_waited_and_one_from_another_device_the_later_one_counts(live, begun):
    student, attempt_id = begun(question("short_answer"))
    here = live.page(student)
    with here.expect_response(re.compile("/clock")):  # the clocks are told apart closely then
        here.goto(f"/attempts/{attempt_id}")
    here.wait_for_timeout(100)
    here.context.set_offline(True)
    here.get_by_label("Your answer").fill("earlier")
    expect(here.locator("[data-saved]")).to_contain_text("saved on this device")
    here.wait_for_timeout(50)
    actor = live.site.actor(student, datetime.now(UTC) + timedelta(seconds=1))
    attempts.save(actor, attempt_id, [Save(1, 5, "later")])
    here.context.set_offline(False)
    expect(here.get_by_label("Your answer")).to_have_value("later")
    expect(here.locator("[data-notices]")).to_contain_text("Your answer here was: earlier.")
    assert slot(attempt_id).answer == "later"
    time.sleep(1.1)  # until the moment of that save has passed
    here.get_by_label("Your answer").fill("latest")
    attempts.save(live.site.actor(student, datetime.now(UTC) - timedelta(minutes=1)), attempt_id, [Save(1, 50, "old")])
    until(lambda: slot(attempt_id).answer == "latest")
    expect(here.get_by_label("Your answer")).to_have_value("latest")


def test_an_answer_that_waited_gives_way_on_any_page_and_is_told_there(live, begun):
    student, attempt_id = begun(question("short_answer"))
    page = live.page(student, width=360)
    page.goto(f"/attempts/{attempt_id}")
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("earlier")
    expect(page.locator("[data-saved]")).to_contain_text("saved on this device")
    page.goto("about:blank")
    later = datetime.now(UTC) + timedelta(seconds=30)
    attempts.save(live.site.actor(student, later), attempt_id, [Save(1, 5, "later")])
    page.context.set_offline(False)
    page.goto("/history")
    expect(page.locator("[data-leftovers]")).to_contain_text(
        "question 1: a newer answer stands on the server. Yours on this device was: earlier."
    )
    live.look(page, "/history")
    assert slot(attempt_id).answer == "later"


def test_two_windows_without_a_network_do_not_mix_their_answers_up(live, begun):
    student, attempt_id = begun(question("single_choice", "a"), question("short_answer", "b"))
    here = live.page(student)
    there = here.context.new_page()
    for page in (here, there):
        page.goto(f"/attempts/{attempt_id}")
    here.context.set_offline(True)
    here.get_by_label("Iron").check()
    there.get_by_label("Your answer").fill("queen")
    expect(here.get_by_label("Your answer")).to_have_value("queen")
    expect(there.get_by_label("Iron")).to_be_checked()
    there.get_by_label("Wax").check()
    expect(here.get_by_label("Wax")).to_be_checked()
    here.context.set_offline(False)
    for page in (here, there):
        saved(page)
    given = {one.question.kind: one.answer for one in (slot(attempt_id, place) for place in (1, 2))}
    assert given == {"single_choice": 0, "short_answer": "queen"}


def test_a_window_that_cannot_send_says_saved_as_soon_as_another_window_has_brought_its_answers(live, begun):
    student, attempt_id = begun(question("single_choice", "a"), question("short_answer", "b"))
    here = live.page(student, workers=False)
    there = here.context.new_page()
    for page in (here, there):
        page.goto(f"/attempts/{attempt_id}")
    there.route(re.compile("/responses/"), lambda route: route.abort())
    here.context.set_offline(True)
    there.get_by_label("Your answer").fill("queen")
    expect(there.locator("[data-saved]")).to_contain_text("saved on this device")
    here.get_by_label("Iron").check()
    here.context.set_offline(False)
    for page in (here, there):
        saved(page)
    there.wait_for_timeout(3000)  # in which it would have tried again
    saved(there)
