"""To how many digits a value is written, in figures, tables and prose alike."""

import math
from dataclasses import dataclass

MINUS = "\u2212"
# Neither breaks a line.
NARROW_SPACE = "\u202f"
SPACE = "\u00a0"
# Of a loss below 10; one fewer from 10 on, three fewer from 100 on, one more below 0.001.
LOSS_DECIMALS = 4
PERCENT_DECIMALS = 2
AREA_DECIMALS = 4
_MOST_DECIMALS_OF_AREA = 9
# Losses below it are written with a power of ten.
_SMALLEST_PLAIN = 1e-4


@dataclass(frozen=True)
class Rounded:
    """Digits of a mean, of its spread if it has one, and the power of ten that multiplies both."""

    mean: str
    spread: str | None = None
    exponent: int | None = None


def with_minus(text: str) -> str:
    """The text with real minus signs."""
    return text.replace("-", MINUS)


def round_alone(value: float, decimals: int | None = None) -> Rounded:
    """A finite value without a spread: to `decimals` places, or as a loss is written.

    As a loss: LOSS_DECIMALS from 0.001 on, two significant digits below, and below 0.0001 a power
    of ten.
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
    """A finite mean and its standard deviation, rounded to the same place.

    The spread keeps two significant digits if its first three are below 355, else one (Particle
    Data Group, Review of Particle Physics, "Rounding"), but no more than `decimals` places, or, if
    that is None, no more than LOSS_DECIMALS significant digits of the mean need. Equal values have
    a spread of a plain 0; `least` are the mean's decimals then.
    """
    if spread == 0:
        alone = round_alone(mean, least)
        return Rounded(alone.mean, "0", alone.exponent)
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
        places = -math.floor(math.log10(spread))  # a spread that there is must not look like none
    return Rounded(with_minus(f"{mean:.{places}f}"), f"{spread:.{places}f}")


def _decimals_of_spread(spread: float) -> int:
    """How many decimals show the significant digits of a positive spread."""
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
    """Digits of a fraction in percent, with its spread if it has one."""
    if std is None:
        return round_alone(100 * mean, PERCENT_DECIMALS)
    return round_with_spread(
        100 * mean, 100 * std, decimals=PERCENT_DECIMALS, least=PERCENT_DECIMALS
    )


def round_loss(mean: float, std: float | None) -> Rounded:
    """Digits of a loss, with its spread if it has one."""
    return round_alone(mean) if std is None else round_with_spread(mean, std)


def round_area(mean: float, std: float | None) -> Rounded:
    """Digits of an area under a ROC curve, with its spread if it has one.

    AREA_DECIMALS; more only where a mean below 1 would else be written as 1, or a spread as none.
    """
    decimals = next(
        (
            places
            for places in range(AREA_DECIMALS, _MOST_DECIMALS_OF_AREA)
            if (mean >= 1 or round(mean, places) < 1) and (not std or std >= 0.5 * 10.0**-places)
        ),
        _MOST_DECIMALS_OF_AREA,
    )
    spread = None if std is None else f"{std:.{decimals}f}" if std else "0"
    return Rounded(f"{mean:.{decimals}f}", spread)
