"""Numbers that carry their origin, keep it through arithmetic, and are written as links to it.

findings.json holds plain numbers and the keys of the runs behind each finding. If all these runs
belong to one configuration, the origin of the numbers is this configuration. If they belong to
several, the origin of a statistic is the configuration that it says it is `of`, and the origin of
every other number is the finding. The origin of what a notebook measured is also the finding. A
number that is `given` has no origin.
"""

import functools
import operator
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, Statistic, Summary
from labbook.report.origin import Origin, Runs, Statement


class Measured(float):
    """A number with its origin; it compares and hashes like the number itself.

    Arithmetic gives a Measured again and joins the origins of its operands. `plain` is the original
    number, so an int remains an int there.
    """

    plain: int | float
    origin: Origin

    def __new__(cls, value: int | float, origin: Origin) -> "Measured":
        number = super().__new__(cls, value)
        number.plain = value.plain if isinstance(value, Measured) else value
        number.origin = origin
        return number

    def __index__(self) -> int:
        if not isinstance(self.plain, int):
            raise TypeError(f"{self.plain} is no whole number")
        return self.plain

    def __str__(self) -> str:
        return str(self.plain)


def measured(value: Any, origin: Origin) -> Any:
    """A number as Measured; any other value (a string, a bool, None) unchanged."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Measured(value, origin)
    return value


def plain(value: Any) -> Any:
    """The number without its origin; any other value unchanged."""
    return value.plain if isinstance(value, Measured) else value


def origin_of(value: object) -> Origin | None:
    """The origin of a number, or of the mean of a statistic (also as in findings.json)."""
    if isinstance(value, Statistic):
        value = value.mean
    elif isinstance(value, Mapping):
        value = value.get("mean")
    return value.origin if isinstance(value, Measured) else None


def _joined(operation: Callable[..., Any], *operands: Any) -> Any:
    result = operation(*map(plain, operands))
    first, *others = [operand.origin for operand in operands if isinstance(operand, Measured)]
    for other in others:
        first = first.joined(other)
    return measured(result, first)


def _install(name: str) -> None:
    """Give Measured an operator; a binary one also with a plain number on its left."""
    operation = getattr(operator, name)
    setattr(Measured, f"__{name}__", lambda self, *others: _joined(operation, self, *others))
    if name in _BINARY:
        setattr(Measured, f"__r{name}__", lambda self, other: _joined(operation, other, self))


_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
for _name in (*_BINARY, "neg", "pos", "abs"):
    _install(_name)


_OPENING = '<a class="origin" href="#{}">'


def origin_link(text: str, number: object) -> Markup:
    """The text as a link to the origin of the number or statistic; no link if it has none."""
    origin = origin_of(number)
    if origin is None:
        return Markup("{}").format(text)
    return Markup(_OPENING + "{}</a>").format(origin.anchor, text)


class OriginLinks:
    """The filters of one document; they collect the origins that consist of several rows."""

    def __init__(self) -> None:
        self._several: dict[str, Origin] = {}

    def filters(
        self, plain_filters: Mapping[str, Callable[..., object]]
    ) -> dict[str, Callable[..., object]]:
        """The same filters, but they write a measured number as a link; and the filter `plain`."""
        linking = {name: self._linking(write) for name, write in plain_filters.items()}
        return linking | {"plain": plain}

    def finalize(self, value: Any) -> Any:
        """Called for all that a template prints: measured numbers without a filter become links."""
        return self._link(str(value), value) if isinstance(value, Measured) else value

    def with_first_uses(self, document: str) -> str:
        """The document with an `id` at the first use of each number from several rows."""
        for anchor in self._several:
            opening = _OPENING.format(anchor)
            named = opening.replace(" href", f' id="{first_use(anchor)}" href')
            document = document.replace(opening, named, 1)
        return document

    @property
    def several(self) -> list[Origin]:
        """The origins that consist of several rows, in the order in which they first appeared."""
        return list(self._several.values())

    def _linking(self, write: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(write)
        def linking(value: object, *arguments: object, **options: object) -> object:
            text = write(plain(value), *arguments, **options)
            return text if origin_of(value) is None else self._link(escape(text), value)

        return linking

    def _link(self, text: str, value: object) -> Markup:
        origin = origin_of(value)
        if origin is not None and not origin.is_one:
            self._several[origin.anchor] = origin
        return origin_link(text, value)


def first_use(anchor: str) -> str:
    """The `id` of the first use of a number from several rows; `anchor` is its origin's."""
    return f"use-{anchor}"


