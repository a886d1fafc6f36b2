"""Attempts: starting, saving, handing in, time; nothing acknowledged is lost, nothing counts twice."""

from datetime import timedelta

import pytest

from quizapp.core.answers import key_of
from quizapp.core.errors import Invalid, Missing, NotNow
from quizapp.operations import attempts
from quizapp.operations.attempts import Save
from quizapp.store.db import db, write
from quizapp.store.models import Allowance, Attempt, Quiz, Response
from quizapp.store.queries import attempts as reading
from quizapp.store.queries import banks, forms
from tests.builders import NOW, later, question


@pytest.fixture
def school(site):
    """Return a teacher, a student, and their class."""
    teacher, student = site.person("teacher"), site.person("student", "ann")
    return teacher, student, site.school_class(teacher, student)


def start(site, student, quiz, now=NOW):
    """Start an attempt and return it."""
    return db.session.get_one(Attempt, attempts.start(site.actor(student, now), quiz.id))


def choices(site):
    """Return a bank of single choices, so that every slot takes the same answers."""
    return site.bank(*[question(name=f"q{number}") for number in range(3)])


def saved(attempt_id, position=1):
    """Return what stands in a slot."""
    db.session.rollback()
    slot = db.session.get_one(Response, (attempt_id, position))
    return slot.sequence, slot.answer, slot.flagged


def test_starting_twice_is_starting_once(site, school):
    _, student, school_class = school
    quiz = site.quiz(school_class)
    assert start(site, student, quiz).id == start(site, student, quiz).id


def test_a_form_can_be_drawn_again_from_what_the_attempt_keeps(site, school):
    _, student, school_class = school
    quiz = site.quiz(school_class, count=5, shuffle=True)
    for _ in range(3):
        attempt = start(site, student, quiz)
        attempts.submit(site.actor(student), attempt.id)
        again = forms.form_of(attempt.recipe, student.id, attempt.seed, before=attempt.id)
        assert again == tuple(slot.question_id for slot in reading.slots_of(attempt.id))


def test_questions_never_seen_come_first(site, school):
    _, student, school_class = school
    bank = site.bank(*[question(name=f"q{number}") for number in range(6)])
    quiz = site.quiz(school_class, bank=bank, count=3)
    met = []
    for _ in range(2):
        attempt = start(site, student, quiz)
        met += [slot.question.name for slot in reading.slots_of(attempt.id)]
        attempts.submit(site.actor(student), attempt.id)
    assert sorted(met) == [f"q{number}" for number in range(6)]


def test_a_new_wording_of_a_question_that_was_seen_counts_as_seen(site, school):
    teacher, student, school_class = school
    bank = site.bank(question(name="a"), question(name="b"), owner=teacher)
    quiz = site.quiz(school_class, bank=bank, count=1)
    first = start(site, student, quiz)
    met = reading.slots_of(first.id)[0].question.name
    attempts.submit(site.actor(student), first.id)
    site.bank(question(name="a", stem="New?"), question(name="b", stem="New?"), owner=teacher)
    second = start(site, student, quiz)
    assert reading.slots_of(second.id)[0].question.name != met


def test_an_old_attempt_keeps_the_wording_that_its_student_saw(site, school):
    teacher, student, school_class = school
    quiz = site.quiz(school_class, bank=site.bank(question(name="a"), owner=teacher), count=1)
    attempt = start(site, student, quiz)
    site.bank(question(name="a", stem="Something else?"), owner=teacher)
    assert banks.parsed(reading.slots_of(attempt.id)[0].question).stem == "What of a?"


def test_a_save_with_a_higher_sequence_wins_and_a_lower_one_is_told_what_stands(site, school):
    _, student, school_class = school
    attempt, actor = start(site, student, site.quiz(school_class, bank=choices(site))), site.actor(student)
    assert attempts.save(actor, attempt.id, [Save(1, 2, 1, True)])[0].status == "saved"
    late = attempts.save(actor, attempt.id, [Save(1, 1, 0)])[0]
    assert (late.status, late.sequence, late.answer, late.flagged) == ("stale", 2, 1, True)
    assert saved(attempt.id) == (2, 1, True)


