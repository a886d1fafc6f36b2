"""What does not fit together in a register is told with its place: names of nothing, false quotations, clashes."""

import json

import pytest

from quizapp.core.documents import read_bank
from quizapp.core.errors import Invalid
from quizapp.core.quoting import nearest, span_of
from tests.builders import question
from tests.registers import claim, quotation, register_document, speaker, unsaid, voice

DATES = "write 2023, 2023-05, 2023-05-24 or a span such as 2022-03/2022-05."


def faults(*claims, **changes):
    """Return the faults of a bank with these claims, by their fields."""
    try:
        read_bank(json.dumps(register_document(*claims, **changes)).encode())
    except Invalid as refusal:
        return {fault.field: str(fault.message) for fault in refusal.faults}
    return {}


def test_a_register_that_fits_together_has_no_fault():
    assert not faults(
        claim("red", voice("ann"), about=["ann"], against=["blue"], date="2023-05"), claim("blue", voice("bob")),
        unsaid=[unsaid("u", contradicts="red")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"topic": "beees"}, "claims.0.topic", "The bank has no topic “beees”. Did you mean “bees”?"),
        ({"about": ["anne"]}, "claims.0.about.0", "The bank has no speaker “anne”. Did you mean “ann”?"),
        ({"voices": [voice("anne")]}, "claims.0.voices.0.speaker",
         "The bank has no speaker “anne”. Did you mean “ann”?"),
        ({"voices": [voice("ann", "asserts", "P77")]}, "claims.0.voices.0.evidence.0.passage",
         "The bank has no passage “P77”. Did you mean “P7”?"),
        ({"overlaps": ["blu"]}, "claims.0.overlaps.0", "The bank has no claim “blu”. Did you mean “blue”?"),
        ({"against": ["red"]}, "claims.0.against.0", "A claim cannot be related to itself; take “red” out."),
        ({"against": ["blue"], "beside": ["blue"]}, "claims.0.beside.0",
         "“red” and “blue” are related in two ways, “against” and “beside”; keep one of them."),
        ({"text": "The hive is  BLUE."}, "claims.1.text", "“red” has the same words: “The hive is blue.”."),
        ({"date": "May 2023"}, "claims.0.date", f"“May 2023” is no date: {DATES}"),
        ({"date": "2023-02-30"}, "claims.0.date", f"“2023-02-30” is no date: {DATES}"),
        ({"date": "2023/2022"}, "claims.0.date", f"“2023/2022” is no date: {DATES}"),
        ({"voices": [voice("ann"), voice("ann", "denies")]}, "claims.0.voices",
         "“ann” has two voices in this claim; keep the one that the source shows."),
        ({"voices": []}, "claims.0.voices", "At least 1 are needed here; there are 0."),
    ],
)  # fmt: skip
def test_every_fault_of_a_claim_names_its_field_and_what_to_do(changes, field, sentence):
    speakers = [speaker("ann"), speaker("bob")]
    found = faults({**claim("red", voice("ann")), **changes}, claim("blue", voice("bob")), speakers=speakers)
    assert found[field] == sentence


def test_a_claim_and_what_is_not_said_cannot_share_an_id():
    found = faults(claim("red", voice("ann")), unsaid=[{**unsaid("u"), "id": "red"}])
    assert found["unsaid.0.id"] == "The id “red” is taken already, by a claim."


def test_a_relation_that_is_written_on_both_sides_is_one_and_the_same():
    assert not faults(claim("red", voice("ann"), against=["blue"]), claim("blue", voice("bob"), against=["red"]))


def test_a_quotation_that_does_not_stand_in_its_passage_is_told_with_the_nearest_words():
    false = {"passage": "P1", "quote": "passage P1 told at some length"}
    found = faults({**claim("red", voice("ann")), "voices": [{**voice("ann"), "evidence": [false]}]})
    assert found["claims.0.voices.0.evidence.0.quote"] == (
        "The passage P1 does not hold the words “passage P1 told at some length”. "
        "The nearest are “passage P1 tells at some length”."
    )


