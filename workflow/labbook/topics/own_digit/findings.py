"""What the networks of a lab answer to one's own digit."""

from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.findings.experiment import Experiment, counted_runs
from labbook.topics.own_digit.answers_file import OwnDigit, read_own_digit
from labbook.topics.own_digit.answers_finding import find_own_digit

FINDERS = (find_own_digit,)


def read_evidence(experiments: Iterable[Experiment], *, answers: Path) -> dict[str, OwnDigit]:
    """The answers, which are of all experiments.

    Raises LabbookError if they are not of the runs in the summaries.
    """
    own_digit = read_own_digit(answers)
    found = {}
    for experiment in experiments:
        _check(experiment.summary, own_digit)
        found[experiment.name] = own_digit
    return found


def _check(summary: Summary, own_digit: OwnDigit) -> None:
    counted = {
        configuration.name: [run.key for run in counted_runs(configuration)]
        for configuration in summary.configurations
    }
    answered = {
        network.configuration: [run.key for run in network.runs]
        for network in own_digit.of(summary.experiment)
    }
    # A run whose outputs are no finite number has no answer.
    is_of_them = answered.keys() == counted.keys() and all(
        set(answered[name]) <= set(counted[name]) for name in counted
    )
    if own_digit.lab != summary.lab or not is_of_them:
        raise LabbookError(
            f"The answers to one's own digit are not those of the runs of {summary.lab}/"
            f"{summary.experiment} in its summary; delete both files and build again."
        )
