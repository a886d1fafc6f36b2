"""Hold the laws of the house: who may import whom, no circles, docstrings, where commits and the clock may stand."""

import ast
import re
import sys
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.modules import MODULES, ROOT, calls_in, functions_in, imports_in, imports_of, names_in, tree_of

# What each floor may import: of the house, and of what is installed.
FLOORS = {
    "quizapp.core": ({"quizapp.core"}, {"pydantic", "pydantic_core", "yaml", "zxcvbn"}),
    "quizapp.store": (
        {"quizapp.core", "quizapp.store"},
        {
            "sqlalchemy", "flask_sqlalchemy", "alembic", "argon2", "pysqlite3", "psycopg", "python_calamine",
            "xlsxwriter",
        },
    ),
    "quizapp.operations": ({"quizapp.core", "quizapp.store"}, {"sqlalchemy"}),
    "quizapp.web": (
        {"quizapp.core", "quizapp.operations", "quizapp.store.queries", "quizapp.web"},
        {
            "brotli", "flask", "flask_wtf", "flask_babel", "wtforms", "werkzeug", "markupsafe", "markdown_it", "nh3",
            "segno", "babel",
        },
    ),
    "quizapp.cli": (
        {"quizapp.core", "quizapp.operations", "quizapp.store.queries", "quizapp.cli", "quizapp.settings"},
        {"click", "flask", "granian", "werkzeug"},
    ),
    "quizapp.settings": ({"quizapp.core"}, set()),
}  # fmt: skip

# The few arrows that go another way, each with the reason.
EXCEPTIONS = {
    ("quizapp.web.access", "quizapp.store.audit"): "whoever asks becomes the Actor of the operations",
    ("quizapp.web.pages", "quizapp.store.troubles"): "knows a trouble of the database when it sees one",
    ("quizapp.cli.banks", "quizapp.store.audit"): "a bank can be brought in for a teacher, who then is the Actor",
    ("quizapp.cli.site", "quizapp.store.audit"): "whoever gives the command becomes the Actor of the operations",
    ("quizapp.cli.site", "quizapp.store.db"): "opens the database without the pages of the web",
    ("quizapp.cli.site", "quizapp.store.schema"): "refuses tables of another version",
    ("quizapp.cli.database", "quizapp.store.backup"): "the commands for the database itself",
    ("quizapp.cli.database", "quizapp.store.schema"): "the commands for the database itself",
    (
        "quizapp.cli.collecting",
        "quizapp.store.waits",
    ): "tells that a thread waits for a visitor",
    ("quizapp.cli.turns", "quizapp.store.waits"): "hears which thread waits for the disk or for other writers",
    ("quizapp.cli.failing", "quizapp.store.db"): "knows an error of the database when it sees one",
    ("quizapp.cli.failing", "sqlalchemy.exc"): "knows an error of the database when it sees one",
    ("quizapp.cli.failing", "pysqlite3"): "knows an error of the database when it sees one",
    ("quizapp.cli.preparing", "quizapp.store.schema"): "makes the tables of a new site",
    ("quizapp.cli.preparing", "quizapp.store.secrets"): "shows the first passwords once, so it makes them",
    ("quizapp.cli.people", "quizapp.store.secrets"): "shows a first password once, so it makes its seed",
}

# The standard library as the core may use it: nothing that reads a file, the environment, the clock, or chance.
PURE = {
    "bisect", "collections", "collections.abc", "contextlib", "dataclasses", "datetime", "decimal", "difflib", "enum",
    "fractions", "functools", "hashlib", "heapq", "hmac", "itertools", "json", "math", "operator", "random", "re",
    "statistics", "string", "textwrap", "types", "typing", "unicodedata", "xml.sax.saxutils", "zoneinfo",
}  # fmt: skip
IMPURE_IN_CORE = {
    ("quizapp.core.people", "threading"): "a lock around a library that keeps its words in one place for all threads",
}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "compile", "__import__", "hash", "id"}

