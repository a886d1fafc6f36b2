"""See what the script of every page does: no form sent twice, asking first, errors led to; and the pages of errors."""

import re
import time

import pytest
from playwright.sync_api import expect

from quizapp.store.db import db
from quizapp.store.models import Person, SchoolClass
from tests.browser.conftest import WIDTHS
from tests.builders import PASSWORD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_a_form_sent_twice_by_a_double_click_makes_one_thing(live, script):
    teacher = live.site.person("teacher")
    page = live.page(teacher, script=script)
    page.goto("/teach/classes/new")
    page.get_by_label("Name").fill("Made once")
    page.get_by_role("button", name="Make the class").dblclick()
    expect(page.get_by_role("heading", name="Class “Made once”")).to_be_visible()
    db.session.rollback()
    assert db.session.query(SchoolClass).filter_by(owner_id=teacher.id).count() == 1


def test_a_form_that_is_on_its_way_is_not_sent_again(live):
    page, sent = live.page(live.site.person("teacher")), []
    page.goto("/teach/classes/new")

    def wait(route):
        if route.request.method == "POST":
            sent.append(route.request)
            time.sleep(0.3)
        route.continue_()

    page.route("**/teach/classes/new", wait)
    page.get_by_label("Name").fill("Sent once")
    page.get_by_role("button", name="Make the class").dblclick()
    expect(page.get_by_role("heading", name="Class “Sent once”")).to_be_visible()
    assert len(sent) == 1


def test_what_cannot_be_undone_is_asked_before(live):
    teacher, student = live.site.person("teacher"), live.site.person("student")
    school_class = live.site.school_class(teacher, student)
    page, asked = live.page(teacher), []
    page.goto(f"/teach/classes/{school_class.id}/students/{student.id}")
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Remove from the class").click()
    live.look(page, f"/teach/classes/{school_class.id}/students/{student.id}")
    assert asked == ["Remove this student from the class?"]
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove from the class").click()
    live.look(page, f"/teach/classes/{school_class.id}")
    expect(page.get_by_text("Nobody is in this class yet.")).to_be_visible()


def test_the_zone_of_the_browser_is_that_of_the_reader(live):
    person = live.site.person("student")
    context = live.browser.new_context(base_url=live.address, timezone_id="Asia/Tokyo")
    live.contexts.append(context)
    page = context.new_page()
    page.goto("/sign-in")
    live.sign_in(page, person.username)
    page.goto("/account")
    expect(page.locator(".facts")).to_contain_text("Asia/Tokyo")
    db.session.rollback()
    assert db.session.get_one(Person, person.id).zone == "Asia/Tokyo"


@WIDTHS
def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_fields(live, width):
    page = live.page(live.site.person("student"), width=width)
    live.visit(page, "/account/password")
    page.get_by_label("Your password now").or_(page.locator("[name=current]")).first.fill(PASSWORD)
    page.locator("[name=new]").fill("short")
    page.locator("[name=again]").fill("shorter")
    page.get_by_role("button", name="Change the password").click()
    expect(page.locator(".error-summary")).to_be_focused()
    live.look(page, "/account/password")
    for link in page.locator(".error-summary a").all():
        link.click()
        goal = link.get_attribute("href")
        expect(page.locator(goal)).to_be_focused()
        expect(page.locator(goal)).to_have_attribute("aria-invalid", "true")
        said = page.locator(f"{goal}-error")
        assert said.inner_text() in page.locator(".error-summary").inner_text()


@pytest.mark.parametrize(
    ("role", "path", "status", "words"),
    [
        ("student", "/teach", 403, "This page is not for you"),
        ("student", "/attempts/999999/pages/1", 404, "There is nothing here"),
        ("teacher", "/teach/quizzes/999999", 404, "There is nothing here"),
    ],
)
def test_the_pages_of_errors_are_open_to_everyone(live, role, path, status, words):
    page = live.page(live.site.person(role), width=360)
    assert page.goto(path).status == status
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    live.look(page, path)


def test_a_file_beyond_all_bounds_gets_a_page_that_says_so(live):
    page = live.page(live.site.person("teacher"), width=360)
    page.goto("/teach/classes/new")
    page.evaluate("document.querySelector('[name=name]').type = 'hidden'")
    page.evaluate("document.querySelector('[name=name]').value = 'x'.repeat(20 * 2 ** 20)")
    with page.expect_response(lambda response: response.status == 413):
        page.get_by_role("button", name="Make the class").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is too large")
    live.look(page, "/teach/classes/new")


def test_an_error_of_ours_gets_a_page_with_a_reference(live, monkeypatch):
    monkeypatch.setitem(live.site.app.view_functions, "student.history", lambda: 1 / 0)
    page = live.page(live.site.person("student"), width=360)
    assert page.goto("/history").status == 500
    expect(page.get_by_role("heading", level=1)).to_have_text("Something went wrong on our side")
    expect(page.locator("main code")).to_have_text(re.compile(r"^[0-9a-f]{8}$"))
    live.look(page, "/history")
