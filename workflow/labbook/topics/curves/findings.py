"""The finders of what the curves over the epochs tell: over-fitting, convergence, oscillation.

The unit of each test is the run: the epochs of one curve follow each other and are no sample. Runs
that fail to train (findings/experiment.py) and those that diverged are left out.
"""

from collections.abc import Callable

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import (
    IN_SEEDS,
    Experiment,
    counted_runs,
    group_by_verdict,
    in_seeds,
    qualifier,
    untrained,
)
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.curves import LATE_PARTS, SHORTEST_WINDOW
from labbook.metrics.overfitting import CLEAR, MILD
from labbook.metrics.overfitting_of_runs import overfitting_of_runs
from labbook.metrics.paired_change import PairedChange, mean_change
from labbook.metrics.statistic import describe
from labbook.topics.curves.confidence import find_confidence
from labbook.topics.curves.updates import find_updates

# A change of accuracy is told from so many held-out images on.
FEWEST_IMAGES = 5
MEAN_TEST = "Student's t-test over the runs"
Runs = Callable[[ConfigurationSummary], list[RunSummary]]


def _trained(experiment: Experiment) -> Runs:
    """Of a configuration, the runs that did not diverge and do not fail to train."""
    failed = untrained(experiment)
    return lambda configuration: [
        run for run in counted_runs(configuration) if run.key not in failed
    ]


def _change(runs: list[RunSummary], metric: str) -> PairedChange | None:
    """The mean of a change, tested over the runs; None below two runs or where one has none."""
    values = [run.metrics[metric] for run in runs]
    found = None if None in values else mean_change(describe(values))
    return None if found is None or found.interval is None else found


def find_overfitting(experiment: Experiment) -> list[Finding]:
    """`overfitting`: held-out loss that rises while training loss goes on falling.

    The rise of a run is measured from the epoch at which the mean of the other runs is lowest to
    the median of its late epochs, relative to the loss there (metrics/curves.py, later_rises): a
    run measured from its own lowest loss would rise by its noise. Verdicts, by Student's interval
    for the mean rise over the runs: `clear` (the interval lies above zero, the mean is 10 % or
    more) and `mild` (2 % or more), each only if the training loss fell in every run from its lowest
    held-out loss on; `none seen` (the interval lies below half a percent). Nothing is said of other
    configurations, of one run, or below ten epochs. The held-out images (`details.held_out`) are
    the validation images; without those, the test images.

    The numbers are the smallest and the largest over the runs: the epoch of the lowest held-out
    loss, and how far the loss of the last epoch lies above it. `details.accuracy` says whether the
    accuracy `falls` or `rises` from that epoch to the last: in the mean over the runs by five
    held-out images or more, and beyond chance in Student's test; else it is empty.

    One finding for each verdict that occurs.
    """
    trained = _trained(experiment)
    return [
        _overfitting(experiment, verdict, members, trained)
        for verdict, members in group_by_verdict(
            experiment,
            lambda configuration: _overfits(trained(configuration)),
            ("clear", "mild", "none seen"),
        )
    ]


def _overfits(runs: list[RunSummary]) -> str | None:
    return overfitting_of_runs(
        [run.metrics["held_out_loss_later_rise"] for run in runs],
        [run.metrics["train_loss_fall"] or 0.0 for run in runs],
    )


def _overfitting(
    experiment: Experiment, verdict: str, members: list[ConfigurationSummary], trained: Runs
) -> Finding:
    runs = [run for configuration in members for run in trained(configuration)]
    lowest = [int(run.metrics["lowest_held_out_loss_epoch"] or 0) for run in runs]
    rises = [run.metrics["held_out_loss_rise"] or 0.0 for run in runs]
    held_out = common_part(configuration.held_out_part for configuration in members)
    accuracy, mean_change, p = (
        _accuracy(members, trained) if len(members) == 1 else ("", None, None)
    )
    return experiment.finding(
        "overfitting",
        verdict,
        members,
        qualifier=qualifier(verdict),
        numbers={
            "earliest_lowest_epoch": min(lowest),
            "latest_lowest_epoch": max(lowest),
            "smallest_rise": min(rises),
            "largest_rise": max(rises),
            "accuracy_change": mean_change,
            "p_accuracy": p,
            "n_runs": len(runs),
            "clear_from": CLEAR,
            "mild_from": MILD,
        },
        given=("clear_from", "mild_from"),
        details={"held_out": held_out, "accuracy": accuracy},
        runs=runs,
        test=f"{MEAN_TEST} of the rise of the {held_out} loss",
        n=min(len(trained(configuration)) for configuration in members),
    )


def _accuracy(
    members: list[ConfigurationSummary], trained: Runs
) -> tuple[str, float | None, float | None]:
    (configuration,) = members
    n_images = configuration.n_validation or configuration.n_test
    change = _change(trained(configuration), "held_out_accuracy_change")
    if change is None or not change.is_beyond_chance:
        return "", None, None
    if abs(change.mean) * n_images < FEWEST_IMAGES:
        return "", None, None
    return "falls" if change.mean < 0 else "rises", abs(change.mean), change.p


