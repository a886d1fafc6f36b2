"""Questions refuse to exist where two choices would look the same."""

import pytest
from pydantic import ValidationError

from quizapp.core.questions import question_of
from tests.builders import question


@pytest.mark.parametrize(
    "changes",
    [
        {"pairs": [{"left": "a", "right": "Legion"}, {"left": "b", "right": "legion"}]},
        {"distractors": ["Lays  eggs"]},
        {"distractors": ["barks", "Barks"]},
    ],
)
def test_a_matching_refuses_choices_that_differ_in_case_or_spaces_alone(changes):
    with pytest.raises(ValidationError, match="same"):
        question_of(question("matching", **changes))


def test_pairs_of_a_matching_may_share_a_right_hand_side():
    pairs = [{"left": "a", "right": "wax"}, {"left": "b", "right": "wax"}, {"left": "c", "right": "iron"}]
    assert question_of(question("matching", pairs=pairs)).choices == ("wax", "iron", "barks")
