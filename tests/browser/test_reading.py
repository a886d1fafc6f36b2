"""The source beside the questions: in a margin or a drawer, one key away, and without a network where it may be."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS
from tests.browser.test_offline import is_kept
from tests.browser.waiting import saved
from tests.builders import question

pytestmark = pytest.mark.browser
PASSAGE = "The keeper says that bees build with wax."


def press(page: Page) -> None:
    """Press the key of the source, as soon as the page listens for it."""
    expect(page.locator("[data-reading]")).to_have_attribute("aria-expanded", re.compile("true|false"))
    page.keyboard.press("F2")


def panel(page: Page):
    """Return the source that is shown."""
    return page.locator(".reading-panel")


@WIDTHS
def test_one_key_opens_the_source_beside_the_questions_and_closes_it_again(live, begun, width):
    student, attempt_id = begun(*[question(name=f"q{place}") for place in range(2)], per_page=1, reading="always")
    page = live.page(student, width=width)
    page.goto(f"/attempts/{attempt_id}")
    option = page.locator("#question-1 input[type=radio]").first
    option.focus()
    press(page)
    expect(panel(page)).to_contain_text(PASSAGE)
    expect(panel(page)).to_be_focused()
    expect(page.locator("[data-reading]")).to_have_attribute("aria-expanded", "true")
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    option.check()  # the question is still at hand
    press(page)
    expect(panel(page)).to_have_count(0)
    page.locator("[data-reading]").click()
    expect(panel(page)).to_contain_text(PASSAGE)
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(page.locator("[data-reading]")).to_be_focused()


def test_a_source_that_is_open_stays_open_on_the_next_page_of_a_wide_screen(live, begun):
    student, attempt_id = begun(*[question(name=f"q{place}") for place in range(2)], per_page=1, reading="always")
    page = live.page(student, width=1280)
    page.goto(f"/attempts/{attempt_id}")
    press(page)
    expect(panel(page)).to_contain_text(PASSAGE)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    expect(panel(page)).to_contain_text(PASSAGE)
    assert page.evaluate("document.activeElement.closest('.reading-panel') === null")


def test_a_source_that_waits_for_the_answer_opens_with_it(live, begun):
    student, attempt_id = begun(question(), reading="after")
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    press(page)
    expect(panel(page)).to_contain_text("as soon as every question of the page is answered")
    press(page)
    page.locator("#question-1 input[type=radio]").first.check()
    press(page)  # at once: what was just answered is saved first
    expect(panel(page)).to_contain_text(PASSAGE)


def test_the_source_is_read_without_a_network_where_it_always_may_be(live, begun):
    student, attempt_id = begun(*[question(name=f"q{place}") for place in range(2)], per_page=1, reading="always")
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    page.context.set_offline(True)
    press(page)
    expect(panel(page)).to_contain_text(PASSAGE)
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    page.goto(f"/attempts/{attempt_id}/reading")
    expect(page.get_by_text(PASSAGE)).to_be_visible()


def test_without_script_the_source_is_a_page_of_its_own(live, begun):
    student, attempt_id = begun(question(), reading="always")
    page = live.page(student, script=False)
    page.goto(f"/attempts/{attempt_id}")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="The source").click()
    expect(opened.value.get_by_text(PASSAGE)).to_be_visible()


def test_what_shows_the_key_is_marked_in_the_source_after_the_attempt(live, begun):
    shown = {"passage": "P1", "speaker": "keeper", "stance": "asserts", "quote": "bees build with wax"}
    student, attempt_id = begun(question(evidence=[shown]))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.locator("#question-1 input[type=radio]").first.check()
    saved(page)
    page.get_by_role("button", name="To the summary").click()
    page.get_by_role("button", name="Hand in now").click()
    page.get_by_role("link", name="In the whole source").click()
    expect(page.locator("mark")).to_have_text("bees build with wax")
    live.look(page, f"/attempts/{attempt_id}/reading")
    page.get_by_role("link", name="Question 1", exact=True).click()
    expect(page.locator("#question-1")).to_be_in_viewport()
