"""What arrives late, on the pages: the student is told, and the teacher sees it beside what stands, and decides."""

import json
from datetime import timedelta

import pytest

from quizapp.core.questions import question_of
from quizapp.operations import attempts as operations
from quizapp.store.db import db, write
from quizapp.store.models import Attempt, Quiz
from quizapp.store.queries import attempts as reading_attempts
from quizapp.store.queries import late as reading
from quizapp.web.late import in_words
from tests.builders import NOW, later, question
from tests.papers import attempt, press, slot, start

STRANGE = '<script>alert("x")</script>'


@pytest.fixture
def school(site):
    """Return a teacher, a student and both clients, and an attempt at two questions whose time is over."""
    teacher, student = site.person("teacher", "berg", name="Ms Berg"), site.person("student", "ann", name="Ann Ahorn")
    bank = site.bank(question("short_answer", name="a"), question(name="b"), owner=teacher)
    school_class = site.school_class(teacher, student)
    quiz = site.quiz(school_class, bank=bank, count=2, minutes=10, per_page=2)
    attempt_id = start(site, student, quiz, later(minutes=-20))
    return site.client(teacher), site.client(student), quiz.id, attempt_id


def position_of(attempt_id, name):
    """Return where a question stands in the form."""
    return next(one.position for one in reading_attempts.slots_of(attempt_id) if one.question.name == name)


def send(client, attempt_id, name="a", value="the queen", sequence=1, made=None, device=None):
    """Send what a journal sends."""
    place = position_of(attempt_id, name)
    data = {f"q{place}": value, f"sequence-{place}": str(sequence)}
    data |= {key: at for key, at in (("made_at", made), ("device_at", device)) if at is not None}
    return client.post(
        f"/attempts/{attempt_id}/responses/{place}",
        data=data,
        headers={"Accept": "application/json", "X-CSRFToken": client.token("/account")},
    )


def set_quiz(quiz_id, **terms):
    """Change the terms of a quiz."""
    write(lambda: [setattr(db.session.get_one(Quiz, quiz_id), name, value) for name, value in terms.items()])()


def rows(attempt_id):
    """List what is kept of an attempt."""
    db.session.rollback()
    return [one.row for one in reading.late_of(attempt_id)]


def hand_in(site, attempt_id):
    """Hand an attempt in as the sweep does."""
    operations.submit_overdue(NOW)
    assert attempt(attempt_id).submitted_how == "time"


def test_a_late_answer_is_kept_with_the_dates_of_the_journal_and_a_repeat_counts_once(school):
    _, student, _, attempt_id = school
    made, device = later(minutes=-12), NOW - timedelta(hours=5)
    for _ in range(2):
        answer = send(student, attempt_id, made=made.isoformat(), device=device.isoformat())
        assert (answer.status_code, answer.json["status"], answer.json["decision"]) == (202, "late", None)
        assert "your teacher decides" in answer.json["message"]
    (row,) = rows(attempt_id)
    assert (row.made_at, row.device_at, row.answer) == (made, device, "the queen")


def test_a_date_that_cannot_be_is_kept_as_none(school):
    _, student, _, attempt_id = school
    for number, date in enumerate(("soon", "1970-01-01T00:00:00Z", "9" * 500, "2026-01-01T00:00:00"), 1):
        assert send(student, attempt_id, sequence=number, made=date, device=date).status_code == 202
    assert [(row.made_at, row.device_at) for row in rows(attempt_id)] == [(None, None)] * 4


def test_by_the_journal_s_date_it_counts_at_once_and_says_so(site, school):
    _, student, quiz_id, attempt_id = school
    set_quiz(quiz_id, late="journal")
    hand_in(site, attempt_id)
    answer = send(student, attempt_id, made=later(minutes=-11).isoformat())
    assert (answer.status_code, answer.json["decision"], answer.json["sequence"]) == (202, "accepted", 1)
    assert "taken over, and counts" in answer.json["message"]
    assert json.loads(answer.json["was"]) == ["the queen", False]
    assert attempt(attempt_id).score == 1
    again = send(student, attempt_id, made=later(minutes=-11).isoformat())
    assert again.status_code == 202
    assert send(student, attempt_id, sequence=9).json["status"] == "saved"


