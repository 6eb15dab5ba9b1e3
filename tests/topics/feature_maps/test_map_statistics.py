"""What is measured in the maps of a layer, against maps made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labbook.topics.feature_maps.map_statistics import (
    correlate,
    is_silent,
    mean_absolute,
    measure_maps,
    shrink,
)

IMAGE = np.array([[[0, 10, 20, 30], [40, 50, 60, 70], [1, 2, 3, 4], [255, 9, 8, 7]]], np.uint8)


def maps_of(*maps: np.ndarray) -> np.ndarray:
    """(1, height, width, maps) of maps (height, width)."""
    return np.stack(maps, axis=-1)[None].astype(np.float32)


def test_a_map_that_is_the_input_correlates_fully_and_its_negative_the_other_way() -> None:
    whole = IMAGE[0].astype(float)
    found = correlate(maps_of(whole, 3 * whole + 7, -whole), IMAGE)
    assert found == pytest.approx(np.array([[1.0, 1.0, -1.0]]))
    assert mean_absolute(found) == pytest.approx([1.0])


def test_it_is_pearsons_r() -> None:
    noise = np.random.default_rng(0).normal(size=(4, 4))
    (found,) = correlate(maps_of(noise), IMAGE)
    expected = np.corrcoef(noise.astype(np.float32).ravel(), IMAGE[0].ravel())[0, 1]
    assert found == pytest.approx([expected])


def test_a_constant_map_has_none_and_is_left_out_of_the_mean() -> None:
    constant, whole = np.full((4, 4), 5.0), IMAGE[0].astype(float)
    nearly = constant + 1e-7 * np.arange(16).reshape(4, 4)  # what rounding may leave
    found = correlate(maps_of(constant, nearly, np.zeros((4, 4)), whole), IMAGE)
    assert np.isnan(found).tolist() == [[True, True, True, False]]
    assert mean_absolute(found) == pytest.approx([1.0])


def test_of_a_constant_image_or_of_constant_maps_alone_there_is_none() -> None:
    blank = np.full((1, 4, 4), 7, np.uint8)
    found = correlate(maps_of(IMAGE[0]), blank)
    assert np.isnan(found).all()
    assert np.isnan(mean_absolute(found)).all()


@given(
    arrays(np.float64, (1, 3, 5, 2), elements=st.integers(-50, 50)),
    arrays(np.float64, (1, 3, 5), elements=st.integers(0, 255)),
    st.integers(-100, 100),
    st.integers(1, 100),
)
def test_it_does_not_change_with_scale_and_shift_and_is_no_larger_than_one(
    maps: np.ndarray, inputs: np.ndarray, shift: int, scale: int
) -> None:
    found = correlate(maps, inputs)
    assert correlate(scale * maps + shift, inputs) == pytest.approx(found, abs=1e-9, nan_ok=True)
    assert correlate(-maps, inputs) == pytest.approx(-found, abs=1e-9, nan_ok=True)
    assert (np.abs(found[~np.isnan(found)]) <= 1).all()
    assert np.isnan(found).tolist() == [
        [np.ptp(maps[..., one]) == 0 or np.ptp(inputs) == 0 for one in range(2)]
    ]


def test_the_image_is_shrunk_by_the_mean_of_blocks() -> None:
    two = np.stack([IMAGE, IMAGE // 2], axis=-1)
    assert shrink(two, 0).tolist() == two.tolist()
    expected = [[[(0 + 10 + 40 + 50) / 4, (20 + 30 + 60 + 70) / 4], [267 / 4, 22 / 4]]]
    assert shrink(two, 1)[..., 0].tolist() == expected
    # As with pooling: 7 pixels become 3, 3 become 1.
    odd = np.arange(49, dtype=np.uint8).reshape(1, 7, 7, 1)
    assert shrink(odd, 1).shape == (1, 3, 3, 1)
    assert shrink(odd, 1)[0, 0, 0, 0] == (0 + 1 + 7 + 8) / 4
    assert shrink(odd, 2).tolist() == [[[[odd[0, :4, :4].mean()]]]]


def test_layers_of_any_size_are_compared_over_as_many_pixels() -> None:
    """Of noise, no layer correlates more with the image than another but by chance."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (200, 32, 32)).astype(np.uint8)
    found = [
        float(mean_absolute(measure_maps(noise, images, halvings, 2).correlations).mean())
        for halvings in (0, 1, 2)
        for noise in [generator.normal(size=(200, 32 >> halvings, 32 >> halvings, 4))]
    ]
    assert max(found) < 1.2 * min(found)
    # Each in its own size, the first would correlate four times less than the last.
    small = generator.normal(size=(200, 32, 32, 4))
    alone = mean_absolute(measure_maps(small, images, 0, 0).correlations).mean()
    assert alone < 0.4 * min(found)


def test_of_colors_the_mean_of_the_channels_counts() -> None:
    colored = np.stack([IMAGE, IMAGE // 2, 0 * IMAGE], axis=-1)
    measured = measure_maps(maps_of(IMAGE[0] + (IMAGE[0] // 2).astype(float)), colored, 0, 0)
    assert measured.correlations == pytest.approx(np.array([[1.0]]))


def test_silent_is_what_is_below_a_millionth_of_the_layers_largest() -> None:
    peaks = np.array([[0.0, 100.0, 1e-5], [0.0, 2.0, 1.0], [0.0, 2e-4, 0.0]])
    assert is_silent(peaks).tolist() == [
        [True, False, True],
        [True, False, False],
        [True, False, True],
    ]
    assert is_silent(np.zeros((2, 3))).all()


def test_the_peak_of_a_map_is_its_largest_absolute_value() -> None:
    negative = -IMAGE[0].astype(float)
    measured = measure_maps(maps_of(negative, np.zeros((4, 4))), IMAGE, 0, 0)
    assert measured.peaks.tolist() == [[255.0, 0.0]]
