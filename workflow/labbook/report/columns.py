"""Columns of numbers, aligned at their decimal points, and the parts of the data that have one.

All digits in tables have the same width, so spaces as wide as a digit or a point pad each number.
Neither browsers nor WeasyPrint support `text-align: "."`.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from markupsafe import Markup

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.artifacts.summary import PlannedConfiguration, Statistic
from labbook.report.measured import origin_link
from labbook.report.numbers import DIVERGED, FAILED, write_rounded
from labbook.text.rounding import SPACE, Rounded, round_area, round_loss, round_percent

TRAINING = "training"
# The prefix of a metric's name, by part of the data.
PREFIXES = {TRAINING: "train", VALIDATION: "val", TEST: "test"}


def has_validation(settings: RunSettings) -> bool:
    """Whether a configuration with these settings holds out images for validation."""
    return settings.validation_fraction > 0


def parts_of(planned: Iterable[PlannedConfiguration]) -> list[str]:
    """The parts that get a column; validation gets one only if some configuration has it."""
    validated = any(has_validation(configuration.known.settings) for configuration in planned)
    return [TRAINING, VALIDATION, TEST] if validated else [TRAINING, TEST]


def held_out_part(planned: Iterable[PlannedConfiguration]) -> str:
    """The part that was evaluated after each epoch; HELD_OUT if configurations differ."""
    return common_part(
        VALIDATION if has_validation(configuration.known.settings) else TEST
        for configuration in planned
    )


DIGIT_SPACE = "\u2007"
POINT_SPACE = "\u202f\u202f"  # the font has no U+2008; these two are as wide as its point
Unit = Literal["loss", "percent", "area"]
_ROUND_TO: dict[Unit, Callable[[float, float | None], Rounded]] = {
    "loss": round_loss,
    "percent": round_percent,
    "area": round_area,
}


def stat_column(stats: Sequence[Statistic | None], unit: Unit) -> list[Markup]:
    """Mean ± spread of each row, aligned; `percent` takes fractions and writes no sign.

    If the mean was measured, the cell is a link to its origin. None means that all runs failed; a
    Statistic without a mean means that they diverged.
    """
    rounded = [
        _ROUND_TO[unit](stat.mean, stat.std)
        if stat is not None and stat.mean is not None and math.isfinite(stat.mean)
        else None
        for stat in stats
    ]
    plain = [digits for digits in rounded if digits is not None and digits.exponent is None]
    after_point = max((_decimals(digits.mean) for digits in plain), default=0)
    spreads = [digits.spread for digits in plain if digits.spread is not None]
    before_spread = max((len(spread.partition(".")[0]) for spread in spreads), default=0)
    after_spread = max((_decimals(spread) for spread in spreads), default=0)

    def cell(stat: Statistic | None, digits: Rounded | None) -> Markup:
        if digits is None:
            return Markup(FAILED if stat is None else DIVERGED)
        if digits.exponent is not None:
            return write_rounded(digits)
        mean = digits.mean + _fill(digits.mean, after_point)
        if not spreads:
            return Markup("{}").format(mean)
        if digits.spread is None:
            blank = SPACE + DIGIT_SPACE + SPACE  # where others have their sign
            tail = DIGIT_SPACE * before_spread + _fill("", after_spread)
            return Markup("{}").format(mean + blank + tail)
        front = DIGIT_SPACE * (before_spread - len(digits.spread.partition(".")[0]))
        spread = front + digits.spread + _fill(digits.spread, after_spread)
        return Markup("{0}{1}±{1}{2}").format(mean, SPACE, spread)

    return [
        origin_link(cell(stat, digits), stat) for stat, digits in zip(stats, rounded, strict=True)
    ]


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _fill(text: str, decimals: int) -> str:
    """Spaces as wide as the decimals that `text` lacks."""
    if decimals and "." not in text:
        return POINT_SPACE + DIGIT_SPACE * decimals
    return DIGIT_SPACE * (decimals - _decimals(text))
