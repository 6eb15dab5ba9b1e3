"""Summarize the gradients that the runs of an experiment have recorded, for words and figures."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from labbook.artifacts.gradients import FILE_NAME, Gradients, read_gradients
from labbook.artifacts.history import read_history
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, Summary, read_summary
from labbook.errors import LabbookError
from labbook.topics.gradients.gradient_summary import (
    ConfigurationGradients,
    GradientSummary,
    LargestGradient,
    Passage,
    RunGradients,
    write_gradient_summary,
)

# The beginning and the end of a training are so many windows at most, and never more than a half.
WINDOWS_OF_A_PASSAGE = 4


def summarize_gradients(summary: Summary) -> GradientSummary:
    """Of each configuration that records them and has a run; runs that diverged are left out.

    Where early stopping ended runs at different steps, what is over the runs ends with the first.
    Raises LabbookError naming a run whose record does not fit the others'.
    """
    return GradientSummary(
        summary.lab,
        summary.experiment,
        WINDOWS_OF_A_PASSAGE,
        tuple(
            _configuration(configuration)
            for configuration in summary.configurations
            if configuration.settings.record_gradients
        ),
    )


def _configuration(configuration: ConfigurationSummary) -> ConfigurationGradients:
    runs = [run for run in configuration.runs if not run.diverged]
    found = [read_gradients(Path(run.directory) / FILE_NAME) for run in runs]
    losses = [read_history(Path(run.directory) / "history.csv").held_out("loss")[0] for run in runs]
    lengths = [len(gradients.steps) for gradients in found]
    shortest = min(lengths, default=0)
    may_differ = configuration.settings.early_stopping is not None
    for run, gradients in zip(runs, found, strict=True):
        if (
            not np.array_equal(gradients.steps[:shortest], found[0].steps[:shortest])
            or gradients.kernel_norm.shape[1] != found[0].kernel_norm.shape[1]
            or (len(gradients.steps) != lengths[0] and not may_differ)
        ):
            raise LabbookError(
                f"Run {run.name}: its gradients are not of the steps and layers of "
                f"{runs[0].name}; delete {run.directory} and build again."
            )
    return ConfigurationGradients(
        configuration.name,
        tuple(map(summarize_run, runs, found, losses)),
        found[0].steps[:shortest] if found else np.zeros(0, np.int64),
        geometric_mean([gradients.kernel_norm[:shortest] for gradients in found]),
        geometric_mean([gradients.bias_norm[:shortest] for gradients in found]),
    )


def geometric_mean(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Entry by entry over the arrays in which it is not zero; zero where it is in all of them.

    Empty (0, 0) without any array.
    """
    if not arrays:
        return np.zeros((0, 0))
    stacked = np.stack(arrays).astype(np.float64)
    counts = np.count_nonzero(stacked, axis=0)
    logarithms = np.log(np.where(stacked > 0, stacked, 1.0)).sum(axis=0)
    return np.where(counts > 0, np.exp(logarithms / np.maximum(counts, 1)), 0.0)


def summarize_run(run: RunSummary, gradients: Gradients, first_loss: float) -> RunGradients:
    norms = gradients.kernel_norm.astype(np.float64)
    count = min(WINDOWS_OF_A_PASSAGE, max(len(norms) // 2, 1))
    lengths = np.diff(gradients.steps, prepend=0)
    return RunGradients(
        run.key,
        run.seed,
        passage(norms[:count], lengths[:count]),
        passage(norms[-count:], lengths[-count:]),
        _largest(gradients),
        first_loss,
    )


def passage(norms: np.ndarray, lengths: np.ndarray) -> Passage:
    """Of kernels' norms (windows, layers), each layer's averaged over the windows.

    lengths (windows,): how many steps each window has.
    """
    by_layer = norms.mean(axis=0)
    first, last = float(by_layer[0]), float(by_layer[-1])
    changes = np.abs(np.diff(np.log10(by_layer))) if len(by_layer) > 1 and by_layer.all() else None
    return Passage(
        int(lengths.sum()),
        first,
        last,
        first / last if last else None,
        None if changes is None else float(changes.mean()),
    )


def _largest(gradients: Gradients) -> LargestGradient:
    parts = {"weights": gradients.kernel_max, "biases": gradients.bias_max}
    part = max(parts, key=lambda name: parts[name].max())
    window, layer = np.unravel_index(parts[part].argmax(), parts[part].shape)
    return LargestGradient(
        float(parts[part].max()), int(layer) + 1, int(gradients.steps[window]), part
    )


def make(*, summary: Path, gradients: Path, arrays: Path) -> None:
    """Read the summary, its runs' gradients and histories; write gradients.json and the arrays."""
    write_gradient_summary(gradients, arrays, summarize_gradients(read_summary(summary)))
