"""Certainty-based marking: Gardner-Medwin's table, and that telling one's certainty truly pays."""

import pytest

from quizapp.core.certainty import CERTAINTIES, Earned, counts, most_of, points_of, score_of


@pytest.mark.parametrize(("certainty", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6), (None, 1, 0)])
def test_a_right_and_a_wrong_answer_count_as_the_table_says(certainty, right, wrong):
    assert (counts(1.0, certainty), counts(0.0, certainty)) == (right, wrong)


def test_an_answer_that_is_right_in_part_counts_between_the_two():
    assert [counts(0.5, certainty) for certainty in CERTAINTIES] == [0.5, 0.0, -1.5]


@pytest.mark.parametrize(("chance", "best"), [(0.3, 1), (0.6, 1), (0.7, 2), (0.75, 2), (0.85, 3), (1.0, 3)])
def test_the_certainty_that_is_true_pays_best(chance, best):
    def expected(certainty):
        return chance * counts(1.0, certainty) + (1 - chance) * counts(0.0, certainty)

    assert max(CERTAINTIES, key=expected) == best


def test_points_stay_as_they_are_where_certainty_is_only_recorded():
    assert points_of(Earned(1, 2, 3), "recorded") == points_of(Earned(1, 2, 3), "off") == 1


def test_what_counts_is_weighed_by_the_points_of_the_question():
    assert points_of(Earned(2, 2, 3), "counted") == 6
    assert points_of(Earned(0, 2, 3), "counted") == -12


def test_an_open_answer_counts_nothing_however_sure_one_said_to_be():
    assert points_of(Earned(0, 1, 3, is_open=True), "counted") == 0


def test_a_score_is_never_less_than_nothing():
    assert score_of([Earned(0, 1, 3), Earned(1, 1, 2)], "counted") == 0
    assert score_of([Earned(0, 1, 1), Earned(1, 1, 3)], "counted") == 3
    assert score_of([Earned(0.5, 1, 3)], "off") == 0.5


def test_the_most_that_can_be_had_is_three_times_the_points_where_certainty_counts():
    assert (most_of(10, "counted"), most_of(10, "recorded"), most_of(10, "off")) == (30, 10, 10)
