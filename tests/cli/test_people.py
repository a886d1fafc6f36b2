"""People at the command line: added, listed, found, given roles and passwords, suspended; one by one or by a list."""

import json

import pytest

from quizapp.store.db import db
from quizapp.store.queries.people import person_named
from quizapp.store.secrets import check_password


def test_people_are_added_listed_given_roles_suspended_and_enabled(run):
    made = json.loads(run("people", "add", "sam", "--name", "Sam", "--json").stdout)
    assert len(made["password"]) >= 16
    facts = {"username": "sam", "role": "student", "name": "Sam", "suspended": False}
    assert json.loads(run("people", "role", "sam", "teacher", "--json").stdout) == {**facts, "role": "teacher"}
    suspended = {**facts, "role": "teacher", "suspended": True}
    assert json.loads(run("people", "suspend", "sam", "--json").stdout) == suspended
    assert json.loads(run("people", "list", "--json").stdout) == [suspended]
    assert "(suspended)" in run("people", "list").stdout
    assert json.loads(run("people", "enable", "sam", "--json").stdout) == {**suspended, "suspended": False}
    renewed = json.loads(run("people", "password", "sam", "--json").stdout)["password"]
    assert renewed != made["password"]
    assert "nobody" in run("people", "suspend", "nobody", code=1).stderr
    assert "taken" in run("people", "add", "sam", "--name", "Sam", code=1).stderr


def test_what_was_done_is_told_in_words(run):
    run("people", "add", "sam", "--name", "Sam")
    assert run("people", "role", "sam", "admin").stdout == "sam is an admin now.\n"
    run("people", "add", "root", "--name", "Root", "--role", "admin")
    assert run("people", "role", "sam", "student").stdout == "sam is a student now.\n"
    assert run("people", "suspend", "sam").stdout == "sam is suspended.\n"
    assert run("people", "enable", "sam").stdout == "sam can sign in again.\n"


def test_a_password_that_is_shown_once_lets_the_person_in(run, app):
    told = run("people", "add", "sam", "--name", "Sam")
    name, password = told.stdout.strip().split(": ")
    assert (name, "shown this once" in told.stderr) == ("sam", True)
    assert check_password(person_named("sam").password_hash, password)
    renewed = run("people", "password", "sam").stdout.strip().split(": ")[1]
    db.session.rollback()
    assert check_password(person_named("sam").password_hash, renewed)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ([], ["ann", "bea", "root"]),
        (["--role", "admin"], ["root"]),
        (["--search", "ann"], ["ann", "bea"]),  # in a username, and in a name
        (["--search", "ROOT"], ["root"]),
        (["--search", "ann", "--role", "student"], ["ann"]),
        (["--search", "%"], []),
    ],
)
def test_people_are_found_by_role_and_by_words(run, site, options, found):
    site.person("student", "ann", name="Anna Ahorn")
    site.person("teacher", "bea", name="Bea Hannemann")
    site.person("admin", "root")
    assert sorted(one["username"] for one in json.loads(run("people", "list", *options, "--json").stdout)) == found


def test_the_last_administrator_stays(run):
    run("people", "add", "root", "--name", "Root", "--role", "admin")
    assert "last administrator" in run("people", "suspend", "root", code=1).stderr
    assert "last administrator" in run("people", "role", "root", "student", code=1).stderr


def test_a_list_of_people_comes_in_whole_or_not_at_all(run, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("username,name\nsam,Sam\nx,\n")
    run("people", "import", path, code=1)
    assert json.loads(run("people", "list", "--json").stdout) == []
    path.write_text("username,name\nsam,Sam\nbea,Bea\n")
    assert [one["username"] for one in json.loads(run("people", "import", path, "--json").stdout)] == ["sam", "bea"]
