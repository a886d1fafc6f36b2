"""Reading and writing banks: every fault has its sentence and its place, and what is written is read again."""

import json

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from quizapp.core.banks import MOST_PASSAGES, MOST_SOURCES, MOST_SPEAKERS, MOST_TOPICS
from quizapp.core.claims import MOST_ALIASES
from quizapp.core.documents import (
    document_of,
    json_schema,
    pack,
    read_bank,
    read_heading,
    read_question,
    unpack,
    write_json,
    write_yaml,
)
from quizapp.core.errors import Fault, Invalid
from quizapp.core.problems import MOST_FAULTS, SENTENCES
from quizapp.core.questions import MOST_EVIDENCE
from quizapp.core.values import ID_LENGTH, LINE_LENGTH, digest
from tests.builders import bank, question
from tests.generators import bank_documents
from tests.registers import claim, register_document, voice

# For each sentence: what is wrong with a question or a bank, the field that is blamed, and some words of the sentence.
_LONG = "x" * (LINE_LENGTH + 1)
_TWO = [{"text": "a", "right": True}, {"text": "b"}]
_SAID, _COMB = ({"passage": "P1", "text": text, "right": True} for text in ("A child laughs.", "He shows a comb."))
FAULTS = {
    "string_unicode": (bank(title="\ud800"), "title", "half of a character"),
    "control_character": (bank(title="a\x00b"), "title", "U+0000"),
    "missing": (bank(question(stem=None)), "questions.0.stem", "missing"),
    "string_type": (bank(question(stem=5)), "questions.0.stem", "not 5"),
    "string_too_short": (bank(title=""), "title", "it is empty"),
    "string_too_long": (bank(title=_LONG), "title", "longer than 300"),
    "string_pattern_mismatch": (bank(id="a b"), "id", "“a b” is no id"),
    "bool_type": (bank(question("true_false", right=[])), "questions.0.right", "true or false"),
    "bool_parsing": (bank(question("true_false", right="perhaps")), "questions.0.right", "not “perhaps”"),
    "float_type": (bank(question(points=[])), "questions.0.points", "A number is needed"),
    "float_parsing": (bank(question(points="many")), "questions.0.points", "not “many”"),
    "finite_number": (bank(question("numeric", value=float("nan"))), "questions.0.value", "A number is needed"),
    "greater_than": (bank(question(points=0)), "questions.0.points", "greater than 0"),
    "greater_than_equal": (bank(question("numeric", tolerance=-1)), "questions.0.tolerance", "0.0 or more"),
    "less_than_equal": (bank(question(points=101)), "questions.0.points", "100"),
    "too_short": (bank(question("ordering", items=["a"])), "questions.0.items", "At least 2 are needed"),
    "too_long": (bank(question("ordering", items=[f"{n}" for n in range(21)])), "questions.0.items", "At most 20"),
    "tuple_type": (bank(question("ordering", items="a")), "questions.0.items", "A list is needed"),
    "model_type": (bank(sources=["a"]), "sources.0", "Fields with names"),
    "literal_error": (bank(question(difficulty="x")), "questions.0.difficulty", "easy, medium, hard"),
    "union_tag_invalid": (bank(question() | {"kind": "xyz"}), "questions.0.kind", "There is no kind “xyz”"),
    "union_tag_not_found": (bank(question() | {"kind": None}), "questions.0", "The kind is missing"),
    "one_right": (bank(question(options=[{"text": "a"}, {"text": "b"}])), "questions.0.options", "Exactly one"),
    "some_right": (bank(question("multiple_choice", options=[{"text": "a"}, {"text": "b"}])), "questions.0.options",
                   "At least one option"),
    "same_option": (bank(question(options=[*_TWO, {"text": "B "}])), "questions.0.options", "say the same: “B”"),
    "same_sentence": (bank(question("hot_text", sentences=[_SAID, {**_SAID, "right": False}])), "questions.0.sentences",
                      "“A child laughs.” stands twice"),
    "some_evidence": (bank(question("hot_text", sentences=[{**_SAID, "right": False}, _COMB | {"right": False}])),
                      "questions.0.sentences", "At least one sentence"),
    "not_all_evidence": (bank(question("hot_text", sentences=[_SAID, _COMB])), "questions.0.sentences",
                         "All sentences are the evidence"),
    "one_choice": (bank(question("matching", pairs=[{"left": "a", "right": "c"}, {"left": "b", "right": "c"}],
                                 distractors=None)), "questions.0.distractors", "same right-hand side"),
    "no_date": (register_document(claim("red", voice("keeper"), date="May")), "claims.0.date", "“May” is no date"),
    "one_voice": (register_document(claim("red", voice("keeper"), voice("keeper"))), "claims.0.voices",
                  "“keeper” has two voices"),
    "gaps_fit": (bank(question("cloze", text="{2} {1}")), "questions.0.gaps", "{1} to {2}; it has {2}, {1}"),
}  # fmt: skip
# Other words for what cannot be told apart in a file, and is never met there.
NEVER_MET = {"model_attributes_type", "dict_type"}
# What is not in the file is told at the thing that lacks it.
NOT_THERE = {"missing", "one_choice"}


