"""One job of a stage: what it reads and writes in this build, and the order for the job."""

import ast
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from labbook.artifacts.json_file import json_text
from labbook.artifacts.lab_plan import MadeFiles
from labbook.artifacts.receipt import MISSING, Files, Order
from labbook.fingerprint import PACKAGE, PROJECT, closure, code_hashes, code_of, module_path
from labbook.stages.declaration import Stage
from labbook.versions import installed_versions

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
    imported = {name.partition(".")[0] for name in code_of(module).imports}
    return tuple(
        _DISTRIBUTIONS.get(name, name)
        for name in sorted(imported - sys.stdlib_module_names - {PACKAGE})
    )


@cache
def _project_patterns(module: str) -> tuple[str, ...]:
    source = module_path(module).read_text(encoding="utf-8")
    # Few modules have the constant, and a syntax tree takes long.
    for node in ast.parse(source).body if PROJECT_FILES in source else ():
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


@dataclass(frozen=True)
class StageJob:
    """A stage with its subject; `fields` fill the patterns of its paths.

    `files` and `settings` are the keyword arguments of its function. `runs`: the directories of the
    runs that it reads; `run_files`: the files in each of them. `modules`: the modules that it runs;
    the stage's own is first.
    """

    stage: Stage[Any]
    fields: Mapping[str, str]
    files: Files
    settings: Mapping[str, Any]
    inputs: tuple[str, ...]
    runs: tuple[str, ...]
    run_files: tuple[str, ...]
    modules: tuple[str, ...]
    own_project_files: tuple[str, ...]

    @property
    def name(self) -> str:
        """`summarize lab3_keras/optimizers`."""
        return f"{self.stage.name} {'/'.join(self.fields.values())}"

    @cached_property
    def outputs(self) -> list[str]:
        return [pattern.format(**self.fields) for pattern in self.stage.outputs.values()]

    @property
    def order_path(self) -> str:
        return self.stage.order.format(**self.fields)

    @property
    def receipt_path(self) -> str:
        return self.stage.receipt.format(**self.fields)

    @property
    def project_files(self) -> list[str]:
        """The files of the project that it reads beside its code; paths within the project."""
        return sorted({*project_files_of(*self.modules), *self.own_project_files})

    def order(self, sha256: Callable[[str], str | None]) -> Order:
        """The current order; `sha256` gives the checksum of a file, or None if it is missing."""
        return Order(
            module=self.stage.module,
            files=self.files,
            # The settings as they are read from the order's file.
            settings=json.loads(json_text(dict(self.settings))),
            inputs=[
                *self.inputs,
                *(f"{run}/{name}" for run in self.runs for name in self.run_files),
            ],
            outputs=self.outputs,
            code=code_hashes(*self.modules),
            project={name: sha256(str(PROJECT / name)) or MISSING for name in self.project_files},
            versions=installed_versions(
                tuple(sorted({*libraries_of(*self.modules), *self.stage.libraries}))
            ),
        )


def made_files(jobs: Sequence[StageJob], lab: str) -> MadeFiles:
    """The receipts of all stages of a lab, and the files of the archive."""
    of_lab = [job for job in jobs if job.fields.get("lab") == lab]
    return MadeFiles(
        receipts=[job.receipt_path for job in of_lab],
        handed_in={
            place.format(**job.fields): job.stage.outputs[name].format(**job.fields)
            for job in of_lab
            for name, place in job.stage.handed_in.items()
        },
    )
