"""Accounts: made, imported, suspended, given roles; and the administrators that a site cannot lose."""

import threading

import pytest

from quizapp.core.errors import Invalid, Missing, NotNow
from quizapp.operations import accounts, newcomers, sessions
from quizapp.operations.newcomers import FirstEntry
from quizapp.store.audit import Actor
from quizapp.store.db import db
from quizapp.store.queries import accounts as reading
from quizapp.store.queries import people
from quizapp.store.queries.accounts import Filters
from quizapp.store.tables import read_table
from tests.builders import NOW, PASSWORD, later

BY_PASSWORD, BY_LINK = FirstEntry("password", "a seed"), FirstEntry("link", "a seed")
TERMINAL = Actor(None, "the command line", "system", NOW)


def table(text: str):
    """Read a list of people."""
    return read_table("people.csv", text.encode(), newcomers.COLUMNS)


def admins() -> list[str]:
    """List the administrators who can come in."""
    db.session.rollback()
    return [person.username for person in reading.found(Filters(role="admin", state="enabled"))]


def sign_in(username: str, password: str) -> str:
    """Sign a person in."""
    return sessions.sign_in(Actor(None, "visitor", "visitor", NOW), username, password, days=1)


def test_a_new_person_comes_in_with_the_first_password_and_has_to_change_it(site):
    made = newcomers.create(site.actor(site.person("admin")), " Ann ", "Ann  A.", "teacher", BY_PASSWORD)
    who = people.person_signed_in(sign_in("ann", BY_PASSWORD.of("ann")), NOW)
    assert (who.id, who.name, who.role, who.must_change_password) == (made, "Ann A.", "teacher", True)
    assert BY_PASSWORD.fits(reading.account(made))
    assert not FirstEntry("password", "another seed").fits(reading.account(made))


def test_a_new_person_comes_in_with_a_link_once(site):
    made = newcomers.create(site.actor(site.person("admin")), "ann", "Ann", "student", BY_LINK)
    visitor = Actor(None, "visitor", "visitor", NOW)
    sessions.reset_password(visitor, BY_LINK.of("ann"), "my own four words")
    assert people.person_signed_in(sign_in("ann", "my own four words"), NOW).id == made
    with pytest.raises(Missing):
        sessions.reset_password(visitor, BY_LINK.of("ann"), "some other four words")


def test_two_seeds_and_two_people_have_different_secrets_of_the_usual_form():
    secrets = {FirstEntry(way, seed).of(name) for way in ("password", "link") for seed in "ab" for name in ("x", "y")}
    assert len(secrets) == 8
    assert len(BY_PASSWORD.of("ann")) == 19


def test_every_fault_of_a_new_person_is_told_and_a_taken_username_too(site):
    actor = site.actor(site.person("admin"))
    with pytest.raises(Invalid) as refusal:
        newcomers.create(actor, "a b", "", "king", BY_LINK)
    assert [fault.field for fault in refusal.value.faults] == ["username", "name", "role"]
    with pytest.raises(Invalid, match="taken"):
        newcomers.create(actor, site.person().username.upper(), "Ann", "student", BY_LINK)


def test_the_same_form_makes_one_person(site):
    actor = site.actor(site.person("admin"))
    first = newcomers.create(actor, "ann", "Ann", "student", BY_LINK, token="form")
    assert newcomers.create(actor, "ann", "Ann", "student", BY_LINK, token="form") == first


def test_a_list_makes_everybody_and_puts_them_into_their_classes(site):
    admin, teacher = site.person("admin"), site.person("teacher", "berg")
    site.school_class(teacher, name="7b")
    site.school_class(teacher, name="8a")
    site.school_class(site.person("teacher"), name="8A")
    listed = table("username,name,role,class\nann,Ann,,7B\nbob,Bob,student,berg/8a\ncyr,Cy,Teacher,\n")
    entry, made = reading.imported(newcomers.import_people(site.actor(admin), listed, BY_PASSWORD))
    assert [(person.username, person.role) for person in made] == [
        ("ann", "student"), ("bob", "student"), ("cyr", "teacher"),
    ]  # fmt: skip
    assert [[one.name for one in reading.belongings(person.id).classes] for person in made] == [["7b"], ["8a"], []]
    assert people.person_signed_in(sign_in("bob", BY_PASSWORD.of("bob")), NOW).must_change_password
    assert entry.actor_id == admin.id


def test_every_fault_of_a_list_is_in_one_report_and_nothing_is_saved(site):
    admin = site.person("admin", "ann")
    site.school_class(site.person("teacher"), name="7b")
    site.school_class(site.person("teacher"), name="7b")
    listed = table(
        "username,name,role,class\nann,Ann,,\nx,Too short,,\nbob,Bob,king,\nbob,,,\ncyr,Cy,,9z\ndia,Di,,7b\n"
        "edo,Ed,teacher,7b\nfine,Fine,,\nfine,Again,,\n"
    )
    with pytest.raises(Invalid) as refusal:
        newcomers.import_people(site.actor(admin), listed, BY_LINK)
    assert [(fault.line, fault.field) for fault in refusal.value.faults] == [
        (2, "username"), (3, "username"), (4, "role"), (5, "name"), (5, "username"), (6, "class"), (7, "class"),
        (8, "class"), (10, "username"),
    ]  # fmt: skip
    assert "Row 3: A username has" in str(refusal.value)
    assert reading.usernames_taken(["bob", "cyr", "dia", "fine"]) == set()


