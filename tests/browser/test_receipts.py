"""The receipt in a browser: seen after handing in, saved as a file, and checked by a stranger without script."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.answering import every_kind
from tests.browser.conftest import WIDTHS

pytestmark = pytest.mark.browser


@WIDTHS
def test_a_student_hands_in_saves_the_receipt_and_a_stranger_has_it_checked(live, begun, width, tmp_path):
    student, attempt_id = begun(*every_kind(), feedback="never")
    page = live.page(student, width=width)
    live.visit(page, f"/attempts/{attempt_id}/pages/1")
    page.get_by_label("Wax").first.check()
    page.get_by_role("button", name="To the summary").click()
    page.get_by_role("button", name="Hand in now").click()
    live.look(page, f"/attempts/{attempt_id}/result")
    expect(page.get_by_text("The site holds 1 answer of 9")).to_be_visible()
    page.get_by_role("link", name="See the receipt").click()
    live.look(page, f"/attempts/{attempt_id}/receipt")
    expect(page.get_by_role("button", name="Print this page")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the receipt as a file").click()
    assert saved.value.suggested_filename == "receipt-bees-who-says-what-attempt-1.json"
    file = tmp_path / "receipt.json"
    saved.value.save_as(file)
    stranger = live.page(width=width, script=False)
    stranger.goto("/receipts/check")
    checked(stranger, file, "✓ This receipt is genuine")
    expect(stranger.get_by_text("What the site holds today is the same.")).to_be_visible()
    receipt = json.loads(file.read_text("utf-8"))
    receipt["answers"][0]["words"] = "another"
    file.write_text(json.dumps(receipt))
    checked(stranger, file, "✗ This receipt was changed")
    expect(stranger.get_by_text("The answer at place 1 of the list.")).to_be_visible()
    checker = live.page(width=width)
    live.visit(checker, "/receipts/check")
    checked(checker, file, "✗ This receipt was changed")
    live.look(checker, "/receipts/check")


def checked(page, file, verdict: str) -> None:
    """Have a file checked, and see the verdict."""
    page.get_by_label("File of the receipt").set_input_files(file)
    page.get_by_role("button", name="Check the receipt").click()
    expect(page.get_by_role("heading", name=verdict)).to_be_visible()


def test_the_modules_of_a_page_are_fetched_once_side_by_side_and_kept(live, begun):
    student, attempt_id = begun()
    page = live.page(student)
    page.goto(f"/attempts/{attempt_id}/pages/1")
    page.wait_for_load_state("networkidle")
    names = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.initiatorType !== 'fetch')"
        ".map((one) => new URL(one.name).pathname)"
    )  # what the paper of the attempt needs is fetched once more, from the browser's own store
    scripts = [one for one in names if one.endswith(".js") and one.startswith("/static/")]
    assert len(scripts) == len(set(scripts)) >= 4
    page.reload()
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.includes('/static/'))"
        ".map((one) => one.transferSize)"
    )
    assert sizes
    assert set(sizes) == {0}
