"""What dropout costs is measured on two networks that differ in nothing else."""

from dataclasses import replace

import pytest
from speed.comparison import Comparison
from speed.dropout import dropout_configurations, dropout_lines
from speed.side_times import SideTimes

from labbook.errors import LabbookError


def test_each_network_without_and_with_dropout() -> None:
    found = dropout_configurations("mnist")
    assert [configuration.title for configuration in found] == [
        "784-64-10",
        "784-64-10 dropout-0.2",
        "784-512-512-10",
        "784-512-512-10 dropout-0.2-0.5",
    ]
    for without, dropping in zip(found[::2], found[1::2], strict=True):
        assert all(layer.dropout > 0 for layer in dropping.spec.hidden)
        undropped = tuple(replace(layer, dropout=0.0) for layer in dropping.spec.hidden)
        assert replace(dropping.spec, hidden=undropped) == without.spec


def test_only_one_network() -> None:
    assert len(dropout_configurations("mnist", "512-512")) == 2
    with pytest.raises(LabbookError, match="nothing"):
        dropout_configurations("mnist", "nothing")


def test_shares_of_an_epoch() -> None:
    def comparison(title: str, fit: float, compiled: float) -> Comparison:
        return Comparison(
            title,
            epochs=30,
            seeds=1,
            all_runs=4,
            compiled=SideTimes(compiled, 2.0, 1.5, 0.5, 0.1, 900.0),
            fit=SideTimes(fit, 3.0, 1.0, 1.0, 5.0, 1300.0),
        )

    (line,) = dropout_lines([comparison("a", 1.0, 0.9), comparison("a dropout-0.5", 1.25, 1.0)])
    assert line == (
        "a dropout-0.5: of an epoch, dropout takes 10% with the loop and 20% with model.fit."
    )
