"""Find pairs of configurations that differ in one setting alone, or by a second hidden layer."""

from dataclasses import dataclass, replace

from labbook.artifacts.experiment_plan import SweptAxis, Varied
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
    """All pairs along `axis`: the setting that differs, or SECOND_LAYER."""

    axis: str
    members: tuple[Pair, ...]


SECOND_LAYER = "second_layer"


def find_pairs(experiment: Experiment) -> Pairs | None:
    """Pair the finished configurations that differ only in the first setting with two values.

    Where no sweep over several settings has one, those are pairs that differ only in that the
    second has two hidden layers like the one of the first. Returns None if there is no pair, and
    where two configurations are all that finished.
    """
    axes = experiment.summary.axes
    two = [axis for axis in axes if len(axis.values) == 2]
    if len(axes) > 1 and two:
        return _along(experiment, two[0])
    return _by_a_second_layer(experiment)


def _along(experiment: Experiment, swept: SweptAxis) -> Pairs | None:
    axis, (first, second) = swept.name, swept.values
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


def _by_a_second_layer(experiment: Experiment) -> Pairs | None:
    members = []
    for second in experiment.finished:
        hidden = second.settings.hidden
        if len(hidden) != 2 or hidden[0] != hidden[1]:
            continue
        wanted = replace(second.settings, hidden=hidden[:1])
        for first in [one for one in experiment.finished if one.settings == wanted][:1]:
            shared = dict(item for item in first.varied.items() if item in second.varied.items())
            members.append(Pair(first, second, shared))
    if not members or len(experiment.finished) == 2:
        return None
    return Pairs(SECOND_LAYER, tuple(members))


def other_settings(configuration: ConfigurationSummary | Gap, axis: str) -> Varied:
    """The swept settings without `axis`."""
    return {name: value for name, value in configuration.varied.items() if name != axis}
