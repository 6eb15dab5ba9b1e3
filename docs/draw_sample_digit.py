"""Draw the sample of a photographed digit, a 4 on paper: docs/images/sample_digit.jpg.

    PYTHONPATH=workflow python docs/draw_sample_digit.py

Nobody wrote it: pen strokes of varying width, paper under uneven light, and the grain of a sensor.
It stands in config.yaml until one's own photograph takes its place.
"""

from pathlib import Path

import numpy as np
from PIL import Image

FILE = Path(__file__).parent / "images" / "sample_digit.jpg"
WIDTH, HEIGHT = 600, 800
# Control points (x, y, radius of the pen) in pixels: the angle with its bar, then the stem.
STROKES = (
    ((268, 205, 9), (240, 320, 12), (196, 452, 13), (318, 444, 11), (432, 428, 9)),
    ((372, 268, 11), (352, 400, 14), (342, 520, 13), (330, 612, 8)),
)
# Gray in thousandths of white, as red, green and blue: a blue-black pen on warm paper.
INK = np.array([0.17, 0.19, 0.29])
PAPER = np.array([0.93, 0.91, 0.86])
GRAIN = 0.012
QUALITY = 82


def draw_sample() -> np.ndarray:
    """The picture, uint8 (HEIGHT, WIDTH, 3), the same each time."""
    random = np.random.default_rng(4)
    pressure = np.clip(_smooth_noise(random, 40) * 0.1 + 0.95, 0.75, 1)
    ink = (_ink() * pressure)[..., np.newaxis]
    y, x = np.mgrid[0 : 1 : HEIGHT * 1j, 0 : 1 : WIDTH * 1j]
    # A lamp at the upper left, the hand's shadow at the lower right.
    light = 1.02 - 0.22 * x - 0.2 * y - 0.12 / (1 + np.exp(-14 * (x + y - 1.55)))
    light *= 1 + 0.015 * _smooth_noise(random, 8)
    picture = (PAPER * (1 - ink) + INK * ink) * light[..., np.newaxis]
    picture += random.normal(0, GRAIN, (HEIGHT, WIDTH, 1))
    return np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8)


def _ink() -> np.ndarray:
    """How much of each pixel the pen has covered, (HEIGHT, WIDTH)."""
    covered = np.zeros((HEIGHT, WIDTH))
    for stroke in STROKES:
        for center_x, center_y, radius in _along(np.array(stroke, dtype=float)):
            left, top, reach = int(center_x), int(center_y), int(radius) + 2
            y, x = np.mgrid[top - reach : top + reach + 1, left - reach : left + reach + 1]
            inside = radius + 0.5 - np.hypot(x - center_x, y - center_y)
            part = covered[y[0, 0] : y[-1, 0] + 1, x[0, 0] : x[0, -1] + 1]
            np.maximum(part, inside, out=part)
    return np.clip(covered, 0, 1)


def _along(points: np.ndarray, steps: int = 60) -> np.ndarray:
    """Points on the curve through control points (n, 3): a Catmull-Rom spline."""
    around = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps)[:, np.newaxis]
    parts = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False)
    ]
    return np.vstack(parts)


def _smooth_noise(random: np.random.Generator, cells: int) -> np.ndarray:
    """Noise of mean 0 and spread 1 that changes from cell to cell, (HEIGHT, WIDTH)."""
    coarse = random.normal(0, 1, (cells * HEIGHT // WIDTH, cells)).astype(np.float32)
    smooth = Image.fromarray(coarse).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=float)


def main() -> None:
    Image.fromarray(draw_sample()).save(FILE, quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
