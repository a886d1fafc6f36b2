"""Proposing a blueprint: as even as can be, and never more than there is."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.blueprints import Line, balanced

STRATA = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["easy", "medium", "hard"])), max_size=40)


def test_questions_are_spread_over_topics_and_difficulties():
    strata = [("a", "easy")] * 5 + [("a", "hard")] * 5 + [("b", "easy")] * 1
    assert balanced(strata, 7) == [Line("a", "easy", 3), Line("a", "hard", 3), Line("b", "easy", 1)]


def test_an_empty_bank_yields_nothing():
    assert balanced([], 10) == []


@given(STRATA, st.integers(0, 50))
def test_there_are_as_many_as_were_asked_for_or_as_there_are(strata, count):
    lines = balanced(strata, count)
    assert sum(line.count for line in lines) == min(count, len(strata))
    assert all(0 < line.count <= strata.count((line.topic, line.difficulty)) for line in lines)


@given(STRATA, st.integers(0, 50))
def test_no_stratum_is_passed_over_for_another(strata, count):
    taken = {(line.topic, line.difficulty): line.count for line in balanced(strata, count)}
    for stratum in set(strata):
        if taken.get(stratum, 0) < strata.count(stratum):
            assert taken.get(stratum, 0) >= max(taken.values(), default=0) - 1
