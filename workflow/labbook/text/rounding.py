"""Round values to the same number of digits in figures, tables and prose."""

import math
from dataclasses import dataclass

MINUS = "\u2212"
# These two spaces never break a line.
NARROW_SPACE = "\u202f"
SPACE = "\u00a0"
# Decimals of a loss below 10; one fewer from 10 on, three fewer from 100, one more below 0.001.
LOSS_DECIMALS = 4
PERCENT_DECIMALS = 2
AREA_DECIMALS = 4
_MOST_DECIMALS_OF_AREA = 9
# Smaller losses are written with a power of ten.
_SMALLEST_PLAIN = 1e-4


@dataclass(frozen=True)
class Rounded:
    """The digits of a mean and of its spread, if any; a power of ten may multiply both."""

    mean: str
    spread: str | None = None
    exponent: int | None = None


def with_minus(text: str) -> str:
    """The text with real minus signs."""
    return text.replace("-", MINUS)


def round_alone(value: float, decimals: int | None = None) -> Rounded:
    """Round a finite value without a spread to `decimals` places; None rounds it as a loss.

    A loss has LOSS_DECIMALS from 0.001 on, two significant digits below this, and a power of ten
    below 0.0001.
    """
    size = abs(value)
    if decimals is None:
        if 0 < size < _SMALLEST_PLAIN:
            mantissa, exponent = f"{value:.1e}".split("e")
            return Rounded(with_minus(mantissa), None, int(exponent))
        decimals = _decimals_of_loss(size)
    return Rounded(with_minus(f"{value:.{decimals}f}"))


def round_with_spread(
    mean: float, spread: float, decimals: int | None = None, least: int | None = None
) -> Rounded:
    """Round a finite mean and its standard deviation to the same place.

    The spread keeps two significant digits if its first three are below 355, else one (Particle
    Data Group, Review of Particle Physics, "Rounding"). The mean has no more than `decimals`
    places, or, if that is None, than LOSS_DECIMALS significant digits need. Of equal values, the
    mean and the spread, which is zero, have `least` decimals.
    """
    if spread == 0:
        alone = round_alone(mean, least)
        places = len(alone.mean.partition(".")[2])
        return Rounded(alone.mean, f"{0:.{places}f}", alone.exponent)
    size = max(abs(mean), spread)
    if size < _SMALLEST_PLAIN:
        exponent = math.floor(math.log10(size))
        scaled = round_with_spread(mean / 10.0**exponent, spread / 10.0**exponent)
        return Rounded(scaled.mean, scaled.spread, exponent)
    most = decimals
    if most is None:
        significant = LOSS_DECIMALS - 1 - math.floor(math.log10(size))
        most = min(significant, LOSS_DECIMALS + (2 if size < 1e-3 else 1))
    places = max(0, min(_decimals_of_spread(spread), most))
    if decimals is not None and spread < 0.5 * 10.0**-places:
        places = -math.floor(math.log10(spread))  # a spread above 0 must not be written as 0
    return Rounded(with_minus(f"{mean:.{places}f}"), f"{spread:.{places}f}")


def _decimals_of_spread(spread: float) -> int:
    """The number of decimals that show the significant digits of a positive spread."""
    exponent = math.floor(math.log10(spread))
    first_three = spread / 10.0 ** (exponent - 2)
    return 1 - exponent if first_three < 354.5 else -exponent


def _decimals_of_loss(size: float) -> int:
    if 0 < size < 9.95e-4:
        return LOSS_DECIMALS + 1
    if size < 10 - 0.5 * 10.0**-LOSS_DECIMALS:
        return LOSS_DECIMALS
    return max(LOSS_DECIMALS - (1 if size < 100 - 5 * 10.0**-LOSS_DECIMALS else 3), 0)


def round_percent(mean: float, std: float | None) -> Rounded:
    """Round a fraction, written in percent, and its spread if it has one."""
    if std is None:
        return round_alone(100 * mean, PERCENT_DECIMALS)
    return round_with_spread(
        100 * mean, 100 * std, decimals=PERCENT_DECIMALS, least=PERCENT_DECIMALS
    )


def round_loss(mean: float, std: float | None) -> Rounded:
    """Round a loss, and its spread if it has one."""
    return round_alone(mean) if std is None else round_with_spread(mean, std)


def round_area(mean: float, std: float | None) -> Rounded:
    """Round an area under a ROC curve, and its spread if it has one.

    Both have AREA_DECIMALS, or more if a mean below 1 would otherwise be written as 1, or a
    positive spread as 0.
    """
    decimals = next(
        (
            places
            for places in range(AREA_DECIMALS, _MOST_DECIMALS_OF_AREA)
            if (mean >= 1 or round(mean, places) < 1) and (not std or std >= 0.5 * 10.0**-places)
        ),
        _MOST_DECIMALS_OF_AREA,
    )
    spread = None if std is None else f"{std:.{decimals}f}"
    return Rounded(f"{mean:.{decimals}f}", spread)