def test_the_same_save_sent_again_is_saved_again(site, school):
    _, student, school_class = school
    attempt, actor = start(site, student, site.quiz(school_class, bank=choices(site))), site.actor(student)
    done = [attempts.save(actor, attempt.id, [Save(1, 1, 2)])[0].status for _ in range(2)]
    assert done == ["saved", "saved"]
    assert attempts.save(actor, attempt.id, [Save(1, 1, 0)])[0].status == "stale"


def test_an_answer_can_be_taken_back(site, school):
    _, student, school_class = school
    attempt, actor = start(site, student, site.quiz(school_class, bank=choices(site))), site.actor(student)
    attempts.save(actor, attempt.id, [Save(1, 1, 2)])
    attempts.save(actor, attempt.id, [Save(1, 2, None)])
    assert saved(attempt.id) == (2, None, False)


def test_nothing_is_saved_after_handing_in(site, school):
    _, student, school_class = school
    attempt, actor = start(site, student, site.quiz(school_class, bank=choices(site))), site.actor(student)
    attempts.submit(actor, attempt.id)
    with pytest.raises(NotNow, match="handed in"):
        attempts.save(actor, attempt.id, [Save(1, 1, 2)])
    assert saved(attempt.id) == (0, None, False)


def test_what_cannot_be_an_answer_is_refused_and_saves_nothing(site, school):
    _, student, school_class = school
    attempt, actor = start(site, student, site.quiz(school_class, bank=choices(site))), site.actor(student)
    with pytest.raises(Invalid, match="none of the options"):
        attempts.save(actor, attempt.id, [Save(1, 1, 2), Save(2, 1, 7)])
    assert saved(attempt.id) == (0, None, False)


def test_someone_elses_attempt_cannot_be_saved_or_handed_in(site, school):
    _, student, school_class = school
    attempt, other = start(site, student, site.quiz(school_class)), site.actor(site.person("student"))
    with pytest.raises(Missing):
        attempts.save(other, attempt.id, [Save(1, 1, 2)])
    with pytest.raises(Missing):
        attempts.submit(other, attempt.id)


def test_handing_in_marks_every_slot_and_counts_once(site, school):
    _, student, school_class = school
    quiz = site.quiz(school_class, count=9)
    attempt, actor = start(site, student, quiz), site.actor(student)
    for slot in reading.slots_of(attempt.id)[:4]:
        attempts.save(actor, attempt.id, [Save(slot.position, 1, key_of(banks.parsed(slot.question)))])
    for _ in range(2):
        attempts.submit(actor, attempt.id)
    db.session.rollback()
    done = db.session.get_one(Attempt, attempt.id)
    assert (done.score, done.most, done.submitted_how) == (4, 9, "student")
    assert [slot.points for slot in reading.slots_of(attempt.id)] == [1, 1, 1, 1, 0, 0, 0, 0, 0]


def test_what_arrives_within_the_grace_is_saved_and_what_comes_after_it_is_not(site, school):
    _, student, school_class = school
    attempt = start(site, student, site.quiz(school_class, bank=choices(site), minutes=10))
    just = later(minutes=10, seconds=4)
    attempts.save(site.actor(student, just), attempt.id, [Save(1, 1, 2)])
    with pytest.raises(NotNow, match="time is over"):
        attempts.save(site.actor(student, just + timedelta(seconds=1)), attempt.id, [Save(1, 2, 0)])
    assert saved(attempt.id) == (1, 2, False)


def test_what_is_overdue_is_handed_in_by_itself_with_all_that_was_saved(site, school):
    _, student, school_class = school
    attempt = start(site, student, site.quiz(school_class, minutes=10))
    slot = reading.slots_of(attempt.id)[0]
    attempts.save(site.actor(student), attempt.id, [Save(1, 1, key_of(banks.parsed(slot.question)))])
    assert attempts.submit_overdue(later(minutes=10)) == 0
    assert attempts.submit_overdue(later(minutes=10, seconds=5)) == 1
    db.session.rollback()
    done = db.session.get_one(Attempt, attempt.id)
    assert (done.submitted_how, done.score, done.submitted_at) == ("time", 1, later(minutes=10))


