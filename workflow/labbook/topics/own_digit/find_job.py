"""Find what the networks of a lab answer to one's own digit."""

from collections.abc import Mapping
from pathlib import Path

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import Summary
from labbook.errors import LabbookError
from labbook.findings.experiment import Experiment, counted_runs
from labbook.findings.lab import read_experiments, write_findings_of
from labbook.topics.own_digit.answers_file import OwnDigit, read_own_digit
from labbook.topics.own_digit.answers_finding import find_own_digit

FINDERS = (find_own_digit,)


def make(
    *,
    plan: Path,
    summaries: Mapping[str, Path],
    right_answers: Mapping[str, Path],
    answers: Path,
    findings: Path,
) -> None:
    """Write what was found in the lab's experiments and the answers."""
    own_digit = read_own_digit(answers)

    def find_with_answers(experiment: Experiment) -> list[Finding]:
        return find(experiment, own_digit)

    write_findings_of(findings, read_experiments(plan, summaries, right_answers), find_with_answers)


def find(experiment: Experiment, own_digit: OwnDigit) -> list[Finding]:
    """All findings of this topic in one experiment.

    Raises LabbookError if the answers are not of the summary's runs.
    """
    _check(experiment.summary, own_digit)
    return find_own_digit(experiment, own_digit)


def _check(summary: Summary, own_digit: OwnDigit) -> None:
    counted = {one.name: [run.key for run in counted_runs(one)] for one in summary.configurations}
    answered = {
        one.configuration: [run.key for run in one.runs] for one in own_digit.of(summary.experiment)
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
