"""Reading answers: whatever comes in becomes an answer or a refusal, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.answers import is_complete, key_of, number_of, progress, read_answer, readings_of, remark, wording
from quizapp.core.errors import Invalid
from quizapp.core.questions import KINDS, question_of
from tests.builders import question

QUESTIONS = {kind: question_of(question(kind)) for kind in KINDS}
kinds = st.sampled_from(sorted(KINDS))
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.integers(min_value=0, max_value=5),
    lambda parts: st.lists(parts, max_size=6) | st.dictionaries(st.text(max_size=3), parts, max_size=3),
    max_leaves=12,
)


@given(kinds, plain)
def test_any_plain_value_gives_an_answer_or_a_refusal(kind, raw):
    asked = QUESTIONS[kind]
    try:
        answer = read_answer(asked, raw)
    except Invalid:
        return
    assert read_answer(asked, json.loads(json.dumps(answer))) == answer
    assert progress(answer) in ("answered", "partly", "open")
    assert is_complete(asked, answer) == (progress(answer) == "answered")
    assert all(isinstance(part, str) for part in wording(asked, answer))
    remark(asked, answer)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_values_that_break_databases_are_tamed_or_refused(kind):
    for raw in (10**5000, -(10**5000), float("nan"), float("inf"), "\ud800", "\x00", "x\x00y"):
        try:
            answer = read_answer(QUESTIONS[kind], raw)
        except Invalid:
            continue
        assert "\x00" not in str(answer)
        str(answer).encode()


@pytest.mark.parametrize("raw", [None, "", []])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_empty_is_an_open_answer(kind, raw):
    assert read_answer(QUESTIONS[kind], raw) is None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_key_is_a_complete_answer_and_reads_as_itself(kind):
    key = key_of(QUESTIONS[kind])
    assert read_answer(QUESTIONS[kind], key) == key
    assert is_complete(QUESTIONS[kind], key)


@pytest.mark.parametrize(
    ("kind", "raw", "answer"),
    [
        ("single_choice", 2, 2),
        ("multiple_choice", [3, 0, 3], [0, 3]),
        ("true_false", False, False),
        ("short_answer", "  the Queen ", "the Queen"),
        ("short_answer", "   ", None),
        ("numeric", 6, "6"),
        ("numeric", "1,5", "1,5"),
        ("matching", [1, ""], [1, None]),
        ("matching", [None, None], None),
        ("ordering", [2, None, None, 0], [2, None, None, 0]),
        ("cloze", ["", 1], [None, 1]),
        ("hot_text", [3, 0, 3], [0, 3]),
        ("hot_text", [], None),
    ],
)
def test_answers_are_read(kind, raw, answer):
    assert read_answer(QUESTIONS[kind], raw) == answer


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("single_choice", 3),
        ("single_choice", -1),
        ("single_choice", True),
        ("single_choice", "0"),
        ("multiple_choice", [0, 4]),
        ("multiple_choice", 0),
        ("multiple_choice", [0, 1, 2, 3, 0]),
        ("true_false", 1),
        ("true_false", "true"),
        ("short_answer", "x" * 301),
        ("short_answer", ["queen"]),
        ("matching", [0]),
        ("matching", [0, 3]),
        ("ordering", [0, 0, 1, 2]),
        ("ordering", [0, 1, 2]),
        ("cloze", [0, 2]),
        ("hot_text", [0, 4]),
        ("hot_text", 0),
    ],
)
def test_what_cannot_be_an_answer_is_refused(kind, raw):
    with pytest.raises(Invalid):
        read_answer(QUESTIONS[kind], raw)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 0.5 ", 0.5),
        ("1,5", 1.5),
        ("1 234", 1234),
        ("1\u202f234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567),
        ("\u22123", -3),
        ("1e3", 1000),
        ("1.234,5", 1234.5),
        ("1.234.567", 1234567),
        ("1'000", 1000),
        ("1\u2009000", 1000),
        ("\u20135", -5),
        ("+3", 3),
        (".5", 0.5),
    ],
)
def test_numbers_are_read_as_people_type_them(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,234", (1.234, 1234)),
        ("12.500", (12.5, 12500)),
        ("0,125", (0.125,)),
        ("1,23", (1.23,)),
        ("1234,567", (1234.567,)),
    ],
)
def test_what_half_the_world_reads_as_thousands_means_both(text, numbers):
    assert readings_of(text) == numbers


@pytest.mark.parametrize("text", ["6 legs", "6legs", "6 LEGS", "6"])
def test_the_unit_may_stand_behind_the_number(text):
    assert readings_of(text, "legs") == (6,)
    assert remark(QUESTIONS["numeric"], text) is None


@pytest.mark.parametrize(
    "text", ["", "six", "1_000", "nan", "inf", "1e999", "0x10", "1.2.3", "1,,5", "1,234.567,8", "6 wings", "\u0661"]
)
def test_what_is_no_number_is_told(text):
    with pytest.raises(ValueError, match=r".*"):
        number_of(text)
    assert text == "" or remark(QUESTIONS["numeric"], text) is not None


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("single_choice", 1, ["Iron"]),
        ("multiple_choice", [0, 1], ["Wax", "Honey"]),
        ("true_false", False, ["false"]),
        ("numeric", "7", ["7 legs"]),
        ("matching", [2, None], ["barks", ""]),
        ("ordering", [1, None, None, 0], ["larva", "", "", "egg"]),
        ("cloze", [None, 0], ["", "four"]),
        ("cloze", None, []),
        ("hot_text", [1, 3], ["He shows a comb.", "A child laughs."]),
    ],
)
def test_answers_are_told_in_the_questions_words(kind, answer, words):
    assert wording(QUESTIONS[kind], answer) == words


def test_an_answer_with_an_open_part_is_partly_one():
    assert [progress(answer) for answer in (None, [0, None], [0, 1], False, 0, "x")] == [
        "open", "partly", "answered", "answered", "answered", "answered",
    ]  # fmt: skip
