"""The finder of how sure networks are of their answers: a loss counts that, accuracy does not."""

import math
from collections.abc import Sequence

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, RunSummary
from labbook.findings.comparing import corrected
from labbook.findings.experiment import (
    Experiment,
    counted_runs,
    fewest_seeds,
    metric_of,
    run_values,
)
from labbook.metrics.confidence import SIGNIFICANCE
from labbook.metrics.holm import holm

TEST = corrected("mean probability of the answers against the share of right ones, of each run")
_PROBABILITIES = ("sigmoid", "softmax")


def find_confidence(experiment: Experiment) -> list[Finding]:
    """`confidence`: networks that are surer of their answers than they are right.

    Of the configurations whose outputs are probabilities. In every run, the mean probability of the
    answers to the test images is above the share of right ones, by more than the choice of images
    explains: under calibration, their difference has mean zero and the
    variance of that many independent answers (Spiegelhalter 1986, Statistics in Medicine 5,
    421-433). The p-value of the weakest run of each configuration is corrected by Holm for their
    number. Verdict: `too sure`. `calibration_error` is the expected one (Guo et al. 2017). One
    finding at most, of all such configurations.
    """
    p_of = too_sure(experiment.finished)
    members = [one for one in experiment.finished if one.name in p_of]
    if not members:
        return []
    surest = max(members, key=lambda one: one.metrics["wrong_answer_probability"].mean or 0.0)
    return [
        experiment.finding(
            "confidence",
            "too sure",
            members,
            numbers={
                "probability": metric_of(surest, "answer_probability"),
                "test_accuracy": metric_of(surest, "test_accuracy"),
                "wrong_probability": metric_of(surest, "wrong_answer_probability"),
                "calibration_error": metric_of(surest, "calibration_error"),
                "smallest_excess": min(_excesses(members)),
                "largest_excess": max(_excesses(members)),
            },
            details={"surest": surest.name, "alone": experiment.n_configurations == 1},
            runs=counted_runs(*members),
            test=TEST,
            n=fewest_seeds(members),
            p=max(p_of[one.name] for one in members),
        )
    ]


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


def _excesses(members: list[ConfigurationSummary]) -> list[float]:
    return [
        (run.metrics["answer_probability"] or 0.0) - (run.metrics["test_accuracy"] or 0.0)
        for run in counted_runs(*members)
    ]


def _p(run: RunSummary) -> float:
    """One-sided, of "it is no surer than right"; 1 without probabilities."""
    probability = run.metrics["answer_probability"]
    error = run.metrics["answer_probability_error"]
    if probability is None or not error:
        return 1.0
    z = (probability - (run.metrics["test_accuracy"] or 0.0)) / error
    return math.erfc(z / math.sqrt(2)) / 2


FINDERS = (find_confidence,)
