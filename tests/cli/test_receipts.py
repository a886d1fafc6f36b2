"""`quizapp receipt verify`: what it says of a receipt, to people and to programs, and its exit codes."""

import json

import pytest

from quizapp.core.receipts import key_from, written
from quizapp.store.db import db, write
from quizapp.store.models import Response
from quizapp.store.queries.papers import slots_of
from quizapp.store.queries.receipts import receipt_of
from tests.builders import NOW

SECRET = "a key for tests alone"


@pytest.fixture
def verify(run, tmp_path):
    """Return a function that has a receipt verified, as a file."""

    def verify(made, *options, secret=SECRET, **expected):
        path = tmp_path / "receipt.json"
        path.write_text(made if isinstance(made, str) else written(made), "utf-8")
        return run("receipt", "verify", path, *options, QUIZAPP_SECRET_KEY=secret, **expected)

    return verify


@pytest.fixture
def made(site):
    """Return the receipt of an attempt."""
    student = site.person("student", "ann")
    attempt = site.attempt(student, site.quiz(site.school_class(site.person("teacher"), student)), right=2)
    return receipt_of(attempt, attempt.person, slots_of(attempt.id), key_from(SECRET), "http://localhost/", NOW)


def test_a_genuine_receipt_is_fine(verify, made):
    told = verify(made).stdout
    for words in ("genuine", "Ann (ann)", "2 of 3 answered", "holds the same"):
        assert words in told
    told = json.loads(verify(made, "--json").stdout)
    assert (told["state"], told["places"], told["database"]["agrees"]) == ("genuine", [], True)
    assert told["student"]["username"] == "ann"


def test_a_changed_one_is_told_where(verify, made):
    made["answers"][1]["words"] = "another"
    assert "place 2" in verify(made, code=1).stdout
    told = json.loads(verify(made, "--json", code=1).stdout)
    assert (told["state"], told["database"], len(told["places"])) == ("changed", None, 1)
    assert "student" not in told


def test_a_genuine_one_that_the_database_has_left_behind_has_a_code_of_its_own(verify, made):
    @write
    def change():
        db.session.get_one(Response, (made["attempt"]["id"], 2)).sequence = 9

    change()
    assert "Question 2" in verify(made, code=4).stdout
    assert json.loads(verify(made, "--json", code=4).stdout)["database"]["differing"] == [2]


def test_one_of_another_site_and_what_is_none_have_codes_of_their_own(verify, made):
    assert "another site" in verify(made, secret="another", code=5).stdout
    assert "no receipt" in verify("{}", code=6).stderr


def test_a_file_that_is_not_there_is_wrong_use_and_a_site_that_is_not_there_is_said(run, fresh, tmp_path):
    assert "No such file" in run("receipt", "verify", "nowhere.json", code=2).stderr
    (tmp_path / "receipt.json").write_text("{}")
    assert "no database" in run("receipt", "verify", "receipt.json", code=3, **fresh).stderr
