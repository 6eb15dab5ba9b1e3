"""Words that the figures of feature maps share."""

from labbook.topics.feature_maps.feature_map_files import ConvolutionLayer, RunMaps


def run_in_words(label: str, shown: RunMaps) -> str:
    """`32-32 and 64-64 filters (seed 0)`."""
    return f"{label} (seed {shown.seed})"


def a_digit(digit: int) -> str:
    """`a 3`, `an 8`."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def layer_name(place: int) -> str:
    """`Convolution 1` of the first."""
    return f"Convolution {place + 1}"


def maps_in_words(layer: ConvolutionLayer) -> str:
    """`32 maps of 28 × 28 pixels`."""
    noun = "map" if layer.n_maps == 1 else "maps"
    pixels = "pixel" if layer.height == layer.width == 1 else "pixels"
    return f"{layer.n_maps:,} {noun} of {layer.height} × {layer.width} {pixels}"