def faults_of(data: bytes | str) -> tuple[Fault, ...]:
    """Return the faults of a file."""
    with pytest.raises(Invalid) as refusal:
        read_bank(data.encode() if isinstance(data, str) else data)
    return refusal.value.faults


def test_every_sentence_is_tested():
    assert set(SENTENCES) - NEVER_MET == set(FAULTS)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told_in_its_sentence_with_its_field_and_line(name):
    document, field, words = FAULTS[name]
    if name == "union_tag_not_found":
        del document["questions"][0]["kind"]
    for write in (write_json,) if name in ("string_unicode", "control_character") else (write_json, write_yaml):
        text = write(document) if name != "string_unicode" else json.dumps(document, indent=2)
        found = [fault for fault in faults_of(text) if fault.field == field]
        assert [words for fault in found if words in str(fault.message)], faults_of(text)
        line = text.split("\n")[found[0].line - 1]
        last = field.rpartition(".")[2]
        assert name in NOT_THERE or last.isdigit() or line[found[0].column - 1 :].strip('"').startswith(last)


def test_a_place_is_counted_from_one():
    text = write_yaml(bank(question(), question(name="q2", difficulty="eazy")))
    (fault,) = faults_of(text)
    line = text.split("\n")[fault.line - 1]
    assert line[fault.column - 1 :] == "difficulty: eazy"
    assert str(fault.message) == "“eazy” is not allowed here. Did you mean “easy”?"
    (fault,) = faults_of(write_json(bank(question(), question(name="q2", difficulty="eazy"))))
    assert fault.column == 7


def test_all_faults_of_a_file_are_told_at_once_in_its_order():
    document = bank(
        question(stem=None, topic="bee", evidence=[{"passage": "P2", "speaker": "keeper"}]),
        question("cloze", difficulty="?", text="no gap"),
        question(options=[{"txt": "a"}, {"text": "b", "right": True}]),
        passages=[{"id": "P1", "source": "leaflets", "text": "x"}, {"id": "P1", "source": "leaflet", "text": "y"}],
        topics=[{"id": "bees", "title": "Bees"}],
    )
    found = faults_of(write_yaml(document))
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)
    assert {fault.field for fault in found} == {
        "passages.0.source", "passages.1.id", "questions.0.stem", "questions.0.topic",
        "questions.0.evidence.0.passage", "questions.1.id", "questions.1.difficulty", "questions.1.gaps",
        "questions.2.id", "questions.2.options.0.txt", "questions.2.options.0.text",
    }  # fmt: skip
    assert "Did you mean “leaflet”?" in str(found[0])


def test_an_unknown_field_is_named_with_the_nearest_one():
    (fault,) = faults_of(write_yaml(bank(question(explanatoin="x"))))
    assert str(fault.message) == "There is no field “explanatoin” here. Did you mean “explanation”?"
    (fault,) = faults_of(write_yaml(bank(topicz=1)))
    assert "Did you mean “topics”?" in str(fault.message)
    (fault,) = faults_of(write_yaml(bank(zzzz=1)))
    assert str(fault.message).endswith("take it out.")
    (fault,) = faults_of(write_yaml(bank(**{"200 books": None})))
    assert "put that text in quotation marks" in str(fault.message)


def test_what_is_no_bank_at_all_is_told_in_one_sentence():
    for data in (b"", b"a list of words", b"- a\n- b\n", b"[1, 2]", b"12", b"# nothing but a comment\n"):
        (fault,) = faults_of(data)
        assert "The file holds no bank" in str(fault.message)
        assert fault.line


def test_more_faults_than_a_report_can_hold_are_counted():
    found = faults_of(json.dumps(bank(**{f"x{number}": 1 for number in range(MOST_FAULTS + 7)})))
    assert len(found) == MOST_FAULTS + 1
    assert "There are 7 more faults" in str(found[-1].message)


def test_only_so_much_time_goes_into_suggestions_and_a_name_is_looked_for_once():
    names = [f"{'ab' * 25}-{n}" for n in range(400)]
    wrong = [{"id": name, "source": f"{name}x", "text": "x"} for name in names]
    told = faults_of(
        json.dumps(bank(question(), passages=wrong, sources=[{"id": name, "title": "x"} for name in names[:200]]))
    )
    assert len(told) == 400
    assert 0 < sum("Did you mean" in str(fault.message) for fault in told) < 20
    told = faults_of(json.dumps(bank(*[question(name=f"q{n}", topic="bee") for n in range(900)])))
    assert sum("Did you mean “bees”?" in str(fault.message) for fault in told) == 900


