"""The finder of answers of zero that a ReLU on the output gives, by the loss that they cost."""

import math

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import Experiment, Facts, counted_runs, fewest_seeds
from labbook.metrics.cut_off import SMALLEST_PROBABILITY

TEST = "answers of no probability, counted in each run"
# What Keras takes an answer to cost that gives the image's own class no probability.
COST = -math.log(SMALLEST_PROBABILITY)
# A training loss is that of so many images answered so if it is as near to a whole number of them.
NEAR = 0.04


def find_cut_off(experiment: Experiment) -> list[Finding]:
    """`cut_off`: answers of exactly zero, which give a ReLU on the output no gradient.

    Keras takes no logarithm of less than 10⁻⁷, so an image of the class that is answered zero costs
    −log 10⁻⁷ (`cost`), and neither the cut nor the ReLU hands a gradient back. Verdicts: `whole
    class` (in some run all test images of the class are answered so, which makes a test loss of
    `dead_loss`, the `share` of the class times the cost) and `single images`. Of the other runs:
    the final training losses, and how many images answered so would make each of them, if all
    are near a whole number (`details.whole`); the test images, in the runs that have any, and their
    part of the test loss. `whole` counts a loss as near within 0.04 images.

    One finding for each configuration with a ReLU output, binary cross-entropy, and such an answer.
    """
    return [
        finding
        for configuration in experiment.finished
        if (finding := _cut_off(experiment, configuration)) is not None
    ]


def _cut_off(experiment: Experiment, configuration: ConfigurationSummary) -> Finding | None:
    settings = configuration.settings
    kind = (settings.engine, settings.output.activation, settings.loss)
    runs = counted_runs(configuration)
    stuck = [run for run in runs if run.cut_off_answers]
    if kind != ("keras", "relu", "binary_crossentropy") or not stuck:
        return None
    dead = [run for run in stuck if run.answers_one_class]
    alive = [run for run in runs if run not in dead]
    losses = [run.metrics["train_loss"] or 0.0 for run in alive]
    images = [loss * configuration.n_train / COST for loss in losses]
    whole = bool(images) and all(abs(image - round(image)) <= NEAR for image in images)
    some = [run for run in stuck if run not in dead]
    shares = [_part_of_loss(run, configuration.n_test) for run in some]
    numbers: Facts = {
        "smallest_probability": SMALLEST_PROBABILITY,
        "cost": COST,
        "n_train": configuration.n_train,
        "n_test": configuration.n_test,
        "n_dead": len(dead),
        "n_alive": len(alive),
        "n_some": len(some),
        "share": dead[0].cut_off_answers / configuration.n_test if dead else None,
        "dead_loss": dead[0].metrics["test_loss"] if dead else None,
        "lowest_training_loss": min(losses, default=None),
        "highest_training_loss": max(losses, default=None),
        "fewest_training_images": round(min(images)) if whole else None,
        "most_training_images": round(max(images)) if whole else None,
        "fewest_test_images": min((run.cut_off_answers for run in some), default=None),
        "most_test_images": max((run.cut_off_answers for run in some), default=None),
        "smallest_part": min(shares, default=None),
        "largest_part": max(shares, default=None),
    }
    return experiment.finding(
        "cut_off",
        "whole class" if dead else "single images",
        [configuration],
        qualifier=configuration.name if experiment.n_configurations > 1 else "",
        numbers=numbers,
        given=("smallest_probability", "cost", "n_train", "n_test", "share"),
        details={"label": _positive_name(experiment, configuration), "whole": whole},
        runs=runs,
        test=TEST,
        n=fewest_seeds([configuration]),
    )


def _positive_name(experiment: Experiment, configuration: ConfigurationSummary) -> str:
    # With one output and binary cross-entropy there always is a positive class.
    positive = configuration.settings.positive_class or 0
    return experiment.summary.dataset.class_name(positive)


def _part_of_loss(run: RunSummary, n_test: int) -> float:
    return run.cut_off_answers * COST / n_test / (run.metrics["test_loss"] or math.inf)
