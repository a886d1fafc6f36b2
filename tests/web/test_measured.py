"""How difficult questions were: told beside the estimate of generated ones, and beside the labels of a bank's own."""

import re

import pytest

from quizapp.store.db import db
from quizapp.store.queries import banks as reading
from quizapp.store.queries import generated
from tests.builders import question
from tests.forms import fill
from tests.registers import who_says_what
from tests.results import take_many
from tests.web.test_attempt_pages import counted

RED, BLUE = "who_says.red.ann", "who_says.blue.bob"


@pytest.fixture
def teacher(site):
    """Return a teacher."""
    return site.person("teacher")


@pytest.fixture
def client(site, teacher):
    """Return the client in which the teacher is signed in."""
    return site.client(teacher)


@pytest.fixture
def answered(site, teacher):
    """Return what lets many people answer a question of a bank, so many of them right, and so many wrong."""

    def answered(bank, name, right=0, wrong=0):
        quiz = site.quiz(site.school_class(teacher), bank=bank)
        for people, points in ((right, 1.0), (wrong, 0.0)):
            if people:
                take_many(quiz, people, slots=1, name=name, points=points)

    return answered


@pytest.fixture
def with_claims(site, teacher, client):
    """Return a bank of the teacher's own with claims, one generated question of which was taken into it."""
    own = site.bank(question(), owner=teacher, **who_says_what())
    client.send(f"/teach/banks/{own.id}/generated?form=who_says", form="who_says", seed="1", names=[RED])
    db.session.rollback()
    return own


