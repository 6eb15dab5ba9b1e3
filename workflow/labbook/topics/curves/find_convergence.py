"""`convergence`: whether the held-out loss was still falling when the training ended.

A line is fitted to the last tenth of the epochs (five at least). Along it the loss must change by
1 % of its mean or more, and by twice the change's standard error, to count. Held out
(`details.held_out`) are the validation images or, where there are none, the test images.
Verdicts: `still improving`, `settled`, `rising`, each in every seed; `differs` between seeds. One
finding a verdict; none below five epochs.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import (
    Experiment,
    agreed,
    counted_runs,
    group_by_verdict,
    qualifier,
    run_values,
)
from labbook.metrics.curves import LATE_PARTS, SHORTEST_WINDOW

SMALLEST_CHANGE = 0.01
STANDARD_ERRORS = 2
RULE = "slope of the {} loss over the last epochs against its standard error"
VERDICTS = ("still improving", "differs", "settled", "rising")


def find_convergence(experiment: Experiment) -> list[Finding]:
    """One finding for each verdict that occurs."""
    findings = []
    for verdict, members in group_by_verdict(experiment, _verdict, VERDICTS):
        held_out = common_part(configuration.held_out_part for configuration in members)
        changes = run_values(members, "late_held_out_loss_change")
        runs = [run for configuration in members for run in counted_runs(configuration)]
        findings.append(
            experiment.finding(
                "convergence",
                verdict,
                members,
                qualifier=qualifier(verdict),
                numbers={
                    "smallest_change": min(map(abs, changes)),
                    "largest_change": max(map(abs, changes)),
                    "n_improving": sum(_run_verdict(run) == "still improving" for run in runs),
                    "n_rising": sum(_run_verdict(run) == "rising" for run in runs),
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
                test=RULE.format(held_out),
                n=min(len(counted_runs(configuration)) for configuration in members),
            )
        )
    return findings


def _verdict(configuration: ConfigurationSummary) -> str | None:
    return agreed(counted_runs(configuration), _run_verdict)


def _run_verdict(run: RunSummary) -> str | None:
    change = run.metrics["late_held_out_loss_change"]
    error = run.metrics["late_held_out_loss_change_error"]
    if change is None or error is None:
        return None
    if abs(change) < SMALLEST_CHANGE or abs(change) < STANDARD_ERRORS * error:
        return "settled"
    return "still improving" if change < 0 else "rising"
