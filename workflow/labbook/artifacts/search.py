"""search.json and search.csv: the trials of a search, and which of them was chosen."""

import csv
import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.atomic import write_text
from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError


@dataclass(frozen=True)
class TrialRun:
    """One training of a trial; accuracy and loss are those of validation after the epoch that
    counts: the last, or the one that early stopping restored.

    `failure` says in a sentence why it left nothing; then, and where it diverged, there are no
    numbers.
    """

    name: str
    seed: int
    key: str
    directory: str
    failure: str | None = None
    diverged: bool = False
    val_accuracy: float | None = None
    val_loss: float | None = None
    training_cpu_seconds: float | None = None


@dataclass(frozen=True)
class Trial:
    """One combination of the space. `settings` are those of its trials, `candidate` those of the
    final training if it is chosen; `val_accuracy` is the mean over its runs, None unless all have
    one; `parameters` is None where all failed.
    """

    name: str
    label: str
    varied: dict[str, Any]
    settings: dict[str, Any]
    candidate: dict[str, Any]
    parameters: int | None
    val_accuracy: float | None
    runs: tuple[TrialRun, ...]

    @property
    def failed(self) -> bool:
        return any(run.failure for run in self.runs)

    @property
    def diverged(self) -> bool:
        return any(run.diverged for run in self.runs)


@dataclass(frozen=True)
class Search:
    """`trials` in the order in which they were drawn; `best` names those of the highest validation
    accuracy, of which the first is the chosen one. It is empty if a trial failed, or if all
    diverged: then nothing was chosen.
    """

    lab: str
    experiment: str
    space: dict[str, list[Any]]
    n_combinations: int
    seed: int
    trials: tuple[Trial, ...]
    best: tuple[str, ...]

    @property
    def chosen(self) -> Trial | None:
        return next((one for one in self.trials if self.best[:1] == (one.name,)), None)

    @property
    def ranked(self) -> list[Trial]:
        """The trials with a validation accuracy, best first, equals as they were drawn."""
        known = [one for one in self.trials if one.val_accuracy is not None]
        return sorted(known, key=lambda one: -(one.val_accuracy or 0.0))


def write_search(path: Path, search: Search) -> None:
    write_json(path, asdict(search))


def read_search(path: Path) -> Search:
    """Read search.json; raises LabbookError naming the file if a field is missing."""
    value = read_json(path)
    try:
        trials = tuple(
            Trial(**{**one, "runs": tuple(TrialRun(**run) for run in one["runs"])})
            for one in value["trials"]
        )
        return Search(**{**value, "trials": trials, "best": tuple(value["best"])})
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"{path} is not a whole search ({error!r}); delete it and build again."
        ) from None


def write_search_table(path: Path, search: Search) -> None:
    """Write search.csv: a row a run of a trial; floats are exact."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    numbers = ("val_accuracy", "val_loss", "training_cpu_seconds")
    writer.writerow(["trial", "label", "parameters", "seed", "key", "status", *numbers, "chosen"])
    for trial in search.trials:
        for run in trial.runs:
            status = "failed" if run.failure else "diverged" if run.diverged else "finished"
            cells = [getattr(run, name) for name in numbers]
            writer.writerow(
                [
                    *(trial.name, trial.label, trial.parameters or "", run.seed, run.key, status),
                    *("" if cell is None else repr(cell) for cell in cells),
                    "true" if trial is search.chosen else "false",
                ]
            )
    write_text(path, text.getvalue())
