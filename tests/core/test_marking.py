"""Marking: each kind by its rule, with credit in parts where the kind knows parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.answers import key_of, read_answer
from quizapp.core.marking import mark, same_words
from quizapp.core.questions import KINDS, question_of
from quizapp.core.quizzes import has_passed
from tests.builders import question

QUESTIONS = {kind: question_of(question(kind, points=2)) for kind in KINDS}


def index(size):
    """Return a strategy for the index of one of some things, or none."""
    return st.none() | st.integers(0, size - 1)


ANSWERS = {
    "single_choice": index(3),
    "multiple_choice": st.lists(st.integers(0, 3), max_size=4),
    "true_false": st.none() | st.booleans(),
    "short_answer": st.text(max_size=20) | st.sampled_from(["Queen", "the  QUEEN"]),
    "numeric": st.floats(allow_nan=False).map(str) | st.text(max_size=8),
    "matching": st.lists(index(3), min_size=2, max_size=2),
    "ordering": st.permutations([0, 1, 2, 3]) | st.just([0, None, 1, None]),
    "cloze": st.lists(index(2), min_size=2, max_size=2),
    "hot_text": st.lists(st.integers(0, 3), max_size=4),
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(drawn=st.data())
def test_credit_is_from_nothing_to_all_and_the_verdict_agrees(kind, drawn):
    asked = QUESTIONS[kind]
    marked = mark(asked, read_answer(asked, drawn.draw(ANSWERS[kind])))
    assert 0 <= marked.credit <= 1
    assert marked.points == pytest.approx(marked.credit * asked.points)
    assert (marked.verdict == "right") == (marked.credit == 1)
    assert (marked.verdict == "partly") == (0 < marked.credit < 1)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_key_earns_all_and_an_open_answer_nothing(kind):
    asked = QUESTIONS[kind]
    assert (mark(asked, key_of(asked)).points, mark(asked, key_of(asked)).verdict) == (2, "right")
    assert (mark(asked, None).points, mark(asked, None).verdict, mark(asked, None).parts) == (0, "open", ())


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1e6))
def test_the_key_of_any_number_earns_all(value, tolerance):
    asked = question_of(question("numeric", value=value, tolerance=tolerance))
    assert mark(asked, key_of(asked)).credit == 1


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [([0, 1], 1), ([0], 0.5), ([0, 2], 0), ([0, 1, 2], 0.5), ([0, 1, 2, 3], 0), ([2], 0), ([2, 3], 0)],
)
def test_several_choices_earn_the_right_ones_less_the_wrong_ones(chosen, credit):
    assert mark(QUESTIONS["multiple_choice"], chosen).credit == credit


@pytest.mark.parametrize(("chosen", "credit"), [([0, 1], 1), ([0, 2], 0.5), ([None, 1], 0.5), ([1, 0], 0)])
def test_matching_earns_the_share_of_right_pairs(chosen, credit):
    assert mark(QUESTIONS["matching"], chosen).credit == credit


@pytest.mark.parametrize(
    ("order", "credit"),
    [
        ([0, 1, 2, 3], 1),
        ([3, 0, 1, 2], 2 / 3),
        ([1, 0, 2, 3], 1 / 3),
        ([3, 2, 1, 0], 0),
        ([0, 1, None, None], 1 / 3),
    ],
)
def test_ordering_earns_the_share_of_neighbours_that_follow_each_other(order, credit):
    assert mark(QUESTIONS["ordering"], order).credit == pytest.approx(credit, abs=1e-5)


@pytest.mark.parametrize(("chosen", "credit"), [([0, 0], 1), ([0, 1], 0.5), ([1, None], 0)])
def test_gaps_earn_the_share_that_is_right(chosen, credit):
    assert mark(QUESTIONS["cloze"], chosen).credit == credit


@pytest.mark.parametrize(
    ("chosen", "credit"),
    [([0, 1], 1), ([0], 1 / 2), ([0, 2], 1 / 3), ([0, 1, 2], 2 / 3), ([0, 1, 2, 3], 1 / 2), ([2], 0), ([2, 3], 0)],
)
def test_pointing_earns_the_overlap_of_what_is_chosen_with_the_evidence(chosen, credit):
    marked = mark(QUESTIONS["hot_text"], chosen)
    assert marked.credit == pytest.approx(credit)
    assert marked.parts == tuple(index < 2 for index in chosen)


def test_pointing_at_everything_earns_next_to_nothing():
    sentences = [{"passage": "P1", "text": f"Sentence {number}.", "right": number == 0} for number in range(12)]
    assert mark(question_of(question("hot_text", sentences=sentences)), list(range(12))).credit == pytest.approx(1 / 12)


@pytest.mark.parametrize(
    ("typed", "right"), [("6", True), ("5,5", True), ("6.5", True), ("6.51", False), ("six", False)]
)
def test_a_number_is_right_within_its_tolerance(typed, right):
    assert (mark(QUESTIONS["numeric"], typed).credit == 1) is right


def test_a_sum_that_binary_fractions_cannot_say_is_right():
    asked = question_of(question("numeric", value=0.3, tolerance=0))
    assert mark(asked, str(0.1 + 0.2)).credit == 1


@pytest.mark.parametrize(("typed", "right"), [("1.6e-19", True), ("0", False), ("5e-13", False), ("1.61e-19", False)])
def test_a_tiny_number_is_told_from_nothing(typed, right):
    asked = question_of(question("numeric", value=1.602e-19, tolerance=4e-22))
    assert (mark(asked, typed).credit == 1) is right


@pytest.mark.parametrize("typed", ["1234", "1,234", "1.234", "1 234", "1,234 legs"])
def test_a_thousand_is_right_as_anybody_writes_it(typed):
    asked = question_of(question("numeric", value=1234, tolerance=0))
    assert mark(asked, typed).credit == 1


def test_thirds_add_up_and_reach_the_pass_mark():
    pairs = [{"left": side, "right": side * 2} for side in "abc"]
    asked = question_of(question("matching", pairs=pairs, distractors=[], points=3))
    assert [mark(asked, answer).points for answer in ([0, None, None], [0, 1, None], [0, 1, 2])] == [1, 2, 3]
    third = mark(question_of(question("matching", pairs=pairs, distractors=[])), [0, None, None]).points
    assert has_passed(third * 3, 4, 25)
    assert not has_passed(0.999, 4, 25)


@pytest.mark.parametrize("typed", ["queen", " QUEEN", "the  Queen", "\uff51ueen"])
def test_case_and_spaces_are_forgiven(typed):
    asked = QUESTIONS["short_answer"]
    assert mark(asked, read_answer(asked, typed)).credit == 1


def test_case_counts_where_the_question_says_so():
    asked = question_of(question("short_answer", case_matters=True))
    assert [mark(asked, typed).credit for typed in ("queen", "Queen")] == [1, 0]


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("well\u2011known", "well-known"),
        ("\u22125", "-5"),
        ("Sofi\u02bca", "Sofi'a"),
        ("it\u00b4s", "it's"),
        ("\u201equeen\u201c", '"queen"'),
        ("\u00abqueen\u00bb", '"queen"'),
        ("que\u200ben", "queen"),
        ("que\u00aden", "queen"),
    ],
)
def test_what_looks_the_same_is_the_same(typed, accepted):
    assert same_words(typed, accepted)
    assert same_words(accepted, typed)


def test_the_look_of_quotes_and_dashes_does_not_count():
    assert same_words("\u201cwell\u2010known\u201d".replace("\u2010", "\u2013"), '"well-known"')
    assert same_words("Putin\u2019s", "putin's")
    assert not same_words("putins", "putin's")
