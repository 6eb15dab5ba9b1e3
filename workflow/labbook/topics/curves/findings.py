"""The finders of what the curves over the epochs tell: over-fitting, convergence, oscillation."""

import math

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import (
    IN_SEEDS,
    Experiment,
    Facts,
    agreed,
    counted_runs,
    fewest_seeds,
    group_by_verdict,
    in_seeds,
    qualifier,
    run_values,
)
from labbook.metrics.curves import LATE_PARTS, SHORTEST_WINDOW
from labbook.metrics.equal_updates import equal_updates
from labbook.metrics.overfitting import CLEAR, MILD, overfitting
from labbook.topics.curves.confidence import find_confidence

# A sentence about each of more configurations would be too long; a table has them.
MOST_TOLD_EACH = 3


def find_overfitting(experiment: Experiment) -> list[Finding]:
    """`overfitting`: held-out loss that rises while training loss goes on falling.

    The rise of a run is that of its held-out loss from the lowest value, relative to it: to the
    last epoch or to the median of the late epochs, whichever is smaller. It counts only if the
    training loss fell in the meantime. Verdicts: `clear` (10 % and more), `mild` (2 % and more),
    `none seen` (less), each in every seed; `differs` (between seeds). There is a finding for each
    verdict that occurs, and none below two epochs. The held-out images (`details.held_out`) are the
    validation images; without those, the test images. The late epochs are the last tenth of all
    epochs, but at least five.

    The numbers are the smallest and the largest over the runs: the epoch of the lowest held-out
    loss, the rise, the epoch from which the held-out loss stays above the training loss to the end
    (None if no run has one), and the change of held-out accuracy from the lowest loss to the end.
    `details.crossing` says whether the held-out loss stays above from some epoch on (`every run`,
    `some runs`), is `never` higher at the end, is higher `from the start`, or `differs`.
    `details.accuracy` says whether the accuracy `falls` or `rises` by more than the margin of
    equivalence in every run, `holds` within it in every run, or `differs`. `numbers.each` and
    `details.each` have the same for each configuration of the subject, in its order.
    """
    return [
        _overfitting(experiment, verdict, members)
        for verdict, members in group_by_verdict(
            experiment,
            lambda configuration: agreed(counted_runs(configuration), _overfits),
            ("clear", "mild", "differs", "none seen"),
        )
    ]


def _overfits(run: RunSummary) -> str | None:
    return overfitting(run.metrics, run.epochs)


def _overfitting(
    experiment: Experiment, verdict: str, members: list[ConfigurationSummary]
) -> Finding:
    runs = counted_runs(*members)
    largest_rise = max(run_values(members, "held_out_loss_rise"))
    held_out = common_part(configuration.held_out_part for configuration in members)
    margin = experiment.equivalence_margin
    return experiment.finding(
        "overfitting",
        verdict,
        members,
        qualifier=qualifier(verdict),
        numbers={
            **_spans(*members),
            "n_overfitted": sum(_overfits(run) in ("clear", "mild") for run in runs),
            "each": [_spans(configuration) for configuration in members],
            "clear_from": CLEAR,
            "mild_from": MILD,
            "margin": margin,
        },
        given=("clear_from", "mild_from", "margin"),
        details={
            "held_out": held_out,
            **_words(margin, *members),
            "ended_lowest": largest_rise == 0,
            # A rise that does not count: it is too short, or the training loss rose with it.
            "rise_discounted": verdict == "none seen" and largest_rise >= MILD,
            "told_each": 1 < len(members) <= MOST_TOLD_EACH,
            "each": [_words(margin, configuration) for configuration in members],
        },
        runs=runs,
        test=f"rise of the {held_out} loss from its lowest, of each run",
        n=fewest_seeds(members),
    )


