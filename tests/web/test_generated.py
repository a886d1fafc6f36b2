"""What the claims of a bank give: looked at, taken into the bank, rejected with a reason, edited into one's own."""

import re

import pytest

from quizapp.core.generating import FORMS
from quizapp.core.registers import STANDINGS
from quizapp.store.db import db
from quizapp.store.models import AuditEntry, BankVersion
from quizapp.store.queries import banks as reading
from quizapp.web.kinds import FORM_NAMES, STANDING_NAMES
from tests.builders import question
from tests.forms import fill
from tests.registers import who_says_what


@pytest.fixture
def teacher(site):
    """Return a teacher."""
    return site.person("teacher")


@pytest.fixture
def own(site, teacher):
    """Return a bank of the teacher's own, with claims."""
    return site.bank(question(), owner=teacher, **who_says_what())


@pytest.fixture
def client(site, teacher):
    """Return the client in which the teacher is signed in."""
    return site.client(teacher)


def listed(client, own, **narrowed) -> list[str]:
    """Return the names of the questions that can be ticked."""
    page = client.get(f"/teach/banks/{own.id}/generated", query_string=narrowed)
    return re.findall(r'type="checkbox" name="names" value="([^"]+)"', page.text)


def take(client, own, names):
    """Take questions into the bank."""
    address = f"/teach/banks/{own.id}/generated?form=who_says"
    return client.send(address, form="who_says", seed="1", names=names, follow=True)


def test_every_form_and_every_standing_has_a_name():
    assert set(FORM_NAMES) == set(FORMS)
    assert set(STANDING_NAMES) == set(STANDINGS)


def test_a_teacher_narrows_down_what_is_offered(client, own):
    every = listed(client, own)
    assert "who_says.red.ann" in every
    assert listed(client, own, kind="short_answer") == [name for name in every if name.endswith(".-name")]
    assert all(name.startswith("says_so.") for name in listed(client, own, form="says_so"))
    assert listed(client, own, topic="hives") == []
    assert "give no question like that" in client.get(f"/teach/banks/{own.id}/generated?topic=hives").text


def test_another_wording_number_words_the_same_questions_differently(client, own):
    first, other = (client.get(f"/teach/banks/{own.id}/generated?seed={seed}").text for seed in ("1", "another"))
    assert listed(client, own, seed="1") == listed(client, own, seed="another")
    assert first != other.replace("another", "1")


def test_what_is_taken_is_a_question_of_the_bank_in_one_new_version(client, own):
    names = ["who_says.red.ann", "who_says.blue.bob"]
    before = own.version
    page = client.send(
        f"/teach/banks/{own.id}/generated?form=who_says", form="who_says", seed="1", names=names, follow=True
    )
    assert "2 questions are in the bank now." in page.text
    db.session.rollback()
    assert [reading.current_row(own.id, name).since for name in names] == [before + 1] * 2
    assert db.session.get_one(BankVersion, (own.id, before + 1)).made_how == "generated"
    assert not set(names) & set(listed(client, own))
    assert "in the bank" in client.get(f"/teach/banks/{own.id}/generated?state=taken").text
    page = client.send(
        f"/teach/banks/{own.id}/generated?form=who_says", form="who_says", seed="1", names=names, follow=True
    )
    assert "0 questions are in the bank now." in page.text


def test_without_a_tick_nothing_is_taken_and_the_page_says_so(client, own):
    page = client.send(f"/teach/banks/{own.id}/generated", form="who_says", seed="1")
    assert page.status_code == 422
    assert "Questions: Tick at least one question." in page.text


def test_a_rejection_needs_a_reason_is_shown_with_it_and_can_be_taken_back(client, own):
    address = f"/teach/banks/{own.id}/generated/who_says.red.ann/rejection"
    assert client.send(address, reason=" ").status_code == 422
    client.send(address, reason="Everybody knows that")
    assert "who_says.red.ann" not in listed(client, own)
    page = client.get(f"/teach/banks/{own.id}/generated?state=rejected").text
    assert "Everybody knows that" in page
    db.session.rollback()
    assert db.session.query(AuditEntry).filter_by(action="question.rejected").one().details["reason"] == (
        "Everybody knows that"
    )
    client.send(f"/teach/banks/{own.id}/generated/who_says.red.ann/restoration")
    assert "who_says.red.ann" in listed(client, own)


def test_a_generated_question_is_edited_into_one_of_the_teachers_own(client, own):
    address = f"/teach/banks/{own.id}/new-question/single_choice?made=who_says.red.ann&seed=1"
    page = client.get(address)
    assert 'value="own.who_says.red.ann"' in page.text
    assert "The hive is red." in page.text
    done = fill(client, address, follow=False, stem="Who calls it red?")
    assert done.status_code == 302
    db.session.rollback()
    made = reading.parsed(reading.current_row(own.id, "own.who_says.red.ann"))
    assert made.stem == "Who calls it red?"
    assert made.evidence[0].quote == "passage P1 tells at some length"


def test_a_bundled_bank_is_looked_at_and_not_changed(site, client):
    bundled = site.bank(question(), id="for-all", **who_says_what())
    page = client.get(f"/teach/banks/{bundled.id}/generated")
    assert "Take questions into your own copy of it." in page.text
    assert 'type="checkbox"' not in page.text
    done = client.send(f"/teach/banks/{bundled.id}/generated", form="who_says", seed="1", names=["who_says.red.ann"])
    assert done.status_code == 404


def test_a_bank_without_claims_says_what_claims_are(site, teacher, client):
    plain = site.bank(question(), owner=teacher)
    assert "This bank holds no claims yet" in client.get(f"/teach/banks/{plain.id}/generated").text
    assert "Questions from its claims" not in client.get(f"/teach/banks/{plain.id}").text


def test_the_page_of_a_bank_shows_who_says_what_and_what_is_not_said(client, own):
    page = client.get(f"/teach/banks/{own.id}").text
    assert "Questions from its claims" in page
    assert "disputed" in page
    assert "The hive was sold." in page


def test_editing_the_heading_keeps_the_claims(client, own):
    done = fill(client, f"/teach/banks/{own.id}/heading", follow=False, title="Bees anew")
    assert done.status_code == 302
    db.session.rollback()
    heading = reading.heading_of(own.id, own.version)
    assert heading.title == "Bees anew"
    assert len(heading.claims) == len(who_says_what()["claims"])
    assert heading.unsaid


def test_the_words_that_show_the_key_are_marked_in_their_passage(client, own):
    take(client, own, ["who_says.red.ann"])
    page = client.get(f"/teach/banks/{own.id}/questions/who_says.red.ann")
    assert "The <mark>passage P1 tells at some length</mark> what was said there." in page.text
