"""Signed out in the middle: the answers wait, the student signs in again in place, and goes on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDTHS
from tests.browser.waiting import saved
from tests.builders import PASSWORD, question
from tests.papers import slot

pytestmark = pytest.mark.browser


def sign_in_again(page, username: str, password: str = PASSWORD) -> None:
    """Fill the dialog in."""
    page.get_by_role("dialog").get_by_label("Username").fill(username)
    page.get_by_role("dialog").get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in and go on").click()


@WIDTHS
def test_whoever_is_signed_out_signs_in_on_the_same_page_and_goes_on(live, begun, width):
    student, attempt_id = begun(question("short_answer", "a"), question("short_answer", "b"))
    page = live.page(student, width=width)
    page.goto(f"/attempts/{attempt_id}")
    page.evaluate("window.same = true")
    page.context.set_offline(True)  # so that nothing is asked before the answer is there
    page.get_by_label("Your answer").first.fill("queen")
    page.context.clear_cookies()  # and with them the token of the forms
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    sign_in_again(page, student.username, "wrong words")
    expect(dialog.get_by_role("alert")).to_contain_text(re.compile("."))
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    sign_in_again(page, student.username)
    expect(dialog).to_be_hidden()
    saved(page)
    assert page.evaluate("window.same")
    assert slot(attempt_id, 1).answer == "queen"
    page.get_by_label("Your answer").last.fill("drone")
    page.get_by_role("button", name="To the summary").click()
    expect(page.get_by_text("All questions are answered.")).to_be_visible()


def test_another_person_is_told_that_the_answers_are_not_theirs(live, begun):
    student, attempt_id = begun(question("single_choice"))
    other = live.site.person("student")
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.context.set_offline(True)
    page.get_by_label("Sand").check()
    page.context.clear_cookies(name="quizapp_session")
    page.context.set_offline(False)
    sign_in_again(page, other.username)
    alert = page.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text(f"You are signed in as {other.name} now, not as {student.name}.")
    assert slot(attempt_id).answer is None
    sign_in_again(page, student.username)
    expect(page.get_by_role("dialog")).to_be_hidden()
    saved(page)
    assert slot(attempt_id).answer == 2


def test_a_session_that_ends_while_nothing_is_done_is_told_too(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.context.clear_cookies(name="quizapp_session")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Later").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_label("Sand").check()
    expect(page.locator("[data-saved]")).to_have_text("saved on this device, waiting for you to sign in")


def test_whoever_signs_in_again_in_another_window_goes_on_in_this_one_too(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="quizapp_session")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.context.add_cookies(cookies)
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=10_000)
    page.get_by_label("Sand").check()
    saved(page)
