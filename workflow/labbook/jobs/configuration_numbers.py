"""The numbers of a lab's configurations, for documents of one's own."""

from collections.abc import Iterable, Iterator, Mapping

from labbook.artifacts.numbers import Number
from labbook.artifacts.own_metrics import OwnMetrics
from labbook.artifacts.summary import ConfigurationSummary, Statistic, Summary
from labbook.metrics.statistic import describe
from labbook.text.rounding import MINUS, Rounded, round_loss, round_percent

PERCENT = "%"
# The metrics that tables of results have, with their units.
UNITS = {
    f"{part}_{metric}": unit
    for part in ("train", "val", "test")
    for metric, unit in (("loss", ""), ("accuracy", PERCENT))
}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def numbers_of(
    summaries: Iterable[Summary], measured: Mapping[str, OwnMetrics]
) -> dict[str, Number]:
    """By `<experiment>.<configuration>.<metric>`; `measured`: metrics of one's own."""
    return {
        name: number
        for summary in summaries
        for name, number in _of_experiment(summary, measured.get(summary.experiment))
    }


def _of_experiment(summary: Summary, own: OwnMetrics | None) -> Iterator[tuple[str, Number]]:
    of_runs = own.runs if own else {}
    for configuration in summary.configurations:
        place = f"{summary.experiment}.{configuration.name}"
        for metric, unit in UNITS.items():
            statistic = configuration.metrics[metric]
            if configuration.n_validation or not metric.startswith("val_"):
                yield f"{place}.{metric}", _number(statistic, unit, configuration)
        for name in own.titles if own else ():
            values = [of_runs.get(run.key, {}).get(name) for run in configuration.runs]
            yield f"{place}.{name}", _number(describe(values), "", configuration)


def _number(statistic: Statistic, unit: str, configuration: ConfigurationSummary) -> Number:
    mean, spread = statistic.mean, statistic.std
    counted = zip(configuration.runs, statistic.values, strict=True)
    runs = tuple(run.key for run, value in counted if value is not None)
    if mean is None:
        return Number(None, None, 0, unit, "diverged", r"\mathrm{diverged}", runs)
    scale = 100 if unit == PERCENT else 1
    rounded = (round_percent if unit == PERCENT else round_loss)(mean, spread)
    return Number(
        value=scale * mean,
        spread=None if spread is None else scale * spread,
        n=statistic.n,
        unit=unit,
        text=_text(rounded, unit),
        latex=_latex(rounded, unit),
        runs=runs,
    )


def _text(rounded: Rounded, unit: str) -> str:
    digits = _with_spread(rounded, " ± ", f" × 10{str(rounded.exponent).translate(SUPERSCRIPTS)}")
    return f"{digits} {unit}".rstrip()


def _latex(rounded: Rounded, unit: str) -> str:
    digits = _with_spread(rounded, r" \pm ", rf" \times 10^{{{rounded.exponent}}}")
    return digits.replace(MINUS, "-") + (r"\,\%" if unit == PERCENT else "")


def _with_spread(rounded: Rounded, sign: str, power: str) -> str:
    digits = rounded.mean if rounded.spread is None else f"{rounded.mean}{sign}{rounded.spread}"
    if rounded.exponent is None:
        return digits
    return f"({digits}){power}" if rounded.spread is not None else f"{digits}{power}"
