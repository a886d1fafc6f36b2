"""Hold a law of the operations: whatever changes something of note leaves an entry in the audit log."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = sorted(path for path in (ROOT / "quizapp" / "operations").glob("*.py") if path.stem != "__init__")

# What is not of note, each with the reason.
SILENT = {
    "attempts._save": "a student's answers are counted by their sequence, and told in the export of responses",
    "banks.stage_upload": "nothing is changed until the teacher confirms, which is noted",
    "banks.discard_upload": "what is thrown away was never in use",
    "people._is_code": "a wrong join code changes nothing, and is counted for a quarter of an hour alone",
    "sessions._forgive": "what is forgiven was counted for a quarter of an hour alone",
    "sessions._count_try": "a try that fails is noted as refused, and one that does not as a session that began",
}


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    """Return the functions of a module by their names."""
    return {node.name: node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


def brought_in(path: Path) -> dict[str, Path]:
    """Return the modules of the store from which a module takes functions, by the names of these."""
    found = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("quizapp.store."):
            home = ROOT.joinpath(*node.module.split(".")).with_suffix(".py")
            found |= {alias.asname or alias.name: home for alias in node.names if home.is_file()}
    return found


def notes(path: Path, name: str, seen: frozenset = frozenset()) -> bool:
    """Tell whether a function notes something: itself, or by what it calls of its module or of the store."""
    function = functions_of(path).get(name)
    if function is None or (path, name) in seen:
        return False
    called = {
        node.func.id for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    if {"note", "note_on"} & called:
        return True
    homes = brought_in(path)
    return any(notes(homes.get(one, path), one, seen | {(path, name)}) for one in called)


WRITES = [
    (path, name)
    for path in OPERATIONS
    for name, function in functions_of(path).items()
    if {"write", "together"} & {ast.unparse(decorator) for decorator in function.decorator_list}
]


@pytest.mark.parametrize(("path", "name"), WRITES, ids=[f"{path.stem}.{name}" for path, name in WRITES])
def test_every_write_leaves_an_entry_in_the_audit_log_or_has_a_reason(path, name):
    assert notes(path, name) is (f"{path.stem}.{name}" not in SILENT)


def test_every_reason_is_still_needed():
    assert len(WRITES) > 40
    assert set(SILENT) <= {f"{path.stem}.{name}" for path, name in WRITES}
