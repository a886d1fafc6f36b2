"""Read the modules of the program as text: what each imports, calls and names, seen through aliases and re-exports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "quizapp").rglob("*.py"))
    if "migrations" not in path.parts
}


@cache
def tree_of(module: str) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(MODULES[module].read_text("utf-8"))


@cache
def imports_of(module: str) -> frozenset[str]:
    """List what a module imports, as the names of modules; a name handed on by another module is where it was made."""
    return frozenset(imports_in(tree_of(module)))


def imports_in(tree: ast.Module) -> set[str]:
    """List what a syntax tree imports, as `imports_of` does."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found |= {node.module or ".", _maker(node.module or ".", alias.name)}
    for name in names_in(tree).values():
        for length in range(1, name.count(".") + 1):
            module, _, part = ".".join(name.split(".")[: length + 1]).rpartition(".")
            if module in MODULES:
                found.add(_maker(module, part))
    return {name for name in found if not (name in MODULES and _is_package_of(name, found))}


def _is_package_of(name: str, found: set[str]) -> bool:
    """Tell whether a package was only named on the way to one of its rooms."""
    return MODULES[name].name == "__init__.py" and any(other.startswith(name + ".") for other in found)


@cache
def _maker(module: str, name: str) -> str:
    """Return the module in which a name was made that another module may only hand on."""
    if f"{module}.{name}" in MODULES:
        return f"{module}.{name}"
    if module in MODULES:
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if name == (alias.asname or alias.name):
                        return _maker(node.module or ".", alias.name)
    return module


def names_in(tree: ast.AST) -> dict[ast.AST, str]:
    """Return every name that stands for something imported, in full: `clock.now` for `datetime.datetime.now`."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                known[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in known:
                found[node] = f"{known[first]}.{rest}" if rest else known[first]
    return found


def functions_in(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a syntax tree, also those within classes and functions."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls_in(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a syntax tree with what is called, as it is written."""
    yield from ((ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call))
