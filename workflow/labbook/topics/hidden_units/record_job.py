"""Record what the units of an experiment's networks did while these trained."""

import time
from pathlib import Path

from labbook.artifacts.dataset import Dataset, read_checked_dataset
from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, read_summary
from labbook.artifacts.weights import read_weights
from labbook.topics.hidden_units.second_training import watch_training
from labbook.topics.hidden_units.units_file import (
    ConfigurationUnits,
    HiddenUnits,
    RunUnits,
    write_hidden_units,
)
from labbook.topics.hidden_units.watched_layers import watched_layers
from labbook.training.tensorflow_process import start_tensorflow


def make(*, summary: Path, dataset_file: Path, dataset_sha256: str, units: Path) -> None:
    """Train each run that did not diverge once more, all in this process, and write the file."""
    found = read_summary(summary)
    dataset = read_checked_dataset(dataset_file, dataset_sha256)
    start_tensorflow(seed=0)
    watched = [_watch(configuration, dataset) for configuration in found.configurations]
    with_layers = tuple(configuration for configuration in watched if configuration.layers)
    write_hidden_units(units, HiddenUnits(found.lab, found.experiment, with_layers))


def _watch(configuration: ConfigurationSummary, dataset: Dataset) -> ConfigurationUnits:
    layers = watched_layers(_spec(configuration.runs[0]))
    runs = [run for run in configuration.runs if layers and not run.diverged]
    return ConfigurationUnits(
        configuration.name, layers, tuple(_watch_run(run, dataset) for run in runs)
    )


def _watch_run(run: RunSummary, dataset: Dataset) -> RunUnits:
    weights = read_weights(Path(run.directory) / "weights.npz")
    seen = watch_training(_spec(run), dataset, weights, run.name)
    print(f"{run.name}: watched, {time.process_time():.1f} s of CPU so far", flush=True)
    return RunUnits(
        run.key,
        run.seed,
        tuple(tuple(layer.n_stuck for layer in epoch) for epoch in seen),
        tuple(tuple(layer.variation for layer in epoch) for epoch in seen),
    )


def _spec(run: RunSummary) -> Spec:
    return Spec.from_dict(read_json(Path(run.directory) / "spec.json"))
