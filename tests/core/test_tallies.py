"""Counting what was answered: every kind, every choice, and how sure a share is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.answers import key_of
from quizapp.core.questions import KINDS, question_of
from quizapp.core.tallies import interval, tally
from tests.builders import question


def counts(kind, *answers):
    """Return for each part its choices that were made: words, how often, whether right."""
    parts = tally(question_of(question(kind)), answers)
    return [(part.words, [(one.words, one.count, one.right) for one in part.choices if one.count]) for part in parts]


@pytest.mark.parametrize("kind", KINDS)
def test_the_key_of_every_kind_counts_as_right_in_each_part(kind):
    asked = question_of(question(kind))
    parts = tally(asked, [key_of(asked), None, key_of(asked)])
    for part in parts:
        chosen = [choice for choice in part.choices if choice.count]
        assert chosen
        assert all(choice.right and choice.count == 2 for choice in chosen)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_answered_counts_nothing(kind):
    assert all(choice.count == 0 for part in tally(question_of(question(kind)), [None]) for choice in part.choices)


def test_each_option_is_counted():
    assert counts("single_choice", 0, 1, 1) == [("", [("Wax", 1, True), ("Iron", 2, False)])]
    assert counts("multiple_choice", [0, 2], [0]) == [("", [("Wax", 2, True), ("Iron", 1, False)])]
    assert counts("hot_text", [0, 3], [0]) == [
        ("", [("The keeper says that bees build with wax.", 2, True), ("A child laughs.", 1, False)])
    ]
    assert counts("true_false", True, False) == [("", [("true", 1, False), ("false", 1, True)])]


def test_typed_answers_are_grouped_whatever_their_case_and_spaces_the_commonest_first():
    assert counts("short_answer", "Drone", "The  Queen", "the queen") == [
        ("", [("The  Queen", 2, True), ("Drone", 1, False)])
    ]
    assert counts("numeric", "6.2", "7") == [("", [("6.2", 1, True), ("7", 1, False)])]


def test_each_pair_place_and_gap_is_a_part():
    assert counts("matching", [1, None], [0, 1]) == [
        ("Queen", [("lays eggs", 1, True), ("gathers", 1, False)]),
        ("Worker", [("gathers", 1, True)]),
    ]
    assert counts("ordering", [1, 0, None, None])[:2] == [("1.", [("larva", 1, False)]), ("2.", [("egg", 1, False)])]
    assert counts("cloze", [0, 1]) == [("{1}", [("six", 1, True)]), ("{2}", [("two", 1, False)])]


@given(st.integers(1, 500), st.data())
def test_a_share_lies_within_its_interval(count, data):
    share = data.draw(st.integers(0, count)) / count
    low, high = interval(share, count)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


def test_the_interval_of_wilson_as_it_is_published():
    low, high = interval(0.5, 10)
    assert (round(low, 3), round(high, 3)) == (0.237, 0.763)
    assert interval(0.0, 0) == (0.0, 1.0)
