"""results/plans/notebooks/<lab>.json: all that a lab's notebook is told, and nothing else.

So the notebook is executed again only if something in this file has changed.
"""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.typed_json import read_typed


@dataclass(frozen=True)
class NotebookDataset:
    """`keras_name`: module of `keras.datasets` that loads the full data, None without one."""

    title: str
    is_subset: bool
    keras_name: str | None


@dataclass(frozen=True)
class NotebookPlan:
    """`settings` are None where a search chooses them; `choice` is the file that says which."""

    experiment: str
    template: str
    title: str
    assignment: str
    identity: dict[str, str]
    dataset: NotebookDataset
    settings: RunSettings | None
    choice: str | None
    seed: int


def read_notebook_plan(path: Path) -> NotebookPlan:
    """Read the plan; raises LabbookError if it is missing or not whole."""
    return read_typed(path, NotebookPlan)
