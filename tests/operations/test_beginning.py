"""The first people of a new site, and who keeps whose account."""

import sqlalchemy as sa

from quizapp.operations import accounts, beginning
from quizapp.operations.beginning import FirstPerson
from quizapp.store.audit import Actor
from quizapp.store.db import db
from quizapp.store.models import Person
from quizapp.store.secrets import hash_password
from tests.builders import NOW

TERMINAL = Actor(None, "the command line", "system", NOW)
ROLES = ("admin", "teacher", "student")


def test_the_demonstration_student_is_kept_by_the_demonstration_teacher(site):
    site.bank()
    hashed = hash_password("a first password")
    assert beginning.begin(TERMINAL, [FirstPerson(role, role.title(), role, hashed) for role in ROLES], "bees")
    people = {person.role: person for person in db.session.scalars(sa.select(Person))}
    assert people["student"].keeper_id == people["teacher"].id
    assert people["teacher"].keeper_id is people["admin"].keeper_id is None
    assert accounts.make_reset_link(site.actor(people["teacher"]), people["student"].id)


def test_a_site_that_has_somebody_is_not_begun_again(site):
    site.person("student")
    assert beginning.begin(TERMINAL, [FirstPerson("admin", "Admin", "admin", "")]) is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1
