"""Cross kinds and verbs: every kind of question has its entry in every table, so that no gap can hide."""

from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from quizapp.core import answers, marking, receipts, tallies
from quizapp.core.answers import key_of
from quizapp.core.arrangements import arrangement_of
from quizapp.core.questions import KINDS, Common, question_of
from quizapp.core.values import plain
from quizapp.web import answering, kinds, questions
from tests.builders import question
from tests.papers import typed

TEMPLATES = Path(questions.__file__).parent / "templates" / "questions"
TABLES = {
    "read": answers._READ,
    "key": answers._KEY,
    "wording": answers._WORDS,
    "mark": marking._RULES,
    "receipt": receipts._ANSWERS,
    "tally": tallies._TALLIES,
    "form": answering._RAW,
}


@pytest.mark.parametrize("verb", sorted(TABLES))
def test_every_verb_knows_exactly_the_kinds_there_are(verb):
    assert set(TABLES[verb]) == set(KINDS.values())


def test_every_kind_has_a_name_for_people_and_a_template():
    assert set(kinds.KIND_NAMES) == set(KINDS)
    assert all((TEMPLATES / f"{kind}.html").is_file() for kind in KINDS)


def test_every_class_of_question_is_a_kind():
    assert set(Common.__subclasses__()) == set(KINDS.values())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_question_goes_through_its_document_and_its_form(kind):
    asked = question_of(question(kind))
    assert question_of(plain(asked)) == asked
    seen_as = arrangement_of(asked, "seed", 1)
    assert arrangement_of(asked, "seed", 1) == seen_as
    key = key_of(asked)
    sent = MultiDict([(name, value) for name, values in typed(asked, "q1", key, seen_as).items() for value in values])
    assert answering.read_given(asked, seen_as, "q1", sent) == answering.Given(key)
    assert answering.read_given(asked, seen_as, "q1", MultiDict()) == answering.Given(None)