def test_the_same_list_sent_twice_is_imported_once(site):
    actor, listed = site.actor(site.person("admin")), table("username,name\nann,Ann\n")
    first = newcomers.import_people(actor, listed, BY_LINK, token="form")
    assert newcomers.import_people(actor, listed, BY_LINK, token="form") == first
    with pytest.raises(Invalid, match="nobody in it"):
        newcomers.import_people(actor, table("username,name\n,\n"), BY_LINK)


def test_suspension_ends_sessions_and_keeps_out_until_enabled(site):
    admin, person = site.person("admin"), site.person("student", "ann")
    token = sign_in("ann", PASSWORD)
    accounts.suspend(site.actor(admin), person.id)
    assert people.person_signed_in(token, NOW) is None
    with pytest.raises(NotNow, match="suspended"):
        sign_in("ann", PASSWORD)
    accounts.enable(site.actor(admin), person.id)
    assert people.person_signed_in(token, NOW) is None  # the old session stays ended
    assert sign_in("ann", PASSWORD)


def test_a_new_role_ends_sessions(site):
    admin, person = site.person("admin"), site.person("student", "ann")
    token = sign_in("ann", PASSWORD)
    accounts.set_role(site.actor(admin), person.id, "student")
    assert people.person_signed_in(token, NOW) is not None  # nothing changed
    accounts.set_role(site.actor(admin), person.id, "teacher")
    assert people.person_signed_in(token, NOW) is None
    assert [entry.details for entry in reading.entries_about(person.id, 1)] == [
        {"before": "student", "after": "teacher"}
    ]


def test_nobody_suspends_or_demotes_themselves(site):
    admin = site.person("admin")
    site.person("admin")
    with pytest.raises(NotNow, match="yourself"):
        accounts.suspend(site.actor(admin), admin.id)
    with pytest.raises(NotNow, match="yourself"):
        accounts.set_role(site.actor(admin), admin.id, "teacher")


def test_the_last_admin_stays_also_for_the_command_line(site):
    admin, other = site.person("admin"), site.person("admin")
    accounts.suspend(TERMINAL, other.id)
    for act in (lambda: accounts.suspend(TERMINAL, admin.id), lambda: accounts.set_role(TERMINAL, admin.id, "student")):
        with pytest.raises(NotNow, match="last administrator"):
            act()
    accounts.set_role(TERMINAL, other.id, "teacher")  # suspended: not one who can sign in
    assert admins() == [admin.username]


@pytest.mark.parametrize("ways", [("suspend", "suspend"), ("suspend", "set_role"), ("set_role", "set_role")])
def test_admins_who_remove_each_other_at_once_leave_one(site, app, ways):
    everybody = [site.person("admin") for _ in range(4)]
    actors = [site.actor(person) for person in everybody]
    ready, refused = threading.Barrier(len(everybody)), []

    def remove_next(place: int) -> None:
        target = everybody[(place + 1) % len(everybody)].id
        with app.app_context():
            ready.wait()
            try:
                if ways[place % 2] == "suspend":
                    accounts.suspend(actors[place], target)
                else:
                    accounts.set_role(actors[place], target, "teacher")
            except NotNow as refusal:
                refused.append(str(refusal))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=remove_next, args=(place,)) for place in range(len(everybody))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(admins()) == 1
    assert len(refused) == 1


def test_a_new_link_ends_the_earlier_ones_and_lasts_two_days(site):
    admin, person = site.person("admin"), site.person()
    first = accounts.make_reset_link(site.actor(admin), person.id)
    second = accounts.make_reset_link(site.actor(admin, later(minutes=1)), person.id)
    assert people.reset_link_of(first, later(minutes=1)) is None
    assert people.reset_link_of(second, later(days=2)) is not None
    assert people.reset_link_of(second, later(days=2, minutes=2)) is None


def test_there_is_no_link_for_somebody_suspended_or_unknown(site):
    admin, person = site.person("admin"), site.person(suspended_at=NOW)
    with pytest.raises(NotNow, match="enable"):
        accounts.make_reset_link(site.actor(admin), person.id)
    with pytest.raises(Missing):
        accounts.make_reset_link(site.actor(admin), 999_999)


def test_a_teacher_makes_links_for_students_they_keep_and_teach_and_for_nobody_else(site):
    teacher, colleague = site.person("teacher"), site.person("teacher")
    ours = site.person("student", keeper_id=teacher.id)
    left = site.person("student", keeper_id=teacher.id)
    theirs = site.person("student", keeper_id=colleague.id)
    nobodys = site.person("student")
    risen = site.person("admin", keeper_id=teacher.id)
    site.school_class(teacher, ours, theirs, nobodys, risen)
    site.school_class(colleague, left)
    assert accounts.make_reset_link(site.actor(teacher), ours.id)
    for person in (left, theirs, nobodys, risen):
        with pytest.raises(NotNow, match="Ask an administrator"):
            accounts.make_reset_link(site.actor(teacher), person.id)
    with pytest.raises(NotNow):
        accounts.make_reset_link(site.actor(ours), theirs.id)
    for actor in (site.actor(site.person("admin")), TERMINAL):
        assert accounts.make_reset_link(actor, nobodys.id)


def test_a_name_can_be_put_right(site):
    admin, person = site.person("admin"), site.person()
    accounts.rename(site.actor(admin), person.id, "  Ann   B. ")
    assert reading.account(person.id).name == "Ann B."
    with pytest.raises(Invalid):
        accounts.rename(site.actor(admin), person.id, " ")
