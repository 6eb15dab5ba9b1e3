import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labbook.topics.curves.curve_drawing import thin_indices

curves = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=500).map(np.array)


@given(curves, st.integers(4, 60), st.booleans())
def test_keeps_the_ends_and_the_extremes_in_order(
    values: np.ndarray, most: int, logarithmic: bool
) -> None:
    kept = thin_indices(values, most, logarithmic=logarithmic)
    assert len(kept) <= max(most, 4)
    assert (np.diff(kept) > 0).all()
    assert kept[0] == 0
    assert kept[-1] == len(values) - 1
    assert values[kept].min() == values.min()
    assert values[kept].max() == values.max()


def test_short_curves_keep_every_point() -> None:
    assert thin_indices(np.arange(100.0)).tolist() == list(range(100))


def test_a_single_spike_survives_among_ten_thousand_epochs() -> None:
    values = np.ones(10_000)
    values[6_543] = 2.0
    assert 6_543 in thin_indices(values)


def test_on_a_logarithmic_axis_the_first_epochs_keep_their_points() -> None:
    kept = thin_indices(np.linspace(1.0, 0.0, 10_000), logarithmic=True)
    assert len(kept[kept < 100]) > 50
