"""Find the libraries and the project files that the code of a stage needs.

Both follow from the modules that a stage runs: their imports name the libraries, and a module that
opens files of the project names them in a constant, `PROJECT_FILES`.
"""

import ast
import sys
from functools import cache

from labbook.fingerprint import PACKAGE, PROJECT, closure, module_path

PROJECT_FILES = "PROJECT_FILES"

# Distributions whose names differ from the names of their packages.
_DISTRIBUTIONS = {
    "PIL": "pillow",
    "fontTools": "fonttools",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def libraries_of(*modules: str) -> list[str]:
    """The sorted distributions that `modules` import, directly or through other modules."""
    return sorted({name for module in closure(*modules) for name in _libraries(module)})


def project_files_of(*modules: str) -> list[str]:
    """The sorted files that `modules`, and the modules that they import, declare.

    Paths are relative to the project. Raises FileNotFoundError if no file matches a pattern.
    """
    patterns = {pattern for module in closure(*modules) for pattern in _project_patterns(module)}
    return sorted({file for pattern in patterns for file in _matching(pattern)})


@cache
def _libraries(module: str) -> tuple[str, ...]:
    names: set[str] = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module)
    imported = {name.partition(".")[0] for name in names}
    return tuple(
        _DISTRIBUTIONS.get(name, name)
        for name in sorted(imported - sys.stdlib_module_names - {PACKAGE})
    )


@cache
def _project_patterns(module: str) -> tuple[str, ...]:
    for node in _tree(module).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == PROJECT_FILES:
                patterns: tuple[str, ...] = ast.literal_eval(value)
                return patterns
    return ()


@cache
def _matching(pattern: str) -> tuple[str, ...]:
    found = tuple(path.relative_to(PROJECT).as_posix() for path in PROJECT.glob(pattern))
    if not found:
        raise FileNotFoundError(f"no file of the project fits {pattern}")
    return found


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(module_path(module).read_text(encoding="utf-8"))
