"""The experiment that finders read, and the questions that most finders ask of a configuration."""

from collections.abc import Iterable, Set
from dataclasses import asdict, dataclass
from typing import Any

from labbook.artifacts.findings import Evidence, Finding
from labbook.artifacts.findings_plan import PublishedNumbers
from labbook.artifacts.right_answers import RightAnswers
from labbook.artifacts.search import TrialRun
from labbook.artifacts.summary import (
    ConfigurationSummary,
    FailedRun,
    Gap,
    RunSummary,
    Statistic,
    Summary,
)


@dataclass(frozen=True)
class Experiment:
    """One experiment's summary, with what the lab plan says about the experiment.

    `equivalence_margin` is a fraction of accuracy, between 0 and 1. `right_answers` holds every
    run that did not diverge. `published` holds the plan's published numbers for this experiment.
    `other_data` names the data of our runs if the published numbers are about other data.
    """

    summary: Summary
    equivalence_margin: float
    right_answers: RightAnswers
    published: tuple[PublishedNumbers, ...] = ()
    published_source: str | None = None
    published_note: str | None = None
    other_data: str | None = None

    @property
    def name(self) -> str:
        return self.summary.experiment

    @property
    def finished(self) -> list[ConfigurationSummary]:
        """Configurations with at least one run that did not diverge, in the plan's order."""
        return [
            configuration
            for configuration in self.summary.configurations
            if configuration.n_runs > configuration.n_diverged
        ]

    @property
    def n_configurations(self) -> int:
        """How many configurations the plan has, with a result or without."""
        return len(self.summary.planned)

    @property
    def without_result(self) -> list[ConfigurationSummary | Gap]:
        """Configurations all of whose runs failed or diverged, in the plan's order."""
        finished = names_of(self.finished)
        return [
            configuration.known
            for configuration in self.summary.planned
            if configuration.known.name not in finished
        ]

    def n_planned(self, configuration: ConfigurationSummary) -> int:
        """How many runs of a configuration the plan has, including those that failed."""
        failed = {gap.name: len(gap.runs) for gap in self.summary.gaps}
        return configuration.n_runs + failed.get(configuration.name, 0)

    def looked_at(
        self, configuration: str, keys: Set[str]
    ) -> tuple[ConfigurationSummary, list[RunSummary]]:
        """The configuration of this name, which has a result, and its runs with these keys."""
        (found,) = [
            candidate
            for candidate in self.summary.configurations
            if candidate.name == configuration
        ]
        return found, [run for run in found.runs if run.key in keys]

    def finding(
        self,
        kind: str,
        verdict: str,
        subject: Iterable[ConfigurationSummary | Gap],
        *,
        qualifier: str = "",
        numbers: dict[str, Any],
        details: dict[str, Any] | None = None,
        runs: Iterable[RunSummary | FailedRun | TrialRun] | None = None,
        test: str | None = None,
        n: int | None = None,
        p: float | None = None,
        interval: tuple[float, float] | None = None,
    ) -> Finding:
        """Make a finding of this experiment.

        Without `runs`, the finding rests on all runs of its subject. The method adds `covers_all`
        to `details`: whether the subject is all configurations of an experiment with several.
        """
        subject = list(subject)
        covers_all = len(subject) == self.n_configurations > 1
        rests_on = (
            [run for configuration in subject for run in configuration.runs]
            if runs is None
            else runs
        )
        parts = (self.summary.experiment, kind, qualifier)
        return Finding(
            id=".".join(part for part in parts if part),
            kind=kind,
            experiment=self.summary.experiment,
            subject=tuple(configuration.name for configuration in subject),
            numbers=numbers,
            evidence=Evidence(tuple(run.key for run in rests_on), test, n, p, interval),
            verdict=verdict,
            details={**(details or {}), "covers_all": covers_all},
        )


def mean_of(configuration: ConfigurationSummary, metric: str) -> float:
    """The metric's mean over the seeds; raises ValueError if no run has the metric."""
    mean = configuration.metrics[metric].mean
    if mean is None:
        raise ValueError(f"{configuration.name} has no {metric}")
    return mean


def plain(statistic: Statistic) -> dict[str, Any]:
    """A statistic as findings.json holds it."""
    return asdict(statistic)


def names_of(configurations: Iterable[ConfigurationSummary | Gap]) -> list[str]:
    return [configuration.name for configuration in configurations]


def counted_runs(configuration: ConfigurationSummary) -> list[RunSummary]:
    """The runs that did not diverge."""
    return [run for run in configuration.runs if not run.diverged]
