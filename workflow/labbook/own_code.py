"""Code of the user's own that a config names: a Python file, and what it imports from beside it.

It is read once. What was read is hashed and run, so nobody can change a file in between.
"""

import ast
import importlib
import importlib.util
import re
import symtable
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT, code_hash, imported_names

# What a file must not be called, since its module would take the place of theirs.
TAKEN = sys.stdlib_module_names | {"keras", "labbook", "numpy", "tensorflow"}
COLORS = re.compile(r"\x1b\[[0-9;]*m")
LONGEST_FAULT = 300


@dataclass(frozen=True)
class OwnFile:
    """A file as it was read; `name`: its path as the config writes it, from the same folder."""

    name: str
    path: Path
    text: str
    tree: ast.Module


@dataclass(frozen=True)
class OwnCode:
    """The file that a config names, the module `main`, with what it imports from beside it.

    `files`: by the name of the module.
    """

    main: str
    files: dict[str, OwnFile]

    @cached_property
    def hashes(self) -> dict[str, str]:
        """By the names of the files; comments, docstrings and layout do not count."""
        return {file.name: code_hash(file.tree) for file in self.files.values()}

    @property
    def libraries(self) -> set[str]:
        """The names of all modules at the top that it imports from elsewhere."""
        names = {
            name.partition(".")[0]
            for module, file in self.files.items()
            for name in imported_names(file.tree, module, _is_package(file.path))
        }
        return names - {module.partition(".")[0] for module in self.files} - sys.stdlib_module_names

    def lacks(self, function: str) -> bool:
        """Whether the named file surely defines no `function` at its top."""
        file = self.files[self.main]
        imports_all = any(
            isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
            for node in ast.walk(file.tree)
        )
        table = symtable.symtable(file.text, file.name, "exec")
        return not imports_all and function not in {
            one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()
        }

    @property
    def functions(self) -> list[str]:
        """Those that the named file defines at its top, and its classes."""
        kinds = (ast.FunctionDef, ast.ClassDef)
        return [node.name for node in self.files[self.main].tree.body if isinstance(node, kinds)]

    def fault(self, error: BaseException) -> str:
        """`networks/mine.py, line 12: NameError: name 'foo' is not defined`, without a period.

        The line is the last of this code that the error has come through, if there is one.
        """
        names = {str(file.path): file.name for file in self.files.values()}
        frames = traceback.extract_tb(error.__traceback__)
        lines = [
            f"{names[frame.filename]}, line {frame.lineno}"
            for frame in frames
            if frame.filename in names
        ]
        place = lines[-1] if lines else self.files[self.main].name
        words = " ".join(COLORS.sub("", str(error)).split())
        if len(words) > LONGEST_FAULT:
            words = f"{words[: LONGEST_FAULT - 1]}…"
        return f"{place}: {type(error).__name__}{f': {words}' if words else ''}".rstrip(".")


def read_own_code(name: str) -> OwnCode:
    """Read the file `name`, of the working folder or of the project, and what it imports.

    Raises LabbookError, which names the file and the line, for one that is missing or no Python.
    """
    path = Path(name) if Path(name).is_file() else PROJECT / name
    if path.suffix != ".py":
        raise LabbookError(f"{name} is no Python file; its name must end in .py.")
    if not path.is_file():
        raise LabbookError(f"{name} is no file here or in the project.")
    main, folder = path.stem, path.resolve().parent
    files: dict[str, OwnFile] = {}
    waiting = [main]
    while waiting:
        module = waiting.pop()
        found = None if module in files else _beside(module, folder)
        if found is None:
            continue
        named = PurePosixPath(name).parent / found.relative_to(folder).as_posix()
        files[module] = file = _read(found, str(named))
        if module.partition(".")[0] in TAKEN:
            raise LabbookError(
                f"{file.name} is called like a module of Python or of Labbook; rename it."
            )
        imported = imported_names(file.tree, module, _is_package(found))
        waiting += [part for one in sorted(imported) for part in _with_parents(one)]
    return OwnCode(main, dict(sorted(files.items())))


def load(code: OwnCode) -> ModuleType:
    """Import its main module anew, with all of its modules, whatever this process has imported.

    Raises what the code raises.
    """
    for finder in [one for one in sys.meta_path if isinstance(one, _Finder)]:
        sys.meta_path.remove(finder)
        finder.forget()
    finder = _Finder(code)
    finder.forget()
    sys.meta_path.insert(0, finder)
    for name in code.libraries:
        # A training keeps Keras from importing what it does not need.
        if name in sys.modules and sys.modules[name] is None:
            del sys.modules[name]
    return importlib.import_module(code.main)


class _Finder(MetaPathFinder, Loader):
    """Finds the modules of one OwnCode, before any others with their names."""

    def __init__(self, code: OwnCode) -> None:
        self._files = code.files
        # Folders without an `__init__.py` are packages, too.
        parents = {parent for module in code.files for parent in _with_parents(module)}
        self._names = parents | code.files.keys()

    def forget(self) -> None:
        for name in self._names:
            sys.modules.pop(name, None)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._names:
            return None
        file = self._files.get(fullname)
        if file is None:
            return ModuleSpec(fullname, self, is_package=True)
        inside: dict[str, Any] = (
            {"submodule_search_locations": []} if _is_package(file.path) else {}
        )
        return importlib.util.spec_from_file_location(fullname, file.path, loader=self, **inside)

    def exec_module(self, module: ModuleType) -> None:
        file = self._files.get(module.__name__)
        if file is not None:
            exec(compile(file.text, str(file.path), "exec", dont_inherit=True), module.__dict__)


def _read(path: Path, name: str) -> OwnFile:
    try:
        text = path.read_text(encoding="utf-8-sig")
        # Parsing alone lets a `return` outside of a function pass.
        compile(text, name, "exec", dont_inherit=True)
        return OwnFile(name, path, text, ast.parse(text))
    except SyntaxError as error:
        raise LabbookError(f"{name}, line {error.lineno}: {error.msg}.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise LabbookError(f"{name} cannot be read: {error}.") from None


def _beside(module: str, folder: Path) -> Path | None:
    base = folder.joinpath(*module.split("."))
    paths = (base / "__init__.py", base.with_name(f"{base.name}.py"))
    return next((path for path in paths if path.is_file()), None)


def _is_package(path: Path) -> bool:
    return path.name == "__init__.py"


def _with_parents(module: str) -> Iterator[str]:
    parts = module.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts) + 1))
