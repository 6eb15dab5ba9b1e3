"""`own_digit`: what the networks of an experiment answer to one's own photographed digit.

Over all runs that gave an answer, whatever their configuration. It is one image: the share of runs
that are right is no accuracy, and no interval is put around it.
Verdicts: `all right`, `some right`, `none right`; `not judged` (the config does not say which digit
was written), `no answer` (no run has one).

`details.answers` are the answers that occur, the commonest first, with as many runs as
`numbers.n_each` says in the same order; of those that are wrong, where that is known. Of wrong ones
with a probability, `numbers.wrong_probability` is the highest, given by `details.surest` to
`details.surest_answer`. `numbers.n_lucky` of the right runs are of networks that are not shown to
be trained (as the finding `not_trained` has it), so chance may have made them right.
`details.binary`: every network, `some` or `none` only knows one class from the rest.
"""

from collections import Counter
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary
from labbook.findings.experiment import Experiment, counted_runs
from labbook.metrics.learned import is_not_trained
from labbook.topics.own_digit.answers_file import NetworkAnswers, OwnDigit, RunAnswer


def find_own_digit(experiment: Experiment, answers: OwnDigit) -> list[Finding]:
    """One finding for an experiment of a lab with one's own digit."""
    networks = answers.of(experiment.summary.experiment)
    answered = {one.configuration for one in networks if one.runs}
    subject = [one for one in experiment.finished if one.name in answered]
    runs = [run for one in networks for run in one.runs]
    left_out = sum(len(one.seeds) for one in experiment.summary.planned) - len(runs)
    if not runs:
        planned = [one.known for one in experiment.summary.planned]
        return [
            experiment.finding(
                "own_digit", "no answer", planned, numbers={}, details={}, runs=[], n=0
            )
        ]
    digit = answers.digit
    told = runs if digit is None else [run for run in runs if not run.is_right]
    counts = Counter(run.answer for run in told).most_common()
    numbers: dict[str, Any] = {
        "n_runs": len(runs),
        "n_left_out": left_out,
        "n_each": [count for _, count in counts],
    }
    binary = [one.positive is not None for one in networks if one.runs]
    details: dict[str, Any] = {
        "digit": None if digit is None else str(digit),
        "answers": [{"name": answer, "one": count == 1} for answer, count in counts],
        "binary": "every" if all(binary) else "some" if any(binary) else "none",
        "left_out": "one" if left_out == 1 else "some" if left_out else "",
        "one_run": len(runs) == 1,
        "two_runs": len(runs) == 2,
        "luck": "",
        "surest": None,
    }
    keys = {run.key for run in runs}
    verdict = "not judged"
    if digit is not None:
        n_right = len(runs) - len(told)
        verdict = "all right" if not told else "some right" if n_right else "none right"
        lucky = _lucky(subject, networks)
        numbers |= {"n_right": n_right, "n_wrong": len(told), "n_lucky": len(lucky)}
        details |= {
            "one_right": n_right == 1,
            "one_wrong": len(told) == 1,
            "luck": "" if not lucky else "all" if len(lucky) == n_right else "some",
            "one_lucky": len(lucky) == 1,
        }
        if (surest := _surest_wrong(networks)) is not None:
            configuration, run = surest
            numbers |= {"wrong_probability": run.probability}
            details |= {"surest": configuration, "surest_answer": run.answer}
    return [
        experiment.finding(
            "own_digit",
            verdict,
            subject,
            numbers=numbers,
            details=details,
            runs=[one for each in subject for one in counted_runs(each) if one.key in keys],
            n=min(len(one.runs) for one in networks if one.runs),
        )
    ]


def _lucky(subject: list[ConfigurationSummary], networks: list[NetworkAnswers]) -> list[str]:
    """Keys of right runs that are not shown to be trained, an entry for each."""
    untrained = {
        one.name: {run.key for run in counted_runs(one) if is_not_trained(run, one.majority)}
        for one in subject
    }
    return [
        run.key
        for one in networks
        for run in one.runs
        if run.is_right and run.key in untrained.get(one.configuration, set())
    ]


def _surest_wrong(networks: list[NetworkAnswers]) -> tuple[str, RunAnswer] | None:
    """The wrong answer with the highest probability, the first of equals, and whose it is."""
    wrong = [
        (one.configuration, run)
        for one in networks
        for run in one.runs
        if run.is_right is False and run.probability is not None
    ]
    return max(wrong, key=lambda each: each[1].probability or 0.0, default=None)
