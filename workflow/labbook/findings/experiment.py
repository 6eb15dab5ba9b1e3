"""The experiment that finders read, and the questions that most finders ask of a configuration."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TypeAlias

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

# What the numbers and details of a finding may hold: all that JSON can write.
Fact: TypeAlias = "str | float | Sequence[Fact] | Mapping[str, Fact] | None"
Facts = dict[str, Fact]
EVERY_SEED, SOME_SEEDS = IN_SEEDS = ("every seed", "some seeds")


@dataclass(frozen=True)
class Experiment:
    """One experiment's summary, with what the lab plan says about the experiment.

    `equivalence_margin` is a fraction of accuracy, between 0 and 1. `right_answers` holds every
    run that did not diverge. `published` holds the plan's published numbers for this experiment.
    `other_data` names the data of our runs if the published numbers are about other data. `earlier`
    are the experiments that stand before it in the lab.
    """

    summary: Summary
    equivalence_margin: float
    right_answers: RightAnswers
    published: tuple[PublishedNumbers, ...] = ()
    published_source: str | None = None
    published_note: str | None = None
    other_data: str | None = None
    earlier: tuple["Experiment", ...] = ()

    @property
    def name(self) -> str:
        return self.summary.experiment

    @cached_property
    def finished(self) -> list[ConfigurationSummary]:
        """Configurations with at least one run that did not diverge, in the plan's order."""
        return [
            configuration
            for configuration in self.summary.configurations
            if configuration.n_runs > configuration.n_diverged
        ]

    @cached_property
    def n_configurations(self) -> int:
        """How many configurations the plan has, with a result or without."""
        return len(self.summary.planned)

    @cached_property
    def without_result(self) -> list[ConfigurationSummary | Gap]:
        """Configurations all of whose runs failed or diverged, in the plan's order."""
        finished = set(names_of(self.finished))
        return [
            planned.known for planned in self.summary.planned if planned.known.name not in finished
        ]

    def n_planned(self, configuration: ConfigurationSummary) -> int:
        """How many runs of a configuration the plan has, including those that failed."""
        return configuration.n_runs + self._n_failed.get(configuration.name, 0)

    @cached_property
    def _n_failed(self) -> dict[str, int]:
        return {gap.name: len(gap.runs) for gap in self.summary.gaps}

    def looked_at(
        self, configuration: str, keys: Set[str]
    ) -> tuple[ConfigurationSummary, list[RunSummary]]:
        """The configuration of this name, which has a result, and its runs with these keys."""
        (found,) = [known for known in self.summary.configurations if known.name == configuration]
        return found, [run for run in found.runs if run.key in keys]

    def finding(
        self,
        kind: str,
        verdict: str,
        subject: Iterable[ConfigurationSummary | Gap],
        *,
        qualifier: str = "",
        numbers: Mapping[str, Fact],
        given: tuple[str, ...] = (),
        details: Mapping[str, Fact] | None = None,
        runs: Iterable[RunSummary | FailedRun | TrialRun] | None = None,
        test: str | None = None,
        n: int | None = None,
        p: float | None = None,
        interval: tuple[float, float] | None = None,
    ) -> Finding:
        """Make a finding of this experiment.

        Without `runs`, the finding rests on all runs of its subject. `given` names the numbers that
        were not measured. The method adds `covers_all` to `details`: whether the subject is all
        configurations of an experiment with several.
        """
        subject = list(subject)
        covers_all = len(subject) == self.n_configurations > 1
        rests_on = runs_of(subject) if runs is None else runs
        parts = (self.summary.experiment, kind, qualifier)
        return Finding(
            id=".".join(part for part in parts if part),
            kind=kind,
            experiment=self.summary.experiment,
            subject=tuple(configuration.name for configuration in subject),
            numbers=dict(numbers),
            evidence=Evidence(tuple(run.key for run in rests_on), test, n, p, interval),
            verdict=verdict,
            details={**(details or {}), "covers_all": covers_all},
            given=given,
        )


def mean_of(configuration: ConfigurationSummary, metric: str) -> float:
    """The metric's mean over the seeds; raises ValueError if no run has the metric."""
    mean = configuration.metrics[metric].mean
    if mean is None:
        raise ValueError(f"{configuration.name} has no {metric}")
    return mean


def plain(statistic: Statistic, of: str | None = None) -> Facts:
    """A statistic as findings.json holds it, with the name of the configuration that it is of."""
    return asdict(statistic) | ({} if of is None else {"of": of})


def metric_of(configuration: ConfigurationSummary, metric: str) -> Facts:
    """A configuration's metric over its seeds, as findings.json holds it."""
    return plain(configuration.metrics[metric], configuration.name)


def accuracy_of(configuration: ConfigurationSummary) -> float:
    """The mean test accuracy over the seeds, a fraction."""
    return mean_of(configuration, "test_accuracy")


def fewest_seeds(configurations: Iterable[ConfigurationSummary]) -> int:
    """The smallest number of runs that did not diverge."""
    return min(configuration.metrics["test_accuracy"].n for configuration in configurations)


def most_seeds(configurations: Iterable[ConfigurationSummary]) -> int:
    """The largest number of runs that did not diverge."""
    return max(configuration.metrics["test_accuracy"].n for configuration in configurations)


def runs_of(
    configurations: Iterable[ConfigurationSummary | Gap],
) -> list[RunSummary | FailedRun]:
    """All their runs, in order."""
    return [run for configuration in configurations for run in configuration.runs]


def names_of(configurations: Iterable[ConfigurationSummary | Gap]) -> list[str]:
    return [configuration.name for configuration in configurations]


# metrics/best_configuration.py has the same, but a finder that chooses nothing must not hang on it.
def counted_runs(*configurations: ConfigurationSummary) -> list[RunSummary]:
    """Their runs that did not diverge, in order."""
    return [
        run for configuration in configurations for run in configuration.runs if not run.diverged
    ]


def group_by_verdict(
    experiment: Experiment,
    verdict_of: Callable[[ConfigurationSummary], str | None],
    verdicts: Sequence[str],
) -> list[tuple[str, list[ConfigurationSummary]]]:
    """Each of `verdicts`, in that order, with the finished configurations that have it.

    Verdicts that no configuration has are left out. `verdict_of` returns None for a configuration
    that belongs to no group.
    """
    groups: dict[str | None, list[ConfigurationSummary]] = {}
    for configuration in experiment.finished:
        groups.setdefault(verdict_of(configuration), []).append(configuration)
    return [(verdict, groups[verdict]) for verdict in verdicts if verdict in groups]


def run_values(configurations: Iterable[ConfigurationSummary], metric: str) -> list[float]:
    """The metric of every run that did not diverge; runs without the metric are left out."""
    values = [run.metrics[metric] for run in counted_runs(*configurations)]
    return [value for value in values if value is not None]


def in_seeds(found: Sequence[bool]) -> str | None:
    """EVERY_SEED or SOME_SEEDS, from what was found in each run; None if it is in no run."""
    if not any(found):
        return None
    return EVERY_SEED if all(found) else SOME_SEEDS


def qualifier(verdict: str) -> str:
    """A verdict, written as a part of a finding's id."""
    return verdict.replace(" ", "_")