CLOCK = re.compile(
    r"time\.(time|monotonic|perf_counter|process_time|thread_time|clock_gettime)(_ns)?"
    r"|time\.(localtime|gmtime|ctime|asctime|strftime)"
    r"|datetime\.(datetime\.(now|utcnow|today)|date\.today)"
    r"|sqlalchemy\.(func\.)?(now|current_\w+|localtime\w*)"
)
CLOCKS = {
    "quizapp.app": "the sweep's moment",
    "quizapp.web.access": "a request's moment",
    "quizapp.cli.site": "a command's moment",
    "quizapp.store.line": "how long a writer has stood in line",
    "quizapp.web.slow_bodies": "how long a body has taken",
    "quizapp.cli.turns": "how long a request has had the turn",
}
COMMITTERS = {
    "quizapp.store.db": "the write unit",
    "quizapp.store.grouping": "small writes of several threads, committed together",
    "quizapp.store.schema": "Alembic migrates on a connection of its own",
    "quizapp.store.dumps": "a dump shows the moment after its own reading has ended",
}
# Web modules that turn what was refused or typed into an answer; views have no `try`.
TRANSLATORS = {
    "quizapp.web.forms": "turns refusals into errors beside their fields",
    "quizapp.web.document_forms": "reads what was typed into a document",
    "quizapp.web.answering": "tells what in a form is no answer",
    "quizapp.web.late": "knows what comes too late, and what in a file is no answer",
    "quizapp.web.times": "reads a time as it was typed",
}
ROLES = ("student", "teacher", "admin")
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "data", "process", "misc"}

# What is longer than a room should be, each with the reason.
LONGEST_FILE, LONGEST_FUNCTION = 250, 25
LONGER = {
    "quizapp/store/models.py": "one table after the other, and no rules",
    "quizapp/cli/results.py:export": "a line for each option of the command",
}


def floor_of(module: str) -> str | None:
    """Return the floor on which a module stands; None for the roof."""
    return next((floor for floor in FLOORS if inside(module, {floor})), None)


def inside(module: str, floors: set[str]) -> bool:
    """Tell whether a module is one of these packages or in one."""
    return any(module == floor or module.startswith(floor + ".") for floor in floors)


def wrong_arrows(module: str, imported: set[str] | frozenset[str]) -> list[str]:
    """List what a module on a floor must not import."""
    ours, installed = FLOORS[floor_of(module)]
    return sorted(
        name
        for name in imported
        if (module, name) not in EXCEPTIONS
        and name != "quizapp"  # the map of the house, which holds the version and imports nothing
        and not (
            inside(name, ours)
            if name.split(".")[0] == "quizapp"
            else name.split(".")[0] in installed | set(sys.stdlib_module_names)
        )
    )


@pytest.mark.parametrize("module", [module for module in MODULES if floor_of(module)])
def test_arrows_only_fall(module):
    assert not wrong_arrows(module, imports_of(module))


@pytest.mark.parametrize(
    ("module", "text", "wrong"),
    [
        ("quizapp.core.x", "import flask", "flask"),
        ("quizapp.core.x", "def f():\n    from quizapp.store.db import db", "quizapp.store.db"),
        ("quizapp.store.x", "from quizapp.operations import banks", "quizapp.operations.banks"),
        ("quizapp.operations.x", "import quizapp.web.forms", "quizapp.web.forms"),
        ("quizapp.web.x", "from quizapp.store import models", "quizapp.store.models"),
        ("quizapp.web.x", "from quizapp.store.queries.people import Person", "quizapp.store.models"),
        ("quizapp.web.x", "from quizapp.store.queries import people as p\nx = p.Person", "quizapp.store.models"),
        ("quizapp.web.x", "import quizapp.store.queries.people\nx = quizapp.store.queries.people.db.session",
         "quizapp.store.db"),
        ("quizapp.cli.x", "from quizapp.operations.accounts import Person", "quizapp.store.models"),
        ("quizapp.cli.x", "import quizapp.web", "quizapp.web"),
        ("quizapp.settings", "from quizapp.store import db", "quizapp.store.db"),
        ("quizapp.web.x", "from . import forms", "."),
    ],
)  # fmt: skip
def test_an_arrow_that_rises_is_found_also_through_a_module_between(module, text, wrong):
    assert wrong in wrong_arrows(module, imports_in(ast.parse(text)))