# These numbers were not measured in runs, so their origin is always the finding.
NOT_OF_RUNS = "notebook"


def measured_summary(summary: Summary) -> Summary:
    """The summary with origins: metrics come from their configuration, a run's from the run."""
    return replace(
        summary,
        configurations=tuple(
            _measured_configuration(summary.experiment, configuration)
            for configuration in summary.configurations
        ),
    )


def measured_findings(findings: Sequence[Finding], summary: Summary) -> list[Finding]:
    """The findings of the summary's experiment with their origins, in order."""
    owners: dict[str, set[str]] = {}
    for planned in summary.planned:
        for run in planned.runs:
            owners.setdefault(run.key, set()).add(planned.known.name)
    return [
        _measured_finding(finding, summary.experiment, owners)
        for finding in findings
        if finding.experiment == summary.experiment
    ]


def _measured_configuration(
    experiment: str, configuration: ConfigurationSummary
) -> ConfigurationSummary:
    whole = Origin.of(Runs(experiment, configuration.name))
    singles = [
        Origin.of(Runs(experiment, configuration.name, run.seed)) for run in configuration.runs
    ]

    def with_origin(metrics: Mapping[str, Statistic]) -> dict[str, Statistic]:
        return {
            name: replace(
                statistic,
                mean=measured(statistic.mean, whole),
                std=measured(statistic.std, whole),
                values=tuple(map(measured, statistic.values, singles)),
            )
            for name, statistic in metrics.items()
        }

    return replace(
        configuration,
        metrics=with_origin(configuration.metrics),
        at_epochs={epoch: with_origin(found) for epoch, found in configuration.at_epochs.items()},
        runs=tuple(map(_measured_run, configuration.runs, singles)),
    )


def _measured_run(run: RunSummary, origin: Origin) -> RunSummary:
    low, high = run.test_accuracy_interval
    return replace(
        run,
        metrics=_with_origin(run.metrics, origin),
        at_epochs={epoch: _with_origin(found, origin) for epoch, found in run.at_epochs.items()},
        test_accuracy_interval=(measured(low, origin), measured(high, origin)),
    )


def _with_origin(metrics: Mapping[str, float | None], origin: Origin) -> dict[str, float | None]:
    return {name: measured(value, origin) for name, value in metrics.items()}


def _measured_finding(finding: Finding, experiment: str, owners: Mapping[str, Set[str]]) -> Finding:
    itself = Origin.of(Statement(finding.id))

    def with_origin(value: Any, origin: Origin) -> Any:
        match value:
            case list():
                return [with_origin(item, origin) for item in value]
            case {"mean": mean, "std": std}:
                if "of" in value:
                    origin = Origin.of(Runs(experiment, value["of"]))
                return {**value, "mean": measured(mean, origin), "std": measured(std, origin)}
            case dict():
                return {
                    name: item
                    if name in finding.given
                    else with_origin(item, itself if name == NOT_OF_RUNS else origin)
                    for name, item in value.items()
                }
            case _:
                return measured(value, origin)

    # The configurations that have all runs of the finding, failed ones included.
    owning = [set(owners.get(key, ())) for key in finding.evidence.runs] or [set()]
    names = set.intersection(*owning)
    whole = Origin.of(Runs(experiment, names.pop())) if len(names) == 1 else itself
    return replace(
        finding,
        numbers=with_origin(finding.numbers, whole),
        evidence=replace(finding.evidence, p=measured(finding.evidence.p, itself)),
    )
