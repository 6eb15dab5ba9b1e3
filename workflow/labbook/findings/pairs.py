"""Find pairs of configurations that differ in exactly one of several swept settings."""

from dataclasses import dataclass

from labbook.artifacts.experiment_plan import Varied
from labbook.artifacts.summary import ConfigurationSummary, Gap
from labbook.canonical_json import canonical_json
from labbook.findings.experiment import Experiment


@dataclass(frozen=True)
class Pair:
    """Two configurations; `shared` holds the values of the other settings, the same for both."""

    first: ConfigurationSummary
    second: ConfigurationSummary
    shared: Varied


@dataclass(frozen=True)
class Pairs:
    """All pairs along `axis`, the setting that differs."""

    axis: str
    members: tuple[Pair, ...]


def find_pairs(experiment: Experiment) -> Pairs | None:
    """Pair the finished configurations that differ only in the first setting with two values.

    Returns None if the sweep has fewer than two settings, no setting with two values, or no pair.
    """
    axes = experiment.summary.axes
    two = [axis for axis in axes if len(axis.values) == 2]
    if len(axes) < 2 or not two:
        return None
    axis, (first, second) = two[0].name, two[0].values
    with_second: dict[str, list[ConfigurationSummary]] = {}
    for one in experiment.finished:
        if one.varied.get(axis) == second:
            with_second.setdefault(canonical_json(other_settings(one, axis)), []).append(one)
    members = tuple(
        Pair(one, other, other_settings(one, axis))
        for one in experiment.finished
        if one.varied.get(axis) == first
        for other in with_second.get(canonical_json(other_settings(one, axis)), ())
    )
    return Pairs(axis, members) if members else None


def other_settings(configuration: ConfigurationSummary | Gap, axis: str) -> Varied:
    """The swept settings without `axis`."""
    return {name: value for name, value in configuration.varied.items() if name != axis}
