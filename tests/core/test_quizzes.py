"""What a quiz allows: when it is open, how long an attempt lasts, which attempt counts, what is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.quizzes import (
    Terms,
    attempts_left,
    counted,
    end_of,
    has_passed,
    is_over,
    may_review,
    may_save,
    page_of,
    pages_of,
    phase,
    review_from,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def after(minutes):
    """Return a moment so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("terms", "minute", "expected"),
    [
        (Terms(), 0, "open"),
        (Terms(opens_at=after(1)), 0, "coming"),
        (Terms(opens_at=after(0)), 0, "open"),
        (Terms(closes_at=after(1)), 0, "open"),
        (Terms(closes_at=after(0)), 0, "past"),
        (Terms(opens_at=after(-5), closes_at=after(5)), 0, "open"),
        (Terms(closes_at=after(0), extra_minutes=10), 9, "open"),
        (Terms(closes_at=after(0), extra_minutes=10), 10, "past"),
    ],
)
def test_a_quiz_opens_at_its_moment_and_is_past_at_its_closing_with_the_extra_time(terms, minute, expected):
    assert phase(terms, after(minute)) == expected


@pytest.mark.parametrize(
    ("terms", "minute"),
    [
        (Terms(), None),
        (Terms(minutes=30), 30),
        (Terms(minutes=30, extra_minutes=10), 40),
        (Terms(closes_at=after(20)), 20),
        (Terms(minutes=30, closes_at=after(20)), 20),
        (Terms(minutes=30, closes_at=after(20), extra_minutes=5), 25),
        (Terms(minutes=10, closes_at=after(20), extra_minutes=5), 15),
        (Terms(extra_minutes=10), None),
    ],
)
def test_an_attempt_ends_at_its_limit_or_the_closing_and_extra_time_moves_both(terms, minute):
    assert end_of(NOON, terms) == (None if minute is None else after(minute))


def test_an_attempt_is_over_at_its_end_and_what_is_on_its_way_is_taken_for_a_short_grace():
    assert not is_over(None, NOON)
    assert not is_over(after(1), NOON)
    assert is_over(NOON, NOON)
    assert may_save(NOON, NOON + timedelta(seconds=4), grace_seconds=5)
    assert not may_save(NOON, NOON + timedelta(seconds=5), grace_seconds=5)
    assert not may_save(NOON, NOON, grace_seconds=0)
    assert may_save(None, NOON, grace_seconds=0)


@pytest.mark.parametrize(
    ("terms", "taken", "left"),
    [
        (Terms(), 99, None),
        (Terms(attempts=2), 0, 2),
        (Terms(attempts=2), 2, 0),
        (Terms(attempts=2), 3, 0),
        (Terms(attempts=1, extra_attempts=2), 1, 2),
    ],
)
def test_attempts_that_are_left(terms, taken, left):
    assert attempts_left(terms, taken) == left


@pytest.mark.parametrize(("counting", "score"), [("best", 5), ("last", 4), ("first", 3), ("mean", 4)])
def test_the_score_that_counts(counting, score):
    assert counted([3, 5, 4], counting) == score
    assert counted([], counting) is None


@given(st.lists(st.floats(0, 100), min_size=1, max_size=9))
def test_what_counts_lies_between_the_worst_and_the_best(scores):
    for counting in ("best", "last", "first", "mean"):
        assert min(scores) - 1e-9 <= counted(scores, counting) <= max(scores) + 1e-9


@pytest.mark.parametrize(
    ("feedback", "minute", "allowed"),
    [
        ("at_once", 0, True),
        ("at_once", 90, True),
        ("after_closing", 0, False),
        ("after_closing", 65, False),
        ("after_closing", 70, True),
        ("never", 90, False),
    ],
)
def test_what_was_right_is_shown_when_the_quiz_says_and_extra_time_delays_it(feedback, minute, allowed):
    terms = Terms(closes_at=after(60), feedback=feedback, extra_minutes=10)
    assert may_review(terms, NOON, after(minute)) is allowed


def test_what_was_right_is_shown_when_nobody_can_be_at_work_any_more():
    terms = Terms(closes_at=after(60), feedback="after_closing", extra_minutes=0, longest_extra=30)
    assert [may_review(terms, NOON, after(minute)) for minute in (60, 89, 90)] == [False, False, True]


def test_feedback_after_the_closing_of_a_quiz_that_never_closes_is_never_shown():
    assert not may_review(Terms(feedback="after_closing"), NOON, after(10**6))


@pytest.mark.parametrize(("feedback", "minute"), [("at_once", 30), ("after_closing", 90), ("never", None)])
def test_no_right_answer_is_shown_while_late_answers_are_taken_over_by_themselves(feedback, minute):
    terms = Terms(closes_at=after(60), feedback=feedback, late="journal", late_minutes=30)
    shown = review_from(terms, NOON)
    assert shown == (minute and after(minute))
    assert not may_review(terms, NOON, after(minute or 10**6) - timedelta(seconds=1))
    assert may_review(terms, NOON, after(minute or 10**6)) is (minute is not None)


@pytest.mark.parametrize(
    ("score", "most", "percent", "passed"),
    [
        (5, 10, 50, True),
        (4.999, 10, 50, False),
        (5, 10, None, None),
        (0, 0, 50, False),
        (0.1 + 0.2, 1, 30, True),
        (0.7, 1, 70, True),
        (10, 10, 100, True),
    ],
)
def test_the_pass_mark_is_reached_by_reaching_it(score, most, percent, passed):
    assert has_passed(score, most, percent) is passed


def test_places_of_a_form_stand_on_pages():
    assert [page_of(position, 2) for position in (1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3]
    assert [pages_of(questions, 2) for questions in (0, 1, 2, 3)] == [1, 1, 1, 2]