def test_a_name_is_compared_by_so_many_letters_as_an_id_may_have():
    fault, *_ = faults_of(
        json.dumps(bank(question(topic="b" * ID_LENGTH + "x" * 100), topics=[{"id": "b" * ID_LENGTH, "title": "x"}]))
    )
    assert f"Did you mean “{'b' * ID_LENGTH}”?" in str(fault.message)


@pytest.mark.parametrize(
    ("most", "document", "field"),
    [
        (MOST_SOURCES, lambda n: bank(question(), sources=[{"id": f"s{i}", "title": "x"} for i in range(n)],
                               passages=[]),
         "sources"),
        (MOST_PASSAGES, lambda n: bank(question(), passages=[{"id": f"p{i}", "source": "leaflet", "text": "x"}
                                                           for i in range(n)]),
         "passages"),
        (MOST_SPEAKERS, lambda n: bank(speakers=[{"id": f"s{i}", "name": "x"} for i in range(n)]), "speakers"),
        (MOST_TOPICS, lambda n: bank(topics=[{"id": f"t{i}", "title": "x"} for i in range(n - 1)]
                                     + [{"id": "bees", "title": "x"}]), "topics"),
        (MOST_ALIASES, lambda n: bank(speakers=[{"id": "keeper", "name": "x", "aliases": ["x"] * n}]),
         "speakers.0.aliases"),
        (MOST_EVIDENCE, lambda n: bank(question(evidence=[{"passage": "P1", "speaker": "keeper"}] * n)),
         "questions.0.evidence"),
    ],
    ids=["sources", "passages", "speakers", "topics", "aliases", "evidence"],
)  # fmt: skip
def test_every_list_of_a_bank_has_a_limit_that_is_told_and_published(most, document, field):
    assert read_bank(json.dumps(document(most)).encode())
    (fault,) = faults_of(json.dumps(document(most + 1)))
    assert (fault.field, str(fault.message)) == (field, f"At most {most} are allowed here; there are {most + 1}.")
    assert f'"maxItems": {most},' in json.dumps(json_schema())


def test_more_wrong_entries_than_a_report_can_hold_are_counted_and_not_worded():
    document = bank(*[question("multiple_choice", f"q{n}", options=[1] * 20) for n in range(MOST_FAULTS // 10)])
    found = faults_of(json.dumps(document))
    assert len(found) == MOST_FAULTS + 1
    assert f"There are {MOST_FAULTS} more faults" in str(found[-1].message)


def test_a_question_alone_is_read_with_fields_of_its_own():
    heading = read_bank(write_json(bank()).encode())
    assert read_question(question(), heading).stem == "What of q1?"
    with pytest.raises(Invalid) as refusal:
        read_question(question("cloze", topic="none", gaps=[{"options": [{"text": ""}, {"text": "b"}]}]), heading)
    assert {fault.field for fault in refusal.value.faults} == {"topic", "gaps.0.options.0.text"}


def test_a_heading_keeps_the_words_that_its_questions_take_from_its_passages():
    shown = [{"passage": "P1", "speaker": "keeper", "quote": "bees build with wax"}]
    asked = [question(evidence=shown), question("hot_text", "q2")]
    whole = read_bank(write_json(bank(*asked)).encode())
    document = {name: value for name, value in bank().items() if name != "questions"}
    other = [{"id": "P1", "source": "leaflet", "text": "The keeper says nothing. He shows a comb. A child laughs."}]
    with pytest.raises(Invalid) as refusal:
        read_heading(document | {"passages": other}, whole.questions)
    assert [fault.field for fault in refusal.value.faults] == ["passages"] * 3
    assert "The question “q2” needs it: The passage P1 does not hold" in str(refusal.value.faults[1].message)


def test_a_heading_keeps_what_its_questions_need():
    whole = read_bank(write_json(bank(question(evidence=[{"passage": "P1", "speaker": "keeper"}]))).encode())
    document = {name: value for name, value in bank().items() if name != "questions"}
    assert read_heading(document, whole.questions).title == "Bees"
    with pytest.raises(Invalid) as refusal:
        read_heading(document | {"speakers": [], "topics": [{"id": "x", "title": "X"}]}, whole.questions)
    assert {fault.field for fault in refusal.value.faults} == {"topics", "speakers"}
    assert "The question “q1” needs it" in str(refusal.value.faults[0].message)


@settings(max_examples=50, deadline=None)
@given(bank_documents())
def test_what_is_written_is_read_again_word_for_word(document):
    first = read_bank(json.dumps(document).encode())
    for text in (write_yaml(document_of(first)), write_json(document_of(first))):
        again = read_bank(text.encode())
        assert [digest(one) for one in again.questions] == [digest(one) for one in first.questions]
        assert again == first
    assert unpack(pack(first)) == first


def test_the_published_schema_describes_what_is_read():
    validator = Draft202012Validator(json_schema())
    assert not list(validator.iter_errors(bank()))
    assert list(validator.iter_errors(bank(question(difficulty="x"))))
    assert list(validator.iter_errors(bank(title="")))
    assert list(validator.iter_errors(bank(title=_LONG)))