def test_an_older_late_answer_is_told_what_stands_and_no_answer_is_refused(site, school):
    _, student, quiz_id, attempt_id = school
    set_quiz(quiz_id, late="journal")
    send(student, attempt_id, sequence=4, made=later(minutes=-11).isoformat())
    answer = send(student, attempt_id, value="a worker", sequence=3, made=later(minutes=-12).isoformat())
    assert (answer.status_code, answer.json["error"], answer.json["sequence"]) == (409, "stale", 4)
    assert send(student, attempt_id, "b", "7").status_code == 422
    assert send(student, attempt_id, "a", "x" * 301).status_code == 422
    assert len(rows(attempt_id)) == 1


def test_a_flood_of_late_answers_is_refused_with_a_sentence(school, monkeypatch):
    _, student, _, attempt_id = school
    monkeypatch.setattr("quizapp.operations.late.MOST_LATE", 3)
    for number in range(1, 5):
        answer = send(student, attempt_id, value=f"number {number}", sequence=number)
    assert (answer.status_code, answer.json["error"]) == (409, "refused")
    assert "kept already" in answer.json["message"]
    assert len(rows(attempt_id)) == 3


def test_a_late_answer_of_somebody_else_is_not_found(site, school):
    _, _, _, attempt_id = school
    stranger = site.client(site.person("student", "ben"))
    assert send(stranger, attempt_id).status_code == 404
    assert rows(attempt_id) == []


def test_without_script_a_page_that_comes_late_is_kept_and_says_so(site, school):
    _, student, _, attempt_id = school
    move = later(minutes=5)
    write(lambda: setattr(db.session.get_one(Attempt, attempt_id), "ends_at", move))()
    page = student.get(f"/attempts/{attempt_id}/pages/1")
    move = later(minutes=-1)
    write(lambda: setattr(db.session.get_one(Attempt, attempt_id), "ends_at", move))()
    place = position_of(attempt_id, "a")
    shown = press(student, page, "next", **{f"q{place}": "the queen"})
    assert f"Your answer to question {place} arrived late" in shown.text
    assert "Your answer here was: the queen." in shown.text
    assert [(row.position, row.answer, row.made_at) for row in rows(attempt_id)] == [(place, "the queen", None)]
    assert slot(attempt_id, place).answer is None


def test_the_student_sees_what_arrived_late_with_both_clocks_and_what_was_decided(site, school):
    teacher, student, quiz_id, attempt_id = school
    hand_in(site, attempt_id)
    send(student, attempt_id, made="2026-03-02T12:00:01Z", device="2026-03-02T17:00:02Z", value=STRANGE)
    page = student.get(f"/attempts/{attempt_id}/result").text
    for words in ("What arrived late", "12:00:01", "17:00:02", "waits for your teacher", "&lt;script&gt;"):
        assert words in page
    decide(teacher, quiz_id, attempt_id, "declined", "It came a day later")
    page = student.get(f"/attempts/{attempt_id}/result").text
    assert "not taken over" in page
    assert "It came a day later" in page


def test_right_answers_are_not_shown_while_late_answers_may_count_by_their_date(site, school):
    _, student, quiz_id, attempt_id = school
    set_quiz(quiz_id, late="journal", late_minutes=60)
    hand_in(site, attempt_id)
    page = student.get(f"/attempts/{attempt_id}/result").text
    assert "until then, late answers may count" in page
    assert "Right" not in page
    assert "verdict" not in json.dumps(student.get("/account/data.json").json["attempts"])
    set_quiz(quiz_id, late_minutes=1)
    assert "Not answered" in student.get(f"/attempts/{attempt_id}/result").text


def decide(client, quiz_id, attempt_id, decision, reason="The network was down", answers=None):
    """Send the teacher's decision about what waits (or about some ids)."""
    ids = [str(row.id) for row in rows(attempt_id) if row.decision is None] if answers is None else answers
    address = f"/teach/quizzes/{quiz_id}/attempts/{attempt_id}/late-decisions"
    return client.send(address, answers=ids, decision=decision, reason=reason)


