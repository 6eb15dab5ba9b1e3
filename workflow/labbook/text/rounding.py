"""To how many digits a value is written."""

import math
from dataclasses import dataclass

MINUS = "\u2212"
# Neither breaks a line.
NARROW_SPACE = "\u202f"
SPACE = "\u00a0"
# Values below it are written with a power of ten.
_SMALLEST_PLAIN = 1e-4
_MOST_DECIMALS = 5  # of a loss from 0.001 on; one more below


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

    As a loss: four decimals from 0.001 on, two significant digits below, and below 0.0001 a power
    of ten.
    """
    size = abs(value)
    if decimals is None:
        if 0 < size < _SMALLEST_PLAIN:
            mantissa, exponent = f"{value:.1e}".split("e")
            return Rounded(with_minus(mantissa), None, int(exponent))
        decimals = 5 if 0 < size < 9.95e-4 else 4 if size < 9.99995 else 3 if size < 99.9995 else 1
    return Rounded(with_minus(f"{value:.{decimals}f}"))


def round_with_spread(
    mean: float, spread: float, decimals: int | None = None, least: int | None = None
) -> Rounded:
    """A finite mean and its standard deviation, rounded to the same place.

    The spread keeps two significant digits if its first three are below 355, else one (Particle
    Data Group, Review of Particle Physics, "Rounding"), but no more than `decimals` places, or, if
    that is None, no more than four significant digits of the mean need. Equal values have a spread
    of a plain 0; `least` are the mean's decimals then.
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
        most = min(3 - math.floor(math.log10(size)), _MOST_DECIMALS + (size < 1e-3))
    places = max(0, min(_decimals_of_spread(spread), most))
    if decimals is not None and spread < 0.5 * 10.0**-places:
        places = -math.floor(math.log10(spread))  # a spread that there is must not look like none
    return Rounded(with_minus(f"{mean:.{places}f}"), f"{spread:.{places}f}")


def _decimals_of_spread(spread: float) -> int:
    """How many decimals show the significant digits of a positive spread."""
    exponent = math.floor(math.log10(spread))
    first_three = spread / 10.0 ** (exponent - 2)
    return 1 - exponent if first_three < 354.5 else -exponent