def test_nobody_but_the_tests_and_wsgi_imports_the_roof():
    """The servers are told its name as a word; for what commands do, the database is opened without the pages."""
    for module in MODULES:
        assert "quizapp.app" not in imports_of(module), module
    named = [module for module, path in MODULES.items() if "quizapp.app" in path.read_text("utf-8")]
    assert sorted(named) == ["quizapp.cli.collecting", "quizapp.cli.serving"]
    assert "quizapp.app" in imports_in(ast.parse((ROOT / "wsgi.py").read_text("utf-8")))


def test_the_map_of_the_house_imports_nothing():
    assert not imports_of("quizapp")


def test_nothing_is_imported_by_a_name_that_is_put_together():
    for module in MODULES:
        called = {name for name, _ in calls_in(tree_of(module))}
        assert not called & {"__import__", "import_module", "importlib.import_module"}, module


def test_no_operation_imports_another():
    for module in MODULES:
        if module.startswith("quizapp.operations."):
            assert not [name for name in imports_of(module) if inside(name, {"quizapp.operations"})], module


def test_no_role_imports_another_and_web_and_cli_do_not_meet():
    for module in MODULES:
        for role in ROLES:
            if inside(module, {f"quizapp.web.{role}"}):
                others = {f"quizapp.web.{other}" for other in ROLES if other != role}
                assert not [name for name in imports_of(module) if inside(name, others)], module
        if inside(module, {"quizapp.cli", "quizapp.web"}):
            other = {"quizapp.web"} if inside(module, {"quizapp.cli"}) else {"quizapp.cli"}
            assert not [name for name in imports_of(module) if inside(name, other)], module


def test_there_are_no_circles():
    graph = {module: {name for name in imports_of(module) if name in MODULES and name != module} for module in MODULES}
    for module in MODULES:  # a package names its rooms only to hang them in
        if MODULES[module].name == "__init__.py":
            graph[module] = {name for name in graph[module] if not name.startswith(module + ".")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def impurities(tree: ast.Module) -> set[str]:
    """List what the core must not do: reach for a file, the environment, the clock or chance."""
    found = {name for name in imports_in(tree) if name.split(".")[0] in sys.stdlib_module_names and name not in PURE}
    found |= {name for name, _ in calls_in(tree) if name in IMPURE_CALLS}
    names = set(names_in(tree).values())
    found |= {name for name in names if CLOCK.fullmatch(name)}
    found |= {name for name in names if re.match(r"random\.(?!Random\b)", name)}
    return found | {f"{name}()" for name, call in calls_in(tree) if name.endswith("Random") and not call.args}


@pytest.mark.parametrize("module", [module for module in MODULES if inside(module, {"quizapp.core"})])
def test_the_core_knows_no_file_no_environment_no_clock_and_no_chance(module):
    assert not {name for name in impurities(tree_of(module)) if (module, name) not in IMPURE_IN_CORE}


@pytest.mark.parametrize(
    "text",
    [
        "import os", "import os.path", "from os import path", "import io", "import tempfile", "import shutil",
        "import subprocess", "import urllib.request", "import uuid", "import logging", "import time", "import secrets",
        "from pathlib import Path", "import sqlite3", "import socket", "open('a')", "print(1)",
        "import random\nrandom.random()", "from random import choice\nchoice([])", "import random\nrandom.seed(1)",
        "import random\nrandom.Random()", "from datetime import datetime as d\nd.now()",
        "import datetime\ndatetime.date.today()",
    ],
)  # fmt: skip
def test_what_is_not_pure_is_found(text):
    assert impurities(ast.parse(text))


def test_what_is_pure_is_not_found():
    text = "import random\nfrom datetime import datetime\nrandom.Random(3).random()\nx = datetime(2026, 1, 1)"
    assert not impurities(ast.parse(text))


def clocks_in(tree: ast.Module) -> set[str]:
    """List where a syntax tree reads the clock, also where it hands the clock on without reading it."""
    return {name for name in names_in(tree).values() if CLOCK.fullmatch(name)}


def test_the_clock_is_read_in_the_few_places_that_are_named():
    assert {module for module in MODULES if clocks_in(tree_of(module))} == CLOCKS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "import time\ntime.time()", "from time import monotonic as now\nnow()", "import time\ntime.perf_counter()",
        "import time\nx = time.time_ns", "import datetime as dt\ndt.datetime.utcnow()",
        "from datetime import date\nfield(default_factory=date.today)", "from sqlalchemy import func\nfunc.now()",
    ],
)  # fmt: skip
def test_a_clock_is_found_under_any_name(text):
    assert clocks_in(ast.parse(text))


