"""Worlds of what is recorded beside accuracies: noise, sureness, gradients, classes, maps."""

from collections.abc import Mapping, Sequence

import numpy as np

from labbook.artifacts.history import History
from labbook.metrics.curves import measure_curves
from labbook.metrics.statistic import describe
from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses
from labbook.topics.classes.evaluate_job import confused_pairs
from labbook.topics.feature_maps.feature_map_files import (
    ConvolutionLayer,
    FeatureMapStatistics,
    LayerMaps,
    OverImages,
    RunMaps,
)
from labbook.topics.gradients.gradient_summary import (
    ConfigurationGradients,
    GradientSummary,
    LargestGradient,
    Passage,
    RunGradients,
)


def jumping_metrics(
    rng: np.random.Generator, n_epochs: int, noise: float, n_runs: int
) -> Mapping[str, list[float | None]]:
    """What is measured of curves with independent noise of this size around a flat accuracy."""
    measured = []
    for _ in range(n_runs):
        accuracy = 0.95 + noise * rng.standard_normal(n_epochs)
        columns = {"train_loss": [0.1] * n_epochs, "val_loss": [0.1] * n_epochs}
        columns |= {"train_accuracy": [0.95] * n_epochs, "val_accuracy": accuracy.tolist()}
        measured.append(measure_curves(History(list(range(1, n_epochs + 1)), columns))._asdict())
    return {name: [one[name] for one in measured] for name in measured[0]}


def sure_answers(
    rng: np.random.Generator, n_runs: int, n_images: int, excess: float
) -> tuple[np.ndarray, Mapping[str, list[float | None]]]:
    """Right answers (n_runs, n_images) and how sure they were: by `excess` more than right.

    Two runs share how likely they are right about an image, and on two images of three whether.
    """
    sure = 1 - rng.beta(0.3, 3.0, n_images) / 2
    luck, own = rng.random(n_images), rng.random((n_runs, n_images))
    right = np.where(rng.random((n_runs, n_images)) < 2 / 3, luck, own) < sure - excess
    error = float(np.sqrt((sure * (1 - sure)).sum()) / n_images)
    return right, {
        "answer_probability": [float(sure.mean())] * n_runs,
        "answer_probability_error": [error] * n_runs,
        "wrong_answer_probability": [float(sure[~of_run].mean()) for of_run in right],
    }


def gradient_record(
    rng: np.random.Generator,
    norms: Sequence[float],
    n_runs: int,
    scatter: float,
    output: float = 1.0,
) -> GradientSummary:
    """Of configurations whose first layers begin with such norms, times a factor for each run.

    Their largest entries and their losses after the first epoch are the same numbers; `output` is
    the norm of the output's gradient.
    """

    def of_run(place: int, seed: int) -> RunGradients:
        norm = norms[place] * float(np.exp(scatter * rng.standard_normal()))
        passage = Passage(100, norm, output, norm / output, None)
        largest = LargestGradient(norm, 1, 1, "weights")
        return RunGradients(f"{place}-{seed}", seed, passage, passage, largest, norm)

    nothing = np.zeros(0)
    return GradientSummary(
        "worlds",
        "world",
        1,
        tuple(
            ConfigurationGradients(
                f"configuration-{place}",
                tuple(of_run(place, seed) for seed in range(n_runs)),
                *[nothing] * 3,
            )
            for place in range(len(norms))
        ),
    )


def class_evaluation(
    rng: np.random.Generator, errors: np.ndarray, n_images: int, spread: float, n_runs: int
) -> ClassEvaluation:
    """Of runs that take class i for class j with the chance errors[i, j], `n_images` of each class.

    About two images of three, all runs answer alike; the chance of each confusion is another in
    each run, by a factor whose logarithm has the standard deviation `spread`.
    """
    n_classes = len(errors)
    labels = np.repeat(np.arange(n_classes), n_images)
    luck = rng.random(len(labels))
    runs = []
    for seed in range(n_runs):
        chances = errors * np.exp(spread * rng.standard_normal(errors.shape))
        np.fill_diagonal(chances, 0)
        np.fill_diagonal(chances, 1 - chances.sum(axis=1))
        mixed = np.where(rng.random(len(labels)) < 2 / 3, luck, rng.random(len(labels)))
        answers = (mixed[:, np.newaxis] > chances[labels].cumsum(axis=1)).sum(axis=1)
        flat = np.bincount(labels * n_classes + answers, minlength=n_classes**2)
        confusion = flat.reshape(n_classes, n_classes)
        recall = tuple((confusion.diagonal() / n_images).tolist())
        rows = tuple(map(tuple, confusion.tolist()))
        runs.append(RunClasses(f"0-{seed}", seed, rows, {"recall": recall}))
    recalls = zip(*(run.scores["recall"] for run in runs), strict=True)
    return ClassEvaluation(
        lab="worlds",
        experiment="world",
        configuration="configuration-0",
        chosen_by="only one",
        classes=tuple(map(str, range(n_classes))),
        noun="class",
        support=(n_images,) * n_classes,
        runs=tuple(runs),
        scores={"recall": tuple(map(describe, recalls))},
        macro={},
        pairs=confused_pairs(runs, n_classes),
        roc=(),
    )


def map_statistics(
    rng: np.random.Generator, change: float, n_runs: int, scatter: float = 0.02
) -> FeatureMapStatistics:
    """Correlations of two layers' maps that differ by `change`; each run's scatter by so much."""
    layer = ConvolutionLayer(32, 8, 8, 3, "relu", 0)
    values = 0.5 + np.array([0.0, change]) + scatter * rng.standard_normal((n_runs, 2))
    quiet = OverImages(0.0, 0.0, 1000)
    runs = tuple(
        RunMaps(
            f"0-{seed}",
            seed,
            tuple(LayerMaps(1.0, quiet, 0, OverImages(float(one), 0.1, 1000)) for one in of_run),
        )
        for seed, of_run in enumerate(values)
    )
    none = (describe([0.0] * n_runs),) * 2
    return FeatureMapStatistics(
        lab="worlds",
        experiment="world",
        configuration="configuration-0",
        chosen_by="only one",
        n_images=1000,
        n_test=1000,
        layers=(layer, layer),
        runs=runs,
        silent_shares=none,
        dead_shares=none,
        correlations=tuple(describe(values[:, place].tolist()) for place in range(2)),
        images=(),
    )
