"""`gradient_change`: how much gradients change from layer to layer, in two settings side by side.

Of the pairs of configurations that `paired_difference` compares: the mean over neighboring layers
of |log10| of the ratio of the norms of their weights' gradients, at the beginning of training, and
over the runs in which no layer's is zero. Verdicts: `smaller` (the second of the two settings has
the smaller change in each pair), `larger`, `mixed`; it is a statement on these runs, not a test.
"""

import math
from statistics import fmean

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment, counted_runs
from labbook.findings.pairs import find_pairs
from labbook.text.names import settings_words
from labbook.topics.gradients.gradient_summary import GradientSummary, RunGradients

RULE = "change from layer to layer"


def find_gradient_change(experiment: Experiment, gradients: GradientSummary) -> list[Finding]:
    """One finding where both sides of a pair have recorded gradients that are not zero."""
    pairs = find_pairs(experiment)
    if pairs is None:
        return []
    runs_of = {configuration.name: configuration.runs for configuration in gradients.configurations}

    def change(name: str) -> float | None:
        return _mean([run.start.change for run in runs_of.get(name, ())])

    compared = [
        (pair, first, second)
        for pair in pairs.members
        if (first := change(pair.first.name)) is not None
        and (second := change(pair.second.name)) is not None
    ]
    if not compared:
        return []
    smaller = [second < first for _, first, second in compared]
    larger = [second > first for _, first, second in compared]
    subject = [
        configuration for pair, _, _ in compared for configuration in (pair.first, pair.second)
    ]
    return [
        experiment.finding(
            "gradient_change",
            "smaller" if all(smaller) else "larger" if all(larger) else "mixed",
            subject,
            numbers={
                "pairs": [
                    {
                        "first_factor": 10**first,
                        "second_factor": 10**second,
                        "first_ratio": _geometric_ratio(runs_of[pair.first.name]),
                        "second_ratio": _geometric_ratio(runs_of[pair.second.name]),
                    }
                    for pair, first, second in compared
                ],
                "n_pairs": len(compared),
            },
            details={
                "axis": pairs.axis,
                "firsts": [pair.first.name for pair, _, _ in compared],
                "seconds": [pair.second.name for pair, _, _ in compared],
                "shared": [settings_words(pair.shared) for pair, _, _ in compared],
                "some_left_out": len(compared) < len(pairs.members),
            },
            runs=[run for configuration in subject for run in counted_runs(configuration)],
            test=RULE,
            n=min(len(counted_runs(configuration)) for configuration in subject),
        )
    ]


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _geometric_ratio(runs: tuple[RunGradients, ...]) -> float | None:
    """Of first layer to output at the beginning, over the runs in which neither is zero."""
    mean = _mean([math.log(run.start.ratio) if run.start.ratio else None for run in runs])
    return None if mean is None else math.exp(mean)