def test_an_attempt_ends_with_its_quiz_and_extra_time_moves_both(site, school):
    teacher, student, school_class = school
    quiz = site.quiz(school_class, minutes=30, closes_at=later(minutes=20))

    @write
    def give(minutes):
        db.session.add(
            Allowance(
                quiz_id=quiz.id,
                person_id=student.id,
                minutes=minutes,
                reason="x",
                given_by_id=teacher.id,
                created_at=NOW,
            )
        )

    give(5)
    assert start(site, student, quiz).ends_at == later(minutes=25)


def test_a_quiz_that_is_not_open_or_used_up_or_not_theirs_cannot_be_started(site, school):
    _, student, school_class = school
    with pytest.raises(NotNow, match="not opened"):
        start(site, student, site.quiz(school_class, opens_at=later(hours=1)))
    with pytest.raises(NotNow, match="closed"):
        start(site, student, site.quiz(school_class, closes_at=NOW))
    with pytest.raises(Missing):
        start(site, student, site.quiz(site.school_class(site.person("teacher"))))
    with pytest.raises(Missing):
        start(site, student, site.quiz(school_class, published_at=None))
    once = site.quiz(school_class, attempts=1)
    attempts.submit(site.actor(student), start(site, student, once).id)
    with pytest.raises(NotNow, match="used all"):
        start(site, student, once)


def test_too_few_questions_are_told_by_name(site, school):
    _, student, school_class = school
    with pytest.raises(NotNow, match="Bees, Hives, hard"):
        start(site, student, site.quiz(school_class, lines=[("bees", None, 2), ("hives", "hard", 1)]))


def test_the_same_form_starts_one_attempt_also_when_that_was_handed_in_since(site, school):
    _, student, school_class = school
    quiz, actor = site.quiz(school_class), site.actor(student)
    first = attempts.start(actor, quiz.id, number=1)
    attempts.submit(actor, first)
    assert attempts.start(actor, quiz.id, number=1) == first
    assert attempts.start(actor, quiz.id, number=2) != first


def test_an_attempt_that_cannot_be_handed_in_keeps_no_other_back(site, school):
    _, student, school_class = school
    bank = choices(site)
    broken, sound = (start(site, student, site.quiz(school_class, bank=bank, minutes=10)).id for _ in range(2))

    @write
    def spoil():
        db.session.get_one(Response, (broken, 1)).answer = {"this": "was never an answer"}

    spoil()
    with pytest.raises(ExceptionGroup) as told:
        attempts.submit_overdue(later(minutes=11))
    assert told.value.exceptions[0].__notes__ == [f"attempt {broken}"]
    db.session.rollback()
    assert db.session.get_one(Attempt, sound).submitted_how == "time"
    assert db.session.get_one(Attempt, broken).submitted_at is None


def test_forward_only_takes_no_answers_for_a_page_to_come(site, school):
    _, student, school_class = school
    quiz = site.quiz(school_class, bank=choices(site), forward_only=True)
    attempt, actor = start(site, student, quiz), site.actor(student)
    with pytest.raises(NotNow, match="not come to that page"):
        attempts.save(actor, attempt.id, [Save(1, 1, 0), Save(2, 1, 1)])
    assert saved(attempt.id) == (0, None, False)


def test_forward_only_takes_no_answers_for_a_page_that_was_left(site, school):
    _, student, school_class = school
    attempt, actor = (
        start(site, student, site.quiz(school_class, bank=choices(site), forward_only=True)),
        site.actor(student),
    )
    attempts.save(actor, attempt.id, [Save(1, 1, 0)], page=2)
    with pytest.raises(NotNow, match="forward only"):
        attempts.save(actor, attempt.id, [Save(1, 2, 1)])
    attempts.save(actor, attempt.id, [Save(2, 1, 0)], page=1)
    db.session.rollback()
    assert db.session.get_one(Attempt, attempt.id).page == 2


def test_a_withdrawn_quiz_starts_no_more_but_a_running_attempt_goes_on(site, school):
    _, student, school_class = school
    quiz = site.quiz(school_class, bank=site.bank(question()), count=1)
    attempt = start(site, student, quiz)

    @write
    def withdraw():
        db.session.get_one(Quiz, quiz.id).published_at = None

    withdraw()
    assert start(site, student, quiz).id == attempt.id
    attempts.save(site.actor(student), attempt.id, [Save(1, 1, 0)])
    attempts.submit(site.actor(student), attempt.id)
    with pytest.raises(NotNow, match="no longer open"):
        start(site, student, quiz)
