"""`beside_earlier`: the network of an experiment beside the best of the experiments before it.

Both are those that validation accuracy chooses; without validation images, an experiment has to be
one configuration. So the test images have chosen neither, and one test needs no correction. They
have the same task and the same images. Verdicts: `better`, `worse`, `equivalent`, `not resolved`.

Nothing is said where a run gives one answer whatever it is shown: a mean over runs that learn and
others that do not describes neither.
"""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs, metric_of
from labbook.metrics.best_configuration import VALIDATION_ACCURACY, best
from labbook.metrics.comparison import compare


def find_beside_earlier(experiment: Experiment) -> list[Finding]:
    """One finding at most."""
    ours = _chosen(experiment)
    if ours is None:
        return []
    rivals = [
        (earlier, theirs)
        for earlier in experiment.earlier
        if (theirs := _chosen(earlier)) and _are_comparable(experiment, ours, earlier, theirs)
    ]
    if not rivals:
        return []
    # Without validation, the nearest.
    first = best((theirs for _, theirs in rivals), VALIDATION_ACCURACY)
    earlier, theirs = next((pair for pair in rivals if first and pair[1] is first[0]), rivals[-1])
    answers = {**earlier.right_answers, **experiment.right_answers}
    comparison = compare(ours, theirs, experiment.equivalence_margin, answers)
    test, p = comparison.deciding
    return [
        experiment.finding(
            "beside_earlier",
            comparison.verdict,
            [ours],
            numbers={
                "difference": comparison.difference,
                "size": abs(comparison.difference),
                "interval": comparison.interval and list(comparison.interval),
                "test_accuracy": metric_of(ours, "test_accuracy"),
                "margin": experiment.equivalence_margin,
                "epochs": ours.settings.epochs,
                "earlier_epochs": theirs.settings.epochs,
            },
            given=("margin", "epochs", "earlier_epochs"),
            details={
                "earlier": earlier.name,
                "earlier_configuration": theirs.name,
                "earlier_label": theirs.label,
                "by_validation": ours.metrics[VALIDATION_ACCURACY].mean is not None,
                "several": experiment.n_configurations > 1,
                "one_seed": comparison.n == 1,
                "other_epochs": _had_other_epochs(ours, theirs),
            },
            runs=counted_runs(ours, theirs),
            test=test,
            n=comparison.n,
            p=p,
            interval=comparison.interval,
        )
    ]


def _chosen(experiment: Experiment) -> ConfigurationSummary | None:
    """By validation, or the only one; None if test images would have to choose."""
    finished = experiment.finished
    if len(finished) == 1 == experiment.n_configurations:
        return finished[0]
    if any(one.metrics[VALIDATION_ACCURACY].mean is None for one in finished):
        return None
    return next(iter(best(finished, VALIDATION_ACCURACY)), None)


def _had_other_epochs(ours: ConfigurationSummary, theirs: ConfigurationSummary) -> bool:
    """Not known where early stopping has decided, and told already by a name that has them."""
    both = (ours.settings, theirs.settings)
    return (
        both[0].epochs != both[1].epochs
        and not any(one.early_stopping for one in both)
        and "epochs" not in theirs.varied
    )


def _are_comparable(
    experiment: Experiment,
    ours: ConfigurationSummary,
    earlier: Experiment,
    theirs: ConfigurationSummary,
) -> bool:
    runs = counted_runs(ours, theirs)
    validated = [one.metrics[VALIDATION_ACCURACY].mean is not None for one in (ours, theirs)]
    return (
        experiment.summary.dataset.sha256 == earlier.summary.dataset.sha256
        and ours.settings.task == theirs.settings.task
        and validated[0] == validated[1]
        and not any(run.answers_one_class for run in runs)
        # Two experiments may ask for the same runs.
        and len({run.key for run in runs}) == len(runs)
    )