# A change of the mean loss counts from this share on.
SMALLEST_CHANGE = 0.01


def find_convergence(experiment: Experiment) -> list[Finding]:
    """`convergence`: whether the held-out loss was still falling when the training ended.

    A line is fitted to the logarithms of the loss in the last tenth of the epochs (three at least),
    and the change along it tested over the runs. Verdicts: `still improving` (Student's test
    shows a fall, which is 1 % or more in the mean), `settled` (two one-sided tests show the change
    to be less than 1 %). Nothing is said of other configurations, of one that over-fits, of one
    run, or below ten epochs. The held-out images (`details.held_out`) are the validation images;
    without those, the test images.

    One finding for each verdict that occurs.
    """
    trained = _trained(experiment)
    findings = []
    for verdict, members in group_by_verdict(
        experiment,
        lambda configuration: _ends(trained(configuration)),
        ("still improving", "settled"),
    ):
        held_out = common_part(configuration.held_out_part for configuration in members)
        runs = [run for configuration in members for run in trained(configuration)]
        means = [_change(trained(one), "late_held_out_loss_change") for one in members]
        sizes = [abs(change.mean) for change in means if change is not None]
        findings.append(
            experiment.finding(
                "convergence",
                verdict,
                members,
                qualifier=qualifier(verdict),
                numbers={
                    "smallest_change": min(sizes),
                    "largest_change": max(sizes),
                    "n_runs": len(runs),
                    "counts_from": SMALLEST_CHANGE,
                },
                given=("counts_from",),
                details={
                    "held_out": held_out,
                    "window": 1 / LATE_PARTS,
                    "least_epochs": SHORTEST_WINDOW,
                },
                runs=runs,
                test=f"{MEAN_TEST} of the change of the {held_out} loss",
                n=min(len(trained(configuration)) for configuration in members),
            )
        )
    return findings


def _ends(runs: list[RunSummary]) -> str | None:
    change = _change(runs, "late_held_out_loss_change")
    if change is None or change.p is None or _overfits(runs) in ("clear", "mild"):
        return None
    if change.p_within(SMALLEST_CHANGE) < SIGNIFICANCE:
        return "settled"
    falls = change.p < SIGNIFICANCE and change.mean <= -SMALLEST_CHANGE
    return "still improving" if falls else None


# A run oscillates from these noises on: a fraction of accuracy, and a share of the mean loss.
ACCURACY_NOISE, LOSS_NOISE = 0.005, 0.20


def find_oscillation(experiment: Experiment) -> list[Finding]:
    """`oscillation`: held-out loss or accuracy that jumps from epoch to epoch.

    The noise around a smooth curve is measured on the second half of the epochs. A run oscillates
    if the noise of its held-out accuracy is at least half a percentage point, and five images, or
    that of its held-out loss at least 20 % of its mean. Verdicts: `every seed`, `some seeds`. There
    is no finding if no run oscillates, or below ten epochs. The held-out images
    (`details.held_out`) are the validation images; without those, the test images.
    """
    trained = _trained(experiment)

    def jumping(configuration: ConfigurationSummary) -> list[RunSummary]:
        n_images = configuration.n_validation or configuration.n_test
        least = max(ACCURACY_NOISE, FEWEST_IMAGES / n_images)
        return [
            run
            for run in trained(configuration)
            if (run.metrics["held_out_accuracy_oscillation"] or 0.0) >= least
            or (run.metrics["held_out_loss_oscillation"] or 0.0) >= LOSS_NOISE
        ]

    findings = []
    for verdict, members in group_by_verdict(
        experiment,
        lambda configuration: in_seeds(
            [run in jumping(configuration) for run in trained(configuration)]
        ),
        IN_SEEDS,
    ):
        held_out = common_part(configuration.held_out_part for configuration in members)
        all_runs = [run for configuration in members for run in trained(configuration)]
        runs = [run for configuration in members for run in jumping(configuration)]
        accuracies, losses = (
            [run.metrics[f"held_out_{name}_oscillation"] or 0.0 for run in runs]
            for name in ("accuracy", "loss")
        )
        findings.append(
            experiment.finding(
                "oscillation",
                verdict,
                members,
                qualifier=qualifier(verdict),
                numbers={
                    "smallest_accuracy_oscillation": min(accuracies),
                    "largest_accuracy_oscillation": max(accuracies),
                    "smallest_loss_oscillation": min(losses),
                    "largest_loss_oscillation": max(losses),
                    "n_oscillating": len(runs),
                    "n_runs": len(all_runs),
                },
                details={"held_out": held_out},
                runs=runs,
                test=f"noise around the {held_out} curves in their second half, of each run",
                n=min(len(trained(configuration)) for configuration in members),
            )
        )
    return findings


FINDERS = (find_updates, find_confidence, find_overfitting, find_convergence, find_oscillation)
