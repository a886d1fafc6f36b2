"""The main path of a teacher and of an administrator, in a real browser, at phone and desk width."""

import json

import pytest

from tests.builders import bank, question

pytestmark = pytest.mark.browser
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@WIDTHS
def test_a_teacher_brings_a_bank_makes_a_quiz_of_it_and_publishes_it(live, width, tmp_path):
    teacher, student = live.site.person("teacher"), live.site.person("student")
    live.site.school_class(teacher, student, name="Class of today")
    page = live.page(teacher, width=width)
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_text(json.dumps(bank(question(difficulty="esy"), id="paths", title="Paths")))
    good.write_text(json.dumps(bank(*[question(name=f"q{n}") for n in range(8)], id="paths", title="Paths")))

    page.goto("/teach/banks/uploads/new")
    page.set_input_files("input[type=file]", bad)
    page.locator("main button.primary").last.click()
    page.get_by_text("Did you mean “easy”").first.wait_for()
    page.set_input_files("input[type=file]", good)
    page.locator("main button.primary").last.click()
    page.get_by_role("button", name="Bring it in").click()
    page.get_by_role("heading", name="Paths").wait_for()

    page.goto("/teach/quizzes/new")
    page.get_by_label("Title", exact=True).fill("The way through")
    source = page.locator("select[name='lines-0-source']")
    source.select_option(label=next(words for words in source.locator("option").all_inner_texts() if "Bees" in words))
    page.locator("input[name='lines-0-count']").fill("5")
    page.get_by_text("8 there").first.wait_for()
    page.get_by_label("Class of today").check()
    page.locator("main button.primary").last.click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("button", name="Withdraw").wait_for()

    taker = live.page(student, width=width)
    taker.goto("/quizzes")
    taker.get_by_role("link", name="The way through").first.wait_for()


@WIDTHS
def test_an_administrator_makes_a_person_exports_results_with_progress_and_backs_up(live, width):
    student = live.site.person("student")
    live.site.quiz(live.site.school_class(live.site.person("teacher"), student))
    page = live.page(live.site.person("admin"), width=width)

    page.goto("/admin/people/new")
    page.get_by_label("Username").fill(f"newcomer-{width}")
    page.get_by_label("Name", exact=True).fill("A Newcomer")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("heading", name="A Newcomer").wait_for()

    page.goto("/admin/results?table=scores")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    page.get_by_text("Done:").wait_for()
    assert student.username in download.value.path().read_text("utf-8-sig")

    page.goto("/admin/health")
    page.get_by_role("button", name="Make a backup now").click()
    page.get_by_text("The backup is made and verified").wait_for()


def test_a_teacher_edits_a_question_and_the_preview_follows(live):
    teacher = live.site.person("teacher")
    own = live.site.bank(question(name="one"), owner=teacher, id="edited")
    page = live.page(teacher)
    page.goto(f"/teach/banks/{own.id}/questions/one/edit")
    page.locator("textarea[name='stem']").fill("What do bees build with?")
    page.locator("#preview").get_by_text("What do bees build with?").wait_for()
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("What do bees build with?").first.wait_for()
