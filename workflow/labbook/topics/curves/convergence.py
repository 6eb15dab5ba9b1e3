"""The finder of how a training ended: with a held-out loss that still fell, or had settled."""

import math
from collections.abc import Mapping, Sequence

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import Experiment, group_by_verdict, qualifier
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.curves import LATE_PARTS, SHORTEST_WINDOW
from labbook.metrics.overfitting import MILD
from labbook.metrics.paired_change import change_over_runs
from labbook.metrics.untrained import trained_runs
from labbook.topics.curves.learning_runs import MEAN_TEST, Trained, counts, of_all

# A change of the mean loss counts from this share on.
SMALLEST_CHANGE = 0.01
STILL_IMPROVING, SETTLED = ("still improving", "settled")
# A learning rate that ends below this share of its first value has gone to zero.
NEARLY_ZERO = 0.01


def find_convergence(experiment: Experiment) -> list[Finding]:
    """`convergence`: whether the held-out loss was still falling when the training ended.

    A line is fitted to the logarithms of the loss in the last tenth of the epochs, three at least
    (`details.window`: `tenth`, `least`, or `both` where configurations differ), and the change
    along it tested over the runs. Verdicts: `still improving` (Student's test shows a fall, which
    is 1 % or more in the mean), `settled` (two one-sided tests show the change to be less than
    1 %). Nothing is said of other configurations, of one that over-fits, of one run, or below ten
    epochs. The held-out images (`details.held_out`) are the validation images; without those, the
    test images. `n_runs` of the `n_all` runs learn, and are judged.

    `smallest_end` and `largest_end`: how far the runs end above their lowest held-out loss, which
    they have between the two `lowest_epoch`s; `details.above`: by 2 % or more, `all` of them,
    `some` or `none`. `details.rate_to_zero`: a schedule has taken the learning rate of each
    configuration to less than a hundredth of its first value.

    One finding for each verdict that occurs.
    """
    trained = trained_runs(experiment.summary)
    return [
        _convergence(experiment, verdict, members, trained)
        for verdict, members in group_by_verdict(
            experiment,
            lambda one: None if one.over_fits else end_of_training(trained[one.name]),
            (STILL_IMPROVING, SETTLED),
        )
    ]


def _convergence(
    experiment: Experiment, verdict: str, members: list[ConfigurationSummary], trained: Trained
) -> Finding:
    held_out = common_part(configuration.held_out_part for configuration in members)
    runs = of_all(members, trained)
    means = [change_over_runs(trained[one.name], "late_held_out_loss_change") for one in members]
    sizes = [abs(change.mean) for change in means if change is not None]
    ends = [run.metrics["held_out_loss_rise"] or 0.0 for run in runs]
    lowest = [int(run.metrics["lowest_held_out_loss_epoch"] or 0) for run in runs]
    above = [end >= MILD for end in ends]
    return experiment.finding(
        "convergence",
        verdict,
        members,
        qualifier=qualifier(verdict),
        numbers={
            "smallest_change": min(sizes),
            "largest_change": max(sizes),
            "smallest_end": min(ends),
            "largest_end": max(ends),
            "earliest_lowest_epoch": min(lowest),
            "latest_lowest_epoch": max(lowest),
            **counts(members, runs),
            "counts_from": SMALLEST_CHANGE,
        },
        given=("counts_from",),
        details={
            "held_out": held_out,
            "window": _window({run.epochs for run in runs}),
            "part": 1 / LATE_PARTS,
            "least_epochs": SHORTEST_WINDOW,
            "above": "all" if all(above) else "some" if any(above) else "none",
            "rate_to_zero": all(_rate_goes_to_zero(one.settings) for one in members),
        },
        runs=runs,
        test=f"{MEAN_TEST} of the change of the {held_out} loss",
        n=min(len(trained[configuration.name]) for configuration in members),
    )


def end_of_training(runs: Sequence[RunSummary]) -> str | None:
    """STILL_IMPROVING or SETTLED, if the runs of a configuration show one of them."""
    change = change_over_runs(runs, "late_held_out_loss_change")
    if change is None or change.p is None:
        return None
    if change.p_within(SMALLEST_CHANGE) < SIGNIFICANCE:
        return SETTLED
    falls = change.p < SIGNIFICANCE and change.mean <= -SMALLEST_CHANGE
    return STILL_IMPROVING if falls else None


def _window(lengths: set[int]) -> str:
    """Which words say how long the late window is, of trainings of so many epochs."""
    least = {n_epochs <= (SHORTEST_WINDOW - 1) * LATE_PARTS for n_epochs in lengths}
    return "both" if len(least) > 1 else "least" if least.pop() else "tenth"


def _rate_goes_to_zero(settings: RunSettings) -> bool:
    """Whether a schedule of Keras, whose defaults these are, ends near a learning rate of zero.

    Not told of one that warms up, or whose length is given in steps.
    """
    rate = settings.optimizer["learning_rate"]
    if not isinstance(rate, Mapping) or "warmup_target" in rate:
        return False
    if rate.get("decay_epochs", math.inf) > settings.epochs:
        return False
    if rate["schedule"] == "PolynomialDecay":
        end = rate.get("end_learning_rate", 1e-4) / rate["initial_learning_rate"]
    else:
        end = rate.get("alpha", 0.0) if rate["schedule"] == "CosineDecay" else math.inf
    return bool(end < NEARLY_ZERO)
