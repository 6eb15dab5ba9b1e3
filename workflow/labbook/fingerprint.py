"""The code fingerprint: a hash of the code that a command runs.

The import graph is the rerun graph. The first-party modules that a command imports, directly or
through others, are worked out from their syntax trees without running them; comments, docstrings
and layout do not count.
"""

import ast
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = "labbook"
ROOT = Path(__file__).parent
PROJECT = ROOT.parents[1]
HASH_DIGITS = 16


def code_hashes(*modules: str) -> dict[str, str]:
    """Of `modules` and of all first-party modules that they import: name to hash of the code."""
    return {module: _module_hash(_source(module)) for module in closure(*modules)}


def closure(*modules: str) -> list[str]:
    """`modules` and the first-party modules that they import, transitively, sorted.

    Imports inside functions count. Raises ModuleNotFoundError for a module that is not there.
    """
    found: set[str] = set()
    waiting = [package for module in modules for package in _with_parents(module)]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting.extend(_imports(module))
    return sorted(found)


def module_path(module: str) -> Path:
    """The source file of a first-party module."""
    base = ROOT.joinpath(*module.split(".")[1:])
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    raise ModuleNotFoundError(f"no module named {module}")


def syntax_tree(module: str) -> ast.Module:
    """Of a first-party module as it is now; it may lack its docstrings."""
    return _tree(_source(module))


def look_again() -> None:
    """Let a process that stays notice which files were edited since it looked last."""
    _source.cache_clear()


@dataclass(frozen=True)
class _Source:
    """A module's file as it was when this process looked at it."""

    module: str
    path: Path
    modified_ns: int
    size: int


@cache
def _source(module: str) -> _Source:
    path = module_path(module)
    found = path.stat()
    return _Source(module, path, found.st_mtime_ns, found.st_size)


@cache
def _tree(source: _Source) -> ast.Module:
    return ast.parse(source.path.read_text(encoding="utf-8"))


def _imports(module: str) -> tuple[str, ...]:
    return _imports_of(_source(module))


@cache
def _imports_of(source: _Source) -> tuple[str, ...]:
    module = source.module
    is_package = source.path.name == "__init__.py"
    names = imported_names(_tree(source), module, is_package)
    return tuple(
        package
        for name in sorted(names)
        if name.split(".")[0] == PACKAGE and _exists(name)
        for package in _with_parents(name)
    )


def imported_names(tree: ast.Module, module: str, is_package: bool) -> set[str]:
    """What the code of a module may import: of `from a import b`, both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, is_package, node)
            names.add(base)
            # `from package import module` names a module, `from module import name` does not.
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


def _absolute(module: str, is_package: bool, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parents = parts[: len(parts) - node.level + is_package]
    return ".".join([*parents, *([node.module] if node.module else [])])


def _with_parents(module: str) -> list[str]:
    """A module and those packages around it that have an `__init__`, since importing runs it."""
    parts = module.split(".")
    around = (".".join(parts[:end]) for end in range(1, len(parts)))
    return [*filter(_exists, around), module]


def _exists(module: str) -> bool:
    try:
        module_path(module)
    except ModuleNotFoundError:
        return False
    return True


@cache
def _module_hash(source: _Source) -> str:
    return code_hash(_tree(source))


def code_hash(tree: ast.Module) -> str:
    """Of the code without comments, docstrings and layout; the tree loses its docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            _drop_docstring(node)
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:HASH_DIGITS]


def _drop_docstring(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> None:
    match node.body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            node.body = rest