def test_a_quotation_that_is_near_to_nothing_is_to_be_copied():
    found = faults(claim("red", voice("ann")), unsaid=[unsaid("u", near=[{**quotation(), "quote": "xyz 123"}])])
    assert found == {
        "unsaid.0.near.0.quote": "The passage P1 does not hold the words “xyz 123”; copy them from it.",
    }


def test_a_question_quotes_its_passage_word_for_word_too():
    document = register_document(claim("red", voice("ann")))
    document["questions"][0]["evidence"] = [{"passage": "P1", "speaker": "ann", "quote": "never said"}]
    with pytest.raises(Invalid) as refused:
        read_bank(json.dumps(document).encode())
    assert [fault.field for fault in refused.value.faults] == ["questions.0.evidence.0.quote"]


def test_each_sentence_of_a_reading_stands_in_its_passage_word_for_word():
    said = [
        {"passage": name, "text": text, "right": name == "P1"}
        for name, text in [
            ("P1", "He shows a comb."),
            ("P1", "A child laughed."),
            ("P9", "A child laughs."),
            ("P2", "x" * 1000),
        ]
    ]
    document = register_document(claim("red", voice("ann"))) | {"questions": [question("hot_text", sentences=said)]}
    with pytest.raises(Invalid) as refused:
        read_bank(json.dumps(document).encode())
    told = {fault.field: str(fault.message) for fault in refused.value.faults}
    assert told["questions.0.sentences.1.text"] == (
        "The passage P1 does not hold the words “A child laughed.”. The nearest are “A child laughs.”."
    )
    assert told["questions.0.sentences.2.passage"].startswith("The bank has no passage “P9”.")
    assert len(told["questions.0.sentences.3.text"]) < 400
    assert len(told) == 3


def test_a_sentence_that_is_not_there_is_told_with_the_nearest_whole_sentence():
    said = [
        {"passage": "P1", "text": "says that they buy it now. A child"},
        {"passage": "P1", "text": "He shows a comb."},
    ]
    said[1]["right"] = True
    document = register_document(claim("red", voice("ann"))) | {"questions": [question("hot_text", sentences=said)]}
    with pytest.raises(Invalid) as refused:
        read_bank(json.dumps(document).encode())
    (fault,) = refused.value.faults
    assert str(fault.message).endswith("The nearest are “The neighbour says that they buy it.”.")


def test_claims_in_a_file_of_the_first_edition_are_told_to_be_of_the_second():
    document = register_document(claim("red", voice("ann"))) | {"format": "quizapp-bank/1"}
    with pytest.raises(Invalid) as refused:
        read_bank(json.dumps(document).encode())
    assert str(refused.value.faults[0].message) == (
        "Claims belong to the second edition of the format: write “format: quizapp-bank/2”."
    )


def test_two_speakers_of_one_name_could_not_be_told_apart_as_options():
    speakers = [speaker("ann"), {**speaker("bob"), "name": "ANN"}]
    assert "“ann” has the same words" in faults(claim("red", voice("ann")), speakers=speakers)["speakers.1.name"]


@pytest.mark.parametrize("quote", ["the “old” hive – ours", 'the "old" hive - ours', "the  “old”\nhive — ours"])
def test_a_quotation_is_found_whatever_the_look_of_quotes_dashes_and_line_ends(quote):
    text = "So it is the “old”\nhive – ours, they say."
    begins, ends = span_of(text, quote)
    assert text[begins:ends] == "the “old”\nhive – ours"


def test_capital_letters_and_other_words_are_not_forgiven():
    assert span_of("The old hive.", "the old hive") is None
    assert span_of("The old hive.", "") is None
    assert nearest("The old hive stands there.", "the new hive") == "The old hive"
    assert nearest("The old hive.", "zzz") == ""


def test_the_bundled_banks_have_no_fault_that_an_editor_would_find():
    from pathlib import Path

    from quizapp.core.flaws import findings

    for path in sorted(Path(__file__).parents[2].glob("questions/*/bank.yaml")):
        assert findings(read_bank(path.read_bytes())) == ()
