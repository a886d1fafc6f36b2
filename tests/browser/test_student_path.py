"""Walk the main path of a student: from the join code to the result, the history, and one's own data."""

import json
import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from quizapp.core.answers import key_of
from quizapp.core.questions import KINDS
from tests.browser.answering import answer, drawn, every_kind
from tests.browser.conftest import WIDTHS
from tests.browser.waiting import end_at
from tests.builders import PASSWORD
from tests.papers import attempt

pytestmark = pytest.mark.browser


@WIDTHS
def test_a_student_comes_with_a_join_code_and_signs_in_by_the_form(live, width):
    school_class = live.site.school_class(live.site.person("teacher"), name="Class of today")
    live.site.quiz(school_class, title="The first quiz")
    page = live.page(width=width)
    page.goto(f"/join/{school_class.join_code}")
    live.look(page, f"/register?code={school_class.join_code}")
    page.get_by_label("Your name").fill("A Newcomer")
    page.get_by_label("Username").fill(f"joiner-{width}")
    page.get_by_label("Password").fill("too short")
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".error-summary")).to_be_focused()
    live.look(page, f"/register?code={school_class.join_code}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    live.look(page, "/quizzes")
    expect(page.locator(".tags")).to_have_text("Class of today")

    page.get_by_role("button", name="Sign out").click()
    live.look(page, "/sign-in")
    live.sign_in(page, f"joiner-{width}", "not the password at all")
    expect(page.locator(".error-summary")).to_be_focused()
    live.look(page, "/sign-in")
    live.sign_in(page, f"joiner-{width}")
    live.look(page, "/quizzes")
    expect(page.get_by_role("link", name="The first quiz", exact=True)).to_be_visible()


@pytest.fixture
def taken(live):
    """Return a student, and a quiz of one question of each kind that is open to them."""
    teacher, student = live.site.person("teacher"), live.site.person("student")
    bank = live.site.bank(*every_kind(), owner=teacher)
    school_class = live.site.school_class(teacher, student)
    return student, live.site.quiz(
        school_class, bank=bank, count=len(KINDS), minutes=30, pass_percent=50, title="All of it"
    )


@WIDTHS
def test_a_student_takes_a_quiz_of_every_kind_of_question(live, taken, width):
    student, quiz = taken
    page = live.page(student, width=width)
    live.visit(page, "/quizzes")
    page.get_by_role("link", name="All of it", exact=True).click()
    live.look(page, f"/quizzes/{quiz.id}")
    page.get_by_role("button", name="Start the attempt").click()
    live.look(page, "/attempts/#/pages/1")
    attempt_id, asked = drawn(page)
    assert {question.kind for question in asked} == set(KINDS)
    left = next(number for number, question in enumerate(asked, 1) if question.kind == "short_answer")
    for number, question in enumerate(asked, 1):
        if number != left:
            answer(page, question, f"q{number}", key_of(question))
            expect(page.locator(f'[data-place="{number}"] .shape-answered')).to_be_visible()
        if question.kind == "matching":
            page.get_by_role("button", name="Flag").click()
            expect(page.locator(f'[data-place="{number}"] .flag-mark')).to_be_visible()
        live.look(page, f"/attempts/{attempt_id}/pages/{number}")
        page.get_by_role("button", name="Next" if number < len(KINDS) else "To the summary").click()
        expect(page).to_have_url(re.compile(rf"/pages/{number + 1}#|/summary"))
    live.look(page, f"/attempts/{attempt_id}/summary")
    hands_in_after_the_summary(live, page, attempt_id, left)
    reads_the_result(live, page, attempt_id, left)


def hands_in_after_the_summary(live, page, attempt_id: int, left: int) -> None:
    """See which question is open, go there, answer it wrongly, look at the summary again, and hand in."""
    expect(page.get_by_role("heading", name="1 question is not fully answered")).to_be_visible()
    expect(page.locator(".jumps").first).to_contain_text(f"Question {left}")
    expect(page.get_by_role("heading", name="1 answered question is flagged")).to_be_visible()
    page.get_by_role("button", name=f"Question {left}").click()
    expect(page.locator(f"#question-{left}")).to_be_visible()
    page.get_by_label("Your answer").fill("ant")
    page.get_by_role("button", name="To the summary").click()
    expect(page.get_by_text("All questions are answered.")).to_be_visible()
    live.look(page, f"/attempts/{attempt_id}/summary")
    page.get_by_role("button", name="Hand in now").click()


def reads_the_result(live, page, attempt_id: int, left: int) -> None:
    """See the score, what was wrong, and the passage with who says it; then the history, and one's own data."""
    live.look(page, f"/attempts/{attempt_id}/result")
    expect(page.locator(".figures")).to_contain_text("88.9 %")
    expect(page.locator(".figures")).to_contain_text("✓ passed")
    expect(page.locator(f"#question-{left} .came")).to_contain_text("✗ Wrong")
    expect(page.locator(f"#question-{left} .reviewed-body")).to_contain_text("ant")
    expect(page.locator(f"#question-{left} .reviewed-body")).to_contain_text("queen")
    for number in range(1, len(KINDS) + 1):
        source = page.locator(f"#question-{number} .source")
        expect(source).to_contain_text("The keeper asserted it")
        expect(source).to_contain_text("The keeper says that bees build with wax.")
    page.get_by_role("link", name="History").click()
    live.look(page, "/history")
    expect(page.locator("tbody")).to_contain_text("88.9 %")
    page.get_by_role("link", name="Everything that this site has stored about you").click()
    live.look(page, "/account/data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your data").click()
    (kept,) = json.loads(download.value.path().read_text("utf-8"))["attempts"]
    assert kept["score"] == attempt(attempt_id).score == len(KINDS) - 1


def test_a_result_that_is_not_shown_and_an_end_that_has_come_have_pages_too(live, taken):
    student, quiz = taken
    hidden = live.site.quiz(live.site.school_class(live.site.person("teacher"), student), feedback="never")
    page = live.page(student, width=360)
    live.visit(page, f"/attempts/{live.site.attempt(student, hidden).id}/result")
    expect(page.locator(".empty")).to_contain_text("not to show the right answers")

    running = live.site.attempt(student, quiz, right=1, submitted=False, now=datetime.now(UTC)).id
    end_at(running, datetime.now(UTC))
    live.visit(page, f"/attempts/{running}/summary")
    page.get_by_role("button", name="See the result").click()
    live.look(page, f"/attempts/{running}/result")
    expect(page.get_by_text("handed in by itself when the time was over")).to_be_visible()
