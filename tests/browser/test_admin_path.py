"""Walk the main path of an administrator: people, results with progress, the audit log, health and backups."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import WIDTHS
from tests.browser.test_teacher_classes import workbook

pytestmark = pytest.mark.browser


@WIDTHS
def test_an_administrator_makes_imports_suspends_and_promotes_people(live, width):
    page = live.page(live.site.person("admin"), width=width)
    live.visit(page, "/admin")
    page.get_by_role("link", name="People", exact=True).click()
    live.look(page, "/admin/people")
    page.get_by_role("link", name="New person").click()
    live.look(page, "/admin/people/new")
    page.get_by_label("Name", exact=True).fill("A Newcomer")
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".error-summary")).to_be_focused()
    live.look(page, "/admin/people/new")
    page.get_by_label("Username").fill(f"newcomer-{width}")
    page.get_by_role("button", name="Make the account").click()
    live.look(page, "/admin/people/#")
    expect(page.get_by_text("This is shown now and never again.")).to_be_visible()
    changes_the_account(live, page)
    imports_a_list(live, page, width)


def changes_the_account(live, page: Page) -> None:
    """Suspend a person and enable them again, give them another role, and a link for a new password."""
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Suspend").click()
    expect(page.locator(".facts .tag-bad")).to_be_hidden()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Suspend").click()
    expect(page.locator(".facts .tag-bad")).to_have_text("✗ suspended")
    live.look(page, "/admin/people/#")
    page.get_by_role("button", name="Enable the account").click()
    expect(page.get_by_role("button", name="Suspend")).to_be_visible()
    page.get_by_label("Role").select_option("teacher")
    page.get_by_role("button", name="Set the role").click()
    expect(page.locator(".facts")).to_contain_text("teacher")
    page.get_by_role("button", name="Make a link for a new password").click()
    expect(page.locator(".notice .address")).to_contain_text("/reset/")
    live.look(page, "/admin/people/#")


def imports_a_list(live, page: Page, width: int) -> None:
    """Import a list with a fault, then without, and see what everybody first comes in with."""
    page.get_by_role("link", name="People", exact=True).first.click()
    page.get_by_role("link", name="Import a list").click()
    live.look(page, "/admin/people/import")
    rows = [("username", "name", "role"), (f"one-{width}", "Person One", "student"), (f"two-{width}", "Two", "king")]
    page.set_input_files("input[type=file]", workbook(*rows))
    page.get_by_role("button", name="Import the list").click()
    expect(page.get_by_role("heading", name="1 problem in the list")).to_be_visible()
    live.look(page, "/admin/people/import")
    page.set_input_files("input[type=file]", workbook(*rows[:2], (f"two-{width}", "Person Two", "teacher")))
    page.get_by_role("button", name="Import the list").click()
    live.look(page, "/admin/people/imports/#")
    expect(page.locator("tbody tr")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert f"two-{width}" in download.value.path().read_text("utf-8-sig")


@pytest.fixture
def results(live):
    """Return an administrator and a student who has handed in an attempt."""
    student = live.site.person("student")
    quiz = live.site.quiz(live.site.school_class(live.site.person("teacher"), student), title="Exported")
    live.site.attempt(student, quiz, right=2)
    return live.site.person("admin"), student, quiz


@WIDTHS
def test_an_administrator_exports_results_with_progress_and_their_code_book(live, results, width):
    admin, student, quiz = results
    page = live.page(admin, width=width)
    live.visit(page, "/admin/results")
    page.get_by_role("radio", name="Responses").check()
    page.get_by_label("Quiz", exact=True).select_option(str(quiz.id))
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_role("heading", name="Responses: 3 rows")).to_be_visible()
    live.look(page, page.url.removeprefix(live.address))
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    expect(page.locator("[data-status]")).to_have_text("Done: 3 rows.")
    assert download.value.suggested_filename.endswith(".csv")
    assert download.value.path().read_text("utf-8-sig").count(student.username) == 3
    live.look(page, page.url.removeprefix(live.address))
    page.get_by_role("link", name="What the columns mean").click()
    live.look(page, "/admin/results/responses/code-book")


@pytest.mark.parametrize("way", ["cut off in the middle", "refused"])
def test_an_export_that_fails_half_way_tells_so_and_saves_nothing(live, results, way):
    page, saved = live.page(results[0]), []
    page.on("download", lambda download: saved.append(download))
    page.goto("/admin/results")

    def fail(route: Route) -> None:
        if way == "refused":
            route.fulfill(status=500, body="")
            return
        whole = route.fetch()
        route.fulfill(response=whole, body=whole.body()[:-3])

    page.route("**/admin/results/scores.csv*", fail)
    page.get_by_role("button", name="Export as CSV").click()
    expect(page.locator("[data-status]")).to_have_text("The export broke off. Nothing was saved; please try again.")
    live.look(page, "/admin/results")
    assert not saved
    page.unroute("**/admin/results/scores.csv*")
    with page.expect_download():
        page.get_by_role("button", name="Export as CSV").click()
    expect(page.locator("[data-status]")).to_contain_text("Done:")


@WIDTHS
def test_an_administrator_reads_the_audit_log_and_makes_a_backup(live, results, width):
    page = live.page(results[0], width=width)
    live.visit(page, "/admin/audit")
    page.get_by_label("To whom or what").fill("Exported")
    page.get_by_label("What", exact=True).select_option("attempt.submitted")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("tbody tr").first).to_contain_text("attempt.submitted")
    live.look(page, page.url.removeprefix(live.address))
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) > 1
    assert [line for line in lines if "attempt.submitted" in line] == lines[1:]
    page.get_by_role("link", name="Health").click()
    live.look(page, "/admin/health")
    page.get_by_role("button", name="Make a backup now").click()
    expect(page.get_by_text("The backup is made and verified")).to_be_visible()
    live.look(page, "/admin/health")
    with page.expect_download() as download:
        page.locator("tbody").get_by_role("button", name="Download").first.click()
    assert download.value.path().stat().st_size > 1000
