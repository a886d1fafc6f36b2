"""Decide about late answers as a teacher does, on a phone and at a desk; bring a file of stranded ones before."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from quizapp.operations import attempts, late
from quizapp.operations.attempts import Save
from quizapp.operations.late import LateSave
from tests.browser.conftest import WIDTHS
from tests.builders import question
from tests.papers import attempt, start

pytestmark = pytest.mark.browser


@pytest.fixture
def lesson(live):
    """Return a teacher, a student, their quiz, and an attempt that is over, with one answer saved and two late."""
    teacher, student = live.site.person("teacher", name="Ms Berg"), live.site.person("student", name="Ann Ahorn")
    bank = live.site.bank(*(question("short_answer", name=name) for name in "abc"), owner=teacher)
    quiz = live.site.quiz(live.site.school_class(teacher, student), bank=bank, count=3, minutes=10)
    began = datetime.now(UTC) - timedelta(minutes=30)
    attempt_id = start(live.site, student, quiz, began)
    attempts.save(live.site.actor(student, began), attempt_id, [Save(1, 1, "a worker")])
    attempts.submit_overdue(datetime.now(UTC))
    made, device = began + timedelta(minutes=9), began + timedelta(hours=5)
    late.hold(
        live.site.actor(student, datetime.now(UTC)), attempt_id,
        [LateSave(1, 2, "the queen", False, made, device), LateSave(2, 1, "a drone, or so I think", False, made)],
    )  # fmt: skip
    return teacher, student, quiz, attempt_id


@WIDTHS
def test_a_teacher_brings_a_file_and_decides_and_the_student_sees_it(live, lesson, width, tmp_path):
    teacher, student, quiz, attempt_id = lesson
    entry = {"position": 3, "sequence": 2, "content": "q3=queen&sequence-3=2", "made_at": "2026-03-02T12:00:01Z"}
    told = {"attempt": attempt_id, "quiz": "Bees, who says what", "person": "Ann Ahorn", "entries": [entry]}
    file = tmp_path / "stranded.json"
    page = live.page(teacher, width=width)
    live.visit(page, f"/teach/quizzes/{quiz.id}/watch")
    page.get_by_role("link", name="late answers wait for your decision").click()
    live.look(page, f"/teach/late?quiz={quiz.id}")
    page.get_by_role("link", name="Bring a file").click()
    file.write_text(json.dumps({"format": "quizapp-stranded", "attempts": [told]}))
    page.get_by_label("File of stranded answers").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("row", name=re.compile("Did you mean|Use one of"))).to_be_visible()
    live.look(page, "/teach/late/files/new")
    file.write_text(json.dumps({"format": "quizapp-stranded-1", "site": live.address, "attempts": [told]}))
    page.get_by_label("File of stranded answers").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("cell", name="queen")).to_be_visible()
    live.look(page, "/teach/late/files/new")
    page.get_by_role("button", name="Keep them as late answers").click()
    live.look(page, f"/teach/quizzes/{quiz.id}/attempts/{attempt_id}")
    expect(page.get_by_text("3 late answers wait for your decision.")).to_be_visible()
    page.get_by_role("checkbox", name="Question 2").uncheck()
    page.get_by_role("button", name="Take over what is ticked", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Please fill this in")
    expect(page.get_by_role("checkbox", name="Question 2")).not_to_be_checked()
    live.look(page, f"/teach/quizzes/{quiz.id}/attempts/{attempt_id}/late-decisions")
    page.get_by_label("Reason").fill("The network was down")
    page.get_by_role("button", name="Take over what is ticked", exact=True).click()
    expect(page.get_by_text("The score of this attempt is 2 of 3 points now.")).to_be_visible()
    page.get_by_label("Reason").fill("Typed after the end")
    page.get_by_role("button", name="Do not take over what is ticked").click()
    expect(page.get_by_text("1 late answer is not taken over.")).to_be_visible()
    live.look(page, f"/teach/quizzes/{quiz.id}/attempts/{attempt_id}")
    assert attempt(attempt_id).score == 2
    ann = live.page(student, width=width)
    live.visit(ann, f"/attempts/{attempt_id}/result")
    for words in ("taken over by your teacher", "Typed after the end", "in a file that Ms Berg brought"):
        expect(ann.get_by_text(words).first).to_be_visible()
