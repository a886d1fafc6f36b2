"""Point at the sentence that proves it, in a real browser: by keys alone, without script, and as it is written."""

import pytest
from playwright.sync_api import expect

from tests.browser.answering import bank_of, tab_to
from tests.browser.conftest import WIDTHS
from tests.browser.waiting import saved, until
from tests.builders import question
from tests.papers import attempt, slot

pytestmark = pytest.mark.browser


@WIDTHS
def test_a_sentence_is_chosen_by_keys_alone_saved_handed_in_and_reviewed(live, begun, width):
    student, attempt_id = begun(question("hot_text"))
    page = live.page(student, width=width)
    live.visit(page, f"/attempts/{attempt_id}/pages/1")
    for value in ("0", "2"):
        tab_to(page, f'input[name="q1"][value="{value}"]', "Space")
    expect(page.get_by_label("The keeper says that bees build with wax.")).to_be_checked()
    saved(page)
    until(lambda: slot(attempt_id).answer == [0, 2])
    live.look(page, f"/attempts/{attempt_id}/pages/1")
    tab_to(page, "button[value=summary]")
    expect(page.get_by_text("All questions are answered.")).to_be_visible()
    tab_to(page, "text=Hand in now")
    live.look(page, f"/attempts/{attempt_id}/result")
    told = page.locator(".reviewed-sentence").all_inner_texts()
    assert [words.split("\n")[-1] for words in told] == [
        "✓ your choice, right", "→ the evidence", "✗ your choice, not the evidence Not so.", "A child laughs.",
    ]  # fmt: skip
    assert attempt(attempt_id).score == pytest.approx(1 / 3)


def test_a_sentence_is_chosen_with_a_pointer_on_any_of_its_words_and_found_again(live, begun):
    student, attempt_id = begun(question("hot_text"))
    page = live.page(student, width=360)
    page.goto(f"/attempts/{attempt_id}/pages/1")
    for words in ("He shows a comb.", "A child laughs.", "A child laughs."):
        point_at(page, words)
    saved(page)
    until(lambda: slot(attempt_id).answer == [1])
    heights = page.locator(".sentence").evaluate_all("all => all.map((one) => one.getClientRects()[0].height)")
    assert min(heights) >= 24
    page.reload()
    expect(page.get_by_label("He shows a comb.")).to_be_checked()


def test_a_sentence_is_chosen_without_script(live, begun):
    student, attempt_id = begun(question("hot_text"))
    page = live.page(student, script=False)
    page.goto(f"/attempts/{attempt_id}/pages/1")
    point_at(page, "He shows a comb.")
    page.get_by_role("button", name="summary").first.click()
    assert slot(attempt_id).answer == [1]


def point_at(page, words: str) -> None:
    """Press on the last words of a sentence."""
    x, y = page.locator(".sentence", has_text=words).evaluate(
        """(one) => {
            one.scrollIntoView({ block: "center" });
            const last = [...one.getClientRects()].pop();
            return [last.right - 9, last.top + last.height / 2];
        }"""
    )
    page.mouse.click(x, y)


@WIDTHS
def test_a_teacher_has_a_passage_written_out_into_its_sentences(live, width):
    teacher = live.site.person("teacher")
    own = live.site.bank(*bank_of()["questions"], owner=teacher)
    page = live.page(teacher, width=width)
    live.visit(page, f"/teach/banks/{own.id}/new-question/hot_text")
    page.get_by_label("Id", exact=True).fill("pointed")
    page.get_by_label("Question", exact=True).fill("Which sentence shows with what bees build?")
    page.locator("#sentences-0-passage").select_option("P1")
    page.locator("#evidence-0-passage").select_option("P1")
    page.locator("#evidence-0-speaker").select_option("keeper")
    page.locator("#evidence-0-quote").fill("bees build with wax")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#sentences-3-text")).to_have_value("A child laughs.")
    expect(page.locator("#sentences-0-right")).to_be_checked()
    expect(page.locator("#sentences-1-right")).not_to_be_checked()
    live.look(page, f"/teach/banks/{own.id}/new-question/hot_text")
    page.locator("#sentences-3-feedback").fill("Of bees it says nothing.")
    page.get_by_role("button", name="Save the question").click()
    expect(page.get_by_text("The question is added.")).to_be_visible()
    live.look(page, f"/teach/banks/{own.id}/questions/pointed")
    expect(page.locator(".key")).to_contain_text("Of bees it says nothing.")
