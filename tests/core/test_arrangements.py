"""Answers are told in the order that a student sees, and come back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.answers import read_answer
from quizapp.core.arrangements import Arrangement, arrangement_of
from quizapp.core.questions import question_of
from tests import generators
from tests.builders import question


@given(st.data(), generators.questions(), st.text(max_size=9), st.integers(1, 30))
def test_an_answer_goes_to_the_order_that_is_shown_and_back(data, document, seed, position):
    asked = question_of(document)
    answer = data.draw(generators.answers(asked))
    arrangement = arrangement_of(asked, seed, position)
    seen = arrangement.as_seen(asked, answer)
    assert read_answer(asked, seen) == seen
    assert arrangement.as_meant(asked, seen) == answer


def test_an_answer_counts_what_is_shown():
    asked = question_of(question("ordering"))
    arrangement = Arrangement((2, 0, 3, 1))
    assert arrangement.as_meant(asked, [0, None, 1, 3]) == [2, None, 0, 1]
    assert arrangement.as_seen(asked, [2, None, 0, 1]) == [0, None, 1, 3]
