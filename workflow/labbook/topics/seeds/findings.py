"""The finder of how far the seeds of a configuration lie apart."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import (
    Experiment,
    accuracy_of,
    fewest_seeds,
    metric_of,
)
from labbook.metrics.intervals import accuracy_interval, seed_interval


def find_seed_spread(experiment: Experiment) -> list[Finding]:
    """`seed_spread`: how much test accuracy changes when only the seed changes.

    Verdicts: `one seed` (no configuration has two), `identical` (in every configuration, all seeds
    gave the same accuracy), `spread` (they did not).

    The finite test set is a second source of uncertainty: `numbers.image_half_width` is half the
    width of the Wilson interval of a single run. The two are shown side by side and never added.

    One finding if at least one configuration finished.
    """
    finished = experiment.finished
    if not finished:
        return []
    repeated = [
        configuration
        for configuration in finished
        if configuration.metrics["test_accuracy"].std is not None
    ]
    if not repeated:
        return [
            experiment.finding(
                "seed_spread",
                "one seed",
                finished,
                numbers={
                    "n_configurations": len(finished),
                },
                details={
                    "one_configuration": len(finished) == 1,
                    "some_left_out": len(finished) < experiment.n_configurations,
                },
                n=1,
            )
        ]

    widest = max(repeated, key=_std)
    accuracy = widest.metrics["test_accuracy"]
    interval = seed_interval(accuracy, widest.n_test)
    low, high = accuracy_interval(accuracy_of(widest), widest.n_test)
    return [
        experiment.finding(
            "seed_spread",
            "spread" if _std(widest) else "identical",
            repeated,
            numbers={
                "n_configurations": len(repeated),
                "largest_std": _std(widest),
                "widest_test_accuracy": metric_of(widest, "test_accuracy"),
                "widest_interval": list(interval) if interval else None,
                "image_half_width": (high - low) / 2,
                "n_test": widest.n_test,
            },
            given=("n_test",),
            details={
                "widest": widest.name,
                "one_configuration": len(repeated) == 1,
                "some_left_out": len(repeated) < experiment.n_configurations,
            },
            test="Student’s interval for the widest mean",
            n=fewest_seeds(repeated),
            interval=interval,
        )
    ]


def _std(configuration: ConfigurationSummary) -> float:
    return configuration.metrics["test_accuracy"].std or 0.0


FINDERS = (find_seed_spread,)
