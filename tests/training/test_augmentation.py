"""Augmentation changes training images by known maps, drawn anew for each image and epoch."""

import numpy as np
import pytest

from labbook.artifacts.spec import Augmentation
from labbook.training.augmentation import affine_maps
from tensorflow_programs import answer

SHAPE = (28, 20)
N = 20_000


def maps(**asked: object) -> np.ndarray:
    return affine_maps(Augmentation(**asked), N, SHAPE, 3, 7).astype(float)  # type: ignore[arg-type]


def place(of: np.ndarray, row: float, column: float) -> np.ndarray:
    return of @ np.array([row, column, 1.0])


MIDDLE = (13.5, 9.5)


def test_shifts_are_uniform_up_to_a_share_of_height_and_width() -> None:
    found = maps(shift=0.25)
    assert np.allclose(found[:, :, :2], np.eye(2))
    for axis, most in enumerate((7.0, 5.0)):
        shifts = found[:, axis, 2]
        assert -most <= shifts.min() < -0.99 * most
        assert 0.99 * most < shifts.max() <= most
        assert abs(shifts.mean()) < 0.03 * most
        assert shifts.std() == pytest.approx(most / np.sqrt(3), rel=0.03)
    assert abs(np.corrcoef(found[:, 0, 2], found[:, 1, 2])[0, 1]) < 0.03


def test_angles_are_uniform_and_turn_about_the_middle() -> None:
    found = maps(rotation=30)
    angles = np.rad2deg(np.arctan2(found[:, 1, 0], found[:, 0, 0]))
    assert -30 <= angles.min() < -29.8
    assert 29.8 < angles.max() <= 30.001
    assert angles.std() == pytest.approx(30 / np.sqrt(3), rel=0.03)
    assert np.allclose(np.linalg.det(found[:, :, :2]), 1, atol=1e-6)
    assert np.allclose(place(found, *MIDDLE), MIDDLE, atol=1e-5)


def test_zooms_are_uniform_and_keep_the_middle() -> None:
    found = maps(zoom=0.2)
    scales = found[:, 0, 0]
    assert np.allclose(found[:, 1, 1], scales)
    assert 0.8 <= scales.min() < 0.801
    assert 1.199 < scales.max() <= 1.2001
    assert np.allclose(place(found, *MIDDLE), MIDDLE, atol=1e-5)


@pytest.mark.parametrize(
    ("flip", "rows", "columns"),
    [("horizontal", 0, 0.5), ("vertical", 0.5, 0), ("both", 0.5, 0.5), (None, 0, 0)],
)
def test_every_second_image_is_flipped(flip: str | None, rows: float, columns: float) -> None:
    found = maps(flip=flip, shift=0.1 if flip is None else 0.0)
    assert (found[:, 0, 0] < 0).mean() == pytest.approx(rows, abs=0.02)
    assert (found[:, 1, 1] < 0).mean() == pytest.approx(columns, abs=0.02)
    if flip == "horizontal":
        mirrored = found[found[:, 1, 1] < 0]
        assert np.allclose(place(mirrored, 0, 0), (0, 19), atol=1e-5)


def test_an_image_is_flipped_zoomed_turned_and_shifted() -> None:
    every = {"shift": 0.25, "rotation": 30, "zoom": 0.2, "flip": "both"}
    shift, rotation, zoom, flip = (
        np.concatenate([maps(**{key: value}), np.tile([[[0.0, 0.0, 1.0]]], (N, 1, 1))], axis=1)
        for key, value in every.items()
    )
    # A map leads from the changed image back, so the last change is undone first.
    assert np.allclose((flip @ zoom @ rotation @ shift)[:, :2], maps(**every), atol=1e-4)


def test_seed_epoch_and_row_determine_an_image_and_nothing_else() -> None:
    asked = Augmentation(shift=0.1)
    some = affine_maps(asked, 10, SHAPE, 3, 7)
    assert np.array_equal(some, affine_maps(asked, 50, SHAPE, 3, 7)[:10])
    for seed, epoch in ((3, 8), (4, 7)):
        assert not np.isclose(some, affine_maps(asked, 10, SHAPE, seed, epoch))[:, :, 2].any()


WARP = """
import json, sys
from labbook.training.tensorflow_process import start_tensorflow
start_tensorflow(7)
del sys.modules["scipy"]
import numpy as np
from scipy.ndimage import affine_transform
from labbook.artifacts.spec import Augmentation
from labbook.training.augmentation import affine_maps, compile_augmentation

asked = Augmentation(shift=0.2, rotation=40, zoom=0.3, flip="both")
found = {}
for shape in ((28, 28), (13, 20), (32, 32, 3)):
    for n in (40, 5003):
        images = np.random.default_rng(0).integers(0, 256, (n, *shape)).astype(np.uint8)
        ours = compile_augmentation(asked, images)(3, 7).numpy()
        assert ours.dtype == np.uint8
        assert ours.shape == (n, np.prod(shape))
        maps = affine_maps(asked, n, shape, 3, 7)
        off = 0
        for row in [*range(20), *range(n - 20, n)]:
            layers = images[row].reshape(*shape[:2], -1).astype(float)
            expected = np.stack([
                affine_transform(layer, maps[row], order=1, mode="grid-constant", cval=0.0)
                for layer in np.moveaxis(layers, 2, 0)
            ], axis=2)
            off = max(off, np.abs(ours[row].reshape(expected.shape) - expected).max())
        found[f"{shape} {n}"] = off
print(json.dumps(found))
"""


def test_images_are_interpolated_as_scipy_does() -> None:
    found = answer(WARP)
    assert len(found) == 6
    # Rounded to whole numbers, and computed in single precision.
    assert max(found.values()) < 0.51
