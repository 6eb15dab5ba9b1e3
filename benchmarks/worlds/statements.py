"""What is said of accuracies, curves, failures, times and published numbers."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.metrics.overfitting import overfits_in_one
from labbook.topics.curves.findings import find_convergence, find_overfitting
from labbook.topics.gaps.findings import find_not_trained
from labbook.topics.published.accuracies import find_published
from labbook.topics.published.epochs import find_published_turns
from labbook.topics.published.orders import find_published_order
from labbook.topics.results.differences import find_differences, find_paired_differences
from labbook.topics.results.findings import find_cost
from labbook.topics.results.trends import find_trends
from worlds.answers import ALIKE, LOOSE, Effects, right_answers
from worlds.curves import FADING, ROUGH, SLOW, SMOOTH, Noise, course, curve_metrics, noisy_history
from worlds.made_up_experiment import MadeUpRuns, made_up_experiment
from worlds.networks import detector, network
from worlds.world import APART, NOTHING, World


def _answers(
    accuracies: Sequence[float],
    n_images: int,
    effects: Effects,
    margin: float,
    rng: np.random.Generator,
    n_seeds: int,
) -> Experiment:
    rights = right_answers(rng, accuracies, n_seeds, n_images, effects)
    runs = [MadeUpRuns(right, {"units": place}) for place, right in enumerate(rights)]
    return made_up_experiment(*runs, margin=margin, axes=("units",))


def _two_configurations() -> Iterator[World]:
    # Images, accuracy, a gap worth seeing, and a margin that the images can show.
    for n_images, accuracy, gap, margin in (
        (200, 0.94, 0.05, 0.03),
        (1000, 0.94, 0.02, 0.02),
        (1000, 0.995, 0.005, 0.005),
        (10000, 0.98, 0.005, 0.005),
    ):
        for effects, word in ((ALIKE, "runs alike"), (LOOSE, "runs loose")):
            where = f"{n_images} images, {100 * accuracy:g} %, {word}"
            cost = max(1, n_images // 4000)
            for true_gap, said, false, true in (
                (0.0, "no gap", APART, NOTHING),
                (gap, f"gap of {100 * gap:g} points", frozenset({"worse"}), frozenset({"better"})),
                (margin, "gap of the margin", frozenset({"equivalent", "worse"}), NOTHING),
                (0.0, "no gap, is it shown", NOTHING, frozenset({"equivalent"})),
            ):
                low = accuracy - true_gap / 2
                pair = [min(low + true_gap, 0.9995), low]
                draw = partial(_answers, pair, n_images, effects, margin)
                yield World(
                    "difference", f"{where}: {said}", draw, _first_named_first, false, true, cost
                )


def _first_named_first(experiment: Experiment) -> list[Finding]:
    """`difference` tells it from the best; here, `worse` is that the second is told the better."""
    (found,) = find_differences(experiment)
    is_turned = found.details["best"] != "configuration-0" and found.verdict == "better"
    return [_with_verdict(found, "worse")] if is_turned else [found]


def _with_verdict(found: Finding, verdict: str) -> Finding:
    return Finding(**{**vars(found), "verdict": verdict})


def _the_best_of_several() -> Iterator[World]:
    for n_configurations in (3, 9):
        for effects, word in ((ALIKE, "runs alike"), (LOOSE, "runs loose")):
            draw = partial(_answers, [0.94] * n_configurations, 1000, effects, 0.0)
            words = f"the best of {n_configurations} equals, {word}"
            yield World("difference", words, draw, find_differences, APART, NOTHING, 2)


def _pairs(gaps: Sequence[float], rng: np.random.Generator, n_seeds: int) -> Experiment:
    """Pairs along one setting, one for each value of another: the second is better by a gap."""
    accuracies = [0.94 + gap * second for gap in gaps for second in (0, 1)]
    varied = [{"units": one, "depth": second} for one in range(len(gaps)) for second in (0, 1)]
    rights = right_answers(rng, accuracies, n_seeds, 1000, LOOSE)
    runs = [MadeUpRuns(right, one) for right, one in zip(rights, varied, strict=True)]
    return made_up_experiment(*runs, margin=0.0, axes=("depth", "units"))


def _in_pairs() -> Iterator[World]:
    find = find_paired_differences
    for gaps, words, false, true in (
        ([0.0] * 3, "three pairs without a gap", APART, NOTHING),
        ([0.02] * 3, "three pairs, gap of 2 points", frozenset({"worse"}), frozenset({"better"})),
    ):
        yield World("paired_difference", words, partial(_pairs, gaps), find, false, true, 2)


def _trends() -> Iterator[World]:
    rising, falling = frozenset({"increasing"}), frozenset({"decreasing", "turning"})
    for accuracies, words, false, true in (
        ([0.94] * 5, "no trend", rising | falling, NOTHING),
        (
            [0.92, 0.94, 0.95, 0.94, 0.92],
            "up and down, ends equal",
            rising | {"decreasing"},
            {"turning"},
        ),
        ([0.90, 0.92, 0.94, 0.95, 0.955], "rises and levels off", falling, rising),
        ([0.93, 0.935, 0.94, 0.945, 0.95], "rises by 2 points", falling, rising),
    ):
        draw = partial(_answers, accuracies, 1000, LOOSE, 0.0)
        yield World("trend", words, draw, find_trends, false, frozenset(true), 2)


def _curves(
    shared: np.ndarray,
    noise: Noise,
    rng: np.random.Generator,
    n: int,
    training: np.ndarray | None = None,
) -> Experiment:
    metrics = curve_metrics(rng, shared, n, noise, training)
    return made_up_experiment(MadeUpRuns(np.ones((n, 100), bool), metrics=metrics))


def _courses() -> Iterator[World]:
    seen, none = frozenset({"clear", "mild"}), frozenset({"none seen"})
    falling, settled = frozenset({"still improving"}), frozenset({"settled"})
    for n_epochs in (3, 10, 30, 100):
        noises = [(SMOOTH, "smooth"), (ROUGH, "rough")]
        if n_epochs == 30:
            noises.append((FADING, "fading"))
        for noise, word in noises:
            for rise, fall, words in (
                (0.0, 0.0, "falls and stays"),
                (0.02, 0.0, "rises by 2 %"),
                (0.3, 0.0, "turns and rises by 30 %"),
                (0.0, 0.05, "falls to the end, by 5 %"),
                (0.0, 0.01, "falls to the end, by 1 %"),
            ):
                shared = course(n_epochs, rise, fall)
                if fall and n_epochs == 3:
                    continue
                draw = partial(_curves, shared, noise)
                where = f"{n_epochs} epochs, {word}: {words}"
                false = seen if not rise else none if rise >= 0.02 else NOTHING
                true = seen if rise > 0.02 else none if not rise else NOTHING
                yield World("overfitting", where, draw, find_overfitting, false, true)
                if not rise:
                    false = falling if not fall else settled
                    true = settled if not fall else falling if fall > 0.01 else NOTHING
                    yield World("convergence", where, draw, find_convergence, false, true)


def _both_losses() -> Iterator[World]:
    """Losses that both rise, or of which one alone does, the other by next to nothing."""
    seen = frozenset({"clear", "mild"})
    shared = course(100, 0.3)
    falling = np.geomspace(1, 1e-6, 100)
    for noise, word in ((SMOOTH, "smooth"), (ROUGH, "rough")):
        for training, words, false, true in (
            (shared, "both losses rise by 30 %", seen, NOTHING),
            (
                np.where(np.arange(100) < 80, falling, 1e-3),
                "rises by 30 %, and the training loss to a hundredth of it",
                NOTHING,
                seen,
            ),
        ):
            draw = partial(_curves, shared, noise, training=training)
            where = f"100 epochs, {word}: {words}"
            yield World("overfitting", where, draw, find_overfitting, false, true)


def _accuracies(change: float, rng: np.random.Generator, n: int) -> Experiment:
    """Of runs that over-fit: accuracies on 1,000 images change, by half a point more or less."""
    metrics = curve_metrics(rng, course(100, 0.3), n, SMOOTH)
    changes = np.round(change + 0.005 * rng.standard_normal(n), 3).tolist()
    runs = MadeUpRuns(
        np.ones((n, 1000), bool), metrics={**metrics, "held_out_accuracy_change": changes}
    )
    return made_up_experiment(runs, margin=0.01)


def _accuracy_told(experiment: Experiment) -> list[Finding]:
    return [_with_verdict(one, one.details["accuracy"]) for one in find_overfitting(experiment)]


def _accuracy_changes() -> Iterator[World]:
    for change, words, false, true in (
        (0.0, "stays", {"falls", "rises"}, {"holds"}),
        (-0.01, "falls by the margin", {"holds", "rises"}, set()),
        (-0.03, "falls by three margins", {"holds", "rises"}, {"falls"}),
        (0.03, "rises by three margins", {"falls"}, {"rises"}),
    ):
        yield World(
            "overfitting, accuracy",
            f"accuracy {words}",
            partial(_accuracies, change),
            _accuracy_told,
            frozenset(false),
            frozenset(true),
        )


def _one_curve(shared: np.ndarray, noise: Noise, rng: np.random.Generator, _: int) -> Experiment:
    """Whose only run has the verdict of a notebook."""
    clear = overfits_in_one(noisy_history(rng, shared, noise))
    runs = MadeUpRuns(np.ones((1, 100), bool), fields={"label": "clear" if clear else ""})
    return made_up_experiment(runs)


def _told(experiment: Experiment) -> list[Finding]:
    (one,) = experiment.finished
    return [experiment.finding("overfitting", one.label, [one], numbers={})]


def _single_curves() -> Iterator[World]:
    """What a notebook says of its only run."""
    for n_epochs in (10, 30, 100):
        for noise, word in ((SMOOTH, "smooth"), (ROUGH, "rough"), (SLOW, "rough and slow")):
            for rise, words, false, true in (
                (0.0, "falls and stays", frozenset({"clear"}), NOTHING),
                (0.3, "turns and rises by 30 %", NOTHING, frozenset({"clear"})),
            ):
                draw = partial(_one_curve, course(n_epochs, rise), noise)
                where = f"{n_epochs} epochs, {word}: {words}"
                yield World("overfitting, of one run", where, draw, _told, false, true)


def _networks(
    skills: Sequence[float], n_images: int, rng: np.random.Generator, n_seeds: int
) -> Experiment:
    """Configurations of such skill; one that is negative is a detector of a share of one class."""
    made_up = []
    for skill in skills:
        found = [
            detector(rng, n_images, -skill) if skill < 0 else network(rng, n_images, 10, skill)
            for _ in range(n_seeds)
        ]
        more = {
            "no_better_loss": [no_better for no_better, _ in found],
            "p_better_answers": [p for _, p in found],
        }
        made_up.append(MadeUpRuns(np.ones((n_seeds, n_images), bool), more=more))
    return made_up_experiment(*made_up)


def _failures() -> Iterator[World]:
    failing = frozenset({"every seed", "some seeds"})
    for n_images in (200, 1000, 10000):
        cost = max(1, n_images // 2000)
        # Of 20 images, 13 % may well be none.
        share = 0.5 if n_images == 200 else 0.13
        for skills, words, false, true in (
            ([0.0] * 3, "three dead", frozenset({"some seeds"}), frozenset({"every seed"})),
            ([0.3] * 3, "three that find little more than chance", failing, NOTHING),
            ([-share] * 3, f"three that find {share:.0%} of a class", failing, NOTHING),
            ([3.0] * 3, "three alive", failing, NOTHING),
        ):
            draw = partial(_networks, skills, n_images)
            where = f"{n_images} images: {words}"
            yield World("not_trained", where, draw, find_not_trained, false, true, cost)


def _timed(factor: float, scatter: float, rng: np.random.Generator, n_seeds: int) -> Experiment:
    rights = right_answers(rng, [0.94, 0.94, 0.94], n_seeds, 200)
    seconds = [factor, 1.0, 1.0]
    return made_up_experiment(
        *(
            MadeUpRuns(
                right,
                metrics={
                    "training_cpu_seconds": (
                        time * np.exp(scatter * rng.standard_normal(n_seeds))
                    ).tolist()
                },
            )
            for right, time in zip(rights, seconds, strict=True)
        )
    )


def _costs() -> Iterator[World]:
    cheaper = frozenset({"cheaper"})
    for scatter in (0.05, 0.3):
        words = f"times scatter by {100 * scatter:g} %: "
        draw = partial(_timed, 1.0, scatter)
        yield World("cost", words + "equal", draw, find_cost, cheaper, NOTHING)
        draw = partial(_timed, 3.0, scatter)
        yield World(
            "cost", words + "one takes three times as long", draw, find_cost, NOTHING, cheaper
        )


def _published(off: float, rng: np.random.Generator, n_seeds: int) -> Experiment:
    """The published number is of one more run, tested on the same images, and `off`."""
    (right,) = right_answers(rng, [0.95], n_seeds + 1, 1000)
    published = round(float(right[-1].mean()) - off, 4)
    return made_up_experiment(MadeUpRuns(right[:-1]), published=[published])


def _published_numbers() -> Iterator[World]:
    apart = frozenset({"above", "below"})
    draw = partial(_published, 0.0)
    yield World("published", "one more run", draw, find_published, apart, frozenset({"consistent"}))
    draw = partial(_published, 0.03)
    yield World(
        "published",
        "3 points lower",
        draw,
        find_published,
        frozenset({"below"}),
        frozenset({"above"}),
    )


def _order(gap: float, rng: np.random.Generator, n_seeds: int) -> Experiment:
    """Three configurations, published from the best down; ours differ by a gap, or by none."""
    rights = right_answers(rng, [0.94 + gap, 0.94, 0.94 - gap], n_seeds, 1000)
    runs = [MadeUpRuns(right, {"units": place}) for place, right in enumerate(rights)]
    return made_up_experiment(*runs, margin=0.0, axes=("units",), published=[0.97, 0.94, 0.91])


def _published_orders() -> Iterator[World]:
    supported, contradicted = frozenset({"supported", "in part"}), frozenset({"contradicted"})
    for gap, words, false, true in (
        (0.0, "three equals", supported | contradicted, NOTHING),
        (0.02, "2 points apart, as published", contradicted, supported),
        (-0.02, "2 points apart, the other way", supported, contradicted),
    ):
        yield World(
            "published_order", words, partial(_order, gap), find_published_order, false, true, 2
        )


def _turning(shared: np.ndarray, noise: Noise, rng: np.random.Generator, n: int) -> Experiment:
    metrics = curve_metrics(rng, shared, n, noise)
    runs = MadeUpRuns(np.ones((n, 100), bool), metrics=metrics)
    return made_up_experiment(runs, turns=[len(shared) // 2])


def _published_turns() -> Iterator[World]:
    turns = frozenset({"earlier", "later", "consistent"})
    for noise, word in ((SMOOTH, "smooth"), (ROUGH, "rough")):
        for rise, words, false, true in (
            (0.0, "falls and stays", turns, NOTHING),
            (0.3, "turns and rises by 30 %", NOTHING, turns),
        ):
            draw = partial(_turning, course(100, rise), noise)
            words = f"100 epochs, {word}: {words}"
            yield World("published_turn", words, draw, find_published_turns, false, true)


def worlds_of_runs() -> list[World]:
    return [
        *_two_configurations(),
        *_the_best_of_several(),
        *_in_pairs(),
        *_trends(),
        *_courses(),
        *_both_losses(),
        *_accuracy_changes(),
        *_single_curves(),
        *_failures(),
        *_costs(),
        *_published_numbers(),
        *_published_orders(),
        *_published_turns(),
    ]
