"""How sure are you, in the browser: saved like the answer, also later, and no part of being answered."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDTHS
from tests.browser.test_offline import is_kept
from tests.browser.waiting import saved, until
from tests.builders import question
from tests.papers import slot

pytestmark = pytest.mark.browser


@WIDTHS
def test_a_step_is_chosen_by_keyboard_and_saved_with_the_answer(live, begun, width):
    student, attempt_id = begun(question("matching"), certainty="counted")
    page = live.page(student, width=width)
    page.goto(f"/attempts/{attempt_id}")
    for part in page.locator("#question-1 select").all():
        part.select_option(index=1)
    expect(page.locator("[data-count]")).to_have_text("1 of 1 answered")  # whatever the step
    page.get_by_role("radio", name="not very").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    saved(page)
    until(lambda: slot(attempt_id).certainty == 3)
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    page.reload()
    expect(page.get_by_role("radio", name="certain right +3")).to_be_checked()


def test_a_step_chosen_without_a_network_goes_up_when_it_is_back(live, begun):
    student, attempt_id = begun(question(), certainty="recorded")
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    is_kept(page)
    page.locator("#question-1 .options input").first.check()
    saved(page)
    page.context.set_offline(True)
    page.get_by_role("radio", name="fairly").check()
    expect(page.locator("[data-saved]")).to_contain_text("saved on this device")
    page.reload()
    expect(page.get_by_role("radio", name="fairly")).to_be_checked()
    page.context.set_offline(False)
    until(lambda: slot(attempt_id).certainty == 2)


def test_a_step_alone_is_no_answer(live, begun):
    student, attempt_id = begun(question(), certainty="recorded")
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")
    page.get_by_role("radio", name="certain").check()
    saved(page)
    until(lambda: slot(attempt_id).certainty == 3)
    expect(page.locator("[data-count]")).to_have_text("0 of 1 answered")


def test_a_step_from_a_device_that_is_behind_brings_no_old_answer_back(live, begun):
    student, attempt_id = begun(question(), certainty="counted")
    phone, laptop = live.page(student, width=390), live.page(student)
    for page in (phone, laptop):
        page.goto(f"/attempts/{attempt_id}")
    phone.locator("#question-1 .options input").nth(0).check()
    saved(phone)
    is_kept(phone)
    before = slot(attempt_id).answer
    phone.context.set_offline(True)
    laptop.reload()
    laptop.locator("#question-1 .options input").nth(1).check()
    until(lambda: slot(attempt_id).answer != before)
    after = slot(attempt_id).answer
    phone.get_by_role("radio", name="certain").check()
    expect(phone.locator("[data-saved]")).to_contain_text("saved on this device")
    phone.context.set_offline(False)
    expect(phone.locator("#question-1 .options input").nth(1)).to_be_checked()
    saved(phone)
    assert (slot(attempt_id).answer, slot(attempt_id).certainty) == (after, None)
