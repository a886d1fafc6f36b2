"""Classes: their codes, who is enrolled by a list, and that nothing is half done."""

import pytest

from quizapp.core.enrolling import Row
from quizapp.core.errors import Invalid, Missing, NotNow
from quizapp.operations import classes
from quizapp.store.db import db
from quizapp.store.models import AuditEntry, Person, SchoolClass
from quizapp.store.queries import classes as reading
from tests.builders import NOW


@pytest.fixture
def teacher(site):
    """Return a teacher."""
    return site.person("teacher")


def rows(*usernames):
    """Return the rows of a list."""
    return [Row(number, username, username.title()) for number, username in enumerate(usernames, 2)]


def students(school_class):
    """Return the usernames of a class."""
    db.session.rollback()
    return [person.username for person in reading.students_in(school_class.id)]


def test_a_class_is_made_once_with_a_code_although_its_form_came_twice(site, teacher):
    made = {classes.create(site.actor(teacher), " 7b ", token="t") for _ in range(2)}
    assert len(made) == 1
    school_class = db.session.get_one(SchoolClass, made.pop())
    assert school_class.name == "7b"
    assert len(school_class.join_code) == 8


def test_a_class_without_a_name_is_refused(site, teacher):
    with pytest.raises(Invalid, match="Give a name"):
        classes.create(site.actor(teacher), "  ")


def test_a_new_code_makes_the_old_one_void_and_a_withdrawn_one_lets_nobody_in(site, teacher):
    school_class = site.school_class(teacher, code="oldcode2")
    classes.renew_code(site.actor(teacher), school_class.id)
    assert reading.class_of_code("oldcode2") is None
    classes.withdraw_code(site.actor(teacher), school_class.id)
    assert reading.class_of(teacher.id, school_class.id).join_code is None


def test_an_archived_class_takes_nobody_in_until_it_is_restored(site, teacher):
    school_class, actor = site.school_class(teacher, code="abcd2345"), site.actor(teacher)
    classes.archive(actor, school_class.id)
    assert reading.class_of_code("abcd2345") is None
    assert [one.school_class.id for one in reading.classes_of(teacher.id)] == []
    with pytest.raises(NotNow, match="archived"):
        classes.enrol_people(actor, school_class.id, rows("ann"), "seed")
    classes.restore(actor, school_class.id)
    assert reading.class_of_code("abcd2345").id == school_class.id


def test_a_list_makes_accounts_and_enrols_those_that_exist(site, teacher):
    site.person("student", "ann")
    school_class = site.school_class(teacher)
    entry = classes.enrol_people(site.actor(teacher), school_class.id, rows("ann", "bea", "cem"), "seed")
    assert students(school_class) == ["ann", "bea", "cem"]
    made = reading.made_by(school_class.id, entry)
    assert [person.username for person in made] == ["bea", "cem"]
    assert all(person.must_change_password and classes.opens(person, "seed") for person in made)
    assert not classes.opens(made[0], "another seed")
    assert classes.first_password(made[0], "seed") != classes.first_password(made[1], "seed")


def test_a_list_sent_twice_counts_once_and_tells_the_same(site, teacher):
    school_class, actor = site.school_class(teacher), site.actor(teacher)
    done = {classes.enrol_people(actor, school_class.id, rows("ann", "bea"), "seed", token="t") for _ in range(2)}
    assert len(done) == 1
    assert students(school_class) == ["ann", "bea"]


def test_whom_a_list_made_is_told_for_its_own_class_only(site, teacher):
    school_class, other = site.school_class(teacher), site.school_class(teacher)
    entry = classes.enrol_people(site.actor(teacher), school_class.id, rows("ann"), "seed")
    assert reading.made_by(other.id, entry) is None
    assert reading.made_by(school_class.id, entry - 1) is None


def test_a_list_with_one_account_that_is_no_students_enrols_nobody(site, teacher):
    school_class = site.school_class(teacher)
    site.person("admin", "boss")
    site.person("student", "gone", suspended_at=NOW)
    with pytest.raises(Invalid) as refused:
        classes.enrol_people(site.actor(teacher), school_class.id, rows("ann", "boss", "gone"), "seed")
    assert [fault.line for fault in refused.value.faults] == [3, 4]
    assert students(school_class) == []
    assert db.session.scalar(db.select(Person).where(Person.username == "ann")) is None


def test_a_student_who_is_removed_keeps_the_account(site, teacher):
    ann = site.person("student", "ann")
    school_class = site.school_class(teacher, ann)
    for _ in range(2):
        classes.remove(site.actor(teacher), school_class.id, ann.id)
    assert students(school_class) == []
    assert db.session.get(Person, ann.id) is not None
    removals = db.select(AuditEntry).where(AuditEntry.action == "class.removed")
    assert len(list(db.session.scalars(removals))) == 1


def test_first_passwords_are_renewed_only_for_those_who_have_not_chosen_their_own(site, teacher):
    ann = site.person("student", "ann")
    school_class, actor = site.school_class(teacher, ann), site.actor(teacher)
    classes.enrol_people(actor, school_class.id, rows("bea"), "old")
    entry = classes.renew_first_passwords(actor, school_class.id, "new")
    db.session.rollback()
    (bea,) = reading.made_by(school_class.id, entry)
    assert (bea.username, classes.opens(bea, "new"), classes.opens(bea, "old")) == ("bea", True, False)


def test_first_passwords_are_renewed_by_whoever_keeps_the_accounts_alone(site, teacher):
    colleague = site.person("teacher")
    theirs = site.school_class(colleague)
    classes.enrol_people(site.actor(colleague), theirs.id, rows("bea"), "old")
    school_class = site.school_class(teacher)
    classes.enrol_people(site.actor(teacher), school_class.id, rows("bea"), "listed again")
    entry = classes.renew_first_passwords(site.actor(teacher), school_class.id, "new")
    db.session.rollback()
    assert reading.made_by(school_class.id, entry) == []
    bea = db.session.scalar(db.select(Person).where(Person.username == "bea"))
    assert (bea.keeper_id, classes.opens(bea, "old")) == (colleague.id, True)


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, class_id: classes.rename(actor, class_id, "Mine"),
        lambda actor, class_id: classes.archive(actor, class_id),
        lambda actor, class_id: classes.restore(actor, class_id),
        lambda actor, class_id: classes.renew_code(actor, class_id),
        lambda actor, class_id: classes.withdraw_code(actor, class_id),
        lambda actor, class_id: classes.enrol_people(actor, class_id, rows("ann"), "seed"),
        lambda actor, class_id: classes.renew_first_passwords(actor, class_id, "seed"),
        lambda actor, class_id: classes.remove(actor, class_id, 1),
    ],
)
def test_another_teachers_class_is_out_of_reach(site, teacher, act):
    school_class = site.school_class(site.person("teacher"))
    with pytest.raises(Missing):
        act(site.actor(teacher), school_class.id)
