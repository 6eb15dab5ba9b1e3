"""Recorded gradients made up from one norm a layer."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from labbook.artifacts.gradients import FILE_NAME, Gradients, write_gradients
from labbook.artifacts.summary import ConfigurationSummary
from labbook.topics.gradients.gradient_summary import (
    ConfigurationGradients,
    GradientSummary,
    RunGradients,
)
from labbook.topics.gradients.summarize_job import (
    WINDOWS_OF_A_PASSAGE,
    geometric_mean,
    summarize_run,
)

WINDOWS = 10


def recorded(start: Sequence[float], end: Sequence[float] | None = None) -> Gradients:
    """Norms by layer that stay as in `start` for the first half of training, then are `end`."""
    half = WINDOWS // 2
    norms = np.array([start] * half + [start if end is None else end] * half, np.float32)
    steps = np.arange(1, WINDOWS + 1) * 5
    return Gradients(steps, norms, norms / 2, norms / 4, norms / 8)


def write_recorded(directory: Path, gradients: Gradients) -> None:
    write_gradients(directory / FILE_NAME, gradients)


def gradients_of(
    configurations: Sequence[ConfigurationSummary],
    by_name: Mapping[str, Sequence[Gradients]],
    experiment: str = "trial",
    lab: str = "lab",
    first_losses: Mapping[str, Sequence[float]] | None = None,
) -> GradientSummary:
    """As the stage makes it; `by_name` has one record for each run that did not diverge.

    `first_losses`: the losses after the first epoch, of each run by configuration; else all are 1.
    """
    losses = first_losses or {one.name: [1.0] * len(by_name[one.name]) for one in configurations}
    return GradientSummary(
        lab,
        experiment,
        WINDOWS_OF_A_PASSAGE,
        tuple(_configuration(one, by_name[one.name], losses[one.name]) for one in configurations),
    )


def _configuration(
    one: ConfigurationSummary, found: Sequence[Gradients], losses: Sequence[float]
) -> ConfigurationGradients:
    counted = [run for run in one.runs if not run.diverged]
    runs: list[RunGradients] = [
        summarize_run(run, gradients, loss)
        for run, gradients, loss in zip(counted, found, losses, strict=True)
    ]
    return ConfigurationGradients(
        one.name,
        tuple(runs),
        found[0].steps if found else np.zeros(0, np.int64),
        geometric_mean([gradients.kernel_norm for gradients in found]),
        geometric_mean([gradients.bias_norm for gradients in found]),
    )
