"""The finders of how far the seeds of a configuration lie apart."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import (
    Experiment,
    accuracy_of,
    counted_runs,
    fewest_seeds,
    metric_of,
    run_values,
)
from labbook.metrics.intervals import accuracy_interval, seed_interval


def find_seed_spread(experiment: Experiment) -> list[Finding]:
    """`seed_spread`: how much test accuracy changes when only the seed changes.

    Verdicts: `one seed` (no configuration has two), `identical` (in every configuration, all seeds
    gave the same accuracy), `within margin` (the largest standard deviation over seeds is at most
    the margin of practical equivalence), `beyond margin` (it is larger).

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
                    "margin": experiment.equivalence_margin,
                    "n_configurations": len(finished),
                },
                given=("margin",),
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
    if _std(widest) == 0:
        verdict = "identical"
    else:
        within = _std(widest) <= experiment.equivalence_margin
        verdict = "within margin" if within else "beyond margin"
    return [
        experiment.finding(
            "seed_spread",
            verdict,
            repeated,
            numbers={
                "margin": experiment.equivalence_margin,
                "n_configurations": len(repeated),
                "largest_std": _std(widest),
                "widest_test_accuracy": metric_of(widest, "test_accuracy"),
                "widest_interval": list(interval) if interval else None,
                "image_half_width": (high - low) / 2,
                "n_test": widest.n_test,
            },
            given=("margin", "n_test"),
            details={
                "widest": widest.name,
                "one_configuration": len(repeated) == 1,
                "some_left_out": len(repeated) < experiment.n_configurations,
            },
            test="Student's interval for the widest mean",
            n=fewest_seeds(repeated),
            interval=interval,
        )
    ]


def _std(configuration: ConfigurationSummary) -> float:
    return configuration.metrics["test_accuracy"].std or 0.0


# A fraction of accuracy. For a smaller span, the standard deviation says enough.
LEAST_WORTH_TELLING = 0.1


def find_lone_seeds(experiment: Experiment) -> list[Finding]:
    """`lone_seed`: whether one seed ends far from all others of its configuration.

    There is a finding for each configuration with at least three runs whose lowest and highest test
    accuracy differ by more than 10 percentage points. Verdicts: `lowest`, `highest` (the gap
    between this run and the next one is larger than the span of all other runs, so the standard
    deviation describes none of them), `none` (no such run).

    One finding for each configuration with a large span, in the plan's order.
    """
    findings = []
    for configuration in experiment.finished:
        values = sorted(run_values([configuration], "test_accuracy"))
        if len(values) < 3 or values[-1] - values[0] <= LEAST_WORTH_TELLING:
            continue
        if values[1] - values[0] > values[-1] - values[1]:
            verdict, following = "lowest", values[1]
        elif values[-1] - values[-2] > values[-2] - values[0]:
            verdict, following = "highest", values[-2]
        else:
            verdict, following = "none", None
        findings.append(
            experiment.finding(
                "lone_seed",
                verdict,
                [configuration],
                qualifier=configuration.name,
                numbers={"lowest": values[0], "highest": values[-1], "next": following},
                runs=counted_runs(configuration),
                n=len(values),
            )
        )
    return findings


FINDERS = (find_seed_spread, find_lone_seeds)
