"""The command line: what it does, what it says, and the exit codes that mean something."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from quizapp.cli import main
from quizapp.core.documents import read_bank
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


def every_command(group=main, path=()):
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        yield " ".join((*path, name)), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))


@pytest.mark.parametrize(("words", "command"), [pytest.param(*one, id=one[0]) for one in every_command()])
def test_every_command_and_every_option_says_in_a_sentence_what_it_is_for(run, words, command):
    told = run(*words.split(), "--help").stdout
    assert told.startswith(f"Usage: quizapp {words}")
    assert re.match(r"[A-Z].*[.:;]", command.help)
    for option in command.params:
        if isinstance(option, click.Option):
            assert re.match(r"[A-Z].*\.", option.help or ""), option.name
            assert option.opts[0] in told


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


def test_a_bank_goes_out_as_yaml_too_and_as_the_bank_of_a_teacher(run, site, tmp_path):
    site.person("teacher", "berg")
    document = written(tmp_path, bank())
    run("bank", "import", document, "--owner", "berg")
    told = run("bank", "export", "bees", "--owner", "berg").stdout
    assert read_bank(told.encode()) == read_bank(document.read_bytes())
    assert yaml.safe_load(told)["title"] == "Bees"
    out = tmp_path / "out.yaml"
    assert f"{out}: 9 questions." in run("bank", "export", "bees", "--owner", "BERG", "--output", out).stderr
    assert out.read_text() == told
    assert "no bank “bees” bundled" in run("bank", "export", "bees", code=1).stderr
    assert "no teacher “nobody”" in run("bank", "import", document, "--owner", "nobody", code=1).stderr


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


def test_a_setting_that_is_none_is_wrong_use(run):
    assert "QUIZAPP_PROT" in run("settings", code=2, QUIZAPP_PROT="8001").stderr


def test_settings_are_listed_with_value_and_origin_and_no_secret(run):
    told = run("settings", QUIZAPP_PORT="8123", QUIZAPP_SECRET_KEY="not to be shown").stdout
    assert "QUIZAPP_PORT=8123" in told
    listed = {one["name"]: one for one in json.loads(run("settings", "--json", QUIZAPP_PORT="8123").stdout)}
    assert str(listed["QUIZAPP_PORT"]["value"]) == "8123"
    assert listed["QUIZAPP_PORT"]["origin"] != listed["QUIZAPP_HOST"]["origin"]
    assert all(one["description"] for one in listed.values())
    assert "not to be shown" not in told


def test_preparing_twice_creates_nothing_again(run, fresh):
    first = json.loads(run("prepare", "--json", **fresh).stdout)
    assert sorted(one["role"] for one in first["people"]) == ["admin", "student", "teacher"]
    assert first["demonstration"]["join_code"]
    again = json.loads(run("prepare", "--json", **fresh).stdout)
    assert (again["people"], again["demonstration"]) == ([], None)
    assert len(json.loads(run("people", "list", "--json", **fresh).stdout)) == 3


def with_claims(tmp_path):
    """Write a bank with a small register into a folder, and return that."""
    from tests.registers import claim, register_document, voice

    claims = [claim("red", voice("ann"), voice("bob", "denies", "P2")), claim("blue", voice("cid", "assesses", "P3"))]
    (tmp_path / "bank.json").write_text(json.dumps(register_document(*claims)))
    return tmp_path


def test_generate_prints_questions_with_key_evidence_and_feedback_without_a_database(run, tmp_path):
    folder = with_claims(tmp_path)
    told = json.loads(run("bank", "generate", str(folder), "--seed", "7", "--json").stdout)
    assert told == json.loads(run("bank", "generate", str(folder / "bank.json"), "--seed", "7", "--json").stdout)
    first = told["questions"][0]
    assert (first["form"], first["claims"], first["key"]) == ("who_says", ["red"], ["Ann"])
    assert first["question"]["evidence"][0]["quote"] == "passage P1 tells at some length"
    assert all(option["feedback"] for option in first["question"]["options"])
    words = run("bank", "generate", str(folder), "--form", "who_denies")
    assert "✓ Bob" in words.stdout
    assert words.stderr == "1 question (1 who_denies).\n"


def test_check_tells_what_an_editor_would_mend_with_line_rule_and_suggestion(run, tmp_path):
    loaded = question("single_choice", stem="What does the regime of the keeper, so the keeper, do with its hives?")
    path = written(tmp_path, bank(loaded))
    told = json.loads(run("bank", "check", str(path), "--json").stdout)
    (finding,) = [one for one in told["findings"] if one["rule"] == "loaded-label"]
    assert (finding["grade"], finding["field"]) == ("warning", "questions.0.stem")
    assert "regime" in path.read_text().splitlines()[finding["line"] - 1]
    words = run("bank", "check", str(path)).stdout
    assert f"{path}:{finding['line']}:{finding['column']}: warning, loaded-label: {finding['reason']}" in words
    assert "An editor would look at" in words


def test_a_rule_is_switched_off_with_its_reason_and_a_fault_of_the_register_exits_with_1(run, tmp_path):
    from tests.registers import claim, register_document, voice

    both = [claim("red", voice("ann"), against=["blue"]), claim("blue", voice("ann"))]
    path = written(tmp_path, register_document(*both))
    assert "says-both" in run("bank", "check", str(path), code=1).stdout
    off = register_document(*both, exempt=[{"rule": "says-both", "reason": "Ann did change her mind."}])
    assert "says-both" not in run("bank", "check", str(written(tmp_path, off))).stdout


def test_check_takes_the_folder_of_a_bank_too(run, tmp_path):
    written(tmp_path, bank())
    assert "no faults" in run("bank", "check", str(tmp_path)).stdout
    (tmp_path / "empty").mkdir()
    assert "holds no bank.yaml" in run("bank", "check", str(tmp_path / "empty"), code=1).stderr


def test_generate_reads_a_bank_of_the_site_by_its_id(run, tmp_path):
    run("prepare")
    run("bank", "import", str(with_claims(tmp_path) / "bank.json"))
    assert json.loads(run("bank", "generate", "bees", "--json").stdout)["questions"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--form", "whodunit"), "There is no form “whodunit”. There are: who_says,"),
        (("--topic", "wasps"), "There is no topic “wasps”. There are: bees, hives."),
    ],
)
def test_generate_says_which_forms_and_topics_there_are(run, tmp_path, words, sentence):
    done = run("bank", "generate", str(with_claims(tmp_path)), *words, code=1)
    assert sentence in done.stderr


def test_a_bank_without_claims_gives_no_questions_and_says_why(run, tmp_path):
    done = run("bank", "generate", str(written(tmp_path, bank())))
    assert "the bank holds no claims" in done.stderr
