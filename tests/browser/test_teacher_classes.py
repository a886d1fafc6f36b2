"""Walk the main path of a teacher through a class: its join code, and students from lists, with their slips."""

import io

import pytest
import xlsxwriter
from playwright.sync_api import expect

from tests.browser.conftest import WIDTHS

pytestmark = pytest.mark.browser


def table(*rows: tuple[str, ...]) -> dict:
    """Return a CSV file with these rows, as Playwright takes one."""
    text = "\n".join(",".join(row) for row in rows)
    return {"name": "class.csv", "mimeType": "text/csv", "buffer": text.encode()}


def workbook(*rows: tuple[str, ...]) -> dict:
    """Return an XLSX file with these rows, as Playwright takes one."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return {"name": "class.xlsx", "mimeType": "application/octet-stream", "buffer": content.getvalue()}


@WIDTHS
def test_a_teacher_makes_a_class_with_a_join_code_and_enrols_students_from_lists(live, width):
    page = live.page(live.site.person("teacher"), width=width)
    live.visit(page, "/teach/classes")
    page.get_by_role("link", name="Make a class").click()
    live.look(page, "/teach/classes/new")
    page.get_by_label("Name").fill("Class of today")
    page.get_by_role("button", name="Make the class").click()
    live.look(page, "/teach/classes/#")
    page.locator("a.code").click()
    live.look(page, "/teach/classes/#/code")
    expect(page.get_by_role("img", name="QR code of the address below")).to_be_visible()
    code = page.locator(".join-code").inner_text()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Make a new code").click()
    expect(page.locator(".join-code")).not_to_have_text(code)

    page.get_by_role("link", name="Class of today").click()
    for read, list_of in (("csv", table), ("xlsx", workbook)):
        rows = [(f"{read}-{number}-{width}", f"Student {number}") for number in (1, 2)]
        enrols(live, page, list_of(("username", "name"), *rows), rows)
    expect(page.locator("caption")).to_have_text("4 students")
    page.get_by_role("link", name="Student 1").first.click()
    live.look(page, "/teach/classes/#/students/#")
    page.get_by_role("button", name="Make a password link").click()
    live.look(page, "/teach/classes/#/students/#/password-link")
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()
    sets_a_password(live, page.locator(".address").inner_text(), width)


def enrols(live, page, file: dict, rows: list[tuple[str, str]]) -> None:
    """Enrol students from a file: see what it does, confirm, and see the slips."""
    page.get_by_role("link", name="Enrol students from a list").click()
    live.look(page, "/teach/classes/#/enrolments/new")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_text("2 new accounts are made.")).to_be_visible()
    live.look(page, "/teach/classes/#/enrolments/new")
    page.get_by_role("button", name="Enrol them").click()
    live.look(page, "/teach/classes/#/first-passwords/#")
    expect(page.locator(".slips li")).to_have_count(2)
    expect(page.locator(".slips")).to_contain_text(rows[0][0])
    page.get_by_role("link", name="I have them; go to the class").click()
    live.look(page, "/teach/classes/#")


def sets_a_password(live, address: str, width: int) -> None:
    """Open a one-time link as its student does, set a password, and sign in with it."""
    page, path = live.page(width=width), address.removeprefix(live.address)
    live.visit(page, path)
    page.get_by_label("New password", exact=True).fill("one two three four")
    page.get_by_label("The new password again").fill("one two three five")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".error-summary")).to_be_focused()
    live.look(page, path)
    for label in ("New password", "The new password again"):
        page.get_by_label(label, exact=True).fill("one two three four")
    page.get_by_role("button", name="Set the password").click()
    live.look(page, "/sign-in")
    live.sign_in(page, f"csv-1-{width}", "one two three four")
    live.look(page, "/quizzes")
