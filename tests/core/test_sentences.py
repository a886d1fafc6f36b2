"""Sentences are cut from prose word for word: what looks like an end and is none does not cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.quoting import span_of
from quizapp.core.sentences import sentences_of, shown_by, spelled_out

TEXTS = {"P1": "Ann says so. Bob denies it. Cid laughs.", "P2": "It rained."}


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Crumb met Mrs. Oakes and Dr. Wren in St. Ives.",
        "It brings oats, e.g. Rolled ones, i.e. Flat ones.",
        "The U.S. Army and the E.U. Commission spoke at 5 p.m. London time.",
        "J. R. R. Tolkien and George W. Bush never met.",
        "It cost 1.5 million, or 2,300.75 a day.",
        "See No. 7, p. 12 and Fig. 3, of Sept. 4.",
        "Smith, Jones et al. Report nothing, nor do Acme Inc. Workers.",
        "He waited … Nobody came.",
        "He waited ... Nobody came.",
        "She asked “Why?” and left.",
        "He said: “We go home. You stay here.”",
        "The council (It met twice. Nobody spoke.) agreed.",
        "No end at all",
    ],
)
def test_what_is_no_end_does_not_cut(text):
    assert sentences_of(text) == [text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said “No.” Then he left.", ["He said “No.”", "Then he left."]),
        ("It rained. (Nobody minded.) It stopped.", ["It rained.", "(Nobody minded.)", "It stopped."]),
        ("She lives in the U.S. The law is old.", ["She lives in the U.S.", "The law is old."]),
        ("They sell oats, hay, etc. It is cheap.", ["They sell oats, hay, etc.", "It is cheap."]),
        ("It has 1,200 books. 300 are new.", ["It has 1,200 books.", "300 are new."]),
        ("In 1999. Then came 2000.", ["In 1999.", "Then came 2000."]),
        ("One line\nruns on. The next\n  ends.", ["One line runs on.", "The next ends."]),
        ("No stop\n\nA new paragraph", ["No stop", "A new paragraph"]),
        ("# The pond\n\n- Ducks left\n- A fox came. It went.\n\n2. Oats", ["The pond", "Ducks left", "A fox came.",
                                                                        "It went.", "Oats"]),
        ("> They say so. We do not.", ["They say so.", "We do not."]),
        ("**Loud.** And *soft words. Still soft.* Plain.", ["**Loud.**", "And *soft words.", "Still soft.", "Plain."]),
        ("Вони пішли. Він каже: «Ні. Ми тут.» Так.", ["Вони пішли.", "Він каже: «Ні. Ми тут.»", "Так."]),
        ("他走了。她来了。", ["他走了。", "她来了。"]),
        ("---\n\n…\n", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_are_cut_at_their_ends(text, sentences):
    assert sentences_of(text) == sentences


@given(st.text(st.sampled_from("aB1 .…!?“”\"'()*_`-#>|\n\tЖ。"), max_size=80))
def test_every_sentence_stands_in_the_text_and_no_word_is_lost(text):
    found = sentences_of(text)
    assert all(span_of(text, one) for one in found)
    letters = [sign for sign in text if sign.isalpha()]
    assert [sign for one in found for sign in one if sign.isalpha()] == letters


def test_a_sentence_is_shown_by_a_quotation_that_falls_into_it_wherever_it_ends():
    told = shown_by(TEXTS["P1"], ["so. Bob denies", "", "never said"])
    assert told == [("Ann says so.", True), ("Bob denies it.", True), ("Cid laughs.", False)]


def test_words_that_stand_twice_show_both_sentences():
    assert [right for _, right in shown_by("He says so. It rained. She says so.", ["says so"])] == [True, False, True]


def test_a_row_without_words_stands_for_all_sentences_of_its_passage_that_have_no_row_yet():
    rows = [{"passage": "P2", "text": "It rained."}, {"passage": "P1", "feedback": "Look again."},
            {"passage": "P1", "text": "Cid  LAUGHS.", "right": True}]  # fmt: skip
    evidence = [{"passage": "P1", "speaker": "bob", "quote": "denies it"}, {"passage": "P2", "quote": "rained"}]
    assert spelled_out(rows, TEXTS, evidence) == [
        {"passage": "P2", "text": "It rained."},
        {"passage": "P1", "text": "Ann says so.", "right": False, "feedback": "Look again."},
        {"passage": "P1", "text": "Bob denies it.", "right": True, "feedback": "Look again."},
        {"passage": "P1", "text": "Cid  LAUGHS.", "right": True},
    ]


def test_a_row_of_an_unknown_passage_stays_as_it_is_to_be_refused():
    assert spelled_out([{"passage": "P9"}, {}], TEXTS, []) == [{"passage": "P9"}, {}]
