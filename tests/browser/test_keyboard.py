"""Take a whole attempt by keyboard alone, from signing in to reading why: at a desk, and on a phone with keys."""

import pytest
from playwright.sync_api import expect

from quizapp.core.answers import key_of
from quizapp.core.questions import KINDS
from tests.browser.answering import answer_by_keys, drawn, every_kind, tab_to
from tests.browser.conftest import WIDTHS
from tests.builders import PASSWORD
from tests.papers import attempt

pytestmark = pytest.mark.browser


@WIDTHS
def test_a_whole_attempt_is_taken_by_keyboard_alone(live, width):
    teacher, student = live.site.person("teacher"), live.site.person("student")
    asked_of = live.site.bank(*every_kind(), owner=teacher)
    quiz = live.site.quiz(live.site.school_class(teacher, student), bank=asked_of, count=len(KINDS))
    page = live.page(width=width)
    page.goto("/sign-in")
    sign_in(page, student)
    live.look(page, "/quizzes")
    tab_to(page, f'a[href="/quizzes/{quiz.id}"]')
    live.look(page, f"/quizzes/{quiz.id}")
    tab_to(page, "text=Start the attempt")
    live.look(page, "/attempts/#/pages/1")

    attempt_id, slots = drawn(page)
    for number, asked in enumerate(slots, 1):
        answer_by_keys(page, asked, f"q{number}", key_of(asked))
        if number < len(KINDS):
            tab_to(page, "button[value=next]")
            expect(page.locator(f"#question-{number + 1}")).to_be_visible()
    goes_round_by_keys(page)
    tab_to(page, "button[value=summary]")
    expect(page.get_by_text("All questions are answered.")).to_be_visible()
    tab_to(page, "text=Hand in now")
    expect(page.get_by_text("100 %")).to_be_visible()
    assert attempt(attempt_id).score == len(KINDS)

    tab_to(page, 'a[href="#question-5"]')
    expect(page.locator("#question-5")).to_be_in_viewport()
    expect(page.locator("#question-5 .source")).to_contain_text("The keeper says that bees build with wax.")
    tab_to(page, "text=History")
    live.look(page, "/history")
    tab_to(page, "text=Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def sign_in(page, student) -> None:
    """Sign in by keys, passing over to the content first."""
    tab_to(page, ".skip")
    tab_to(page, "[name=username]", "")
    page.keyboard.type(student.username)
    tab_to(page, "[name=password]", "")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your quizzes")).to_be_visible()


def goes_round_by_keys(page) -> None:
    """Flag the last question, jump to the second by the map, go back one page, and come back by the map."""
    tab_to(page, "[data-flag]")
    expect(page.locator(f'[data-place="{len(KINDS)}"] .flag-mark')).to_be_visible()
    tab_to(page, '[data-place="2"]')
    expect(page.locator("#question-2")).to_be_visible()
    tab_to(page, "button[value=back]")
    expect(page.locator("#question-1")).to_be_visible()
    tab_to(page, f'[data-place="{len(KINDS)}"]')
    expect(page.get_by_role("button", name="Take the flag off")).to_be_visible()
