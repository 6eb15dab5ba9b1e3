"""Write numbers as plain text; `report/numbers.py` writes them as HTML."""

from labbook.text.rounding import (
    AREA_DECIMALS,
    MINUS,
    NARROW_SPACE,
    PERCENT_DECIMALS,
    SPACE,
    round_loss,
    with_minus,
)

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN_CHARACTERS = str.maketrans({NARROW_SPACE: " ", SPACE: " ", MINUS: "-"})


def in_groups(value: float) -> str:
    """A whole number in groups of three: 60,000."""
    return with_minus(f"{round(value):,}")


def percentage(share: float, decimals: int = PERCENT_DECIMALS) -> str:
    """A fraction of 1 as a percentage: 0.9781 is 97.81 %."""
    return f"{with_minus(f'{100 * share:.{decimals}f}')}{NARROW_SPACE}%"


def percentage_within(share: float, decimals: int = 1) -> str:
    """A share (0 to 1) as a percentage; `<` or `>` if rounding alone would give 0 or 100 %."""
    percent, least = 100 * share, 10.0**-decimals
    if 0 < percent < least / 2:
        return f"<{percentage(least / 100, decimals)}"
    if 100 - least / 2 <= percent < 100:
        return f">{percentage(1 - least / 100, decimals)}"
    return percentage(share, 0 if percent in (0, 100) else decimals)


def area(value: float) -> str:
    """An area under a ROC curve without a spread; `>` if rounding alone would give 1."""
    least = 10.0**-AREA_DECIMALS
    if 1 - least / 2 <= value < 1:
        return f">{1 - least:.{AREA_DECIMALS}f}"
    return f"{value:.{AREA_DECIMALS}f}"


def loss(value: float) -> str:
    """A loss without a spread, rounded as in tables: 0.0914, 1.2×10⁻⁵."""
    rounded = round_loss(value, None)
    if rounded.exponent is None:
        return rounded.mean
    return f"{rounded.mean}×{power_of_ten(rounded.exponent)}"


def significant(value: float, digits: int = 3) -> str:
    """The value with `digits` significant digits and a real minus sign."""
    return with_minus(f"{value:.{digits}g}")


def shortest(value: float) -> str:
    """As few digits as tell a float from all others: 0.001, 1e-05, 1000000000.0."""
    few = f"{value:g}"
    return few if float(few) == value else repr(value)


def power_of_ten(exponent: int) -> str:
    """A power of ten such as 10⁻⁵; 1 and 10 are written without an exponent."""
    if exponent in (0, 1):
        return str(10**exponent)
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def in_plain_characters(text: str) -> str:
    """The text with the spaces and hyphens of a keyboard, for text that is not printed."""
    return text.translate(_PLAIN_CHARACTERS)
