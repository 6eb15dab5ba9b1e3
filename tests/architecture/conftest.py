"""The package as its own source tells it: who imports what, and where."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "workflow" / "labbook"


class Import(NamedTuple):
    """`room` is a package of labbook, or one of the modules beside them; `target` is a room, or
    the top-level name of a library; `name` is all of what is imported, without "labbook.". `lazy`
    imports stand inside a function or under TYPE_CHECKING.
    """

    room: str
    module: str
    target: str
    name: str
    first_party: bool
    lazy: bool


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def package() -> Path:
    return PACKAGE


@pytest.fixture(scope="session")
def imports() -> list[Import]:
    """All imports of the package but those of the standard library."""
    return [one for path in sorted(PACKAGE.rglob("*.py")) for one in _imports(path)]


def _imports(path: Path) -> Iterator[Import]:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    for name, lazy in _imported_names(ast.parse(path.read_text(encoding="utf-8")), lazy=False):
        library, _, inside = name.partition(".")
        first_party = library == "labbook"
        if library not in sys.stdlib_module_names:
            target = inside.split(".")[0] if first_party else library
            shown = inside if first_party else name
            yield Import(parts[0], ".".join(parts), target, shown, first_party, lazy)


def _imported_names(node: ast.AST, lazy: bool) -> Iterator[tuple[str, bool]]:
    match node:
        case ast.Import():
            yield from ((alias.name, lazy) for alias in node.names)
        case ast.ImportFrom(module=module, level=level):
            assert level == 0, "relative imports make the import graph harder to read"
            # `from labbook import figures` names the room in its alias.
            names = [alias.name for alias in node.names] if module == "labbook" else [""]
            yield from ((f"{module}.{name}".rstrip("."), lazy) for name in names)
        case _:
            inner = (
                lazy
                or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
            )
            for child in ast.iter_child_nodes(node):
                yield from _imported_names(child, inner)
