"""`overfitting`: held-out loss that turns up while training loss goes on falling.

Held out (`details.held_out`) are the validation images or, where there are none, the test images.
Of each run, by how much its held-out loss rose from its lowest, relative to it, to the last epoch
and to the median of the last tenth of the epochs (five at least): the smaller of the two counts,
and only if the training loss fell in the meantime.
Verdicts: `clear` (10 % and more), `mild` (2 % and more), `none seen` (less), each in every seed;
`differs` between seeds. One finding a verdict, for all configurations that have it; none below two
epochs.

Numbers are the smallest and the largest over the runs: the epoch of the lowest held-out loss, the
rise, the epoch from which the held-out loss stays above the training loss to the end (None where no
run has one), the change of held-out accuracy from the lowest loss to the end.
`details.crossing`: it stays so from some epoch on (`every run`, `some runs`), was `never` higher at
the end, higher `from the start`, or `differs`. `details.accuracy`: it `falls` or `rises` by more
than the margin of equivalence in every run, `holds` within it in every run, or `differs`.
`numbers.each` and `details.each` have the same of every configuration of the subject, in its order.
"""

from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import (
    Experiment,
    agreed,
    counted_runs,
    group_by_verdict,
    qualifier,
)
from labbook.metrics.learned import CLEAR, MILD, overfitting

RULE = "rise of the {} loss from its lowest, of each run"
VERDICTS = ("clear", "mild", "differs", "none seen")
# Of more configurations, a sentence about each would be too long: a table has them.
MOST_TOLD_EACH = 3


def find_overfitting(experiment: Experiment) -> list[Finding]:
    """One finding for each verdict that occurs."""
    return [
        _finding(experiment, verdict, members)
        for verdict, members in group_by_verdict(experiment, _verdict, VERDICTS)
    ]


def _verdict(configuration: ConfigurationSummary) -> str | None:
    return agreed(counted_runs(configuration), _run_verdict)


def _run_verdict(run: RunSummary) -> str | None:
    return overfitting(run.metrics, run.epochs)


def _finding(experiment: Experiment, verdict: str, members: list[ConfigurationSummary]) -> Finding:
    runs = counted_runs(*members)
    runs_of_each = [counted_runs(configuration) for configuration in members]
    largest_rise = max(_values(runs, "held_out_loss_rise"))
    held_out = common_part(configuration.held_out_part for configuration in members)
    margin = experiment.equivalence_margin
    return experiment.finding(
        "overfitting",
        verdict,
        members,
        qualifier=qualifier(verdict),
        numbers={
            **_spans(runs),
            "n_overfitted": sum(_run_verdict(run) in ("clear", "mild") for run in runs),
            "each": [_spans(seeds) for seeds in runs_of_each],
            "clear_from": CLEAR,
            "mild_from": MILD,
            "margin": margin,
        },
        given=("clear_from", "mild_from", "margin"),
        details={
            "held_out": held_out,
            **_words(runs, margin),
            "ended_lowest": largest_rise == 0,
            # A rise that counts for nothing: too short, or the training loss rose with it.
            "rise_discounted": verdict == "none seen" and largest_rise >= MILD,
            "told_each": 1 < len(members) <= MOST_TOLD_EACH,
            "each": [_words(seeds, margin) for seeds in runs_of_each],
        },
        runs=runs,
        test=RULE.format(held_out),
        n=min(map(len, runs_of_each)),
    )


def _spans(runs: list[RunSummary]) -> dict[str, Any]:
    lowest = [int(epoch) for epoch in _values(runs, "lowest_held_out_loss_epoch")]
    crossings = [int(epoch) for epoch in _values(runs, "held_out_loss_crossing_epoch")]
    rises = _values(runs, "held_out_loss_rise")
    changes = _values(runs, "held_out_accuracy_change")
    gaps = [_gap(run) for run in runs]
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
        "n_runs": len(runs),
    }


def _words(runs: list[RunSummary], margin: float) -> dict[str, Any]:
    changes = _values(runs, "held_out_accuracy_change")
    return {"crossing": _crossing(runs), "accuracy": _accuracy(changes, margin)}


def _crossing(runs: list[RunSummary]) -> str:
    known = [run.metrics["held_out_loss_crossing_epoch"] is not None for run in runs]
    if all(known):
        return "every run"
    if any(known):
        return "some runs"
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


def _values(runs: list[RunSummary], metric: str) -> list[float]:
    return [value for run in runs if (value := run.metrics[metric]) is not None]
