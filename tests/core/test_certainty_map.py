"""The map of claims: certain and right, certain and wrong, unsure."""

from quizapp.core.certainty_map import Sure, claims_of, map_of
from quizapp.core.questions import question_of
from tests.builders import question
from tests.core.test_readings import heading
from tests.registers import claim, voice

READ = heading(
    claim("red", voice("ann")), claim("blue", voice("bob", "denies", "P2")), claim("old", voice("ann", "reports", "P3"))
)
RIGHT, WRONG = 0, 1


def asked(*shown, name="q1"):
    """Return a question that is shown by (passage, speaker, quote)."""
    evidence = [{"passage": passage, "speaker": speaker, "quote": quote} for passage, speaker, quote in shown]
    return question_of(question(name=name, evidence=evidence))


def red(name="q1"):
    """Return a question about the claim “red”."""
    return asked(("P1", "ann", "passage P1 tells at some length"), name=name)


def sure(asked_of, answer, certainty, bank=1):
    """Return an answer to a question of a bank, with how sure its student was."""
    return Sure(bank, hash(asked_of.id), READ, asked_of, answer, certainty)


def places_of(given):
    """Return the places of the map of these answers."""
    return list(map_of(given).places)


def test_a_question_is_about_the_claims_whose_quotation_is_its_evidence():
    assert [one.id for one in claims_of(READ, red())] == ["red"]
    assert [one.id for one in claims_of(READ, asked(("P2", "bob", "P2 tells")))] == ["blue"]  # a part of it will do


def test_words_of_another_speaker_or_passage_or_no_words_at_all_are_about_no_claim():
    assert claims_of(READ, asked(("P1", "bob", "passage P1 tells at some length"))) == []
    assert claims_of(READ, asked(("P4", "ann", "passage P4 tells at some length"))) == []
    assert claims_of(READ, asked(("P1", "ann", ""))) == []
    assert claims_of(READ, asked(("P1", "ann", "what was said there"))) == []


def test_only_the_highest_step_is_certain_and_what_is_open_or_not_said_does_not_count():
    given = [(RIGHT, 3), (WRONG, 3), (RIGHT, 2), (WRONG, 1), (RIGHT, None), (None, 3)]
    (place,) = places_of(sure(red(), answer, certainty) for answer, certainty in given)
    assert (place.text, place.claim.id) == ("The hive is red.", "red")
    assert dict(place.counts) == {"right": 1, "wrong": 1, "unsure": 2}
    assert (place.total, place.share("unsure")) == (4, 0.5)


def test_an_answer_that_is_right_in_part_tells_of_no_claim_whether_it_is_known():
    evidence = [{"passage": "P1", "speaker": "ann", "quote": "passage P1 tells at some length"}]
    several = question_of(question("multiple_choice", evidence=evidence))
    assert places_of([sure(several, [0], 3)]) == []
    (place,) = places_of([sure(several, [0], 2)])
    assert dict(place.counts) == {"unsure": 1}


def test_claims_of_two_banks_of_one_id_stand_apart():
    assert [place.total for place in places_of([sure(red(), RIGHT, 3), sure(red(), RIGHT, 3, bank=2)])] == [1, 1]


def test_what_was_wrong_with_certainty_comes_first_and_questions_about_a_claim_stand_in_one_place():
    blue = asked(("P2", "bob", "passage P2 tells at some length"), name="q2")
    places = places_of([sure(red(), RIGHT, 3), sure(red("q3"), RIGHT, 3), sure(blue, WRONG, 3)])
    assert [(place.claim.id, place.total) for place in places] == [("blue", 1), ("red", 2)]


def test_a_question_about_no_claim_stands_for_itself():
    (place,) = places_of([sure(asked(name="q9"), WRONG, 1)])
    assert (place.claim, place.text) == (None, "What of q9?")


def test_an_answer_about_several_claims_stands_in_each_place_and_counts_once():
    both = asked(("P1", "ann", "passage P1 tells at some length"), ("P2", "bob", "passage P2 tells at some length"))
    found = map_of([sure(both, WRONG, 3)])
    assert [place.counts["wrong"] for place in found.places] == [1, 1]
    assert dict(found.totals) == {"wrong": 1}
