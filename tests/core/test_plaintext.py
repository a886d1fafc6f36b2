"""Reading YAML and JSON as plain values: words stay words, every part has its place, and nothing hostile does harm."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.building import MOST_DEPTH, MOST_PARTS
from quizapp.core.errors import Invalid
from quizapp.core.plaintext import decode, lines_of, read_json, read_plain, read_yaml
from tests.generators import lines


def fault_of(text: str | bytes):
    """Return the first fault of a text."""
    with pytest.raises(Invalid) as refusal:
        read_plain(decode(text) if isinstance(text, bytes) else text)
    return refusal.value.faults[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("010", 10), ("1:30", "1:30"), ("0x1F", "0x1F"),
     ("2023-05-24", "2023-05-24"), ("1_000", "1_000"), ("true", True), ("False", False), ("null", None), ("~", None),
     ("", None), ("7", 7), ("-7", -7), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0), ("1.", 1.0), (".inf", ".inf"),
     ("'7'", "7"), ('"no"', "no"), ("!!str 7", "7"), ("!!int '7'", 7), ("<<", "<<"), ("=", "="), ("- 1", [1]),
     ("{a: 1}", {"a": 1}), ("[]", [])],
)  # fmt: skip
def test_yaml_is_read_by_the_rules_of_1_2(written, read):
    found = read_yaml(f"a: {written}\n" if written != "- 1" else "a:\n  - 1\n").value["a"]
    assert (type(found), found) == (type(read), read)


def test_every_part_of_yaml_has_its_place():
    document = read_yaml("a:\n  - b: 1\n    c: [x,\n        y]\n  - z\n")
    assert document.value == {"a": [{"b": 1, "c": ["x", "y"]}, "z"]}
    assert document.place_of(("a",)) == (1, 1)
    assert document.place_of(("a", 0, "c")) == (3, 5)
    assert document.place_of(("a", 0, "c", 1)) == (4, 9)
    assert document.place_of(("a", 1)) == (5, 5)
    assert document.place_of(("a", 1, "missing", 3)) == (5, 5)
    assert document.place_of(("nothing",)) == (1, 1)


def test_every_part_of_json_has_its_place():
    document = read_json('{"a": [\n  {"b": 1, "c \\"d": ["x",\n  "y,]}"]},\n {}, []], "e": null}')
    assert document.value == json.loads('{"a": [{"b": 1, "c \\"d": ["x", "y,]}"]}, {}, []], "e": null}')
    assert document.place_of(("a", 0)) == (2, 3)
    assert document.place_of(("a", 0, 'c "d')) == (2, 12)
    assert document.place_of(("a", 0, 'c "d', 1)) == (3, 3)
    assert document.place_of(("a", 2)) == (4, 6)
    assert document.place_of(("e",)) == (4, 11)


_plain = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | lines(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(lines(), inner, max_size=3),
    max_leaves=12,
)


def _paths(value, path=()):
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from _paths(part, (*path, step))


@given(st.dictionaries(lines(), _plain, max_size=4))
def test_json_is_read_as_the_standard_library_reads_it_and_every_part_stands_where_it_is_said_to(value):
    text = json.dumps(value, indent=1, ensure_ascii=False)
    document = read_json(text)
    assert document.value == value
    for path in _paths(value):
        line, column = document.place_of(path)
        rest = text.split("\n")[line - 1][column - 1 :]
        assert rest.startswith(json.dumps(path[-1], ensure_ascii=False)) if path and isinstance(path[-1], str) else rest


@given(st.dictionaries(lines(), _plain, max_size=4))
def test_yaml_of_others_is_read_alike(value):
    assert read_yaml(yaml.safe_dump(value, allow_unicode=True, default_style='"')).value == value


@pytest.mark.parametrize(
    ("text", "words", "field", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", "“a” stands twice here", "a", (3, 1)),
        ("x:\n  - a: 1\n    a: {b: 2}\n", "“a” stands twice", "x.0.a", (3, 5)),
        ('{"x": {"a": 1,\n "a": 2}}', "“a” stands twice here", "x.a", (2, 2)),
        ("a: &x [1]\nb: *x\n", "Aliases", "b", (2, 4)),
        ("a: &x [*x]\n", "Aliases", "a.0", (1, 8)),
        ("? [a]\n: 1\n", "must be a word", "", (1, 3)),
        ("a: !!python/object/apply:os.system [ls]\n", "The tag", "a", (1, 4)),
        ("a: !!timestamp 2023-05-24\n", "The tag", "a", (1, 4)),
        ("a: !!int x\n", "A number is needed", "a", (1, 4)),
        (f"a: {'1' * 5000}\n", "A number is needed", "a", (1, 4)),
        ('{"a": ' + "1" * 5000 + "}", "too long to be read", "", (1, 1)),
        ("a: 1\n---\nb: 2\n", "a second document", "", (2, 1)),
        ("a:\n\t- b\n", "not valid YAML", "", (2, 1)),
        ("a: [1\nb: 2\n", "not valid YAML", "", None),
        ("a: b: c\n", "not valid YAML", "", (1, 5)),
        ("a: \x00\n", "not valid YAML", "", None),
        ('{"a": 1,}', "not valid JSON", "", None),
        ('{"a": }', "not valid JSON", "", (1, 7)),
        ('{"a": 1', "not valid JSON", "", None),
        (b"a: \xff\n", "UTF-8", "", (1, 1)),
        ("title: Ä\n".encode("latin-1"), "UTF-8", "", (1, 1)),
        (bytes(range(256)), "UTF-8", "", None),
        (b"\xff\xfea", "UTF-8", "", None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, words, field, place):
    fault = fault_of(text)
    assert words in str(fault.message)
    assert fault.field == field
    assert place is None or (fault.line, fault.column) == place


def test_several_faults_are_told_at_once():
    with pytest.raises(Invalid) as refusal:
        read_yaml("a: &x 1\nb: *x\nc: 1\nc: 2\n? [q, {r: 1}]\n: {s: 1}\nd: !!set {}\ne: 5\n")
    assert [fault.line for fault in refusal.value.faults] == [2, 4, 5, 7]


@pytest.mark.parametrize("text", ["[" * 200_000, "a: " + "{a: " * 200_000, "- " * 200_000, '{"a":' * 200_000,
                                  "? " * 200_000, '{"a": ' + "[" * 50 + "]" * 50 + "}",
                                  "[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1)])  # fmt: skip
def test_nesting_without_end_is_refused_and_exhausts_nothing(text):
    with pytest.raises(Invalid) as refusal:
        read_plain(text)
    assert "nested" in str(refusal.value.faults[-1].message) or "not valid" in str(refusal.value.faults[-1].message)


def test_more_parts_than_any_bank_has_are_refused():
    assert f"more than {MOST_PARTS}" in str(fault_of("a: [" + "x," * (MOST_PARTS + 1) + "]").message)


def test_text_with_a_mark_and_of_other_width_is_read():
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read_plain(decode("a: Ґ\n".encode(encoding))).value == {"a": "Ґ"}


def test_lines_are_cut_as_their_reader_counts_them():
    text = "a: 1\r\nb: 2\rc: 3\nd: \u2028!"
    assert lines_of(text)[:3] == ["a: 1", "b: 2", "c: 3"]
    assert read_yaml("a: 1\r\nb: 2\rc: 3\n").place_of(("c",)) == (3, 1)
    assert lines_of('{"a":\n1}') == ['{"a":', "1}"]
