"""Photographs of digits that nobody took: paper under uneven light, with grain, in any polarity."""

from functools import cache

import numpy as np
from PIL import Image

from labbook.artifacts.dataset import Dataset
from labbook.data.datasets import mnist_5k

DARK, LIGHT = "dark on light", "light on dark"


def photographed(
    digit: np.ndarray,
    polarity: str = DARK,
    *,
    size: tuple[int, int] = (600, 800),
    side: int = 360,
    corner: tuple[int, int] = (120, 200),
    grain: float = 4.0,
    slope: float = 60.0,
) -> np.ndarray:
    """Gray values, uint8 (height, width), of `digit`, uint8 (28, 28), blown up to `side` pixels.

    size: width and height; corner: left and top of the digit's field; grain: standard deviation of
    the noise; slope: by how much the paper changes from the left to the right, and half of it from
    top to bottom.
    """
    width, height = size
    ink = np.zeros((height, width))
    field = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    left, top = corner
    ink[top : top + side, left : left + side] = np.asarray(field) / 255
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = slope * (x + y / 2)
    paper = 240 - light if polarity == DARK else 20 + light / 2
    written = 0.2 * paper if polarity == DARK else 0.15 * paper + 210
    noise = np.random.default_rng(0).normal(0, grain, ink.shape) if grain else 0
    values = paper * (1 - ink) + written * ink + noise
    return np.clip(np.round(values), 0, 255).astype(np.uint8)


@cache
def embedded_digits() -> Dataset:
    return mnist_5k.read(mnist_5k.ENTRY, None)[0]


def mnist_digits(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Test images of MNIST, uint8 (n, 28, 28), with their labels."""
    dataset = embedded_digits()
    return dataset.test_images[:n], dataset.test_labels[:n]
