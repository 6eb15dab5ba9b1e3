"""Which configuration is the best, which one is shown in detail, and which of its runs count."""

from collections.abc import Iterable, Sequence

from labbook.artifacts.summary import (
    ConfigurationSummary,
    Gap,
    PlannedConfiguration,
    RunSummary,
    Summary,
)

# A report ranks configurations by this metric; nothing is chosen by it.
TEST_ACCURACY = "test_accuracy"
# A configuration that the report shows in detail is chosen by this metric.
VALIDATION_ACCURACY = "val_accuracy"


def ranked(
    configurations: Iterable[ConfigurationSummary], metric: str
) -> list[ConfigurationSummary]:
    """The configurations with a mean, the highest first; equals keep the given order."""
    known = [
        configuration
        for configuration in configurations
        if configuration.metrics[metric].mean is not None
    ]
    # The minus sign sorts from high to low and keeps the order of equals.
    return sorted(known, key=lambda configuration: -(configuration.metrics[metric].mean or 0.0))


def best(configurations: Iterable[ConfigurationSummary], metric: str) -> list[ConfigurationSummary]:
    """The configurations that share the highest mean, in the given order; the first is the best.

    Empty if none has a mean.
    """
    in_order = ranked(configurations, metric)
    return [
        configuration
        for configuration in in_order
        if configuration.metrics[metric].mean == in_order[0].metrics[metric].mean
    ]


# Up to so many configurations a report shows one by one. Of more, its tables have the best N_BEST,
# and a sentence names N_NAMED. Several experiments that are so large share three times N_BEST, but
# each has FEWEST_BEST.
MOST_SHOWN = 24
N_BEST = 20
FEWEST_BEST = 3
N_NAMED = 6


def ranked_by(configurations: Sequence[ConfigurationSummary]) -> str:
    """VALIDATION_ACCURACY where all with a result have one, else TEST_ACCURACY."""
    with_result = ranked(configurations, TEST_ACCURACY)
    validated = len(ranked(with_result, VALIDATION_ACCURACY)) == len(with_result)
    return VALIDATION_ACCURACY if validated else TEST_ACCURACY


def n_best(counts: Iterable[int]) -> int:
    """How many of a large experiment are shown; `counts`: the configurations of each experiment."""
    n_large = sum(count > MOST_SHOWN for count in counts)
    return max(FEWEST_BEST, min(N_BEST, 3 * N_BEST // max(n_large, 1)))


def shown_one_by_one(
    planned: Sequence[PlannedConfiguration], most: int = N_BEST
) -> list[PlannedConfiguration]:
    """All configurations up to MOST_SHOWN; of more, the best `most`, the highest first.

    They are ranked as `ranked_by` says. The one with the highest test accuracy, which the text
    names, comes last if it is none of them. Without any result, the first of the plan are shown.
    """
    if len(planned) <= MOST_SHOWN:
        return list(planned)
    known = [one.summary for one in planned if one.summary]
    best_few = ranked(known, ranked_by(known))[:most]
    most_right = [one for one in best(known, TEST_ACCURACY)[:1] if one not in best_few]
    by_name = {one.known.name: one for one in planned}
    return [by_name[one.name] for one in best_few + most_right] or list(planned[:most])


BY_VALIDATION = "validation accuracy"
ONLY_ONE = "only one"


def choose_configuration(summary: Summary) -> tuple[ConfigurationSummary | Gap, str]:
    """The configuration to show, and the criterion that chose it.

    It has the highest validation accuracy and is the first of equals. Test images never decide. If
    every run diverged or failed, it is the first of the plan.
    """
    planned = [configuration.known for configuration in summary.planned]
    if len(planned) == 1:
        return planned[0], ONLY_ONE
    accurate = best(summary.configurations, VALIDATION_ACCURACY)
    return (accurate or planned)[0], BY_VALIDATION


def counted_runs(*configurations: ConfigurationSummary | Gap) -> list[RunSummary]:
    """The configurations' runs that finished and did not diverge, in the plan's order."""
    return [
        run
        for configuration in configurations
        for run in configuration.runs
        if isinstance(run, RunSummary) and not run.diverged
    ]
