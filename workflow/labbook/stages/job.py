"""One job of a stage: what it reads and writes in this build, and the order for the job."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from labbook.artifacts.json_file import json_text
from labbook.artifacts.receipt import MISSING, Files, Order
from labbook.fingerprint import PROJECT, code_hashes
from labbook.stages.declaration import Stage
from labbook.stages.what_code_needs import libraries_of, project_files_of
from labbook.versions import installed_versions


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
