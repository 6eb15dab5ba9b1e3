"""A made-up search: what its trials have left, and which of them was chosen."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from labbook.artifacts.search import Search, Trial, TrialRun, write_search
from labbook.data.entry import DIGITS
from labbook.metrics.choice import best_trials
from labbook.planning.configurations import path_name
from labbook.text.names import reader_label
from made_up_run import write_provenance_of
from report.made_up_settings import ADAM, count_parameters, multiclass

SPACE = {"units": [[256], [512], [512, 512]], "dropout": [0.0, 0.2, 0.5]}
EPOCHS = 3  # of a trial
TRAINING_SHA256 = hashlib.sha256(b"training images").hexdigest()


@dataclass(frozen=True)
class MadeUpTrial:
    """A combination of SPACE; `result` is its validation accuracy, None if it diverged, and a
    sentence if it failed.
    """

    units: list[int]
    dropout: float
    result: float | str | None


TRIALS = (
    MadeUpTrial([256], 0.5, 0.9751),
    MadeUpTrial([512, 512], 0.2, 0.9821),
    MadeUpTrial([512], 0.0, None),
    MadeUpTrial([512], 0.2, 0.9813),
)


def write_made_up_search(
    root: Path,
    place: tuple[str, str],
    trials: Sequence[MadeUpTrial],
    seeds: Sequence[int],
    epochs: int,
    **provenance: Any,
) -> Search:
    """Write the trials' directories and search.json below `root`; `place` is lab and experiment.

    `seeds` are those of each trial, `epochs` those of the final training; `provenance` has what
    the trials' records say of versions and commit.
    """
    lab, experiment = place
    made = tuple(_trial(f"results/runs/{lab}/{experiment}", one, seeds, epochs) for one in trials)
    for run in (run for trial in made for run in trial.runs if not run.failure):
        (root / run.directory).mkdir(parents=True, exist_ok=True)
        dataset = {"name": "mnist-training", "sha256": TRAINING_SHA256}
        write_provenance_of(
            root / run.directory, run.seed, key=run.key, dataset=dataset, **provenance
        )
    n_combinations = len(SPACE["units"]) * len(SPACE["dropout"])
    search = Search(lab, experiment, SPACE, n_combinations, 0, made, best_trials(made))
    write_search(root / f"results/{lab}/{experiment}/search.json", search)
    return search


def _trial(folder: str, asked: MadeUpTrial, seeds: Sequence[int], epochs: int) -> Trial:
    varied = {"units": asked.units, "dropout": asked.dropout}
    settings = multiclass(asked.units, ADAM, 100, asked.dropout)
    name = path_name(varied)
    runs = tuple(_run(folder, f"{name}_seed-{seed}", seed, asked.result) for seed in seeds)
    known = [run.val_accuracy for run in runs if run.val_accuracy is not None]
    return Trial(
        name=name,
        label=reader_label(varied, "digit", DIGITS),
        varied=varied,
        settings={**settings, "epochs": EPOCHS},
        candidate={**settings, "epochs": epochs},
        parameters=None if isinstance(asked.result, str) else count_parameters(settings),
        val_accuracy=fmean(known) if known else None,
        runs=runs,
    )


def _run(folder: str, name: str, seed: int, result: float | str | None) -> TrialRun:
    key = hashlib.sha256(name.encode()).hexdigest()[:12]
    whole: dict[str, Any] = {
        "name": name,
        "seed": seed,
        "key": key,
        "directory": f"{folder}/{name}.{key}",
    }
    if isinstance(result, str):
        return TrialRun(**whole, failure=result)
    if result is None:
        return TrialRun(**whole, diverged=True, training_cpu_seconds=1.25)
    accuracy = result + 0.0004 * seed
    return TrialRun(
        **whole, val_accuracy=accuracy, val_loss=3 * (1 - accuracy), training_cpu_seconds=9.5
    )