def test_only_the_write_unit_and_what_stands_outside_of_it_ends_a_transaction():
    ends = {
        module
        for module in MODULES
        if any(name.endswith((".commit", ".rollback")) for name, _ in calls_in(tree_of(module)))
    }
    assert ends == COMMITTERS.keys()
    commits = {module for module in ends if any(name.endswith(".commit") for name, _ in calls_in(tree_of(module)))}
    assert commits == {"quizapp.store.db", "quizapp.store.schema"}


def documented(module: str):
    """Yield every function and class that should have a docstring, with its name."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner
    for node in tree_of(module).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name, node


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_says_in_one_imperative_line_what_it_is_for(module):
    missing = []
    for name, node in [(module, tree_of(module)), *documented(module)]:
        first = (ast.get_docstring(node) or "").split("\n")[0]
        word = first.split(" ")[0]
        if not first or not first[0].isupper() or not first.endswith((".", ":")):
            missing.append(f"{name}: “{first}”")
        elif not isinstance(node, ast.ClassDef) and (
            word in ("The", "A", "An", "This", "It") or re.search(r"(?<!s)(?<!u)s$", word)
        ):
            missing.append(f"{name} does not begin with an imperative: “{first}”")
    assert not missing, "\n".join(missing)


def test_views_have_no_try():
    trying = {module for module in MODULES if any(isinstance(node, ast.Try) for node in ast.walk(tree_of(module)))}
    assert {module for module in trying if inside(module, {"quizapp.web"})} == TRANSLATORS.keys()


def test_rooms_are_named_for_what_is_in_them():
    for module in MODULES:
        assert not BANNED_NAMES & set(module.split(".")), module


def too_long() -> dict[str, int]:
    """Return every file and function that is longer than it should be, with its lines (a docstring does not count)."""
    long = {}
    for module, path in MODULES.items():
        name = str(path.relative_to(ROOT))
        long[name] = len(path.read_text("utf-8").splitlines()) - LONGEST_FILE
        for function in functions_in(tree_of(module)):
            length = (function.end_lineno or 0) - function.lineno + 1
            about = len((ast.get_docstring(function) or "").splitlines())
            long[f"{name}:{function.name}"] = length - about - LONGEST_FUNCTION
    return {name: lines for name, lines in long.items() if lines > 0}


def test_rooms_and_functions_are_short_or_say_why():
    assert {name: lines for name, lines in too_long().items() if name not in LONGER} == {}


def test_every_exception_is_still_needed():
    needless = [f"{module} no longer imports {name}" for module, name in EXCEPTIONS if name not in imports_of(module)]
    needless += [f"{module} needs {name} no more" for module, name in IMPURE_IN_CORE if name not in imports_of(module)]
    needless += [f"{name} is short now" for name in LONGER if name not in too_long()]
    assert not needless
