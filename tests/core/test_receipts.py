"""Receipts: any change of any value is noticed, and nothing in them tells what is right."""

import copy
import json
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizapp.core import receipts
from quizapp.core.answers import key_of
from quizapp.core.errors import Invalid
from quizapp.core.marking import mark
from quizapp.core.questions import KINDS, question_of
from quizapp.core.receipts import canonical, check, entry_of, file_name, key_from, read, sign, site_of, written
from tests.builders import question

KEY = key_from("a secret")
AT = datetime(2026, 11, 25, 8, 30, 1, 5, tzinfo=UTC)


def heading(title="Bees", key=KEY):
    """Return the heading of a receipt."""
    return {
        "site": {"address": "https://quiz.example.org/", "key": site_of(key)},
        "student": {"name": "Ann", "username": "ann"},
        "quiz": {"id": 7, "title": title},
        "attempt": {"id": 3, "number": 1, "handed_in_how": "time", "questions": 8, "answered": 7},
        "issued_at": receipts.told(AT),
    }


def receipt(title="Bees", key=KEY):
    """Return a receipt of one question of each kind, the last of them open."""
    asked = [question_of(question(kind)) for kind in KINDS]
    answers = [*(key_of(one) for one in asked[:-1]), None]
    entries = [entry_of(one, place, answers[place - 1], 2, AT) for place, one in enumerate(asked, 1)]
    return sign(heading(title, key), entries, key)


def places(document, path=()):
    """Yield the path of every value in a document, the document's own last."""
    inner = document.items() if isinstance(document, dict) else enumerate(document) if _is_list(document) else ()
    for name, value in inner:
        yield from places(value, (*path, name))
    yield path


def _is_list(value) -> bool:
    return isinstance(value, list)


RECEIPT = receipt()
PATHS = [path for path in places(RECEIPT) if path]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["0" * 64, "Wax", "ann"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def changed(path, act):
    """Return the receipt with an act done to what holds the value at a path."""
    made = copy.deepcopy(RECEIPT)
    holder = made
    for name in path[:-1]:
        holder = holder[name]
    act(holder, path[-1])
    return made


def test_a_receipt_is_genuine_as_it_was_signed_and_as_its_file_is_read():
    assert check(RECEIPT, KEY).state == "genuine"
    text = written(RECEIPT)
    for content in (text, "\ufeff" + text, text.replace("\n", "\r\n"), json.dumps(json.loads(text))):
        assert check(read(content.encode()), KEY).state == "genuine"


@given(path=st.sampled_from(PATHS), value=VALUES)
def test_any_other_value_at_any_place_is_noticed(path, value):
    made = changed(path, lambda holder, name: holder.__setitem__(name, value))
    assume(canonical(made) != canonical(RECEIPT))
    assert check(made, KEY).state != "genuine"


@given(path=st.sampled_from(PATHS))
def test_anything_taken_out_is_noticed(path):
    assert check(changed(path, lambda holder, name: holder.pop(name)), KEY).state != "genuine"


@given(path=st.sampled_from(PATHS), name=st.text(max_size=5), value=VALUES)
def test_anything_added_is_noticed(path, name, value):
    def add(holder, at):
        if isinstance(holder, list):
            holder.insert(at, value)
        else:
            assume(name not in holder)
            holder[name] = value

    assert check(changed(path, add), KEY).state != "genuine"


@given(st.permutations(range(8)).filter(lambda order: order != list(range(8))))
def test_another_order_of_the_answers_is_noticed(order):
    made = RECEIPT | {"answers": [RECEIPT["answers"][place] for place in order]}
    assert check(made, KEY).state == "changed"


def test_an_answer_of_another_receipt_is_noticed_at_its_place():
    made = copy.deepcopy(RECEIPT)
    made["answers"][2] = receipt("Wasps")["answers"][2]
    verdict = check(made, KEY)
    assert (verdict.state, len(verdict.places)) == ("changed", 2)
    assert "place 3" in str(verdict.places[0])
    assert "belongs together" in str(verdict.places[1])


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("student", "name"), "Bea", "Who, which quiz"),
        (("answers", 0, "words"), "Iron", "place 1"),
        (("answers", 5, "sequence"), 2.0, "place 6"),
        (("answers", 0, "sequence"), True, "place 1"),
        (("checksum",), "0" * 64, "belongs together"),
    ],
)
def test_a_change_is_told_where_it_is_and_nowhere_else(path, value, told):
    (place,) = check(changed(path, lambda holder, name: holder.__setitem__(name, value)), KEY).places
    assert told in str(place)


