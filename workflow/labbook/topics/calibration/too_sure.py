"""Which networks are surer of their answers than they are right: for the finding and its figure."""

import math
from collections.abc import Sequence

from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.experiment import counted_runs, run_values
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm

_PROBABILITIES = ("sigmoid", "softmax")


def too_sure(finished: Sequence[ConfigurationSummary]) -> dict[str, float]:
    """The corrected p-values, by name, of the configurations that are surer than right."""
    judged = [one for one in finished if _has_probabilities(one)]
    p_values = holm([max(map(_p, counted_runs(one))) for one in judged])
    found = {one.name: p or 0.0 for one, p in zip(judged, p_values, strict=True)}
    return {name: p for name, p in found.items() if p < SIGNIFICANCE}


def _has_probabilities(configuration: ConfigurationSummary) -> bool:
    """Also of a wrong answer, in each run."""
    wrong = run_values([configuration], "wrong_answer_probability")
    return configuration.settings.output.activation in _PROBABILITIES and len(wrong) == len(
        counted_runs(configuration)
    )


def _p(run: RunSummary) -> float:
    """One-sided, of "it is no surer than right"; 1 without probabilities."""
    probability = run.metrics["answer_probability"]
    error = run.metrics["answer_probability_error"]
    if probability is None or not error:
        return 1.0
    z = (probability - (run.metrics["test_accuracy"] or 0.0)) / error
    return math.erfc(z / math.sqrt(2)) / 2
