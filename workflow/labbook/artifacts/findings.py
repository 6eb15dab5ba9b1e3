"""findings.json: every claim a discussion may make, with its numbers and what they rest on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labbook.artifacts.typed_json import read_typed, write_typed


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on: the keys of the runs, and what was made of them.

    `test` is the test, or the rule where there is none, by name; `n` the seeds that a configuration
    had at least, `p` the p-value, `interval` the confidence interval of the number that the claim
    is of.
    """

    runs: tuple[str, ...]
    test: str | None = None
    n: int | None = None
    p: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Finding:
    """One fact about one experiment.

    `subject` names configurations; `numbers` holds what a sentence may print (accuracies as
    fractions, a metric over seeds as `{"mean", "std", "n", "values"}`, with the configuration that
    it is of as `of` where it is not plain from the runs). `given` names those numbers, at any
    depth, that were not measured: they come from the config, a publication or the data. `details`
    holds the names and yes-or-no facts that decide how the sentence is built; `verdict` is one of
    the words that the kind's finder lists.
    """

    id: str
    kind: str
    experiment: str
    subject: tuple[str, ...]
    numbers: dict[str, Any]
    evidence: Evidence
    verdict: str
    details: dict[str, Any] = field(default_factory=dict)
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabFindings:
    """All findings of a lab, in the order in which a discussion takes them."""

    lab: str
    findings: list[Finding]


def write_findings(path: Path, lab: str, findings: list[Finding]) -> None:
    write_typed(path, LabFindings(lab, findings))


def read_findings(path: Path) -> list[Finding]:
    """Read them in order; raises LabbookError naming the file if it is not whole."""
    return read_typed(path, LabFindings).findings
