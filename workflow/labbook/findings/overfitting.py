"""`overfitting`: validation loss that rises from its lowest while training loss goes on falling.

Of each run, by how much its validation loss rose from its lowest, relative to it, to the last epoch
and to the median of the last tenth of the epochs (five at least): the smaller of the two counts,
and only if the training loss fell in the meantime.
Verdicts: `clear` (10 % and more), `mild` (2 % and more), `none seen` (less), each in every seed;
`differs` between seeds. One finding a verdict, for all configurations that have it; none below two
epochs.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import Experiment, counted_runs
from labbook.findings.grouping import agreed, group_by_verdict, qualifier, run_values

CLEAR = 0.10
MILD = 0.02
RULE = "rise of the validation loss from its lowest, of each run"
VERDICTS = ("clear", "mild", "differs", "none seen")


def find_overfitting(experiment: Experiment) -> list[Finding]:
    """One finding for each verdict that occurs."""
    return [
        _finding(experiment, verdict, members)
        for verdict, members in group_by_verdict(experiment, _verdict, VERDICTS)
    ]


def _verdict(configuration: ConfigurationSummary) -> str | None:
    return agreed(counted_runs(configuration), _run_verdict)


def _run_verdict(run: RunSummary) -> str | None:
    rise, sustained = run.metrics["val_loss_rise"], run.metrics["val_loss_sustained_rise"]
    fall = run.metrics["train_loss_fall"]
    if run.epochs < 2 or rise is None or sustained is None or fall is None:
        return None
    smaller = min(rise, sustained)
    if fall <= 0 or smaller < MILD:
        return "none seen"
    return "clear" if smaller >= CLEAR else "mild"


def _finding(experiment: Experiment, verdict: str, members: list[ConfigurationSummary]) -> Finding:
    rises = run_values(members, "val_loss_rise")
    epochs = [int(epoch) for epoch in run_values(members, "lowest_val_loss_epoch")]
    runs = [run for one in members for run in counted_runs(one)]
    gaps = [
        val_loss - train_loss
        for run in runs
        if (val_loss := run.metrics["val_loss"]) is not None
        and (train_loss := run.metrics["train_loss"]) is not None
    ]
    verdicts = [_run_verdict(run) for run in runs]
    return experiment.finding(
        "overfitting",
        verdict,
        members,
        qualifier=qualifier(verdict),
        numbers={
            "earliest_lowest_epoch": min(epochs),
            "latest_lowest_epoch": max(epochs),
            "smallest_rise": min(rises),
            "largest_rise": max(rises),
            "smallest_gap": min(gaps),
            "largest_gap": max(gaps),
            "n_overfitted": sum(one in ("clear", "mild") for one in verdicts),
            "n_runs": len(runs),
            "clear_from": CLEAR,
            "mild_from": MILD,
        },
        details={
            "ended_lowest": max(rises) == 0,
            # A rise that counts for nothing: it did not last, or the training loss rose with it.
            "rise_discounted": verdict == "none seen" and max(rises) >= MILD,
        },
        runs=runs,
        test=RULE,
        n=min(len(counted_runs(one)) for one in members),
    )