def words(text):
    """Return what a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\u00a0", " ").split())


def made(client, bank, **narrowed):
    """Return what the page of generated questions says, as the address narrows it down."""
    return words(client.get(f"/teach/banks/{bank.id}/generated", query_string=narrowed).text)


def row(page, name):
    """Return what a table says in the row of a question."""
    return words(next(one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f"<code>{name}</code>" in one))


def test_before_anybody_answers_a_difficulty_is_estimated(client, with_claims):
    page = made(client, with_claims)
    assert "medium: estimated" in page
    assert "corrected" not in page


def test_answers_to_a_question_correct_its_estimate_and_that_of_others_that_are_asked_so(client, with_claims, answered):
    answered(with_claims, RED, wrong=43)
    assert "hard: estimated medium, corrected by 43 answers" in made(client, with_claims, state="taken")
    told = "hard: estimated medium, corrected by 43 answers to others that are asked so"
    assert told in made(client, with_claims, state="open")
    assert "corrected" not in made(client, with_claims, form="standing")


def test_answers_to_a_question_and_to_others_are_told_apart(client, with_claims, answered):
    client.send(f"/teach/banks/{with_claims.id}/generated?form=who_says", form="who_says", seed="1", names=[BLUE])
    answered(with_claims, RED, right=40, wrong=2)
    answered(with_claims, BLUE, right=1)
    page = made(client, with_claims, state="taken")
    assert "easy: estimated medium, corrected by 42 answers and 1 answer to others that are asked so" in page
    assert "easy: estimated medium, corrected by 1 answer and 42 answers to others that are asked so" in page


def test_what_is_looked_for_is_the_corrected_difficulty(client, with_claims, answered):
    assert "4 questions of 8" in made(client, with_claims, difficulty="medium")
    answered(with_claims, RED, wrong=43)
    assert "The claims give no question like that." in made(client, with_claims, difficulty="medium")
    assert "8 questions" in made(client, with_claims, difficulty="hard")


def test_what_is_taken_into_the_bank_has_the_corrected_difficulty(client, with_claims, answered):
    answered(with_claims, RED, right=43)
    client.send(f"/teach/banks/{with_claims.id}/generated?form=who_says", form="who_says", seed="1", names=[BLUE])
    db.session.rollback()
    assert reading.current_row(with_claims.id, BLUE).difficulty == "easy"
    assert reading.parsed(reading.current_row(with_claims.id, BLUE)).difficulty == "easy"
    assert reading.current_row(with_claims.id, RED).difficulty == "medium"  # a question never changes by itself


def test_what_is_edited_into_a_question_of_ones_own_begins_with_the_corrected_difficulty(client, with_claims, answered):
    answered(with_claims, RED, right=43)
    fill(client, f"/teach/banks/{with_claims.id}/new-question/single_choice?made={BLUE}&seed=1", follow=False)
    db.session.rollback()
    assert reading.current_row(with_claims.id, f"own.{BLUE}").difficulty == "easy"


def test_what_is_generated_stays_as_it_is_where_the_answers_were_to_another_bank(site, teacher, with_claims, answered):
    other = site.bank(question(name=RED), owner=teacher, id="others")
    answered(other, RED, wrong=43)
    found = generated.made_of(with_claims.id, with_claims.version, "1", "who_says")
    assert {one.corrected for one in found} == {None}


def test_a_label_that_does_not_fit_is_told_with_what_was_measured_and_a_way_to_edit_it(site, teacher, client, answered):
    own = site.bank(question(), question(name="q2"), owner=teacher)
    answered(own, "q1", right=18, wrong=40)
    page = client.get(f"/teach/banks/{own.id}/questions/q1")
    told = "It is labelled easy; measured: hard, facility 31 % of 58 answers, 21 to 44 %."
    assert told in words(page.text)
    assert words(page.text).count("facility 31 %") == 1
    assert page.text.count(f'href="/teach/banks/{own.id}/questions/q1/edit"') == 2
    listed = client.get(f"/teach/banks/{own.id}")
    assert "measured: hard, labelled easy Edit q1" in row(listed.text, "q1")
    assert "31 % of 58 answers 21 to 44 %" in row(listed.text, "q1")
    assert "easy – " in row(listed.text, "q2")


def test_once_its_label_is_edited_a_question_fits_and_keeps_what_was_measured(site, teacher, client, answered):
    own = site.bank(question(), owner=teacher)
    answered(own, "q1", right=18, wrong=40)
    fill(client, f"/teach/banks/{own.id}/questions/q1/edit", follow=False, difficulty="hard")
    for address in (f"/teach/banks/{own.id}/questions/q1", f"/teach/banks/{own.id}"):
        page = words(client.get(address).text)
        assert "measured" not in page
        assert "31 % of 58 answers" in page
    old = words(client.get(f"/teach/banks/{own.id}/questions/q1/versions/1").text)
    assert "measured" not in old


@pytest.mark.parametrize(("right", "wrong"), [(10, 19), (33, 25)])
def test_few_answers_or_a_wide_span_tell_the_facility_and_doubt_no_label(site, teacher, client, answered, right, wrong):
    own = site.bank(question(), owner=teacher)
    answered(own, "q1", right=right, wrong=wrong)
    for address in (f"/teach/banks/{own.id}/questions/q1", f"/teach/banks/{own.id}"):
        page = words(client.get(address).text)
        assert "measured" not in page
        assert f"of {right + wrong} answers" in page


def test_without_answers_no_facility_is_spoken_of(site, teacher, client):
    own = site.bank(question(), owner=teacher)
    for address in (f"/teach/banks/{own.id}/questions/q1", f"/teach/banks/{own.id}"):
        assert "acility" not in client.get(address).text


def test_a_bundled_bank_tells_what_was_measured_and_offers_no_editing(site, client, answered):
    bundled = site.bank(question(), id="for-all")
    answered(bundled, "q1", wrong=40)
    for address in (f"/teach/banks/{bundled.id}/questions/q1", f"/teach/banks/{bundled.id}"):
        page = client.get(address).text
        assert "measured: hard" in words(page)
        assert "/edit" not in page


def test_the_page_of_a_bank_takes_the_same_number_of_queries_however_many_were_answered(
    site, teacher, client, answered
):
    own = site.bank(*[question(name=f"q{number}") for number in range(25)], owner=teacher)
    counts = []
    for number in range(0, 25, 12):
        answered(own, f"q{number}", wrong=40)
        client.get(f"/teach/banks/{own.id}")  # what is read once in a process is read
        with counted() as statements:
            client.get(f"/teach/banks/{own.id}")
        counts.append(len(statements))
    assert len(set(counts)) == 1


def test_the_page_of_generated_questions_takes_the_same_number_of_queries_however_many_were_answered(
    client, with_claims, answered
):
    counts = []
    for name in (RED, BLUE):
        client.send(f"/teach/banks/{with_claims.id}/generated?form=who_says", form="who_says", seed="1", names=[name])
        answered(with_claims, name, wrong=10)
        client.get(f"/teach/banks/{with_claims.id}/generated")  # what is read once in a process is read
        with counted() as statements:
            client.get(f"/teach/banks/{with_claims.id}/generated")
        counts.append(len(statements))
    assert len(set(counts)) == 1
