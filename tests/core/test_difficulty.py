"""How difficult a question is: estimated, corrected by what was measured, and a label that does not fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.difficulty import (
    ENOUGH,
    HARD,
    MEDIUM,
    PRIOR,
    Corrected,
    Correction,
    Facility,
    Measured,
    corrected,
    difficulty_of,
)
from quizapp.core.questions import DIFFICULTIES

SHARES = st.floats(0, 1)
FACILITIES = st.integers(0, 500).flatmap(lambda answers: st.builds(Facility, st.floats(0, answers), st.just(answers)))


def test_a_difficulty_has_a_name_from_each_bound_on():
    assert [difficulty_of(one) for one in (0, MEDIUM - 0.01, MEDIUM, HARD - 0.01, HARD, 1)] == [
        "easy", "easy", "medium", "medium", "hard", "hard",
    ]  # fmt: skip


@given(SHARES)
def test_without_answers_an_estimate_stays_as_it_is(estimate):
    assert corrected(estimate, 0, 0) == estimate
    assert Correction([]).of("who_says", "who_says.red.ann", estimate) == Corrected(estimate, 0, 0)


@given(SHARES, FACILITIES)
def test_what_is_corrected_lies_between_the_estimate_and_what_was_measured(estimate, facility):
    found = corrected(estimate, facility.credits, facility.answers)
    low, high = sorted((estimate, 1 - facility.share if facility.answers else estimate))
    assert low - 1e-9 <= found <= high + 1e-9


def test_an_estimate_counts_as_so_many_answers():
    assert corrected(0.2, 0, PRIOR) == pytest.approx((0.2 + 1) / 2)
    assert corrected(0.2, 0, 3 * PRIOR) == pytest.approx((0.2 + 3) / 4)


def test_many_answers_decide_and_few_move_little():
    assert difficulty_of(corrected(0.2, 0, 2)) == "easy"
    assert difficulty_of(corrected(0.2, 0, 200)) == "hard"


@given(SHARES, st.integers(1, 500), st.data())
def test_the_more_credit_is_earned_the_easier_a_question_is(estimate, answers, data):
    less, more = sorted(data.draw(st.tuples(*[st.floats(0, answers)] * 2)))
    assert corrected(estimate, more, answers) <= corrected(estimate, less, answers)


def test_a_question_is_corrected_by_the_answers_to_it():
    correction = Correction([Measured("who_says", "a", 0.3, Facility(10, 43))])
    assert correction.of("who_says", "a", 0.3) == Corrected(corrected(0.3, 10, 43), 43, 0)


def test_an_untried_question_is_moved_as_its_form_was_drawn_towards_no_move():
    """60 answers that were 0.5 more difficult than estimated, and 20 as which no move counts."""
    measured = [Measured("who_says", "a", 0.3, Facility(6, 30)), Measured("who_says", "b", 0.5, Facility(0, 30))]
    found = Correction(measured).of("who_says", "c", 0.1)
    assert found.estimate == pytest.approx(0.1 + 0.5 * 60 / 80)
    assert (found.answers, found.others) == (0, 60)


def test_other_forms_are_not_moved():
    correction = Correction([Measured("who_says", "a", 0.3, Facility(0, 100))])
    assert correction.of("standing", "b", 0.3) == Corrected(0.3, 0, 0)


def test_no_answer_counts_twice():
    """What was measured on a question itself is no part of how its form moved it."""
    own, other = Measured("who_says", "a", 0.3, Facility(0, 40)), Measured("who_says", "b", 0.5, Facility(10, 20))
    alone, beside = Correction([own]), Correction([own, other])
    assert beside.of("who_says", "a", 0.3) == Corrected(corrected(0.3, 0, 40), 40, 20)  # `b` was as estimated
    assert alone.of("who_says", "a", 0.3).estimate == pytest.approx(beside.of("who_says", "a", 0.3).estimate)


@given(SHARES, st.lists(st.tuples(st.sampled_from("abcd"), SHARES, FACILITIES)))
def test_whatever_was_measured_a_difficulty_goes_from_0_to_1(estimate, measured):
    correction = Correction(Measured("who_says", name, guess, facility) for name, guess, facility in measured)
    for name in "abcde":
        assert -1e-9 <= correction.of("who_says", name, estimate).estimate <= 1 + 1e-9


def test_a_label_is_doubted_where_the_whole_span_lies_outside_its_band():
    few_right, most_right = Facility(18, 58), Facility(57, 58)
    assert few_right.difficulty == "hard"
    assert [label for label in DIFFICULTIES if few_right.contradicts(label)] == ["easy"]  # 20 to 44 %: perhaps medium
    assert [label for label in DIFFICULTIES if most_right.contradicts(label)] == ["medium", "hard"]


@given(FACILITIES)
def test_the_label_that_was_measured_is_never_doubted(facility):
    assert not facility.contradicts(facility.difficulty)


def test_few_answers_doubt_no_label():
    assert not Facility(0, ENOUGH - 1).contradicts("easy")
    assert Facility(0, ENOUGH).contradicts("easy")
    assert not Facility().contradicts("easy")
