"""Answers that cannot be sent are saved as a file for the teacher."""

import json

import pytest
from playwright.sync_api import expect

from quizapp.store.db import db, write
from quizapp.store.models import Attempt, Person
from tests.browser.conftest import WIDTHS
from tests.builders import NOW, question
from tests.papers import seen, slot

pytestmark = pytest.mark.browser


@WIDTHS
def test_the_answers_of_a_closed_account_are_saved_as_a_file(live, begun, width):
    student, attempt_id = begun(question("single_choice", "a"), question("short_answer", "b"))
    page = live.page(student, width=width)
    page.goto(f"/attempts/{attempt_id}")

    @write
    def close_account():
        db.session.get_one(Person, student.id).suspended_at = NOW

    page.context.set_offline(True)
    page.get_by_label("Sand").check()
    page.get_by_label("Your answer").fill("queen")
    expect(page.locator("[data-saved]")).to_contain_text("saved on this device")
    close_account()
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.goto(dialog.get_by_role("link", name="Save your answers as a file").get_attribute("href"))
    expect(page.locator("[data-stranded-list]")).to_contain_text(f"Bees, who says what, of {student.name}")
    expect(page.locator("[data-stranded-list]")).to_contain_text("2 answers, given from")
    expect(page.locator(".reason")).to_contain_text(f"Sign in as {student.name}")
    live.look(page, "/stranded")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    expect(page.locator(".saved-as")).to_contain_text("Send or bring this file to your teacher")
    live.look(page, "/stranded")
    saved = json.loads(download.value.path().read_text("utf-8"))
    assert (saved["format"], saved["site"]) == ("quizapp-stranded-1", live.address)
    (one,) = saved["attempts"]
    assert (one["attempt"], one["quiz"], one["person"]) == (attempt_id, "Bees, who says what", student.name)
    entries = {entry["position"]: entry for entry in one["entries"]}
    place = 1 if slot(attempt_id, 1).question.kind == "single_choice" else 2
    assert entries[place]["content"] == f"flagged-{place}=&q{place}={seen(attempt_id, place, 2)}"
    assert set(entries[place]) == {"position", "sequence", "content", "made_at", "device_at"}
    page.goto("/sign-in")
    expect(page.locator("[data-leftovers]")).to_contain_text(f"Sign in as {student.name}, and they go up")
    live.look(page, "/sign-in")
    page.goto("/stranded")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Remove from this device").click()
    expect(page.locator("[data-stranded-list]")).to_contain_text("Nothing waits on this device.")


def test_an_attempt_that_is_gone_is_told_with_a_link_to_what_can_be_done(live, begun):
    student, attempt_id = begun(question("single_choice"))
    other = live.site.person("student")
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}")

    @write
    def take_away():
        db.session.get_one(Attempt, attempt_id).person_id = other.id

    take_away()
    page.get_by_label("Sand").check()
    notices = page.locator("[data-notices]")
    expect(notices).to_contain_text("The site does not take this attempt from you any more.")
    page.goto("/quizzes")
    notice = page.locator("[data-leftovers]")
    expect(notice).to_contain_text("could not be sent (1)")
    live.look(page, "/quizzes")
    notice.get_by_role("link", name="See what can be done").click()
    expect(page.locator(".reason")).to_contain_text("The site has no such attempt of this account.")


def test_the_page_of_stranded_answers_is_there_without_a_network(live, begun):
    student, attempt_id = begun(question("single_choice"))
    page = live.page(student, width=360)
    page.goto(f"/attempts/{attempt_id}")
    expect(page.locator("#paper")).to_have_attribute("data-is-kept", "true")
    page.context.set_offline(True)
    page.get_by_label("Sand").check()
    expect(page.locator("[data-saved]")).to_contain_text("saved on this device")
    page.goto("/stranded")
    expect(page.locator("[data-stranded-list]")).to_contain_text("1 answer, given")
    expect(page.locator(".reason")).to_contain_text("It waits for the connection")
    page.get_by_role("link", name="Go on with the questions").click()
    expect(page.get_by_label("Sand")).to_be_checked()
