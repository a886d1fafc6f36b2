"""Walk the main path of a teacher through a quiz: its blueprint, publishing, watching, extra time, and results."""

import pytest
from playwright.sync_api import Page, expect

from quizapp.core.answers import key_of
from tests.browser.answering import answer, drawn, every_kind
from tests.browser.conftest import WIDTHS
from tests.builders import question

pytestmark = pytest.mark.browser


def stock(live, teacher):
    """Bring in a bank of nine easy questions and two hard ones."""
    hard = [question(name=f"hard-{number}", difficulty="hard") for number in range(2)]
    return live.site.bank(*every_kind(), *hard, owner=teacher, id="stock", title="Stock")


@WIDTHS
def test_a_teacher_makes_a_quiz_with_a_live_count_previews_and_publishes_it(live, width):
    teacher, student = live.site.person("teacher"), live.site.person("student")
    live.site.school_class(teacher, student, name="Class of today")
    stock(live, teacher)
    page, sent = live.page(teacher, width=width), []
    live.visit(page, "/teach/quizzes")
    page.get_by_role("link", name="Make a quiz").or_(page.get_by_role("link", name="New quiz")).first.click()
    live.look(page, "/teach/quizzes/new")
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_label("Title", exact=True).fill("The way through")
    counts_as_it_is_written(page)
    live.look(page, "/teach/quizzes/new")
    assert "POST" not in sent

    page.get_by_label("Class of today").check()
    page.get_by_role("button", name="Save the quiz").click()
    live.look(page, "/teach/quizzes/#")
    page.get_by_role("link", name="Preview").click()
    live.look(page, "/teach/quizzes/#/preview")
    expect(page.locator(".question")).to_have_count(2)
    page.get_by_role("link", name="Show the right answers").click()
    expect(page.locator("input[disabled], .verdict").first).to_be_visible()
    live.look(page, page.url.removeprefix(live.address))
    page.get_by_role("link", name="Overview").last.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("button", name="Withdraw the quiz")).to_be_visible()
    live.look(page, "/teach/quizzes/#")
    taker = live.page(student, width=width)
    taker.goto("/quizzes")
    expect(taker.get_by_role("link", name="The way through", exact=True)).to_be_visible()


def counts_as_it_is_written(page: Page) -> None:
    """Change a line of the blueprint, and see each time what is available, without sending the form."""
    line, available = page.locator("tr:has([data-available])").first, page.locator("[data-available]").first
    source, difficulty, count = line.locator("select").first, line.locator("select").last, line.locator("input")
    source.select_option(label="Stock: all topics (11)")
    count.fill("6")
    expect(available).to_have_text("✓ 11 there")
    difficulty.select_option(label="hard")
    expect(available).to_have_text("✗ 2 there, 4 too few")
    difficulty.select_option(label="easy")
    expect(available).to_have_text("✓ 9 there")
    count.fill("10")
    expect(available).to_have_text("✗ 9 there, 1 too few")
    expect(page.locator("[data-total]")).to_have_text("10 questions in all")
    count.fill("2")
    expect(available).to_have_text("✓ 9 there")
    expect(page.locator("[data-total]")).to_have_text("2 questions in all")


@pytest.fixture
def lesson(live):
    """Return a teacher, a student, and the quiz that the student is about to take."""
    teacher, student = live.site.person("teacher"), live.site.person("student", name="Student One")
    school_class = live.site.school_class(teacher, student, live.site.person("student"), name="Class of today")
    quiz = live.site.quiz(school_class, bank=stock(live, teacher), lines=[(None, "easy", 8)], title="The lesson",
                          per_page=8, minutes=30)  # fmt: skip
    return teacher, student, quiz


def test_the_page_on_which_a_quiz_is_watched_changes_by_itself(live, lesson):
    teacher, student, quiz = lesson
    watched, taker = live.page(teacher), live.page(student)
    watched.clock.install()
    live.visit(watched, f"/teach/quizzes/{quiz.id}/watch")
    row = watched.locator("tr", has_text="Student One")
    expect(row).to_contain_text("not started")
    watched.evaluate("window.loadedOnce = true")
    taker.goto(f"/quizzes/{quiz.id}")
    taker.get_by_role("button", name="Start the attempt").click()
    for number, asked in enumerate(drawn_after(taker)[:3], 1):
        answer(taker, asked, f"q{number}", key_of(asked))
    expect(taker.locator("[data-count]")).to_have_text("3 of 8 answered")
    taker.get_by_role("button", name="To the summary").click()  # all is saved before it is shown
    expect(taker.get_by_role("button", name="Hand in now")).to_be_visible()
    watched.clock.run_for(5000)
    expect(row).to_contain_text("3 of 8")
    live.look(watched, f"/teach/quizzes/{quiz.id}/watch")

    taker.get_by_role("button", name="Hand in now").click()
    expect(taker.get_by_text("37.5 %").first).to_be_visible()
    watched.get_by_role("button", name="Pause").click()
    watched.clock.run_for(5000)
    expect(row).to_contain_text("3 of 8")
    watched.get_by_role("button", name="Go on").click()
    watched.clock.run_for(5000)
    expect(row).to_contain_text("done")
    expect(row).to_contain_text("37.5 %")
    assert watched.evaluate("window.loadedOnce")


def drawn_after(page: Page) -> list:
    """Return the questions of the attempt that was just started, when its page has come."""
    expect(page.locator("[data-count]")).to_be_visible()
    return drawn(page)[1]


@WIDTHS
def test_a_teacher_gives_more_and_reads_gradebook_attempt_and_answers(live, lesson, width):
    teacher, student, quiz = lesson
    live.site.attempt(student, quiz, right=6)
    page = live.page(teacher, width=width)
    live.visit(page, f"/teach/quizzes/{quiz.id}")
    page.get_by_role("link", name="Give more").click()
    live.look(page, f"/teach/quizzes/{quiz.id}/allowances/new")
    page.get_by_role("button", name="Give it").click()
    expect(page.locator(".error-summary")).to_be_focused()
    live.look(page, f"/teach/quizzes/{quiz.id}/allowances/new")
    page.get_by_label("Student", exact=True).select_option(str(student.id))
    page.get_by_label("More minutes").fill("10")
    page.get_by_label("Reason").fill("A broken screen")
    page.get_by_role("button", name="Give it").click()
    live.look(page, f"/teach/quizzes/{quiz.id}")
    expect(page.locator("tr", has_text="A broken screen")).to_contain_text("+10")
    page.get_by_role("link", name="Class of today").click()
    page.get_by_role("link", name="Gradebook").click()
    live.look(page, "/teach/classes/#/gradebook")
    page.locator("td").get_by_role("link", name="75 %").click()
    live.look(page, f"/teach/quizzes/{quiz.id}/attempts/#")
    page.get_by_text("Why, and who says so").first.click()
    expect(page.locator(".evidence").first).to_be_visible()
    live.look(page, f"/teach/quizzes/{quiz.id}/attempts/#")
    page.get_by_role("link", name="Results").first.click()
    live.look(page, f"/teach/quizzes/{quiz.id}/results")
    page.get_by_role("link", name="Questions", exact=True).click()
    live.look(page, f"/teach/quizzes/{quiz.id}/questions")
    page.locator("tbody a").first.click()
    live.look(page, f"/teach/quizzes/{quiz.id}/questions/#")
