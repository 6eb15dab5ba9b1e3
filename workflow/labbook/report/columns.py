"""Columns of numbers: the parts of the data that have one, and points below one another."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from markupsafe import Markup

from labbook.artifacts.history import TEST, VALIDATION, common_part
from labbook.artifacts.run_settings import RunSettings
from labbook.artifacts.summary import PlannedConfiguration, Statistic
from labbook.report.measured import origin_link
from labbook.report.numbers import DIVERGED, FAILED, write_rounded
from labbook.text.rounding import SPACE, Rounded, round_area, round_loss, round_percent

TRAINING = "training"
# How the names of metrics begin.
PREFIXES = {TRAINING: "train", VALIDATION: "val", TEST: "test"}


def has_validation(settings: RunSettings) -> bool:
    """Whether a configuration with these settings holds out images for validation."""
    return settings.validation_fraction > 0


def parts_of(planned: Iterable[PlannedConfiguration]) -> list[str]:
    """The parts that get a column: validation only if some configuration has it."""
    validated = any(has_validation(configuration.known.settings) for configuration in planned)
    return [TRAINING, VALIDATION, TEST] if validated else [TRAINING, TEST]


def held_out_part(planned: Iterable[PlannedConfiguration]) -> str:
    """The part that was looked at after each epoch; HELD_OUT where configurations differ."""
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

    A measured mean makes its cell a link to where it comes from.

    None stands for runs that all failed, a Statistic without a mean for runs that diverged.
    """
    rounded = [
        _ROUND_TO[unit](stat.mean, stat.std)
        if stat is not None and stat.mean is not None and math.isfinite(stat.mean)
        else None
        for stat in stats
    ]
    plain = [number for number in rounded if number is not None and number.exponent is None]
    after_point = max((_decimals(number.mean) for number in plain), default=0)
    spreads = [number.spread for number in plain if number.spread is not None]
    before_spread = max((len(spread.partition(".")[0]) for spread in spreads), default=0)
    after_spread = max((_decimals(spread) for spread in spreads), default=0)

    def cell(stat: Statistic | None, number: Rounded | None) -> Markup:
        if number is None:
            return Markup(FAILED if stat is None else DIVERGED)
        if number.exponent is not None:
            return write_rounded(number)
        mean = number.mean + _fill(number.mean, after_point)
        if not spreads:
            return Markup("{}").format(mean)
        if number.spread is None:
            blank = SPACE + DIGIT_SPACE + SPACE  # where others have their sign
            tail = DIGIT_SPACE * before_spread + _fill("", after_spread)
            return Markup("{}").format(mean + blank + tail)
        front = DIGIT_SPACE * (before_spread - len(number.spread.partition(".")[0]))
        spread = front + number.spread + _fill(number.spread, after_spread)
        return Markup("{0}{1}±{1}{2}").format(mean, SPACE, spread)

    return [
        origin_link(cell(stat, number), stat) for stat, number in zip(stats, rounded, strict=True)
    ]


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _fill(text: str, decimals: int) -> str:
    """Blanks as wide as the decimals that `text` lacks."""
    if decimals and "." not in text:
        return POINT_SPACE + DIGIT_SPACE * decimals
    return DIGIT_SPACE * (decimals - _decimals(text))
