"""`oscillation`: held-out loss or accuracy that jumps from epoch to epoch.

Measured on the second half of the epochs, as the noise around a smooth curve. A run oscillates if
its held-out accuracy does so by half a percentage point, or its held-out loss by 20 % of its mean.
Held out (`details.held_out`) are the validation images or, where there are none, the test images.
Verdicts: `every seed`, `some seeds`; no finding where no run oscillates, or below ten epochs.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.history import common_part
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import Experiment, counted_runs, group_by_verdict, qualifier

ACCURACY_FROM = 0.005
LOSS_FROM = 0.20
RULE = "noise around the {} curves in their second half, of each run"
VERDICTS = ("every seed", "some seeds")


def find_oscillation(experiment: Experiment) -> list[Finding]:
    """One finding for each verdict that occurs."""
    findings = []
    for verdict, members in group_by_verdict(experiment, _verdict, VERDICTS):
        held_out = common_part(configuration.held_out_part for configuration in members)
        all_runs = [run for configuration in members for run in counted_runs(configuration)]
        runs = [run for run in all_runs if _oscillates(run)]
        accuracies = [_known(run, "held_out_accuracy_oscillation") for run in runs]
        losses = [_known(run, "held_out_loss_oscillation") for run in runs]
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
                test=RULE.format(held_out),
                n=min(len(counted_runs(configuration)) for configuration in members),
            )
        )
    return findings


def _known(run: RunSummary, metric: str) -> float:
    return run.metrics[metric] or 0.0


def _oscillates(run: RunSummary) -> bool:
    return (
        _known(run, "held_out_accuracy_oscillation") >= ACCURACY_FROM
        or _known(run, "held_out_loss_oscillation") >= LOSS_FROM
    )


def _verdict(configuration: ConfigurationSummary) -> str | None:
    oscillating = [_oscillates(run) for run in counted_runs(configuration)]
    if not any(oscillating):
        return None
    return "every seed" if all(oscillating) else "some seeds"