def _spans(*members: ConfigurationSummary) -> Facts:
    lowest = [int(epoch) for epoch in run_values(members, "lowest_held_out_loss_epoch")]
    crossings = [int(epoch) for epoch in run_values(members, "held_out_loss_crossing_epoch")]
    rises = run_values(members, "held_out_loss_rise")
    changes = run_values(members, "held_out_accuracy_change")
    gaps = [_gap(run) for run in counted_runs(*members)]
    return {
        "earliest_lowest_epoch": min(lowest),
        "latest_lowest_epoch": max(lowest),
        "smallest_rise": min(rises),
        "largest_rise": max(rises),
        "earliest_crossing_epoch": min(crossings, default=None),
        "latest_crossing_epoch": max(crossings, default=None),
        "n_crossing": len(crossings),
        "smallest_accuracy_change": min(changes),
        "largest_accuracy_change": max(changes),
        "smallest_gap": min(gaps),
        "largest_gap": max(gaps),
        "n_runs": len(gaps),
    }


def _words(margin: float, *members: ConfigurationSummary) -> Facts:
    changes = run_values(members, "held_out_accuracy_change")
    return {
        "crossing": _crossing(counted_runs(*members)),
        "accuracy": _accuracy(changes, margin),
    }


def _crossing(runs: list[RunSummary]) -> str:
    known = [run.metrics["held_out_loss_crossing_epoch"] is not None for run in runs]
    if any(known):
        return "every run" if all(known) else "some runs"
    above = [_gap(run) > 0 for run in runs]
    if all(above):
        return "from the start"
    return "differs" if any(above) else "never"


def _accuracy(changes: list[float], margin: float) -> str:
    if max(changes) < -margin:
        return "falls"
    if min(changes) > margin:
        return "rises"
    return "holds" if max(map(abs, changes)) <= margin else "differs"


def _gap(run: RunSummary) -> float:
    """Held-out loss minus training loss after the last epoch."""
    return (run.metrics["held_out_loss"] or 0.0) - (run.metrics["train_loss"] or 0.0)


# A change counts from this share of the mean on, and from this many standard errors of itself.
SMALLEST_CHANGE = 0.01
STANDARD_ERRORS = 2


def find_convergence(experiment: Experiment) -> list[Finding]:
    """`convergence`: whether the held-out loss was still falling when the training ended.

    A line is fitted to the last tenth of the epochs (at least five). A change along it counts if
    it is at least 1 % of the mean loss there, and at least twice its standard error. Verdicts:
    `still improving`, `settled`, `rising`, each in every seed; `differs` (between seeds). There is
    a finding for each verdict that occurs, and none below five epochs. The held-out images
    (`details.held_out`) are the validation images; without those, the test images.
    """
    findings = []
    for verdict, members in group_by_verdict(
        experiment,
        lambda configuration: agreed(counted_runs(configuration), _late_change),
        ("still improving", "differs", "settled", "rising"),
    ):
        held_out = common_part(configuration.held_out_part for configuration in members)
        changes = run_values(members, "late_held_out_loss_change")
        runs = counted_runs(*members)
        verdicts = [_late_change(run) for run in runs]
        findings.append(
            experiment.finding(
                "convergence",
                verdict,
                members,
                qualifier=qualifier(verdict),
                numbers={
                    "smallest_change": min(map(abs, changes)),
                    "largest_change": max(map(abs, changes)),
                    "n_improving": verdicts.count("still improving"),
                    "n_rising": verdicts.count("rising"),
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
                test=f"slope of the {held_out} loss over the last epochs against its standard "
                "error",
                n=fewest_seeds(members),
            )
        )
    return findings


def _late_change(run: RunSummary) -> str | None:
    change = run.metrics["late_held_out_loss_change"]
    error = run.metrics["late_held_out_loss_change_error"]
    if change is None or error is None:
        return None
    if abs(change) < SMALLEST_CHANGE or abs(change) < STANDARD_ERRORS * error:
        return "settled"
    return "still improving" if change < 0 else "rising"


# A run oscillates from these noises on: a fraction of accuracy, and a share of the mean loss.
NOISES = {"held_out_accuracy_oscillation": 0.005, "held_out_loss_oscillation": 0.20}


def find_oscillation(experiment: Experiment) -> list[Finding]:
    """`oscillation`: held-out loss or accuracy that jumps from epoch to epoch.

    The noise around a smooth curve is measured on the second half of the epochs. A run oscillates
    if the noise of its held-out accuracy is at least half a percentage point, or that of its
    held-out loss at least 20 % of its mean. Verdicts: `every seed`, `some seeds`. There is no
    finding if no run oscillates, or below ten epochs. The held-out images (`details.held_out`) are
    the validation images; without those, the test images.
    """
    findings = []
    for verdict, members in group_by_verdict(
        experiment,
        lambda configuration: in_seeds(list(map(_oscillates, counted_runs(configuration)))),
        IN_SEEDS,
    ):
        held_out = common_part(configuration.held_out_part for configuration in members)
        all_runs = counted_runs(*members)
        runs = [run for run in all_runs if _oscillates(run)]
        accuracies, losses = ([run.metrics[noise] or 0.0 for run in runs] for noise in NOISES)
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
                n=fewest_seeds(members),
            )
        )
    return findings


