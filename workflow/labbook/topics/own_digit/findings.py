"""`own_digit`: what the networks of an experiment answer to a digit of one's own, or a sample.

Over all runs that gave an answer, whatever their configuration. It is one image: the share of runs
that are right is no accuracy, and no interval is put around it.
Verdicts: `all right`, `some right`, `none right`; `not judged` (the config does not say which digit
was written), `no answer` (no run has one).

`details.answers` are the answers that occur, the commonest first, with as many runs as
`numbers.n_each` says in the same order; of those that are wrong, where that is known. Of wrong ones
with a probability, `numbers.wrong_probability` is the highest, given by `details.surest` to
`details.surest_answer`. `numbers.n_lucky` of the right runs are of networks that are not shown to
be trained (as the finding `not_trained` has it), so chance may have made them right.
`details.binary`: every network, `some` or `none` only knows one class from the rest;
`details.is_sample`: the digit is the sample that the project ships, which no camera has seen.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.findings.experiment import Experiment, counted_runs
from labbook.metrics.untrained import untrained
from labbook.topics.own_digit.own_digit_files import (
    NetworkAnswers,
    OwnDigit,
    RunAnswer,
    read_own_digit,
)


def find_own_digit(experiment: Experiment, answers: OwnDigit) -> list[Finding]:
    """One finding for an experiment of a lab with one's own digit."""
    listed = {network.configuration for network in answers.of(experiment.name)}
    of_all = experiment.summary.planned
    planned = [one for one in of_all if one.summary is None or one.known.name in listed]
    networks = [network for network in answers.of(experiment.name) if network.runs]
    if not networks:
        known = [configuration.known for configuration in planned]
        told_as = {"is_sample": answers.is_sample}
        return [
            experiment.finding(
                "own_digit", "no answer", known, numbers={}, details=told_as, runs=[], n=0
            )
        ]
    names = {network.configuration for network in networks}
    subject = [finished for finished in experiment.finished if finished.name in names]
    runs = [run for network in networks for run in network.runs]
    n_left_out = sum(len(configuration.seeds) for configuration in planned) - len(runs)
    digit = answers.digit
    told = runs if digit is None else [run for run in runs if not run.is_right]
    counts = Counter(run.answer for run in told).most_common()
    numbers: dict[str, Any] = {
        "n_runs": len(runs),
        "n_left_out": n_left_out,
        "n_each": [count for _, count in counts],
    }
    binary = [network.positive is not None for network in networks]
    details: dict[str, Any] = {
        "digit": None if digit is None else str(digit),
        "is_sample": answers.is_sample,
        "answers": [{"name": answer, "one": count == 1} for answer, count in counts],
        "binary": "every" if all(binary) else "some" if any(binary) else "none",
        "left_out": "one" if n_left_out == 1 else "some" if n_left_out else "",
        "one_run": len(runs) == 1,
        "two_runs": len(runs) == 2,
        "shared_left_out": len(planned) < len(of_all),
        "luck": "",
        "surest": None,
    }
    verdict = "not judged"
    if digit is not None:
        n_right = len(runs) - len(told)
        verdict = "all right" if not told else "some right" if n_right else "none right"
        failed = untrained(experiment.summary)
        n_lucky = sum(run.is_right is True and run.key in failed for run in runs)
        numbers |= {"n_right": n_right, "n_wrong": len(told), "n_lucky": n_lucky}
        details |= {
            "one_right": n_right == 1,
            "one_wrong": len(told) == 1,
            "luck": "" if not n_lucky else "all" if n_lucky == n_right else "some",
            "one_lucky": n_lucky == 1,
        }
        if (surest := _surest_wrong(networks)) is not None:
            configuration, run = surest
            numbers |= {"wrong_probability": run.probability}
            details |= {"surest": configuration, "surest_answer": run.answer}
    keys = {run.key for run in runs}
    return [
        experiment.finding(
            "own_digit",
            verdict,
            subject,
            numbers=numbers,
            details=details,
            runs=[run for each in subject for run in counted_runs(each) if run.key in keys],
            n=min(len(network.runs) for network in networks),
        )
    ]


def _surest_wrong(networks: list[NetworkAnswers]) -> tuple[str, RunAnswer] | None:
    """The wrong answer with the highest probability, the first of equals, and whose it is."""
    wrong = [
        (network.configuration, run)
        for network in networks
        for run in network.runs
        if run.is_right is False and run.probability is not None
    ]
    return max(wrong, key=lambda each: each[1].probability or 0.0, default=None)


FINDERS = (find_own_digit,)


def read_evidence(experiments: Sequence[Experiment], *, answers: Path) -> dict[str, OwnDigit]:
    """The answers, which are of all experiments; see `without_repeats`.

    Raises LabbookError if they are not of the runs in the summaries.
    """
    own_digit = read_own_digit(answers)
    for experiment in experiments:
        _check(experiment.summary, own_digit)
    return without_repeats(own_digit, [experiment.name for experiment in experiments])


def without_repeats(own_digit: OwnDigit, experiments: Sequence[str]) -> dict[str, OwnDigit]:
    """By experiment, the answers of its configurations; a run counts once.

    A configuration whose runs an earlier experiment has, too, is left out, and so is an experiment
    that has no other.
    """
    found, told = {}, set[str]()
    for name in experiments:
        networks = own_digit.of(name)
        keys = [{run.key for run in network.runs} for network in networks]
        new = [
            network
            for network, of_network in zip(networks, keys, strict=True)
            if not of_network or of_network - told
        ]
        told.update(*keys)
        if new or not networks:
            found[name] = replace(own_digit, networks=tuple(new))
    return found


def _check(summary: Summary, own_digit: OwnDigit) -> None:
    counted = {
        configuration.name: {run.key for run in counted_runs(configuration)}
        for configuration in summary.configurations
    }
    networks = own_digit.of(summary.experiment)
    is_of_them = {network.configuration for network in networks} == counted.keys() and all(
        # A run whose outputs are no finite number has no answer.
        run.key in counted[network.configuration]
        for network in networks
        for run in network.runs
    )
    if own_digit.lab != summary.lab or not is_of_them:
        raise LabbookError(
            f"The answers to one's own digit are not those of the runs of {summary.lab}/"
            f"{summary.experiment} in its summary; delete both files and build again."
        )
