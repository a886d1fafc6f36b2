"""Answer the questions of an attempt in a browser: with a pointer, and by keys alone."""

import re

from playwright.sync_api import Locator, Page, expect

from quizapp.core.answers import wording
from quizapp.core.questions import KINDS, Common
from quizapp.store.db import db
from quizapp.store.queries import attempts, banks
from tests.builders import bank, question

EVIDENCE = [{"passage": "P1", "speaker": "keeper", "stance": "asserts"}]
SHOWN_FOCUS = """() => {
    const shown = (element) => {
        const style = getComputedStyle(element);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    };
    const one = document.activeElement;
    if (one.tabIndex < 0) return true;  // the page itself, or the goal of a link: nothing that a key works on
    const box = one.getBoundingClientRect();
    return (shown(one) || (one.closest("label") && shown(one.closest("label"))))
        && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


def every_kind(**changes) -> list[dict]:
    """Return the documents of one question of each kind, each with the passage that shows its key."""
    return [question(kind, f"q-{kind}", evidence=EVIDENCE, explanation="Wax is warm.", **changes) for kind in KINDS]


def bank_of(*questions: dict, **changes) -> dict:
    """Return the document of a bank with these questions, or with one of each kind."""
    return bank(*(questions or every_kind()), **changes)


def drawn(page: Page) -> tuple[int, list[Common]]:
    """Return the attempt of which a page is shown, and the questions of its form."""
    attempt_id = int(re.search(r"/attempts/(\d+)", page.url)[1])
    db.session.rollback()  # what was read before belongs to another moment
    return attempt_id, [banks.parsed(slot.question) for slot in attempts.slots_of(attempt_id)]


def answer(page: Page, asked, name: str, key) -> None:
    """Answer a question with a pointer."""
    if asked.kind in ("single_choice", "true_false", "multiple_choice", "hot_text"):
        for words in told(asked, key):
            box(page, name, words).check()
    elif asked.kind in ("short_answer", "numeric"):
        page.locator(f"#{name}").fill(str(key))
    elif asked.kind == "ordering":
        for index, item in enumerate(asked.items):
            while (at := order(page, asked).index(item)) > index:
                page.locator(f"[data-order] li:nth-child({at + 1}) [data-up]").click()
    else:
        for part, words in enumerate(told(asked, key)):
            page.locator(f"#{name}-{part}").select_option(label=words)


def told(asked, key) -> list[str]:
    """Return an answer in the words of its question, as the page has them."""
    return [words.capitalize() if asked.kind == "true_false" else words for words in wording(asked, key)]


def box(page: Page, name: str, words: str) -> Locator:
    """Return the box or radio button of a question with these words."""
    return (
        page.locator(f'label:has(input[name="{name}"])')
        .filter(has_text=re.compile(f"^\\s*{re.escape(words)}\\s*$"))
        .locator("input")
    )


def answer_by_keys(page: Page, asked, name: str, key) -> None:
    """Answer a question without a pointer."""
    if asked.kind in ("single_choice", "true_false"):
        choose(page, f'input[name="{name}"]', box(page, name, told(asked, key)[0]).get_attribute("value"))
    elif asked.kind in ("multiple_choice", "hot_text"):
        for value in sorted(box(page, name, words).get_attribute("value") for words in told(asked, key)):
            tab_to(page, f'input[name="{name}"][value="{value}"]', "Space")
    elif asked.kind in ("short_answer", "numeric"):
        tab_to(page, f"#{name}", "")
        page.keyboard.type(str(key))
    elif asked.kind == "ordering":
        for index, item in enumerate(asked.items):
            while (at := order(page, asked).index(item)) > index:
                reach(page, f"[data-order] li:nth-child({at + 1}) [data-up]")
                page.keyboard.press("Enter")
    else:
        for part, words in enumerate(told(asked, key)):
            tab_to(page, f"#{name}-{part}", "")
            page.keyboard.type(words)  # the words choose an option of a list


def choose(page: Page, selector: str, wanted: str) -> None:
    """Choose one radio button of a group by keys."""
    tab_to(page, selector, "Space")
    for _ in range(page.locator(selector).count()):
        if page.locator(f"{selector}:checked").get_attribute("value") == wanted:
            return
        page.keyboard.press("ArrowDown")
    expect(page.locator(f"{selector}:checked")).to_have_value(wanted)


def order(page: Page, asked) -> list[str]:
    """Return the items of an ordering as they stand on the page."""
    texts = page.locator("[data-order] label").all_inner_texts()
    return [next(item for item in asked.items if text.endswith(item)) for text in texts]


def tab_to(page: Page, selector: str, press: str = "Enter") -> None:
    """Walk with the tabulator to something, seeing where one is, and press a key on it (none: only go there)."""
    reach(page, selector, [*["Tab"] * 80])
    if press:
        page.keyboard.press(press)


def reach(page: Page, selector: str, keys: list[str] | None = None) -> None:
    """Walk to something, forwards or backwards unless the keys are given; one is always seen where one is."""
    goal = page.locator(selector).first
    for key in keys or ["", *["Tab"] * 40, *["Shift+Tab"] * 80]:
        if key:
            page.keyboard.press(key)
            at = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            if not page.evaluate(SHOWN_FOCUS):
                page.wait_for_timeout(500)  # a page that has just come may not be drawn yet
                assert page.evaluate(SHOWN_FOCUS), f"nobody sees that the focus is on {at}"
        if goal.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the tabulator does not reach {selector}")
