"""The finders of what the curves over the epochs tell: over-fitting, convergence, oscillation.

The unit of each test is the run: the epochs of one curve follow each other and are no sample. Runs
that fail to train (metrics/untrained.py) and those that diverged are left out.
"""

from collections.abc import Mapping

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.spec import EarlyStopping
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.comparing import corrected
from labbook.findings.experiment import (
    IN_SEEDS,
    Experiment,
    counted_runs,
    fewest_seeds,
    group_by_verdict,
    in_seeds,
    qualifier,
)
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.curves import LATE_PARTS, SHORTEST_WINDOW, noise_above_p
from labbook.metrics.holm import holm
from labbook.metrics.overfitting import CLEAR, MILD
from labbook.metrics.paired_change import change_over_runs
from labbook.metrics.untrained import trained_runs
from labbook.topics.curves.updates import find_updates

# A change of accuracy is told from so many held-out images on.
FEWEST_IMAGES = 5
MEAN_TEST = "Student's t-test over the runs"
# By configuration, its runs that train.
Trained = Mapping[str, list[RunSummary]]


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
    trained = trained_runs(experiment.summary)
    return [
        _overfitting(experiment, verdict, members, trained)
        for verdict, members in group_by_verdict(
            experiment,
            lambda configuration: configuration.overfitting,
            ("clear", "mild", "none seen"),
        )
    ]


def _overfitting(
    experiment: Experiment, verdict: str, members: list[ConfigurationSummary], trained: Trained
) -> Finding:
    runs = [run for configuration in members for run in trained[configuration.name]]
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
        n=min(len(trained[configuration.name]) for configuration in members),
    )


def _accuracy(
    members: list[ConfigurationSummary], trained: Trained
) -> tuple[str, float | None, float | None]:
    (configuration,) = members
    n_images = configuration.n_validation or configuration.n_test
    change = change_over_runs(trained[configuration.name], "held_out_accuracy_change")
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
    trained = trained_runs(experiment.summary)
    findings = []
    for verdict, members in group_by_verdict(
        experiment,
        lambda one: None if one.over_fits else _ends(trained[one.name]),
        ("still improving", "settled"),
    ):
        held_out = common_part(configuration.held_out_part for configuration in members)
        runs = [run for configuration in members for run in trained[configuration.name]]
        means = [
            change_over_runs(trained[one.name], "late_held_out_loss_change") for one in members
        ]
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
                n=min(len(trained[configuration.name]) for configuration in members),
            )
        )
    return findings


def _ends(runs: list[RunSummary]) -> str | None:
    change = change_over_runs(runs, "late_held_out_loss_change")
    if change is None or change.p is None:
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
    if the noise of its held-out accuracy is shown to be more than half a percentage point, and five
    images, or that of its held-out loss more than 20 % of its mean: by a chi-square test of the
    second differences, corrected for the two curves and by Holm's procedure for all runs of the
    experiment. Verdicts: `every seed`, `some seeds`. There
    is no finding if no run oscillates, or below ten epochs. The held-out images
    (`details.held_out`) are the validation images; without those, the test images.
    """
    trained = trained_runs(experiment.summary)
    p_of = {
        run.key: _jumps_p(run, configuration)
        for configuration in experiment.finished
        for run in trained[configuration.name]
    }
    jumps = {
        key
        for key, p in zip(p_of, holm(list(p_of.values())), strict=True)
        if p is not None and p < SIGNIFICANCE
    }

    def jumping(configuration: ConfigurationSummary) -> list[RunSummary]:
        return [run for run in trained[configuration.name] if run.key in jumps]

    findings = []
    for verdict, members in group_by_verdict(
        experiment,
        lambda configuration: in_seeds(
            [run in jumping(configuration) for run in trained[configuration.name]]
        ),
        IN_SEEDS,
    ):
        held_out = common_part(configuration.held_out_part for configuration in members)
        all_runs = [run for configuration in members for run in trained[configuration.name]]
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
                test=corrected(f"chi-square test of the noise around the {held_out} curves"),
                n=min(len(trained[configuration.name]) for configuration in members),
            )
        )
    return findings


def _jumps_p(run: RunSummary, configuration: ConfigurationSummary) -> float:
    n_images = configuration.n_validation or configuration.n_test
    limits = {"accuracy": max(ACCURACY_NOISE, FEWEST_IMAGES / n_images), "loss": LOSS_NOISE}
    p_values = [
        noise_above_p(run.metrics[f"held_out_{curve}_oscillation"], limit, run.epochs)
        for curve, limit in limits.items()
    ]
    return min(1.0, len(p_values) * min(p_values))


STOPPED, SOME_STOPPED, NOT_STOPPED = "every run", "some runs", "no run"


def find_early_stopping(experiment: Experiment) -> list[Finding]:
    """`early_stopping`: after how many epochs it ended trainings, and which epoch counts.

    Of the runs that did not diverge. Verdicts: `every run` was stopped, `some runs` (the others had
    all of their epochs), `no run`. `stopped_earliest` and `stopped_latest` are of those that were;
    `counted_earliest` and `counted_latest`, the epochs whose weights count, of all. It is a
    statement on these runs, not a test. Of a configuration with a run that was stopped, nothing is
    said of over-fitting or of the end of training, which its losses have decided.

    A finding for each setting of early stopping takes all its configurations together.
    """
    groups: dict[EarlyStopping, list[ConfigurationSummary]] = {}
    for configuration in experiment.finished:
        if asked := configuration.settings.early_stopping:
            groups.setdefault(asked, []).append(configuration)
    return [
        _early_stopping(experiment, asked, members, str(place) if len(groups) > 1 else "")
        for place, (asked, members) in enumerate(groups.items(), start=1)
    ]


def _early_stopping(
    experiment: Experiment, asked: EarlyStopping, members: list[ConfigurationSummary], part: str
) -> Finding:
    runs = counted_runs(*members)
    stopped = [
        run.epochs
        for configuration in members
        for run in counted_runs(configuration)
        if run.epochs < configuration.settings.epochs
    ]
    counted = [run.counted_epoch for run in runs]
    verdict = NOT_STOPPED if not stopped else STOPPED
    return experiment.finding(
        "early_stopping",
        SOME_STOPPED if 0 < len(stopped) < len(runs) else verdict,
        members,
        qualifier=part,
        numbers={
            "most": sorted({configuration.settings.epochs for configuration in members}),
            "patience": asked.patience,
            "min_delta": asked.min_delta,
            "stopped_earliest": min(stopped, default=None),
            "stopped_latest": max(stopped, default=None),
            "counted_earliest": min(counted),
            "counted_latest": max(counted),
            "n_stopped": len(stopped),
            "n_runs": len(runs),
        },
        given=("most", "patience", "min_delta"),
        details={"monitor": asked.monitor, "restores_best": asked.restore_best},
        runs=runs,
        n=fewest_seeds(members),
    )


FINDERS = (
    find_updates,
    find_overfitting,
    find_convergence,
    find_oscillation,
    find_early_stopping,
)
