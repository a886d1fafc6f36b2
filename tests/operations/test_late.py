"""What arrives late: it is kept with both clocks and waits or counts; a decision re-marks, and counts once."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from quizapp.core.errors import Busy, Invalid, Missing, NotNow, TooLate
from quizapp.core.late import MOST_LATE
from quizapp.operations import attempts, late, quizzes
from quizapp.operations.attempts import Save
from quizapp.operations.late import LateSave
from quizapp.store.db import db, write
from quizapp.store.models import Attempt, AuditEntry, LateResponse
from quizapp.store.queries import late as reading
from tests.builders import later, question
from tests.papers import attempt, slot

KEY = 0  # the right option of every question here


@pytest.fixture
def school(site):
    """Return a teacher, a student, and a quiz of three single choices for half an hour, with that student's attempt."""
    teacher, student = site.person("teacher", "berg"), site.person("student", "ann")
    bank = site.bank(*(question(name=name) for name in "abc"), owner=teacher)
    quiz = site.quiz(site.school_class(teacher, student), bank=bank, count=3, minutes=30)
    return teacher, student, quiz, attempts.start(site.actor(student), quiz.id)


def change(quiz, **terms):
    """Change what a quiz says, as it stands in the database."""
    sets = ", ".join(f"{name} = :{name}" for name in terms)

    write(lambda: db.session.execute(sa.text(f"UPDATE quiz SET {sets} WHERE id = {quiz.id}"), terms))()


def hold(site, student, attempt_id, minutes, position=1, sequence=1, answer=KEY, made=None):
    """Keep one answer that arrives so many minutes after the start."""
    made_at = None if made is None else later(minutes=made)
    actor = site.actor(student, later(minutes=minutes))
    (held,) = late.hold(actor, attempt_id, [LateSave(position, sequence, answer, False, made_at, made_at)])
    return held


def kept(attempt_id) -> list[LateResponse]:
    """List what is kept of an attempt, as it stands now."""
    db.session.rollback()
    return [one.row for one in reading.late_of(attempt_id)]


