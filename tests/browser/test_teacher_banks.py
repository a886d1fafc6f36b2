"""Walk the main path of a teacher through a bank: every fault of a file, what is new, what changed, and editing."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import every_kind
from tests.browser.conftest import WIDTHS
from tests.builders import bank, question

pytestmark = pytest.mark.browser

DROP = """([name, text]) => {
    const held = new DataTransfer();
    held.items.add(new File([text], name, {type: "application/json"}));
    return held;
}"""


def file_of(*questions: dict, title: str = "Paths") -> dict:
    """Return a file of a bank, as Playwright takes one."""
    text = json.dumps(bank(*questions, id="paths", title=title))
    return {"name": "paths.json", "mimeType": "application/json", "buffer": text.encode()}


def drop(page: Page, file: dict) -> None:
    """Drag a file over the page of uploads, and let it go."""
    held = page.evaluate_handle(DROP, [file["name"], file["buffer"].decode()])
    for kind in ("dragenter", "dragover"):
        page.dispatch_event("[data-drop]", kind, {"dataTransfer": held})
    expect(page.locator("[data-drop].over")).to_be_visible()
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": held})


def figures(page: Page) -> list[str]:
    """Return how many questions are new, changed, gone and the same."""
    return page.locator(".figures dd").all_inner_texts()


@WIDTHS
def test_a_teacher_uploads_a_bank_with_faults_without_and_in_a_second_version(live, width):
    page, kinds = live.page(live.site.person("teacher"), width=width), every_kind()
    live.visit(page, "/teach/banks")
    page.get_by_role("link", name="Upload a bank").first.click()
    live.look(page, "/teach/banks/uploads/new")
    faulty = [
        question(name="a", difficulty="esy"),
        question("numeric", "b", value="six"),
        question(name="c", stem=None),
    ]
    page.set_input_files("input[type=file]", file_of(*faulty))
    page.get_by_role("button", name="Check the file").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("3 faults")
    expect(page.locator(".faults tbody tr")).to_have_count(3)
    expect(page.locator(".faults")).to_contain_text("Did you mean “easy”")
    live.look(page, "/teach/banks/uploads/new")

    page.set_input_files("input[type=file]", file_of(*kinds))
    page.get_by_role("button", name="Check the file").click()
    live.look(page, "/teach/banks/uploads/#")
    assert figures(page) == ["9", "0", "0", "0"]
    expect(page.locator(".as-seen")).to_have_count(9)
    page.get_by_role("button", name="Bring it in").click()
    live.look(page, "/teach/banks/#")
    expect(page.get_by_role("status")).to_contain_text("“Paths” is brought in.")
    brings_a_second_version(live, page, [{**kinds[0], "stem": "What else?"}, *kinds[1:-1], question(name="newest")])


def brings_a_second_version(live, page: Page, questions: list[dict]) -> None:
    """Drop a file with a change, a new question and one that is gone; walk away from it first, then bring it in."""
    for act in ("Walk away, change nothing", "Bring it in"):
        page.goto("/teach/banks/uploads/new")
        drop(page, file_of(*questions))
        live.look(page, "/teach/banks/uploads/#")
        assert figures(page) == ["1", "1", "1", "7"]
        expect(page.locator(".compared-changed ins")).to_contain_text("else")
        expect(page.locator(".compared-gone .as-seen")).to_be_visible()
        page.get_by_role("button", name=act).click()
        expect(page.get_by_role("status")).to_be_visible()
        if act != "Bring it in":
            page.get_by_role("link", name="Paths").first.click()
            expect(page.get_by_text("Version 1", exact=True)).to_be_visible()
    expect(page.get_by_text("Version 2", exact=True)).to_be_visible()
    live.look(page, "/teach/banks/#")


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(live):
    page, sent = live.page(live.site.person("teacher")), []
    page.goto("/teach/banks/uploads/new")
    page.on("request", lambda request: sent.append(request.method))
    too_large = {"name": "large.json", "mimeType": "application/json", "buffer": b" " * (5 * 2**20 + 1)}
    page.set_input_files("input[type=file]", too_large)
    expect(page.get_by_role("alert")).to_have_text("The file is larger than 5 MB. Choose a smaller one.")
    page.get_by_role("button", name="Check the file").click()
    live.look(page, "/teach/banks/uploads/new")
    assert "POST" not in sent
    page.set_input_files("input[type=file]", file_of(question()))
    expect(page.get_by_role("alert")).to_be_hidden()
    page.get_by_role("button", name="Check the file").click()
    live.look(page, "/teach/banks/uploads/#")


@WIDTHS
def test_a_teacher_edits_a_question_and_the_preview_follows(live, width):
    teacher = live.site.person("teacher")
    own = live.site.bank(question(name="one"), owner=teacher, id="edited")
    page = live.page(teacher, width=width)
    live.visit(page, f"/teach/banks/{own.id}/questions/one")
    page.get_by_role("link", name="Edit").first.click()
    live.look(page, f"/teach/banks/{own.id}/questions/one/edit")
    page.locator("textarea[name='stem']").fill("What do bees build with?")
    expect(page.locator("#preview .stem")).to_have_text("What do bees build with?")
    page.get_by_role("button", name="Add another row").first.click()
    page.keyboard.type("Honey")
    expect(page.locator("#preview .as-seen .option")).to_have_count(4)
    page.locator("textarea[name='stem']").fill("")
    expect(page.locator("#preview")).to_contain_text("The preview appears when this is mended")
    live.look(page, f"/teach/banks/{own.id}/questions/one/edit")

    page.get_by_role("button", name="Save the question").click()
    expect(page.locator(".error-summary")).to_be_focused()
    live.look(page, f"/teach/banks/{own.id}/questions/one/edit")
    page.locator(".error-summary a").first.click()
    expect(page.locator("textarea[name='stem']")).to_be_focused()
    page.keyboard.type("What do bees build with?")
    page.get_by_role("button", name="Save the question").click()
    live.look(page, f"/teach/banks/{own.id}/questions/one")
    expect(page.get_by_text("Honey").first).to_be_visible()
