"""The command line: what it does, what it says, and the exit codes that mean something."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.store.db import db
from quizapp.store.queries.people import person_named
from tests.builders import bank, question

BUNDLED = Path(__file__).resolve().parents[2] / "questions" / "belgorod-raid" / "bank.yaml"


def written(tmp_path, document):
    """Write a bank's document into a file."""
    path = tmp_path / "bank.json"
    path.write_text(json.dumps(document))
    return path


def test_the_program_itself_runs_and_ends_with_its_exit_code(settings):
    environment = {**os.environ, "QUIZAPP_PROT": "8001", "QUIZAPP_INSTANCE": str(settings.instance)}
    environment.pop("QUIZAPP_TEST_POSTGRESQL", None)
    command = [sys.executable, "-m", "quizapp", "settings"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "QUIZAPP_PROT" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_command(run):
    told = run("--help").stdout
    for word in ("serve", "prepare", "settings", "bank", "results", "people", "db"):
        assert f"  {word} " in told


def test_a_command_that_is_none_is_wrong_use(run):
    assert "No such command" in run("nothing", code=2).stderr


def test_checking_a_good_bank_needs_no_database(run, tmp_path):
    told = run("bank", "check", BUNDLED, QUIZAPP_INSTANCE=str(tmp_path / "none")).stdout
    assert "no faults" in told
    assert not (tmp_path / "none").exists()


def test_checking_a_bad_bank_tells_every_fault_with_its_line(run, tmp_path):
    bad = written(tmp_path, bank(question(difficulty="esy"), question(name="q2", topic="none")))
    told = json.loads(run("bank", "check", bad, "--json", code=1).stdout)
    assert [fault["field"] for fault in told["faults"]] == ["questions.0.difficulty", "questions.1.topic"]
    assert told["faults"][0]["line"] == 1
    assert "Did you mean “easy”" in run("bank", "check", bad, code=1).stderr


def test_a_bank_comes_in_once_and_goes_out_as_it_came(run, tmp_path):
    first = json.loads(run("bank", "import", BUNDLED, "--json").stdout)
    again = json.loads(run("bank", "import", BUNDLED, "--json").stdout)
    assert (first["version"], again["version"], again["new"]) == (1, 1, 0)
    out = tmp_path / "out.json"
    run("bank", "export", "belgorod-raid", "--format", "json", "--output", out)
    assert json.loads(run("bank", "import", out, "--json").stdout)["changed"] == 0


def test_a_bad_bank_brings_nothing_in(run, tmp_path):
    bad = written(tmp_path, bank(question(), question(name="q2", difficulty="esy")))
    run("bank", "import", bad, code=1)
    assert "no bank" in run("bank", "export", "bees", code=1).stderr


def test_the_schema_is_that_of_the_bundled_bank(run):
    import jsonschema

    from quizapp.core.documents import document_of, read_bank

    schema = json.loads(run("bank", "schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document_of(read_bank(BUNDLED.read_bytes())), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bank(question(difficulty="esy")), schema)


def test_people_are_added_listed_given_roles_suspended_and_enabled(run):
    made = json.loads(run("people", "add", "sam", "--name", "Sam", "--json").stdout)
    assert len(made["password"]) >= 16
    run("people", "role", "sam", "teacher")
    run("people", "suspend", "sam")
    listed = json.loads(run("people", "list", "--json").stdout)
    assert listed == [{"username": "sam", "role": "teacher", "name": "Sam", "suspended": True}]
    run("people", "enable", "sam")
    assert json.loads(run("people", "password", "sam", "--json").stdout)["password"] != made["password"]
    assert "nobody" in run("people", "suspend", "nobody", code=1).stderr
    assert "taken" in run("people", "add", "sam", "--name", "Sam", code=1).stderr


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


def test_results_are_exported_to_the_screen_and_to_a_file(run, site, tmp_path):
    student = site.person("student", "ann")
    site.quiz(site.school_class(site.person("teacher"), student))
    assert "ann" in run("results", "export").stdout
    out = tmp_path / "scores.xlsx"
    assert "1 row." in run("results", "export", "--format", "xlsx", "--output", out).stderr
    assert out.read_bytes().startswith(b"PK")
    assert "attempts_started" in run("results", "export", "--code-book").stdout
    assert "no date" in run("results", "export", "--from", "soon", code=2).stderr


def test_the_database_is_checked_backed_up_and_restored(run, site, tmp_path):
    site.person("student", "ann")
    assert json.loads(run("db", "check", "--json").stdout)["faults"] == []
    made = json.loads(run("db", "backup", tmp_path / "one.backup", "--json").stdout)
    assert made["rows"]["person"] == 1
    assert "exists already" in run("db", "backup", tmp_path / "one.backup", code=1).stderr
    site.person("student", "bea")
    run("db", "restore", tmp_path / "one.backup", "--yes")
    db.session.rollback()
    assert person_named("bea") is None
    assert "no file" in run("db", "restore", tmp_path / "none", "--yes", code=1).stderr


def test_a_database_that_is_not_there_is_told_with_its_own_exit_code(run, tmp_path):
    told = run("people", "list", code=3, QUIZAPP_INSTANCE=str(tmp_path / "none"), QUIZAPP_DATABASE_URL="")
    assert "quizapp prepare" in told.stderr


def test_a_setting_that_is_none_is_wrong_use(run):
    assert "QUIZAPP_PROT" in run("settings", code=2, QUIZAPP_PROT="8001").stderr


def test_preparing_twice_creates_nothing_again(run, fresh):
    first = json.loads(run("prepare", "--json", **fresh).stdout)
    assert sorted(one["role"] for one in first["people"]) == ["admin", "student", "teacher"]
    assert first["demonstration"]["join_code"]
    again = json.loads(run("prepare", "--json", **fresh).stdout)
    assert (again["people"], again["demonstration"]) == ([], None)
    assert len(json.loads(run("people", "list", "--json", **fresh).stdout)) == 3
