"""Write every number of a report as HTML; the modules in `text/` round it.

Numbers look as in print. They have a real minus sign and spaces that never break a line; spaces
before units and in long numbers are narrow. The size of a spread decides to which place the spread
and its mean are rounded. A number that does not exist is shown as a word or a dash.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from markupsafe import Markup, escape

from labbook.artifacts.summary import Statistic
from labbook.metrics.best_configuration import MOST_SHOWN, N_NAMED
from labbook.text.number_words import count_word, part_word, percent_words
from labbook.text.numbers import in_groups, percentage, percentage_within
from labbook.text.rounding import (
    NARROW_SPACE,
    PERCENT_DECIMALS,
    SPACE,
    Rounded,
    round_area,
    round_loss,
    round_percent,
    with_minus,
)

Item = TypeVar("Item")
RoundTo = Callable[[float, float | None], Rounded]

MISSING = "–"
DIVERGED = "diverged"
FAILED = "failed"
# A smaller difference of accuracies is an error of floating-point arithmetic.
_ROUNDING_ERROR = 1e-9


def number(value: float | None, digits: int = 3) -> Markup:
    """A plain quantity: whole and large numbers grouped, others to `digits` significant ones."""
    if value is None or not math.isfinite(value):
        return Markup(MISSING)
    if abs(value) < 1e15 and (float(value).is_integer() or abs(value) >= 1000):
        return Markup(integer(value))
    text = f"{value:.{digits}g}"
    if abs(value) >= 1e-4 and "e" not in text:
        return Markup(with_minus(text))
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return write_rounded(Rounded(with_minus(mantissa), None, int(exponent)))


def integer(value: float | None) -> str:
    """Digits in groups of three: 60,000."""
    if value is None or not math.isfinite(value):
        return MISSING
    return in_groups(value)


def percent(value: float | None, decimals: int = PERCENT_DECIMALS) -> str:
    """A fraction of one as a percentage: 0.9781 is 97.81 %."""
    if value is None or not math.isfinite(value):
        return MISSING
    return percentage(value, decimals)


def percent_within(value: float | None) -> str:
    """A share of many, as a percentage that rounding alone makes neither none nor all: <0.1 %."""
    if value is None or not math.isfinite(value):
        return MISSING
    return percentage_within(value)


def pp(value: float | None, decimals: int = PERCENT_DECIMALS, unit: bool = True) -> str:
    """A difference of two fractions: 0.0012 is 0.12 percentage points."""
    if value is None or not math.isfinite(value):
        return MISSING
    smallest = 10.0**-decimals
    words = " percentage points" if unit else ""
    if _ROUNDING_ERROR < abs(100 * value) < smallest / 2:
        return f"less than {smallest:.{decimals}f}{words}"
    return f"{with_minus(f'{100 * value:.{decimals}f}')}{words}"


def loss4(value: float | None) -> Markup:
    """A loss: four decimals from 0.001 on, two significant digits below, then powers of ten."""
    if value is None or not math.isfinite(value):
        return Markup(DIVERGED)
    return write_rounded(round_loss(value, None))


def decimals(value: float, n: int) -> str:
    """A number with as many decimals as somebody else has printed: 0.0998, 0.90."""
    return f"{value:.{n}f}"


def mean_std_percent(stat: object, n: bool = True) -> Markup:
    """Mean, spread and number of runs of a fraction: 97.81 ± 0.12 % (n = 3)."""
    return _mean_std(stat, round_percent, f"{NARROW_SPACE}%", n)


def mean_std_loss(stat: object, n: bool = True) -> Markup:
    """Mean, spread and number of runs of a loss: 0.0252 ± 0.0012 (n = 3)."""
    return _mean_std(stat, round_loss, "", n)


def mean_std_score(stat: object, n: bool = True) -> Markup:
    """Mean, spread and number of runs of a score up to one, as an AUC: 0.9972 ± 0.0004 (n = 3)."""
    mean, _, _ = _parts(stat)
    return Markup(MISSING) if mean is None else _mean_std(stat, round_area, "", n)


def seconds(value: float | None) -> str:
    """A duration: 0.32 s, 3.2 s, 45 s, 2 min 5 s, 1 h 12 min."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value < 0.005:
        return f"<{NARROW_SPACE}0.01{NARROW_SPACE}s"
    if value < 59.5:
        decimals = 2 if value < 0.995 else 1 if value < 9.95 else 0
        return f"{value:.{decimals}f}{NARROW_SPACE}s"
    minutes = round(value / 60)
    whole = round(value)
    parts = (
        [(minutes // 60, "h"), (minutes % 60, "min")]
        if whole >= 3600
        else [(whole // 60, "min"), (whole % 60, "s")]
    )
    return " ".join(f"{count}{NARROW_SPACE}{unit}" for count, unit in parts if count)


def ratio(value: float | None) -> str:
    """How many times: 1.04 times, 3.1 times, 31 times."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value >= 9.95:
        return f"{integer(value)} times"
    return f"{value:.{1 if value >= 1.95 else 2}f} times"


def pvalue(value: float | None) -> str:
    """A p-value with its sign: p = 0.34, p = 0.034, p < 0.001."""
    if value is None or not math.isfinite(value):
        shown = f"={SPACE}{MISSING}"
    elif value < 0.001:
        shown = f"<{SPACE}0.001"
    else:
        decimals = 2 if value >= 0.0995 else 3 if value >= 0.00995 else 4
        shown = f"={SPACE}{value:.{decimals}f}"
    return f"p{SPACE}{shown}"


def and_list(items: Iterable[object], conjunction: str = "and") -> Markup:
    """One, two and three: `a`, `a and b`, `a, b, and c`; each item is escaped unless it is HTML.

    Semicolons part three or more items with commas of their own; those in numbers are none.
    """
    parts = [escape(item) for item in items]
    if len(parts) < 3:
        return Markup(f" {conjunction} ").join(parts)
    comma = ";" if any(", " in part.striptags() for part in parts) else ","
    before = Markup(f"{comma} ").join(parts[:-1])
    return Markup("{}{} {} {}").format(before, comma, conjunction, parts[-1])


def first_few(items: Sequence[Item]) -> Sequence[Item]:
    """All up to MOST_SHOWN; of more, the first N_NAMED."""
    return items if len(items) <= MOST_SHOWN else items[:N_NAMED]


def write_rounded(rounded: Rounded) -> Markup:
    """The digits with sign and power of ten: 97.81 ± 0.12, (1.2 ± 0.3) × 10⁻⁷."""
    text = rounded.mean
    if rounded.spread is not None:
        text = f"{rounded.mean}{SPACE}±{SPACE}{rounded.spread}"
    if rounded.exponent is None:
        return Markup("{}").format(text)
    power = Markup("10<sup>{}</sup>").format(with_minus(str(rounded.exponent)))
    if rounded.spread is None and text == "1":
        return power
    factor = text if rounded.spread is None else f"({text})"
    return Markup("{0}{1}×{1}{2}").format(factor, SPACE, power)


def _mean_std(stat: object, round_to: RoundTo, unit: str, n: bool) -> Markup:
    mean, std, count = _parts(stat)
    if mean is None or not math.isfinite(mean):
        return Markup(DIVERGED)
    runs = f" (n{SPACE}={SPACE}{count})" if n else ""
    return write_rounded(round_to(mean, std)) + unit + runs


def _parts(stat: object) -> tuple[float | None, float | None, int]:
    """Mean, standard deviation and n of a Statistic, or of its mapping in findings.json."""
    if isinstance(stat, Statistic):
        return stat.mean, stat.std, stat.n
    if isinstance(stat, Mapping):
        return stat["mean"], stat["std"], stat["n"]
    raise TypeError(f"{stat!r} is no mean with a spread")


# The filters by the names that templates use.
FILTERS: dict[str, Callable[..., object]] = {
    "number": number,
    "integer": integer,
    "count_word": count_word,
    "part_word": part_word,
    "percent_words": percent_words,
    "percent": percent,
    "percent_within": percent_within,
    "pp": pp,
    "loss4": loss4,
    "decimals": decimals,
    "mean_std_percent": mean_std_percent,
    "mean_std_loss": mean_std_loss,
    "mean_std_score": mean_std_score,
    "seconds": seconds,
    "ratio": ratio,
    "pvalue": pvalue,
    "and_list": and_list,
    "first_few": first_few,
}
