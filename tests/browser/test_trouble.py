"""What a student typed is kept and saved although something is wrong between the browser and the site."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import end_at, saved
from tests.builders import question
from tests.papers import attempt, slot

pytestmark = pytest.mark.browser
SAVES = re.compile(r"/responses/\d+$")


def fails(page, *answers) -> None:
    """Let the first saves of a page be answered so instead of by the site; later ones go through."""
    left = list(answers)

    def answer(route) -> None:
        if left:
            route.fulfill(**left.pop(0))
        else:
            route.continue_()

    page.route(SAVES, answer)


def test_a_page_of_somebody_else_is_not_taken_for_the_word_of_the_site(live, begun):
    student, attempt_id = begun(question())
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    fails(
        page, {"status": 200, "content_type": "text/html", "body": "<h1>Please accept the terms of this network</h1>"}
    )
    page.get_by_label("Sand").check()
    expect(page.locator("[data-notices]")).to_contain_text("kept on this device")
    saved(page)
    assert slot(attempt_id).answer == 2


def test_a_save_that_is_never_answered_does_not_hold_up_the_next(live, begun):
    student, attempt_id = begun(question(name="a"), question(name="b"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    unanswered = []
    page.route(SAVES, lambda route: unanswered.append(route) if not unanswered else route.continue_())
    page.get_by_label("Sand").nth(0).check()
    page.get_by_label("Iron").nth(1).check()
    expect(page.locator("[data-notices]")).to_contain_text("Everything is saved again.", timeout=15_000)
    saved(page)
    assert [slot(attempt_id, place).answer for place in (1, 2)] == [2, 1]


def test_a_last_save_that_fails_once_is_tried_again_before_the_hand_in(live, begun):
    student, attempt_id = begun(question("short_answer"), minutes=10)
    page = live.page(student)
    end_at(attempt_id, datetime.now(UTC) + timedelta(seconds=3))
    page.goto(f"/attempts/{attempt_id}")
    fails(page, *[{"status": 503, "content_type": "application/json", "body": '{"error": "503"}'}] * 2)
    expect(page.locator("[data-timer]")).to_contain_text("0:01")
    page.get_by_label("Your answer").fill("queen")
    expect(page).to_have_url(f"{live.address}/attempts/{attempt_id}/result")
    assert (attempt(attempt_id).submitted_how, attempt(attempt_id).score) == ("time", 1)


def test_nothing_can_be_changed_on_a_page_that_is_being_left(live, begun):
    student, attempt_id = begun(question("short_answer", "a"), question("short_answer", "b"), per_page=1)
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.evaluate("""() => addEventListener("pagehide", () => {
        sessionStorage.inert = document.getElementById("paper").inert;
    })""")
    page.route(re.compile("/pages/1$"), lambda route: (time.sleep(0.3), route.continue_()))
    page.get_by_role("button", name="Next").click()
    expect(page).to_have_url(re.compile("/pages/2"))
    assert page.evaluate("sessionStorage.inert") == "true"


def test_what_is_no_number_is_told_at_once(live, begun):
    student, attempt_id = begun(question("numeric"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_label("Your answer, a number").fill("six")
    expect(page.get_by_text("“six” is not a number")).to_be_visible()
    page.get_by_label("Your answer, a number").fill("6")
    expect(page.get_by_text("is not a number")).to_be_hidden()
    saved(page)
    assert slot(attempt_id).answer == "6"
