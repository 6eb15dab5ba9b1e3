"""An experiment of runs that were never trained, as the finders read one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from labbook.artifacts.experiment_plan import PlannedDataset, RunSettings, SweptAxis
from labbook.artifacts.findings_plan import PublishedNumbers
from labbook.artifacts.summary import (
    METRIC_NAMES,
    ConfigurationSummary,
    Majority,
    RunSummary,
    Summary,
)
from labbook.artifacts.typed_json import typed
from labbook.findings.experiment import Experiment
from labbook.metrics.intervals import accuracy_interval
from labbook.metrics.overfitting import with_overfitting
from labbook.metrics.statistic import describe

EPOCHS = 100


@dataclass(frozen=True)
class MadeUpRuns:
    """A configuration: right answers (n_runs, n_test) bool, and by name a value for each run.

    `metrics` are of METRIC_NAMES; `more` are other fields of a RunSummary, `fields` those of the
    ConfigurationSummary.
    """

    right: np.ndarray
    varied: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Sequence[float | None]] = field(default_factory=dict)
    more: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


def made_up_experiment(
    *configurations: MadeUpRuns,
    margin: float = 0.005,
    axes: Sequence[str] = (),
    published: Sequence[float] = (),
    turns: Sequence[int] = (),
) -> Experiment:
    """`published`: test accuracies of the configurations, in order; `turns`: published turns."""
    rows = [_configuration(place, runs) for place, runs in enumerate(configurations)]
    summary = Summary(
        lab="worlds",
        experiment="world",
        dataset=PlannedDataset("mnist", "d" * 64),
        axes=tuple(
            SweptAxis(axis, list(dict.fromkeys(runs.varied[axis] for runs in configurations)))
            for axis in axes
        ),
        configurations=tuple(rows),
        majority=rows[0].majority,
    )
    answers = {
        run.key: right
        for row, runs in zip(rows, configurations, strict=True)
        for run, right in zip(row.runs, runs.right, strict=True)
    }
    names = [dict(runs.varied) for runs in configurations]
    entries = tuple(
        PublishedNumbers(of=of, test_accuracy=accuracy)
        for of, accuracy in zip(names, published, strict=False)
    ) + tuple(PublishedNumbers(lowest_test_loss_epoch=epoch) for epoch in turns)
    return Experiment(with_overfitting(summary), margin, answers, published=entries)


SETTINGS = typed(
    {
        "engine": "keras",
        "model": "mlp",
        "dataset": "mnist",
        "task": {"kind": "multiclass"},
        "validation_fraction": 0.2,
        "split_seed": 0,
        "hidden": [],
        "output": {"units": 10, "activation": "softmax"},
        "loss": "categorical_crossentropy",
        "optimizer": {"name": "adam", "learning_rate": 0.001},
        "batch_size": 100,
        "epochs": EPOCHS,
    },
    RunSettings,
)


def _configuration(place: int, made_up: MadeUpRuns) -> ConfigurationSummary:
    n_test = made_up.right.shape[1]
    runs = tuple(_run(place, seed, made_up) for seed in range(len(made_up.right)))
    row = ConfigurationSummary(
        name=f"configuration-{place}",
        label=f"configuration {place}",
        varied=dict(made_up.varied),
        settings=SETTINGS,
        parameters=1000,
        n_train=4 * n_test,
        n_validation=n_test,
        n_test=n_test,
        steps_per_epoch=100,
        batch_size_used=100,
        majority=Majority(0.1, "0", n_test, 2.3026),
        n_runs=len(runs),
        n_diverged=0,
        metrics={name: describe([run.metrics[name] for run in runs]) for name in METRIC_NAMES},
        runs=runs,
    )
    return replace(row, **made_up.fields)


def _run(place: int, seed: int, made_up: MadeUpRuns) -> RunSummary:
    accuracy = float(made_up.right[seed].mean())
    metrics = {name: values[seed] for name, values in made_up.metrics.items()}
    fields: dict[str, Any] = {"no_better_loss": False, "p_better_answers": 0.0, "epochs": EPOCHS}
    fields |= {name: values[seed] for name, values in made_up.more.items()}
    return RunSummary(
        name=f"{place}-{seed}",
        seed=seed,
        key=f"{place}-{seed}",
        directory="",
        diverged=False,
        metrics=dict.fromkeys(METRIC_NAMES) | {"test_accuracy": accuracy} | metrics,
        test_accuracy_interval=accuracy_interval(accuracy, made_up.right.shape[1]),
        answers_one_class=False,
        **fields,
    )
