"""What is said of noise, sureness, batch sizes, gradients, classes and feature maps."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.metrics.statistic import describe
from labbook.topics.calibration.findings import find_confidence
from labbook.topics.classes.findings import find_confusion
from labbook.topics.curves.findings import find_oscillation
from labbook.topics.curves.updates import find_updates
from labbook.topics.feature_maps.findings import find_feature_maps
from labbook.topics.gradients.beginnings import find_first_epoch, find_gradient_change
from labbook.topics.gradients.findings import find_gradients
from labbook.topics.gradients.largest_gradient import find_largest_gradient
from worlds.made_up_experiment import SETTINGS, MadeUpRuns, made_up_experiment
from worlds.records import (
    class_evaluation,
    gradient_record,
    jumping_metrics,
    map_statistics,
    sure_answers,
)
from worlds.world import NOTHING, World

Recorded = tuple[Experiment, Any]


def _alive(n_seeds: int) -> np.ndarray:
    return np.ones((n_seeds, 1000), bool)


def _jumping(n_epochs: int, noise: float, rng: np.random.Generator, n_seeds: int) -> Experiment:
    metrics = jumping_metrics(rng, n_epochs, noise, n_seeds)
    more = {"epochs": [n_epochs] * n_seeds}
    return made_up_experiment(MadeUpRuns(_alive(n_seeds), metrics=metrics, more=more))


def _noises() -> Iterator[World]:
    jumps = frozenset({"every seed", "some seeds"})
    for n_epochs in (10, 30, 100):
        for noise, false, true in (
            (0.001, jumps, NOTHING),
            (0.004, jumps, NOTHING),
            (0.005, jumps, NOTHING),
            (0.02, NOTHING, jumps),
        ):
            draw = partial(_jumping, n_epochs, noise)
            words = f"{n_epochs} epochs: accuracy scatters by {100 * noise:g} points"
            yield World("oscillation", words, draw, find_oscillation, false, true)


def _sure(
    n_configurations: int, excess: float, rng: np.random.Generator, n_seeds: int
) -> Experiment:
    made_up = []
    for _ in range(n_configurations):
        right, metrics = sure_answers(rng, n_seeds, 1000, excess)
        made_up.append(MadeUpRuns(right, metrics=metrics))
    return made_up_experiment(*made_up)


def _sureness() -> Iterator[World]:
    sure = frozenset({"too sure"})
    for n_configurations in (1, 9):
        for excess, words, false, true in (
            (0.0, "as sure as right", sure, NOTHING),
            (0.03, "surer by 3 points", NOTHING, sure),
        ):
            draw = partial(_sure, n_configurations, excess)
            several = f"{n_configurations} configurations, " if n_configurations > 1 else ""
            words = f"{several}{words}"
            cost = 2 if several else 1
            yield World("confidence", words, draw, find_confidence, false, true, cost)


def _batches(
    ratio: float, end: float, scatter: float, rng: np.random.Generator, n_seeds: int
) -> Experiment:
    """Ten times as many updates an epoch; loss times `ratio` after equally many of them."""

    def losses(mean: float) -> list[float | None]:
        return list((mean * np.exp(scatter * rng.standard_normal(n_seeds))).tolist())

    made_up = []
    for size, steps, epoch, at_epoch, last in ((1000, 10, 100, 0.3, 0.3), (100, 100, 10, 0.3, 0.1)):
        loss = losses(at_epoch * (ratio if size == 100 else 1.0))
        ends = loss if size == 1000 else losses(last * end)
        fields = {
            "steps_per_epoch": steps,
            "at_epochs": {epoch: {"val_loss": describe(loss)}},
            "settings": replace(SETTINGS, batch_size=size),
        }
        metrics = {"held_out_loss": ends}
        made_up.append(MadeUpRuns(_alive(n_seeds), {"batch_size": size}, metrics, fields=fields))
    return made_up_experiment(*made_up, axes=("batch_size",))


def _updates() -> Iterator[World]:
    same = frozenset({"same"})
    for scatter in (0.005, 0.03):
        for ratio, end, words, false, true in (
            (1.0, 1.0, "equal after equal updates", NOTHING, same),
            (1.05, 1.0, "5 % apart after equal updates", same, NOTHING),
            (1.1, 1.0, "10 % apart after equal updates", same, NOTHING),
            (1.0, 3.0, "equal, and at the end, too", same, NOTHING),
        ):
            draw = partial(_batches, ratio, end, scatter)
            words = f"losses scatter by {100 * scatter:g} %: {words}"
            yield World("updates", words, draw, find_updates, false, true)


def _failing(ratio: float, output: float, rng: np.random.Generator, n_seeds: int) -> Recorded:
    """Networks that train, and others that fail, with gradients of such a ratio."""
    failed = {"no_better_loss": [True] * n_seeds, "p_better_answers": [1.0] * n_seeds}
    runs = [MadeUpRuns(_alive(n_seeds)), MadeUpRuns(_alive(n_seeds), more=failed)]
    return made_up_experiment(*runs), gradient_record(rng, [1.0, ratio], n_seeds, 0.5, output)


def _gradients() -> Iterator[World]:
    lost = frozenset({"vanishing", "exploding", "dead", "small", "large"})
    vanishing, small = frozenset({"vanishing"}), frozenset({"small"})
    for ratio, output, words, false, true in (
        (1.0, 1.0, "fails with gradients as large", lost, NOTHING),
        (0.1, 1.0, "fails with a tenth of them", lost, NOTHING),
        (0.05, 1.0, "fails with a twentieth", NOTHING, NOTHING),
        (0.001, 1.0, "fails with a thousandth", lost - vanishing, vanishing),
        (0.001, 0.001, "fails with a thousandth in every layer", lost - small, small),
    ):
        draw = partial(_failing, ratio, output)
        yield World("gradients", words, draw, _with_record(find_gradients), false, true)


def _with_record(find: Any) -> Any:
    return lambda recorded: find(*recorded)


def _changed(factors: Sequence[float], rng: np.random.Generator, n_seeds: int) -> Recorded:
    norms = [norm for factor in factors for norm in (1.0, factor)]
    varied = [{"depth": place // 2, "activation": place % 2} for place in range(len(norms))]
    runs = [MadeUpRuns(_alive(n_seeds), one) for one in varied]
    experiment = made_up_experiment(*runs, axes=("activation", "depth"))
    return experiment, gradient_record(rng, norms, n_seeds, 0.3)


def _gradient_changes() -> Iterator[World]:
    larger, smaller = frozenset({"larger"}), frozenset({"smaller"})
    for factors, words, false, true in (
        ([1.0] * 3, "no change in three pairs", larger | smaller, NOTHING),
        ([3.0, 3.0, 1.0], "three times in two of three pairs", larger | smaller, NOTHING),
        ([3.0] * 3, "three times in three pairs", smaller, larger),
    ):
        draw = partial(_changed, factors)
        yield World("gradient_change", words, draw, _with_record(find_gradient_change), false, true)


def _first_epochs() -> Iterator[World]:
    lower, higher = frozenset({"lower"}), frozenset({"higher"})
    for factors, words, false, true in (
        ([1.0] * 3, "as low in three pairs", lower | higher, NOTHING),
        ([1 / 3, 1 / 3, 1.0], "a third in two of three pairs", lower | higher, NOTHING),
        ([1 / 3] * 3, "a third in three pairs", higher, lower),
    ):
        draw = partial(_changed, factors)
        yield World("first_epoch", words, draw, _with_record(find_first_epoch), false, true)


def _largest(factor: float, rng: np.random.Generator, n_seeds: int) -> Recorded:
    """Three depths, each with three activations; with the first, entries are so much larger."""
    places = [(depth, activation) for depth in range(3) for activation in range(3)]
    norms = [factor if activation == 0 else 1.0 for _, activation in places]
    runs = [
        MadeUpRuns(_alive(n_seeds), {"depth": depth, "activation": activation})
        for depth, activation in places
    ]
    experiment = made_up_experiment(*runs, axes=("activation", "depth"))
    return experiment, gradient_record(rng, norms, n_seeds, 0.3)


def _named_largest(recorded: Recorded) -> list[Finding]:
    """The finding once for each configuration that it names, which is its verdict."""
    found = find_largest_gradient(*recorded)
    return [replace(one, verdict=name) for one in found for name in one.details["largest"]]


def _largest_gradients() -> Iterator[World]:
    all_names = frozenset(f"configuration-{place}" for place in range(9))
    firsts = frozenset(f"configuration-{place}" for place in (0, 3, 6))
    for factor, words, false, true in (
        (1.0, "as large with each of three activations, at three depths", all_names, NOTHING),
        (3.0, "three times as large with one of them", all_names - firsts, firsts),
    ):
        yield World(
            "largest_gradient", words, partial(_largest, factor), _named_largest, false, true
        )


def _confused(
    errors: np.ndarray, n_images: int, spread: float, rng: np.random.Generator, n: int
) -> Recorded:
    experiment = made_up_experiment(MadeUpRuns(_alive(n)))
    return experiment, class_evaluation(rng, errors, n_images, spread, n)


def _of_classes(recorded: Recorded) -> list[Finding]:
    """The finding once for each of its statements, which is its verdict."""
    (found,) = find_confusion(*recorded)
    details, said = found.details, [found.verdict]
    if details["pair_shown"]:
        said += [f"pair {one['label']} {one['answer']}" for one in details["pairs"]]
    for place in ("lowest", "highest"):
        said += [f"{place} {name}" for name in details[place] if details[f"{place}_shown"]]
    return [replace(found, verdict=one) for one in said]


def _classes() -> Iterator[World]:
    names = [str(one) for one in range(10)]
    pairs = frozenset(f"pair {one} {other}" for one in names for other in names)
    lowest = frozenset(f"lowest {one}" for one in names)
    highest = frozenset(f"highest {one}" for one in names)
    uneven = frozenset({"uneven"})
    for n_images, share in ((100, 0.2), (1000, 0.06), (1000, 0.02)):
        even = np.full((10, 10), share / 9)
        one, two, hard, easy = (even.copy() for _ in range(4))
        one[4, 9] *= 8
        two[4, 9] = two[9, 4] = 8 * share / 9
        hard[8] *= 2.5
        easy[1] /= 6
        where = f"{10 * n_images} images, {100 * share:g} % wrong"
        for errors, words, false, true in (
            (even, "all alike", pairs | lowest | highest, NOTHING),
            (even, "all alike in each run, too", pairs | lowest | highest | uneven, NOTHING),
            (one, "4 is taken for 9 most often", pairs - {"pair 4 9"}, frozenset({"pair 4 9"})),
            (two, "4 for 9 as often as 9 for 4", pairs | lowest, NOTHING),
            (hard, "8 is the hardest", pairs | lowest - {"lowest 8"}, frozenset({"lowest 8"})),
            (easy, "1 is the easiest", pairs | highest - {"highest 1"}, frozenset({"highest 1"})),
        ):
            # `uneven` is said of one run, whose classes differ where runs do.
            draw = partial(_confused, errors, n_images, 0.0 if "each run" in words else 0.2)
            cost = max(1, n_images // 250)
            yield World("confusion", f"{where}: {words}", draw, _of_classes, false, true, cost)


def _mapped(change: float, rng: np.random.Generator, n_seeds: int) -> Recorded:
    experiment = made_up_experiment(MadeUpRuns(_alive(n_seeds)))
    return experiment, map_statistics(rng, change, n_seeds)


def _maps() -> Iterator[World]:
    falls, rises = frozenset({"falls"}), frozenset({"rises"})
    for change, words, false, true in (
        (0.0, "as like the image as the first", falls | rises, NOTHING),
        (-0.1, "less like the image, by 0.1", rises, falls),
    ):
        draw = partial(_mapped, change)
        yield World("feature_maps", words, draw, _with_record(find_feature_maps), false, true)


def worlds_of_records() -> list[World]:
    return [
        *_noises(),
        *_sureness(),
        *_updates(),
        *_gradients(),
        *_gradient_changes(),
        *_first_epochs(),
        *_largest_gradients(),
        *_classes(),
        *_maps(),
    ]
