"""To how many digits a loss is written is said in one place, for tables, prose and notebooks."""

from collections.abc import Callable

import pytest

from labbook.artifacts.summary import Statistic
from labbook.report.numbers import loss4, mean_std_loss
from labbook.text import numbers, rounding
from labbook.topics.notebook.template import FILTERS

STATISTIC = Statistic(mean=0.0912345678, std=0.00000912, n=3, values=(0.0912345678,) * 3)


@pytest.mark.parametrize(
    ("write", "four", "five"),
    [
        (lambda: loss4(0.0912345678), "0.0912", "0.09123"),
        (lambda: numbers.loss(0.0912345678), "0.0912", "0.09123"),
        (lambda: FILTERS["loss"](0.0912345678), "0.0912", "0.09123"),
        (lambda: mean_std_loss(STATISTIC, n=False), "0.09123 ± 0.00001", "0.091235 ± 0.000009"),
    ],
)
def test_one_more_digit_is_one_number(
    write: Callable[[], str], four: str, five: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert write().replace(rounding.SPACE, " ") == four
    monkeypatch.setattr(rounding, "LOSS_DECIMALS", 5)
    assert write().replace(rounding.SPACE, " ") == five


@pytest.mark.parametrize(
    ("size", "decimals"),
    [(9.0e-4, 5), (9.96e-4, 4), (9.9999, 4), (9.99996, 3), (99.999, 3), (99.9996, 1), (0.0, 4)],
)
def test_where_a_loss_has_fewer_decimals(size: float, decimals: int) -> None:
    assert len(rounding.round_alone(size).mean.partition(".")[2]) == decimals
