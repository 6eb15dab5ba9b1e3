"""The finder of over-fitting: a held-out loss that turns up while the training loss does not."""

from collections.abc import Sequence

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import Experiment, group_by_verdict, qualifier
from labbook.metrics.curves import LATE_PARTS, SHORTEST_WINDOW
from labbook.metrics.overfitting import CLEAR, MILD, NONE, WITH_TRAINING
from labbook.metrics.paired_change import change_over_runs
from labbook.metrics.statistic import describe
from labbook.metrics.untrained import trained_runs
from labbook.topics.curves.convergence import STILL_IMPROVING, end_of_training
from labbook.topics.curves.learning_runs import MEAN_TEST, Trained, counts, of_all

# A change of accuracy is told from so many held-out images on.
FEWEST_IMAGES = 5
FALLS, RISES, HOLDS = ("falls", "rises", "holds")
# Of means alone, where it is not shown of each.
HIGHER, LOWER, CHANGES = ("higher", "lower", "changes")
NONE_SEEN = "none seen"


def find_overfitting(experiment: Experiment) -> list[Finding]:
    """`overfitting`: held-out loss that rises while training loss does not.

    The rise of a run is measured from the epoch at which the mean of the other runs is lowest to
    the last tenth of its epochs, by medians and relative to the loss there (metrics/curves.py,
    later_rises): a run measured from its own lowest loss would rise by its noise. Verdicts, by
    Student's interval for the mean rise over the runs: `clear` (the interval lies above zero, the
    mean is 10 % or more) and `mild` (2 % or more), each only if in every run the training loss
    falls meanwhile, or rises by less than a tenth as much (`details.training`: it `falls` in all,
    or `hardly rises`); `none seen` (every run ends less than 1 % above its lowest loss, and the
    loss is not still falling). Nothing is said of other configurations, of one run, or below ten
    epochs. The held-out images (`details.held_out`) are the validation images; without those, the
    test images. `n_runs` of the `n_all` runs learn, and are judged.

    The epochs of the lowest held-out loss are the first and the last over the runs, and so are
    `smallest_end` and `largest_end`, how far the loss of the last epoch lies above it;
    `smallest_rise` and `largest_rise` are mean rises, of configurations. `details.accuracy`: from
    the epoch of the lowest loss to the last, the accuracy of each configuration `falls` or `rises`,
    in the mean over the runs by five held-out images or more, and beyond chance in Student's test;
    it `holds` if Student's interval leaves no fall of the report's margin or more. Else it is only
    said how the mean of each is at the end, `higher` or `lower`, or it `changes`;
    `details.may_be_chance`: none of these changes is told from zero. They are means of
    configurations.

    One finding for each verdict that occurs.
    """
    trained = trained_runs(experiment.summary)

    def verdict_of(configuration: ConfigurationSummary) -> str | None:
        verdict = configuration.overfitting
        still_falls = end_of_training(trained[configuration.name]) == STILL_IMPROVING
        return None if verdict == NONE_SEEN and still_falls else verdict

    return [
        _overfitting(experiment, verdict, members, trained)
        for verdict, members in group_by_verdict(
            experiment, verdict_of, ("clear", "mild", NONE_SEEN)
        )
    ]


def _overfitting(
    experiment: Experiment, verdict: str, members: list[ConfigurationSummary], trained: Trained
) -> Finding:
    runs = of_all(members, trained)
    lowest = [int(run.metrics["lowest_held_out_loss_epoch"] or 0) for run in runs]
    ends = [run.metrics["held_out_loss_rise"] or 0.0 for run in runs]
    rises = [_mean(trained[one.name], "held_out_loss_later_rise") for one in members]
    falls = all((run.metrics["train_loss_later_rise"] or 0.0) < 0 for run in runs)
    held_out = common_part(configuration.held_out_part for configuration in members)
    accuracy, may_be_chance, changes = _accuracy(members, trained, experiment.equivalence_margin)
    return experiment.finding(
        "overfitting",
        verdict,
        members,
        qualifier=qualifier(verdict),
        numbers={
            "earliest_lowest_epoch": min(lowest),
            "latest_lowest_epoch": max(lowest),
            "smallest_end": min(ends),
            "largest_end": max(ends),
            "smallest_rise": min(rises),
            "largest_rise": max(rises),
            "smallest_accuracy_change": min(changes),
            "largest_accuracy_change": max(changes),
            **counts(members, runs),
            "clear_from": CLEAR,
            "mild_from": MILD,
            "none_below": NONE,
            "with_training": WITH_TRAINING,
            "late": 1 / LATE_PARTS,
            "least_epochs": SHORTEST_WINDOW,
            "margin": experiment.equivalence_margin,
        },
        given=(
            "clear_from",
            "mild_from",
            "none_below",
            "with_training",
            "late",
            "least_epochs",
            "margin",
        ),
        details={
            "held_out": held_out,
            "training": "falls" if falls else "hardly rises",
            "accuracy": accuracy,
            "may_be_chance": may_be_chance,
        },
        runs=runs,
        test=f"{MEAN_TEST} of the rise of the {held_out} loss",
        n=min(len(trained[configuration.name]) for configuration in members),
    )


def _mean(runs: Sequence[RunSummary], metric: str) -> float:
    return describe([run.metrics[metric] for run in runs]).mean or 0.0


def _accuracy(
    members: list[ConfigurationSummary], trained: Trained, margin: float
) -> tuple[str, bool, list[float]]:
    """What is said, whether all of it may be chance, and the mean change of each, fall or rise."""
    metric = "held_out_accuracy_change"
    means = [_mean(trained[one.name], metric) for one in members]
    found = [change_over_runs(trained[one.name], metric) for one in members]
    shown = [
        change.mean
        for one, change in zip(members, found, strict=True)
        if change is not None and change.is_beyond_chance
        if abs(change.mean) * (one.n_validation or one.n_test) >= FEWEST_IMAGES
    ]
    held = [one for one in found if one and one.interval and one.interval[0] > -margin]
    if len(shown) == len(members) and (max(shown) < 0 or min(shown) > 0):
        told = FALLS if shown[0] < 0 else RISES
    elif len(held) == len(members):
        told = HOLDS
    else:
        told = HIGHER if min(means) > 0 else LOWER if max(means) < 0 else CHANGES
    if told in (FALLS, LOWER):
        means = [-mean for mean in means]
    return told, not shown, means
