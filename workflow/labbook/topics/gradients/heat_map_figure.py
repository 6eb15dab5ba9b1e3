"""Figure kinds `weight_gradients` and `bias_gradients`: norm by layer and step, as a heat map."""

import numpy as np

from labbook.figures.illustration import Illustration
from labbook.figures.nothing_drawn import NO_RUN, nothing_drawn
from labbook.topics.gradients.figure_data import GradientData, norm_rows
from labbook.topics.gradients.figure_words import left_out, norm_in_words, over_runs
from labbook.topics.gradients.heat_map_drawing import draw_maps

HEADER = ["configuration", "step", "layer", "norm"]
_TITLE = "Gradients of the {} by layer"


def illustrate_weights(data: GradientData) -> Illustration:
    """Of the kernels; call it inside `drawing_style`."""
    return _illustrate(data, "kernels", "weights")


def illustrate_biases(data: GradientData) -> Illustration:
    """Of the biases; call it inside `drawing_style`."""
    return _illustrate(data, "biases", "biases")


def _illustrate(data: GradientData, part: str, word: str) -> Illustration:
    title = _TITLE.format(word)
    if not data.panels:
        return nothing_drawn(title, title, NO_RUN, [], HEADER)
    maps = [getattr(panel, part) for panel in data.panels]
    return Illustration(
        draw_maps(data, maps),
        [HEADER, *norm_rows(data, part)],
        title,
        _caption(data, maps, word),
        _alternative(data, maps, word),
    )


def _caption(data: GradientData, maps: list[np.ndarray], word: str) -> str:
    parts = [
        f"L2 norm of the gradient of the {word}, by layer, the first at the bottom and the output "
        "at the top, and training step, on one logarithmic scale for all panels; each cell is the "
        "mean over a window of steps.",
        over_runs(data),
    ]
    if any((norms == 0).any() for norms in maps):
        parts.append(
            "Hatched: the gradient is exactly zero in every run, or too small for single precision."
        )
    return " ".join(filter(None, [*parts, left_out(data)]))


def _alternative(data: GradientData, maps: list[np.ndarray], word: str) -> str:
    """Of each panel, first and last layer in the first window and in the last."""
    parts = [f"Heat maps of the gradients of the {word}, {len(maps)} panels."]
    for panel, norms in zip(data.panels, maps, strict=True):
        first, last = norms[0], norms[-1]
        parts.append(
            f"{panel.label}: from {norm_in_words(first[0])} in the first of {norms.shape[1]} "
            f"layers to {norm_in_words(first[-1])} in the last at the beginning, from "
            f"{norm_in_words(last[0])} to {norm_in_words(last[-1])} at the end."
        )
    return " ".join(parts)