def test_a_receipt_of_another_secret_is_of_another_site_and_one_that_claims_ours_is_changed():
    other = key_from("another secret")
    assert check(receipt(key=other), KEY).state == "foreign"
    assert check(sign(heading(), RECEIPT["answers"], other), KEY).state == "changed"
    assert KEY.hex() not in written(RECEIPT)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"nothing", b"[]", b"{}", b'{"format": "quizapp-receipt-2"}', b"\xff\xfe", b"[" * 50_000, b"[" * 200_000,
        b'{"format": "quizapp-receipt-1", "format": "quizapp-receipt-1"}', b'{"format": "quizapp-receipt-1", "a": 1.5}',
        b'{"format": "quizapp-receipt-1", "a": NaN}', b'{"format": "quizapp-receipt-1", "a": ' + b"9" * 5000 + b"}",
        b" " * (receipts.MOST_BYTES + 1),
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_refused_in_a_sentence(content):
    with pytest.raises(Invalid):
        read(content)


@given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_brought_is_judged_or_refused(content):
    try:
        document = read(content)
    except Invalid:
        return
    assert check(document, KEY).state != "genuine"


@given(VALUES)
def test_whatever_calls_itself_a_receipt_is_judged(value):
    assert check({"format": receipts.FORMAT, "answers": value, "checksum": value}, KEY).state == "changed"


# Two questions of each kind that look alike to a student, and of which one answer is right in the one alone.
OPTIONS = [{"text": "Wax", "right": True}, {"text": "Iron"}]
SENTENCES = question("hot_text")["sentences"]
TWINS = {
    "single_choice": ({"options": OPTIONS}, {"options": [{"text": "Iron", "right": True}, {"text": "Wax"}]}, 0, 1),
    "multiple_choice": ({"options": OPTIONS}, {"options": [{"text": "Iron", "right": True}, {"text": "Wax"}]},
                        [0], [1]),
    "true_false": ({"right": True}, {"right": False}, True, True),
    "short_answer": ({"accepted": ["queen"]}, {"accepted": ["king"]}, "queen", "queen"),
    "numeric": ({"value": 6}, {"value": 8}, "6", "6"),
    "matching": ({}, {"pairs": [{"left": "Queen", "right": "gathers"}, {"left": "Worker", "right": "lays eggs"}]},
                 [0, 1], [1, 0]),
    "ordering": ({"items": ["egg", "bee"]}, {"items": ["bee", "egg"]}, [0, 1], [1, 0]),
    "cloze": ({}, {"gaps": [{"options": [{"text": "four", "right": True}, {"text": "six"}]},
                            {"options": [{"text": "two", "right": True}, {"text": "four"}]}]}, [0, 0], [1, 1]),
    "hot_text": ({}, {"sentences": [{**one, "right": not one.get("right", False)} for one in SENTENCES]}, [0], [0]),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_receipt_does_not_tell_a_right_answer_from_a_wrong_one(kind):
    first, second, right, wrong = TWINS[kind]
    one, other = (question_of(question(kind, **changes)) for changes in (first, second))
    assert mark(one, right).points > mark(other, wrong).points
    assert entry_of(one, 1, right, 1, AT) == entry_of(other, 1, wrong, 1, AT)


def test_long_texts_are_cut_so_that_every_receipt_can_be_checked():
    asked = question_of(question("short_answer", stem="x" * 4000))
    assert len(entry_of(asked, 1, "y" * 300, 1, AT)["question"]) == receipts.QUESTION_LENGTH
    items = [f"{place}" + "я" * 290 for place in range(20)]
    entry = entry_of(question_of(question("ordering", items=items, stem="я" * 4000)), 1, list(range(20)), 1, AT)
    assert check(read(written(sign(heading(), [entry] * 200, KEY)).encode()), KEY).state == "genuine"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bees, who says what?", "bees-who-says-what"),
        ("Zürich/été", "zurich-ete"),
        ("Пчёлы", "quiz-7"),
        ("a" * 200, "a" * 60),
    ],
)
def test_a_file_is_named_after_its_quiz_and_attempt(title, name):
    assert file_name(receipt(title)) == f"receipt-{name}-attempt-1.json"