def test_the_teacher_sees_that_late_answers_wait_and_is_led_to_them(site, school):
    teacher, student, quiz_id, attempt_id = school
    for address in (f"/teach/quizzes/{quiz_id}/watch", "/teach/classes/1/gradebook", "/teach/late"):
        assert f"attempts/{attempt_id}#late" not in teacher.get(address).text
    hand_in(site, attempt_id)
    send(student, attempt_id)
    send(student, attempt_id, "b", "0")
    for address in (
        f"/teach/quizzes/{quiz_id}/watch", f"/teach/quizzes/{quiz_id}/results", "/teach/classes/1/gradebook",
        "/teach/late", f"/teach/late?quiz={quiz_id}",
    ):  # fmt: skip
        page = teacher.get(address).text
        assert f'href="/teach/quizzes/{quiz_id}/attempts/{attempt_id}#late"' in page, address
    assert "2 late" in teacher.get(f"/teach/quizzes/{quiz_id}/watch/now").json["html"]
    assert "2 answers arrived late" in teacher.get("/teach").text
    other = site.client(site.person("teacher", "other"))
    assert "Nothing waits" in other.get("/teach/late").text
    assert other.get(f"/teach/late?quiz={quiz_id}").status_code == 404


def test_the_teacher_takes_an_answer_over_beside_what_stands_and_the_score_is_marked_anew(site, school):
    teacher, student, quiz_id, attempt_id = school
    hand_in(site, attempt_id)
    send(student, attempt_id, made="2026-03-02T12:00:01Z", device="2026-03-02T17:00:02Z")
    page = teacher.get(f"/teach/quizzes/{quiz_id}/attempts/{attempt_id}").text
    for words in ("the queen", "would earn 1 of 1 point", "no answer", "12:00:01", "17:00:02", "browser"):
        assert words in page
    shown = decide(teacher, quiz_id, attempt_id, "accepted")
    assert "The score of this attempt is 1 of 2 points now." in shown.text
    assert "The network was down" in shown.text
    assert attempt(attempt_id).score == 1
    again = decide(teacher, quiz_id, attempt_id, "accepted", answers=[str(rows(attempt_id)[0].id)])
    assert "were decided before" in again.text
    assert slot(attempt_id, position_of(attempt_id, "a")).points == 1


def test_a_decision_without_a_reason_or_an_answer_is_refused_with_what_was_typed(site, school):
    teacher, student, quiz_id, attempt_id = school
    hand_in(site, attempt_id)
    send(student, attempt_id)
    for fields, sentence in (
        ({"reason": " "}, "Give the reason"),
        ({"reason": ""}, "Please fill this in"),
        ({"reason": "x" * 501}, "characters at the most"),
        ({"answers": []}, "Tick at least one"),
        ({"answers": ["x", "9" * 30, "-1"]}, "Tick at least one"),
        ({"decision": "perhaps"}, "Press one of the two buttons"),
    ):
        shown = decide(teacher, quiz_id, attempt_id, **{"decision": "accepted", **fields})
        assert shown.status_code == 422, fields
        assert sentence in shown.text, fields
        assert fields.get("reason", "The network was down") in shown.text
    assert [row.decision for row in rows(attempt_id)] == [None]


def test_a_quiz_says_its_grace_and_who_decides_to_teacher_and_student(site, school):
    teacher, student, quiz_id, _ = school
    assert "within 5 seconds" in student.get(f"/quizzes/{quiz_id}").text
    assert "your teacher decides about them" in student.get(f"/quizzes/{quiz_id}").text
    set_quiz(quiz_id, grace_seconds=90, late="journal", late_minutes=120)
    page = student.get(f"/quizzes/{quiz_id}").text
    assert "within 90 seconds" in page
    assert "arrives within 2 hours after it, counts" in page
    page = teacher.get(f"/teach/quizzes/{quiz_id}").text
    assert "90 seconds" in page
    assert "within 2 hours" in page


def test_true_and_false_are_told_in_the_readers_words(app):
    document = question("true_false")
    with app.test_request_context():
        assert [in_words(question_of(document), answer) for answer in (True, False, None)] == [
            "True", "False", "no answer",
        ]  # fmt: skip
