"""Which configurations over-fit: the summary has the verdict, for findings, figures and turns."""

from dataclasses import replace

from labbook.artifacts.summary import Summary
from labbook.metrics.overfitting_of_runs import overfitting_of_runs
from labbook.metrics.untrained import trained_runs


def with_overfitting(summary: Summary) -> Summary:
    """The summary with the verdict of each configuration, by its runs that train."""
    trained = trained_runs(summary)
    verdicts = {
        name: overfitting_of_runs(
            [run.metrics["held_out_loss_later_rise"] for run in runs],
            [run.metrics["train_loss_fall"] or 0.0 for run in runs],
        )
        for name, runs in trained.items()
    }
    return replace(
        summary,
        configurations=tuple(
            replace(configuration, overfitting=verdicts[configuration.name])
            for configuration in summary.configurations
        ),
    )
