"""Hold the laws of the house: who may import whom, no circles, docstrings, where commits and the clock may stand."""

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "quizapp").rglob("*.py"))
    if "migrations" not in path.parts
}

# What each floor may import: of the house, and of what is installed. The standard library is free but for `NEVER`.
FLOORS = {
    "quizapp.core": ({"quizapp.core"}, {"pydantic", "pydantic_core", "yaml", "zxcvbn"}),
    "quizapp.store": (
        {"quizapp.core", "quizapp.store"},
        {
            "sqlalchemy",
            "flask_sqlalchemy",
            "alembic",
            "argon2",
            "pysqlite3",
            "psycopg",
            "python_calamine",
            "xlsxwriter",
        },
    ),
    "quizapp.operations": ({"quizapp.core", "quizapp.store"}, {"sqlalchemy"}),
    "quizapp.web": (
        {"quizapp.core", "quizapp.operations", "quizapp.store.queries", "quizapp.web", "quizapp.store.audit"},
        {"flask", "flask_wtf", "flask_babel", "wtforms", "werkzeug", "markupsafe", "markdown_it", "nh3", "segno"},
    ),
    "quizapp.cli": ({"quizapp"}, {"click", "flask", "sqlalchemy", "granian", "gunicorn"}),
}
NEVER = {"quizapp.core": {"random.seed", "time", "os", "logging", "pathlib", "io", "secrets", "sqlite3", "socket"}}

# The few arrows that go another way, each with the reason.
EXCEPTIONS = {
    ("quizapp.web.public", "quizapp.store.db"): "the page for monitors asks whether the database answers",
    ("quizapp.web.public", "sqlalchemy"): "the page for monitors asks whether the database answers",
    ("quizapp.web.pages", "quizapp"): "the foot of every page names the version",
}
ROLES = ("student", "teacher", "admin")
CLOCKS = {"quizapp.web.access": "a request's moment", "quizapp.app": "the sweep's moment"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "data", "process", "misc"}

# What is longer than a room should be, each with the reason.
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
LONGER: dict[str, str] = {
    "quizapp/store/models.py": "one table after the other, and no rules",
}


@cache
def tree_of(module: str) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(MODULES[module].read_text("utf-8"))


@cache
def imports_of(module: str) -> frozenset[str]:
    """List what a module imports, as the names of modules."""
    found = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in MODULES else node.module)
    return frozenset(found)


def floor_of(module: str) -> str | None:
    """Return the floor on which a module stands; None for the roof."""
    return next((floor for floor in FLOORS if module == floor or module.startswith(floor + ".")), None)


def inside(module: str, floors: set[str]) -> bool:
    """Tell whether a module is one of these packages or in one."""
    return any(module == floor or module.startswith(floor + ".") for floor in floors)


@pytest.mark.parametrize("module", [module for module in MODULES if floor_of(module)])
def test_arrows_only_fall(module):
    ours, installed = FLOORS[floor_of(module)]
    for name in imports_of(module):
        if (module, name) in EXCEPTIONS:
            continue
        top = name.split(".")[0]
        if top == "quizapp":
            assert inside(name, ours), f"{module} imports {name}"
        else:
            assert top in installed or _is_standard(top), f"{module} imports {name}"
            assert name not in NEVER.get(floor_of(module), ()), f"{module} imports {name}"


def _is_standard(name: str) -> bool:
    import sys

    return name in sys.stdlib_module_names


def test_nobody_but_the_tests_and_wsgi_imports_the_roof():
    for module in MODULES:
        if not inside(module, {"quizapp.app", "quizapp.cli"}):
            assert "quizapp.app" not in imports_of(module), module


def test_no_operation_imports_another():
    for module in MODULES:
        if module.startswith("quizapp.operations."):
            others = {name for name in imports_of(module) if inside(name, {"quizapp.operations"})}
            assert not others - {"quizapp.operations"}, f"{module} imports {others}"


def test_no_role_imports_another_and_web_and_cli_do_not_meet():
    for module in MODULES:
        for role in ROLES:
            if inside(module, {f"quizapp.web.{role}"}):
                others = {f"quizapp.web.{other}" for other in ROLES if other != role} | {"quizapp.cli"}
                assert not [name for name in imports_of(module) if inside(name, others)], module
        if inside(module, {"quizapp.cli"}):
            assert not [name for name in imports_of(module) if inside(name, {"quizapp.web"})], module


def test_there_are_no_circles():
    graph = {module: {name for name in imports_of(module) if name in MODULES and name != module} for module in MODULES}
    for module in MODULES:  # a package names its rooms only to hang them in
        if MODULES[module].name == "__init__.py":
            graph[module] = {name for name in graph[module] if not name.startswith(module + ".")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def documented(module: str):
    """Yield every function and class that should have a docstring, with its name."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner
    for node in tree_of(module).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
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


def calls_of(module: str, *names: str) -> list[int]:
    """List the lines on which a module calls one of these, written as they end (`session.commit`)."""
    return [
        node.lineno
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(names)
    ]


def test_only_the_write_unit_and_the_migrations_commit():
    for module in MODULES:
        if module not in ("quizapp.store.db", "quizapp.store.schema"):
            assert not calls_of(module, ".commit"), module


def test_the_clock_stands_at_the_top_only():
    for module in MODULES:
        if module not in CLOCKS and not inside(module, {"quizapp.cli"}):
            assert not calls_of(module, "datetime.now", "datetime.utcnow", "time.time", "date.today"), module


def test_views_have_no_try():
    for module in MODULES:
        if inside(module, {f"quizapp.web.{role}" for role in ROLES} | {"quizapp.web.public", "quizapp.web.account"}):
            tries = [node.lineno for node in ast.walk(tree_of(module)) if isinstance(node, ast.Try)]
            assert not tries, f"{module}: {tries}"


def test_the_web_changes_nothing_but_through_operations():
    for module in MODULES:
        if inside(module, {"quizapp.web"}):
            found = calls_of(module, "session.add", "session.delete", "session.add_all", "session.merge")
            assert not found, f"{module}: {found}"


def test_rooms_are_named_for_what_is_in_them():
    for module in MODULES:
        assert not BANNED_NAMES & set(module.split(".")), module


def test_rooms_and_functions_are_short_or_say_why():
    long = []
    for module, path in MODULES.items():
        name = str(path.relative_to(ROOT))
        lines = len(path.read_text("utf-8").splitlines())
        if lines > LONGEST_FILE and name not in LONGER:
            long.append(f"{name} has {lines} lines")
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.FunctionDef) and f"{name}:{node.name}" not in LONGER:
                length = (node.end_lineno or 0) - node.lineno + 1 - len((ast.get_docstring(node) or "").splitlines())
                if length > LONGEST_FUNCTION:
                    long.append(f"{name}:{node.lineno} {node.name} has {length} lines")
    assert not long, "\n".join(long)


def test_every_exception_is_still_needed():
    for (module, name), reason in EXCEPTIONS.items():
        assert name in imports_of(module), f"{module} no longer imports {name} ({reason})"
    for name in LONGER:
        path = ROOT / name.split(":")[0]
        assert ":" in name or len(path.read_text("utf-8").splitlines()) > LONGEST_FILE, f"{name} is short now"
