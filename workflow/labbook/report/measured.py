"""Numbers that know what they were measured in, through arithmetic too, and their links.

findings.json holds plain numbers and the keys of the runs behind each finding. If all of these are
of one configuration, its numbers belong to that. If they are of several, a statistic belongs to the
configuration that it says it is `of`, and any other number to the finding. What a notebook has
measured belongs to the finding, too; what is `given` belongs to no row.
"""

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from labbook.artifacts.findings import Finding
from labbook.artifacts.summary import ConfigurationSummary, RunSummary, Statistic, Summary
from labbook.report.origin import Origin, Runs, Statement


class Measured(float):
    """A number with its origin: it counts, compares and hashes as the number does.

    Arithmetic joins origins and gives a Measured again. `plain` is the number as it came, so a
    whole one stays an int there.
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
    """The number as Measured; whatever is none (a word, yes or no, None) as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Measured(value, origin)
    return value


def plain(value: Any) -> Any:
    """The number without its origin."""
    return value.plain if isinstance(value, Measured) else value


def origin_of(value: object) -> Origin | None:
    """Of a number, or of a statistic (also as findings.json holds it): the origin of its mean."""
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
    """Give Measured an operator; one that takes two numbers also takes a plain one in front."""
    operation = getattr(operator, name)
    setattr(Measured, f"__{name}__", lambda self, *others: _joined(operation, self, *others))
    if name in _BINARY:
        setattr(Measured, f"__r{name}__", lambda self, other: _joined(operation, other, self))


_BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
for _name in (*_BINARY, "neg", "pos", "abs"):
    _install(_name)


_OPENING = '<a class="origin" href="#{}">'


def origin_link(text: str, number: object) -> Markup:
    """The text as a link to where the number (or the statistic) comes from; bare if it is plain."""
    origin = origin_of(number)
    if origin is None:
        return Markup("{}").format(text)
    return Markup(_OPENING + "{}</a>").format(origin.anchor, text)


class OriginLinks:
    """The filters of one document, and the numbers in it that come from several rows."""

    def __init__(self) -> None:
        self._several: dict[str, Origin] = {}

    def filters(self, plain_filters: Mapping[str, Callable[..., object]]) -> dict[str, Any]:
        """Each filter as it is, except that what it writes of a measured number is a link."""
        linking = {name: self._linking(write) for name, write in plain_filters.items()}
        return linking | {"plain": plain}

    def finalize(self, value: Any) -> Any:
        """What a template prints: a measured number without a filter is a link too."""
        return self._link(str(value), value) if isinstance(value, Measured) else value

    def with_first_uses(self, document: str) -> str:
        """The document; of the numbers of several rows, the first of each gets an `id`."""
        for anchor in self._several:
            opening = _OPENING.format(anchor)
            named = opening.replace(" href", f' id="{first_use(anchor)}" href')
            document = document.replace(opening, named, 1)
        return document

    @property
    def several(self) -> list[Origin]:
        """What came from several rows, in the order in which it was written first."""
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
    """The `id` of the first number that comes from several rows, `anchor` being theirs."""
    return f"use-{anchor}"


# Measured elsewhere than in runs: the finding alone says where.
NOT_OF_RUNS = "notebook"


def measured_summary(summary: Summary) -> Summary:
    """The same summary; its metrics lead to their configurations, those of a run to the run."""
    return replace(
        summary,
        configurations=tuple(
            _measured_configuration(summary.experiment, configuration)
            for configuration in summary.configurations
        ),
    )


def measured_findings(findings: Sequence[Finding], summary: Summary) -> list[Finding]:
    """The findings of the summary's experiment, in order."""
    return [
        _measured_finding(finding, summary)
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


def _measured_finding(finding: Finding, summary: Summary) -> Finding:
    itself = Origin.of(Statement(finding.id))

    def with_origin(value: Any, origin: Origin) -> Any:
        match value:
            case list():
                return [with_origin(item, origin) for item in value]
            case {"mean": mean, "std": std}:
                if "of" in value:
                    origin = Origin.of(Runs(summary.experiment, value["of"]))
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

    return replace(
        finding,
        numbers=with_origin(finding.numbers, _of_its_runs(finding, summary) or itself),
        evidence=replace(finding.evidence, p=measured(finding.evidence.p, itself)),
    )


def _of_its_runs(finding: Finding, summary: Summary) -> Origin | None:
    """The one configuration that has all runs of a finding, those that failed too."""
    keys = set(finding.evidence.runs)
    names = [
        planned.known.name
        for planned in summary.planned
        if keys and keys <= {run.key for run in planned.runs}
    ]
    return Origin.of(Runs(summary.experiment, names[0])) if len(names) == 1 else None