def entries(action) -> list[AuditEntry]:
    """List the entries of an action in the audit log."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def test_a_save_after_the_end_and_its_grace_is_refused_as_too_late_by_the_quiz_s_own_grace(site, school):
    _, student, quiz, attempt_id = school
    change(quiz, grace_seconds=60)
    almost = later(minutes=30, seconds=59)
    attempts.save(site.actor(student, almost), attempt_id, [Save(1, 1, 2)])
    assert attempts.submit_overdue(almost) == 0
    with pytest.raises(TooLate):
        attempts.save(site.actor(student, almost + timedelta(seconds=1)), attempt_id, [Save(1, 2, 0)])
    assert attempts.submit_overdue(almost + timedelta(seconds=1)) == 1
    assert attempts.submit_overdue(later(minutes=90)) == 0


def test_a_quiz_without_grace_hands_in_at_its_end_while_another_still_waits(site, school):
    _, student, quiz, attempt_id = school
    change(quiz, grace_seconds=0)
    attempts.save(site.actor(student, later(minutes=29.9)), attempt_id, [Save(1, 1, 2)])
    with pytest.raises(TooLate):
        attempts.save(site.actor(student, later(minutes=30)), attempt_id, [Save(1, 2, 0)])
    assert attempts.submit_overdue(later(minutes=30)) == 1


def test_what_arrives_late_is_kept_with_both_clocks_and_changes_nothing(site, school):
    _, student, _, attempt_id = school
    attempts.submit_overdue(later(minutes=31))
    held = hold(site, student, attempt_id, 45, made=29)
    assert (held.status, held.decision, held.answer, held.sequence) == ("late", None, None, 0)
    (row,) = kept(attempt_id)
    assert (row.position, row.sequence, row.answer, row.origin, row.brought_by_id) == (1, 1, KEY, "journal", None)
    assert (row.made_at, row.arrived_at, row.decision) == (later(minutes=29), later(minutes=45), None)
    assert (slot(attempt_id).answer, slot(attempt_id).sequence, attempt(attempt_id).score) == (None, 0, 0)


def test_an_answer_that_was_handed_in_before_it_arrived_is_late_too(site, school):
    _, student, _, attempt_id = school
    attempts.submit(site.actor(student, later(minutes=5)), attempt_id)
    assert hold(site, student, attempt_id, 6, made=4).status == "late"


def test_the_same_late_answer_again_counts_once_and_another_is_kept_beside_it(site, school):
    _, student, _, attempt_id = school
    for sequence, answer in ((1, 0), (1, 0), (2, 1), (1, 0), (2, 1)):
        assert hold(site, student, attempt_id, 40, sequence=sequence, answer=answer).status == "late"
    assert [(row.sequence, row.answer) for row in kept(attempt_id)] == [(1, 0), (2, 1)]


def test_what_stands_already_is_saved_and_what_is_older_than_what_stands_is_told_so(site, school):
    _, student, _, attempt_id = school
    attempts.save(site.actor(student), attempt_id, [Save(1, 3, 2)])
    assert hold(site, student, attempt_id, 40, sequence=3, answer=2).status == "saved"
    assert hold(site, student, attempt_id, 40, sequence=9, answer=2).status == "saved"
    older = hold(site, student, attempt_id, 40, sequence=3, answer=1)
    assert (older.status, older.sequence, older.answer) == ("stale", 3, 2)
    assert kept(attempt_id) == []


def test_going_back_to_what_stands_after_another_late_answer_is_kept_so_that_the_newest_is_known(site, school):
    _, student, _, attempt_id = school
    attempts.save(site.actor(student), attempt_id, [Save(1, 1, 2)])
    assert hold(site, student, attempt_id, 40, sequence=2, answer=1).status == "late"
    assert hold(site, student, attempt_id, 40, sequence=3, answer=2).status == "late"
    assert hold(site, student, attempt_id, 40, sequence=1, answer=2).status == "saved"
    assert [row.answer for row in kept(attempt_id)] == [1, 2]


def test_by_the_journal_s_date_an_answer_counts_at_once_and_is_marked(site, school):
    _, student, quiz, attempt_id = school
    change(quiz, late="journal", late_minutes=20)
    attempts.save(site.actor(student), attempt_id, [Save(1, 4, 2)])
    attempts.submit_overdue(later(minutes=31))
    held = hold(site, student, attempt_id, 50, sequence=5, made=29)
    assert (held.status, held.decision, held.answer, held.sequence) == ("late", "accepted", KEY, 5)
    stands = slot(attempt_id)
    assert (stands.answer, stands.sequence, stands.points, attempt(attempt_id).score) == (KEY, 5, 1, 1)
    (entry,) = entries("attempt.late_accepted")
    assert (entry.actor_id, entry.details["by"], entry.details["questions"]) == (student.id, "policy", [1])
    assert (entry.details["person"], entry.details["score"]) == ("ann", 1)
    assert hold(site, student, attempt_id, 50, sequence=5, made=29).decision == "accepted"
    assert len(entries("attempt.late_accepted")) == 1


def test_without_a_date_before_the_end_or_too_long_after_it_the_teacher_decides(site, school):
    _, student, quiz, attempt_id = school
    change(quiz, late="journal", late_minutes=20)
    for sequence, (made, arrives) in enumerate(((None, 40), (30, 40), (35, 40), (-5, 40), (29, 50.1)), 1):
        assert hold(site, student, attempt_id, arrives, sequence=sequence, made=made).decision is None
    assert slot(attempt_id).answer is None


def test_what_was_given_after_the_student_handed_in_does_not_count_by_its_date(site, school):
    _, student, quiz, attempt_id = school
    change(quiz, late="journal")
    attempts.submit(site.actor(student, later(minutes=5)), attempt_id)
    assert hold(site, student, attempt_id, 7, made=6).decision is None
    assert hold(site, student, attempt_id, 7, sequence=2, answer=1, made=4).decision == "accepted"


def test_what_counts_before_the_attempt_is_handed_in_is_marked_with_it(site, school):
    _, student, quiz, attempt_id = school
    change(quiz, late="journal")
    assert hold(site, student, attempt_id, 31, made=29).decision == "accepted"
    assert attempt(attempt_id).score is None
    attempts.submit_overdue(later(minutes=32))
    assert attempt(attempt_id).score == 1


def test_a_forward_only_attempt_takes_nothing_over_by_itself_for_a_page_it_is_not_at(site, school):
    teacher, student, _, _ = school
    quiz = site.quiz(
        site.school_class(teacher, student), bank=site.bank(question(), question(name="z"), id="two"), count=2,
        minutes=30, forward_only=True, late="journal",
    )  # fmt: skip
    attempt_id = attempts.start(site.actor(student), quiz.id)
    assert hold(site, student, attempt_id, 40, position=2, made=29).decision is None
    assert hold(site, student, attempt_id, 40, position=1, made=29).decision == "accepted"


def test_a_flood_is_refused_and_nothing_of_it_is_kept(site, school):
    _, student, _, attempt_id = school
    actor = site.actor(student, later(minutes=40))
    with pytest.raises(NotNow, match="kept already"):
        late.hold(actor, attempt_id, [LateSave(1, n, n % 3) for n in range(1, MOST_LATE + 2)])
    assert kept(attempt_id) == []
    late.hold(actor, attempt_id, [LateSave(1, n, n % 3) for n in range(1, MOST_LATE + 1)])
    with pytest.raises(NotNow):
        hold(site, student, attempt_id, 41, sequence=999, answer=1)
    assert hold(site, student, attempt_id, 41, sequence=1, answer=1).status == "late"  # a repeat is known
    assert len(kept(attempt_id)) == MOST_LATE


def test_what_is_foreign_or_no_answer_is_refused_whole(site, school):
    _, student, _, attempt_id = school
    stranger = site.person("student", "ben")
    now = later(minutes=40)
    with pytest.raises(Missing):
        late.hold(site.actor(stranger, now), attempt_id, [LateSave(1, 1, 0)])
    with pytest.raises(Missing):
        late.hold(site.actor(student, now), attempt_id, [LateSave(1, 1, 0), LateSave(9, 1, 0)])
    with pytest.raises(Invalid):
        late.hold(site.actor(student, now), attempt_id, [LateSave(1, 1, 0), LateSave(2, 1, 7)])
    assert kept(attempt_id) == []


def test_what_is_not_late_any_more_is_to_be_sent_again(site, school):
    teacher, student, quiz, attempt_id = school
    quizzes.allow(site.actor(teacher, later(minutes=29)), quiz.id, student.id, 10, 0, "A fire drill")
    with pytest.raises(Busy):
        hold(site, student, attempt_id, 35)


def test_the_teacher_takes_over_the_newest_of_each_question_and_the_score_is_marked_anew(site, school):
    teacher, student, quiz, attempt_id = school
    attempts.save(site.actor(student), attempt_id, [Save(3, 1, KEY)])
    attempts.submit_overdue(later(minutes=31))
    for position, sequence, answer in ((1, 1, 2), (1, 2, KEY), (2, 1, KEY)):
        hold(site, student, attempt_id, 40, position, sequence, answer)
    actor = site.actor(teacher, later(minutes=50))
    assert late.decide(actor, quiz.id, attempt_id, None, "accepted", " The network was down ") == 3
    assert [(row.answer, row.decision, row.reason) for row in kept(attempt_id)] == [
        (2, "declined", "The network was down"), (KEY, "accepted", "The network was down"),
        (KEY, "accepted", "The network was down"),
    ]  # fmt: skip
    assert attempt(attempt_id).score == 3
    assert (slot(attempt_id).answer, slot(attempt_id).points, slot(attempt_id).saved_at) == (
        KEY, 1, later(minutes=50),
    )  # fmt: skip
    (accepted,), (declined,) = entries("attempt.late_accepted"), entries("attempt.late_declined")
    assert (accepted.actor_id, accepted.details["questions"], accepted.details["score"]) == (teacher.id, [1, 2], 3)
    assert (declined.details["questions"], declined.details["reason"]) == ([1], "The network was down")


def test_deciding_twice_counts_once_and_what_is_decided_stays(site, school):
    teacher, student, quiz, attempt_id = school
    attempts.submit_overdue(later(minutes=31))
    hold(site, student, attempt_id, 40)
    (row,) = kept(attempt_id)
    actor = site.actor(teacher, later(minutes=50))
    assert late.decide(actor, quiz.id, attempt_id, [row.id], "declined", "Too late") == 1
    assert late.decide(actor, quiz.id, attempt_id, [row.id], "declined", "Too late") == 0
    assert late.decide(actor, quiz.id, attempt_id, [row.id], "accepted", "After all") == 0
    assert (kept(attempt_id)[0].decision, attempt(attempt_id).score) == ("declined", 0)
    assert len(entries("attempt.late_declined")) == 1
    assert entries("attempt.late_accepted") == []


def test_one_of_several_can_be_decided_and_the_others_wait(site, school):
    teacher, student, quiz, attempt_id = school
    attempts.submit_overdue(later(minutes=31))
    for position in (1, 2):
        hold(site, student, attempt_id, 40, position)
    first, second = kept(attempt_id)
    late.decide(site.actor(teacher), quiz.id, attempt_id, [second.id], "accepted", "Seen on the device")
    assert [row.decision for row in kept(attempt_id)] == [None, "accepted"]
    assert attempt(attempt_id).score == 1
    assert reading.count_waiting(teacher.id) == 1
    assert first.id


def test_a_decision_needs_a_reason_and_a_quiz_of_one_s_own(site, school):
    teacher, student, quiz, attempt_id = school
    hold(site, student, attempt_id, 40)
    other = site.person("teacher", "other")
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(Invalid, match="reason"):
            late.decide(site.actor(teacher), quiz.id, attempt_id, None, "accepted", reason)
    with pytest.raises(Missing):
        late.decide(site.actor(other), quiz.id, attempt_id, None, "accepted", "Mine")
    assert [row.decision for row in kept(attempt_id)] == [None]


def test_a_teacher_brings_a_file_whose_answers_wait_also_where_the_journal_would_decide(site, school):
    teacher, student, quiz, attempt_id = school
    change(quiz, late="journal")
    attempts.submit_overdue(later(minutes=31))
    actor, brought = (
        site.actor(teacher, later(minutes=40)),
        [(attempt_id, [LateSave(1, 1, KEY, False, later(minutes=29))])],
    )
    assert [late.bring(actor, brought) for _ in range(2)] == [1, 0]
    (row,) = kept(attempt_id)
    assert (row.origin, row.brought_by_id, row.decision) == ("file", teacher.id, None)
    (entry,) = entries("attempt.late_brought")
    assert (entry.actor_id, entry.details) == (teacher.id, {"person": "ann", "answers": 1})
    assert hold(site, student, attempt_id, 41, made=29).status == "late"  # the journal sends what the file brought
    assert len(kept(attempt_id)) == 1


def test_a_file_is_kept_whole_or_not_at_all(site, school):
    teacher, student, _, attempt_id = school
    stranger = site.person("teacher", "stranger")
    good = (attempt_id, [LateSave(1, 1, KEY)])
    for actor, brought, refusal in (
        (teacher, [good, (9999, [LateSave(1, 1, KEY)])], Missing),
        (teacher, [(attempt_id, [LateSave(1, 1, KEY), LateSave(9, 1, KEY)])], Missing),
        (teacher, [(attempt_id, [LateSave(1, 1, KEY), LateSave(2, 1, 9)])], Invalid),
        (stranger, [good], Missing),
        (student, [good], Missing),
    ):
        with pytest.raises(refusal):
            late.bring(site.actor(actor), brought)
    assert kept(attempt_id) == []


def test_an_attempt_keeps_its_late_answers_as_long_as_it_is_there(site, school):
    _, student, _, attempt_id = school
    hold(site, student, attempt_id, 40)

    write(lambda: db.session.execute(sa.delete(Attempt)))()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LateResponse)) == 0


def test_the_same_late_answer_from_many_connections_at_once_counts_once(site, school):
    _, student, quiz, attempt_id = school
    attempts.submit_overdue(later(minutes=31))
    change(quiz, late="journal")
    actor, save = site.actor(student, later(minutes=40)), LateSave(1, 1, KEY, made_at=later(minutes=29))
    together, told = threading.Barrier(8), []

    def send() -> None:
        with site.app.app_context():
            together.wait()
            told.extend(late.hold(actor, attempt_id, [save]))
            db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.decision for one in told] == ["accepted"] * 8
    assert len(kept(attempt_id)) == len(entries("attempt.late_accepted")) == 1
    assert (slot(attempt_id).sequence, attempt(attempt_id).score) == (1, 1)
