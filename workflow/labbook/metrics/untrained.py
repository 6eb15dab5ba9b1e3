"""Which runs of an experiment fail to train; what is said of curves is said of the others."""

from labbook.artifacts.summary import RunSummary, Summary
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm


def untrained(summary: Summary) -> set[str]:
    """The keys of the runs that did not diverge and fail to train.

    Such a run has a loss that is no better than that of the class frequencies, and answers that are
    not shown to be better than always the commonest class (metrics/fixed_answer.py); the p-values
    are corrected by Holm's procedure for all runs of the experiment.
    """
    runs = {
        run.key: run
        for configuration in summary.configurations
        for run in configuration.runs
        if not run.diverged
    }
    p_values = holm([run.p_better_answers for run in runs.values()])
    return {
        key
        for (key, run), p in zip(runs.items(), p_values, strict=True)
        if run.no_better_loss and p is not None and p >= SIGNIFICANCE
    }


def trained_runs(summary: Summary) -> dict[str, list[RunSummary]]:
    """By configuration, the runs that did not diverge and do not fail to train."""
    failed = untrained(summary)
    return {
        configuration.name: [
            run for run in configuration.runs if not run.diverged and run.key not in failed
        ]
        for configuration in summary.configurations
    }
