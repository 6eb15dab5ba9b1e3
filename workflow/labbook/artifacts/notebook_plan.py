"""results/plans/notebooks/<lab>.json: all that the code of a lab's notebook is told.

It has no name and no title, so that a notebook is not executed again for another one.
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
    """`settings` are None where a search chooses them; `choice` is the file that says which.

    `data_file`: the images, seen from the notebook.
    """

    experiment: str
    template: str
    dataset: NotebookDataset
    data_file: str
    settings: RunSettings | None
    choice: str | None
    seed: int


def read_notebook_plan(path: Path) -> NotebookPlan:
    """Read the plan; raises LabbookError if it is missing or not whole."""
    return read_typed(path, NotebookPlan)
