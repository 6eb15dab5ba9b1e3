"""Batch normalization and L2 are measured on networks that differ in nothing else."""

from dataclasses import replace

import pytest
from speed.comparison import Comparison
from speed.convolutions import NETWORKS, REGULARIZED, convolution_spec
from speed.regularized import regularized_configurations, regularized_lines
from speed.side_times import SideTimes

from labbook.errors import LabbookError


def test_each_network_without_and_with() -> None:
    found = regularized_configurations("mnist")
    for plain, other in zip(found[::2], found[1::2], strict=True):
        assert other.spec.batch_normalization
        assert other.spec.l2 > 0
        assert replace(other.spec, batch_normalization=False, l2=0.0) == plain.spec
    assert len(regularized_configurations("mnist", "512-512")) == 2
    with pytest.raises(LabbookError, match="nothing"):
        regularized_configurations("mnist", "nothing")


def test_one_of_the_networks_with_convolutions_is_regularized() -> None:
    regularized = [title for title in NETWORKS if convolution_spec(title, 2).batch_normalization]
    assert regularized == [REGULARIZED]
    spec = replace(convolution_spec(REGULARIZED, 2), batch_normalization=False, l2=0.0)
    assert spec == convolution_spec("two blocks", 2)


def test_the_target_is_told() -> None:
    def comparison(title: str, fit: float, compiled: float) -> Comparison:
        return Comparison(
            title,
            epochs=30,
            seeds=1,
            all_runs=4,
            compiled=SideTimes(compiled, 2.0, 1.5, 0.5, 0.1, 900.0),
            fit=SideTimes(fit, 3.0, 1.0, 1.0, 5.0, 1300.0),
        )

    (line,) = regularized_lines([comparison("a", 1.0, 0.2), comparison("a L2", 1.5, 0.4)])
    assert line == (
        "a L2: an epoch takes 2.00 times as long as without in the loop, 1.50 times with "
        "model.fit; model.fit to the loop 3.75 (target at least 4: NOT met)."
    )
