"""The code fingerprint: a hash of the code that a command runs.

The import graph is the rerun graph. The first-party modules that a command imports, directly or
through others, are worked out from their syntax trees without running them; comments, docstrings
and layout do not count.
"""

import ast
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = "labbook"
ROOT = Path(__file__).parent
PROJECT = ROOT.parents[1]
HASH_DIGITS = 16


@dataclass(frozen=True)
class Code:
    """What is worked out of the file of a module.

    `hash`: of its code; `imports`: all that it may import, as `imported_names` has it, sorted.
    """

    hash: str
    imports: tuple[str, ...]


def code_hashes(*modules: str) -> dict[str, str]:
    """Of `modules` and of all first-party modules that they import: name to hash of the code."""
    return {module: code_of(module).hash for module in closure(*modules)}


def closure(*modules: str) -> list[str]:
    """`modules` and the first-party modules that they import, transitively, sorted.

    Imports inside functions count. Raises ModuleNotFoundError for a module that is not there.
    """
    return list(_closure(modules))


@cache
def code_of(module: str) -> Code:
    """Of a first-party module, as it was when this process looked."""
    path = module_path(module)
    content = path.read_bytes()
    sources = f"{path.relative_to(ROOT).as_posix()}\n".encode() + content
    checksum = hashlib.sha256(sources).hexdigest()
    if checksum not in _known:
        tree = ast.parse(content.decode())
        names = imported_names(tree, module, is_package=path.name == "__init__.py")
        _known[checksum] = Code(code_hash(tree), tuple(sorted(names)))
    _asked[checksum] = _known[checksum]
    return _known[checksum]


@cache
def module_path(module: str) -> Path:
    """The source file of a first-party module."""
    base = ROOT.joinpath(*module.split(".")[1:])
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    raise ModuleNotFoundError(f"no module named {module}")


def look_again() -> None:
    """Let a process that stays notice what was edited, added or removed since it looked last."""
    for cached in (_closure, _imports, _exists, module_path, code_of):
        cached.cache_clear()


# By a checksum of a file's content and of its place in the package, which determine it: what was
# worked out of it, whenever that was, and what of this has been asked for.
_known: dict[str, Code] = {}
_asked: dict[str, Code] = {}


def add_known(codes: Mapping[str, Code]) -> None:
    """Spare this process what another has worked out: what that had `asked` for."""
    _known.update(codes)


def asked() -> dict[str, Code]:
    """All that this process has worked out, or been spared, by what it was worked out of."""
    return dict(_asked)


@cache
def _closure(modules: tuple[str, ...]) -> tuple[str, ...]:
    found: set[str] = set()
    waiting = [package for module in modules for package in _with_parents(module)]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting.extend(_imports(module))
    return tuple(sorted(found))


@cache
def _imports(module: str) -> tuple[str, ...]:
    return tuple(
        package
        for name in code_of(module).imports
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


@cache
def _exists(module: str) -> bool:
    try:
        module_path(module)
    except ModuleNotFoundError:
        return False
    return True


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
