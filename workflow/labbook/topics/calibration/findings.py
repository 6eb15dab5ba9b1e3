"""The finder of how sure networks are of their answers: a loss counts that, accuracy does not."""

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.comparing import corrected
from labbook.findings.experiment import (
    Experiment,
    counted_runs,
    fewest_seeds,
    metric_of,
)
from labbook.topics.calibration.too_sure import too_sure

TEST = corrected("mean probability of the answers against the share of right ones, of each run")


def find_confidence(experiment: Experiment) -> list[Finding]:
    """`confidence`: networks that are surer of their answers than they are right.

    Of the configurations whose outputs are probabilities. In every run, the mean probability of the
    answers to the test images is above the share of right ones, by more than the choice of images
    explains: under calibration, their difference has mean zero and the
    variance of that many independent answers (Spiegelhalter 1986, Statistics in Medicine 5,
    421-433). The p-value of the weakest run of each configuration is corrected by Holm for their
    number. Verdict: `too sure`. The numbers are those of the one with the largest expected
    calibration error (Guo et al. 2017), `details.least_calibrated`. One finding at most, of all
    such configurations.
    """
    p_of = too_sure(experiment.finished)
    members = [one for one in experiment.finished if one.name in p_of]
    if not members:
        return []
    worst = max(members, key=lambda one: one.metrics["calibration_error"].mean or 0.0)
    return [
        experiment.finding(
            "confidence",
            "too sure",
            members,
            numbers={
                "probability": metric_of(worst, "answer_probability"),
                "test_accuracy": metric_of(worst, "test_accuracy"),
                "wrong_probability": metric_of(worst, "wrong_answer_probability"),
                "calibration_error": metric_of(worst, "calibration_error"),
                "smallest_excess": min(_excesses(members)),
                "largest_excess": max(_excesses(members)),
            },
            details={
                "least_calibrated": worst.name,
                "alone": experiment.n_configurations == 1,
            },
            runs=counted_runs(*members),
            test=TEST,
            n=fewest_seeds(members),
            p=max(p_of[one.name] for one in members),
        )
    ]


def _excesses(members: list[ConfigurationSummary]) -> list[float]:
    return [
        (run.metrics["answer_probability"] or 0.0) - (run.metrics["test_accuracy"] or 0.0)
        for run in counted_runs(*members)
    ]


FINDERS = (find_confidence,)
