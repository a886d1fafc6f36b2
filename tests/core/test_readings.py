"""The reading: a bank's sources laid out passage by passage, and when they may be read."""

import pytest

from quizapp.core.banks import Heading
from quizapp.core.questions import question_of
from quizapp.core.readings import Names, may_read, reading_of
from tests.builders import question
from tests.registers import claim, register_document, speaker, voice


def heading(*claims, **changes):
    """Return the heading of a bank with these claims."""
    document = register_document(*claims, **changes)
    return Heading(**{name: document[name] for name in Heading.model_fields if name in document})


def asked(*evidence, name="q1"):
    """Return a question with this evidence."""
    return question_of(question(name=name, evidence=list(evidence)))


def told(laid_out):
    """Return what is told of each passage, by its name."""
    return {one.passage.id: one for chapter in laid_out for one in chapter.passages}


def test_every_passage_stands_under_its_source_once_and_in_order():
    (chapter,) = reading_of(heading(claim("red", voice("ann"))))
    assert [one.passage.id for one in chapter.passages] == [f"P{number}" for number in range(1, 9)]


def test_a_source_without_passages_is_no_chapter():
    sources = [{"id": "leaflet", "title": "The leaflet"}, {"id": "lost", "title": "A lost one"}]
    assert [one.source.id for one in reading_of(heading(claim("red", voice("ann")), sources=sources))] == ["leaflet"]


def test_who_speaks_in_a_passage_follows_from_the_claims_and_the_reporting_voice_goes_without_saying():
    both = [speaker("paper", kind="reporting"), speaker("ann"), speaker("bob")]
    laid_out = reading_of(heading(
        claim("red", voice("bob", "denies", "P2"), voice("ann", "asserts", "P2"), voice("paper", "reports", "P2")),
        speakers=both,
    ))  # fmt: skip
    assert [one.name for one in told(laid_out)["P2"].speakers] == ["Ann", "Bob"]
    assert not told(laid_out)["P1"].speakers


def test_a_passage_tells_what_it_shows_of_which_question():
    shown = {"passage": "P2", "speaker": "ann", "quote": "passage P2 tells"}
    laid_out = reading_of(heading(claim("red", voice("ann"))), {4: asked(shown), 2: asked(shown, name="q2")})
    assert [(one.position, one.speaker.name) for one in told(laid_out)["P2"].shows] == [(2, "Ann"), (4, "Ann")]
    assert told(laid_out)["P2"].quotes == ["passage P2 tells"]
    assert not told(laid_out)["P2"].is_whole
    assert not told(laid_out)["P1"].shows


def test_several_words_of_one_speaker_in_a_passage_are_told_once():
    words = [{"passage": "P2", "speaker": "ann", "quote": quote} for quote in ("passage P2 tells", "what was said")]
    (one,) = told(reading_of(heading(claim("red", voice("ann"))), {1: asked(*words)}))["P2"].shows
    assert one.quotes == ("passage P2 tells", "what was said")


def test_evidence_without_words_is_the_whole_passage():
    laid_out = reading_of(heading(claim("red", voice("ann"))), {1: asked({"passage": "P3", "speaker": "ann"})})
    assert told(laid_out)["P3"].is_whole


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Lee said so.", ["Ann Lee"]),  # the longer name, not a part of it
        ("Annals of the garden.", []),  # a part of a word is no name
        ("The club of Ann met the Club.", ["The club", "Ann"]),  # at the beginning of a sentence as within it
        ("“Ann”, said the club.", ["Ann", "the club"]),
        ("Ann's club, and “the fox”.", ["Ann", "“the fox”"]),  # a name may begin with a sign
    ],
)
def test_names_are_found_as_whole_words_by_every_spelling(text, found):
    people = [speaker("ann", aliases=["Ann Lee"]), speaker("club", name="the club", kind="group"),
              speaker("fox", name="“the fox”")]  # fmt: skip
    read = heading(claim("red", voice("ann")), speakers=people)
    assert [text[slice(*span)] for span in Names(read.speakers).spans(text)] == found


def test_the_reporting_voice_is_no_name_to_mark():
    read = heading(claim("red", voice("paper")), speakers=[speaker("paper", kind="reporting")])
    assert Names(read.speakers).spans("The Paper says so.") == []


@pytest.mark.parametrize(
    ("reading", "answers", "may"),
    [("always", [None], True), ("after", [0], True), ("after", [0, None], False), ("after", [], True),
     ("never", [0], False)],
)  # fmt: skip
def test_the_source_may_be_read_as_the_quiz_says(reading, answers, may):
    assert may_read(reading, [(asked(), answer) for answer in answers]) is may
