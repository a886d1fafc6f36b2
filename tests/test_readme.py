"""Hold the README to what there is: commands, settings, targets of make, links and pictures, and the lock files."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from quizapp.cli import failing, main
from quizapp.settings import PREFIX, Settings, descriptions

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = ("README.md", "questions/README.md", "CHANGELOG.md")
LOCKS = {"requirements.lock": ("build",), "requirements-test.lock": ("build", "test")}
SETTINGS = {PREFIX + field.name.upper(): field for field in fields(Settings)}
FOR_TESTS = {"QUIZAPP_TEST_POSTGRESQL"}
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,-]+\])?==[^\s;]+", re.IGNORECASE)


def commands_of(group: click.Group, path: str = "quizapp") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with the words that call it."""
    for name, command in group.commands.items():
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{path} {name}")


COMMANDS = dict(commands_of(main))


def test_every_command_is_in_the_table_of_commands():
    ends = [words for words, command in COMMANDS.items() if not isinstance(command, click.Group)]
    missing = [words for words in ends if not re.search(rf"^\| `{words}[` ]", README, re.MULTILINE)]
    assert not missing


# What commands have in common, told once below their table or by the help of each.
FOR_ALL = {"--json", "--help", "--version"}


def test_every_option_of_a_command_is_in_its_row():
    missing = []
    for words, command in COMMANDS.items():
        if not isinstance(command, click.Group):
            row = re.search(rf"^\| `{words}[` ].*$", README, re.MULTILINE)[0]
            told = set(re.findall(r"`(--[a-z-]+)", row)) | FOR_ALL
            missing += [f"{words} {option}" for option in options_of(command) - told]
    assert not missing
    assert "take `--json`" in README


def options_of(command: click.Command) -> set[str]:
    """Return the long options of a command."""
    return {option for one in command.params for option in one.opts if option.startswith("--")}


def test_every_exit_code_is_in_the_table_of_codes():
    codes = {failing.FINE, failing.REFUSED, failing.WRONG_USE, failing.UNREACHABLE}
    codes |= {failing.OTHER_NOW, failing.FOREIGN, failing.UNREADABLE}
    table = README[README.index("| exit code | meaning |") :].split("\n\n")[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == codes


def test_every_command_in_the_readme_exists_with_its_options():
    wrong = []
    for found in re.finditer(r"(?<![/\w.-])(?:\.venv/bin/)?quizapp((?: [a-z][a-z-]*)+)((?: [^\s`]+)*)", _called()):
        words = _longest(found[1].split())
        if words is None or (isinstance(COMMANDS[words], click.Group) and words.split()[1:] != found[1].split()):
            wrong.append(found[0])
            continue
        known = {option for one in COMMANDS[words].params for option in one.opts} | {"--help"}
        wrong += [f"{words} {option}" for option in re.findall(r"--[a-z-]+", found[0]) if option not in known]
    assert not wrong


def test_options_in_the_table_of_commands_belong_to_their_command():
    wrong = []
    for row in re.finditer(r"^\| `(quizapp [a-z ]+?)(?: [A-Z ]+)?` \|(.*)\|$", README, re.MULTILINE):
        known = {option for one in COMMANDS[row[1]].params for option in one.opts}
        wrong += [f"{row[1]} {option}" for option in re.findall(r"`(--[a-z-]+)", row[2]) if option not in known]
    assert not wrong


def _called() -> str:
    """Return all that the README sets as code."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`]+)`", rest)])


def _longest(words: list[str]) -> str | None:
    named = [" ".join(["quizapp", *words[:count]]) for count in range(len(words), 0, -1)]
    return next((one for one in named if one in COMMANDS), None)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_in_the_table_of_settings_as_it_is(name):
    field = SETTINGS[name]
    default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    shown = f"`{default}`" if default else "(empty)"
    assert f"| `{name}` | {shown} | {descriptions()[field.name]} |" in README


@pytest.mark.parametrize("path", ["README.md", "deploy/quizapp.service", "deploy/nginx.conf", "Makefile"])
def test_every_setting_that_is_named_exists(path):
    named = set(re.findall(r"QUIZAPP_[A-Z_]*[A-Z]", (ROOT / path).read_text("utf-8")))
    assert named <= SETTINGS.keys() | FOR_TESTS


def test_every_target_of_make_is_in_the_readme_and_the_other_way_round():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z]+)", _called(), re.MULTILINE))
    assert named == targets - {"help"}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_picture_leads_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    lead = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    files = [link.partition("#")[0] for link in lead if not re.match(r"\w+:|#", link)]
    assert not [link for link in files if not (ROOT / page).parent.joinpath(link).exists()]
    headings = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert not [link for link in lead if link.startswith("#") and link[1:] not in headings]


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_picture_is_shown():
    taken = {path.name for path in (ROOT / "docs" / "screenshots").iterdir()}
    assert taken == set(re.findall(r"\]\(docs/screenshots/([^)]+)\)", README))


def test_the_plain_lines_do_what_make_does():
    (without_make,) = re.findall(r"^### Without make\n.*?^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    production = README[README.index("## In production") :]
    script = (ROOT / "tools" / "environment.sh").read_text("utf-8")
    recipe = re.search(r"^run:\n(.*?)\n\n", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE | re.DOTALL)[1]
    installs = re.findall(r"^\.venv/bin/pip install (.*)$", without_make, re.MULTILINE)
    assert installs == ["--require-hashes -r requirements.lock", "--no-build-isolation --no-deps -e ."]
    assert installs == re.findall(r"^\.venv/bin/pip install (.*)$", production, re.MULTILINE)
    assert f"pip {installs[0].replace('requirements.lock', chr(34) + '$lock' + chr(34))} && pip {installs[1]}" in script
    assert "$(VENV) requirements.lock" in recipe
    assert "quizapp prepare --serve" in recipe
    assert without_make.splitlines()[-2:] == [".venv/bin/quizapp prepare", ".venv/bin/quizapp serve"]


def test_every_file_that_the_lines_without_make_name_exists():
    named = re.findall(r"(?:-r|cp|python) ((?:[\w.-]+/)*[\w-]+\.(?:lock|py|service|conf))", README)
    assert "requirements.lock" in named
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_host_and_pin_everything_with_hashes(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "http" not in text
    assert "://" not in text
    for requirement in _requirements(text):
        assert PINNED.match(requirement), requirement
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_hold_every_dependency(lock):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = list(project["project"]["dependencies"])
    for group in LOCKS[lock]:
        wanted += project["dependency-groups"][group]
    held = {_name(requirement) for requirement in _requirements((ROOT / lock).read_text("utf-8"))}
    assert not {_name(one) for one in wanted} - held


def _requirements(text: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", " ", text)
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()