def _oscillates(run: RunSummary) -> bool:
    return any((run.metrics[noise] or 0.0) >= least for noise, least in NOISES.items())


# Losses after equally many updates count as the same up to this ratio, and losses at the end as
# different from this one on.
SAME_UP_TO = 1.05
DIFFERENT_FROM = 1.5


def find_updates(experiment: Experiment) -> list[Finding]:
    """`updates`: a batch size that acts only through the number of updates that it leaves.

    Of configurations that differ in nothing but their batch size. After equally many updates their
    mean held-out losses lie within 5 % of each other, though at the end, after equally many epochs,
    the largest is at least half as large again as the smallest. Verdict: `same`. The numbers have
    a group for each number of updates: `updates`, and the losses in the order of `details.groups`.
    One finding at most.
    """
    members = experiment.finished
    if len(members) < 2 or any(set(one.varied) != {"batch_size"} for one in members):
        return []
    part = common_part(one.held_out_part for one in members)
    name = "val_loss" if part == VALIDATION else "test_loss"
    by_name = {one.name: one for one in members}
    groups = equal_updates(
        {one.name: (one.steps_per_epoch, one.settings.epochs) for one in members}
    )
    losses = [
        [
            by_name[member].at_epochs.get(epoch, {}).get(name)
            for member, epoch in group.epochs.items()
        ]
        for group in groups
    ]
    known = [[loss.mean for loss in of_group if loss and loss.mean] for of_group in losses]
    sizes = [len(group.epochs) for group in groups]
    ends = [one.metrics["held_out_loss"].mean or math.nan for one in members]
    if (
        not groups
        or part not in (VALIDATION, TEST)
        or list(map(len, known)) != sizes
        or any(max(of_group) > SAME_UP_TO * min(of_group) for of_group in known)
        or not max(ends) >= DIFFERENT_FROM * min(ends)
    ):
        return []
    fewest, most = (choose(members, key=lambda one: one.steps_per_epoch) for choose in (min, max))
    return [
        experiment.finding(
            "updates",
            "same",
            members,
            numbers={
                "groups": [
                    {
                        "updates": group.updates,
                        "losses": [
                            {"mean": loss, "std": None, "of": member}
                            for loss, member in zip(of_group, group.epochs, strict=True)
                        ],
                    }
                    for group, of_group in zip(groups, known, strict=True)
                ],
                "epochs": fewest.settings.epochs,
                "fewest_updates": fewest.steps_per_epoch * fewest.settings.epochs,
                "most_updates": most.steps_per_epoch * most.settings.epochs,
            },
            details={
                "held_out": part,
                "groups": [list(group.epochs) for group in groups],
                "fewest": fewest.name,
                "most": most.name,
            },
            test=f"mean {part} losses after equally many updates",
            n=fewest_seeds(members),
        )
    ]


FINDERS = (find_updates, find_confidence, find_overfitting, find_convergence, find_oscillation)
