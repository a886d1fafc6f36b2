"""Searching and sorting by names: case does not matter, in any script and on either database."""

import pytest
from sqlalchemy import func, select

from quizapp.store.db import db
from quizapp.store.models import Person


@pytest.mark.parametrize(
    ("name", "word"),
    [("Olga", "oLG"), ("Яна Б.", "яна б"), ("ольга", "ОЛЬГА"), ("Ägidius", "ägi"), ("Ελένη", "ΕΛΈΝΗ"), ("100%", "0%")],
)  # fmt: skip
def test_a_name_is_found_in_any_script_whatever_the_case(site, name, word):
    site.person(name=name)
    site.person(name="Somebody else, 100")
    assert list(db.session.scalars(select(Person.name).where(Person.name.icontains(word, autoescape=True)))) == [name]


def test_names_are_sorted_whatever_their_case_in_any_script(site):
    for name in ("яна", "Борис", "ант", "bee", "Ant"):
        site.person(name=name)
    assert list(db.session.scalars(select(Person.name).order_by(func.lower(Person.name)))) == [
        "Ant", "bee", "ант", "Борис", "яна",
    ]  # fmt: skip


def test_what_is_no_text_stays_as_it_is(app):
    assert db.session.scalar(select(func.lower(None))) is None
