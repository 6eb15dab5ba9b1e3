"""Whether pooling leaves anything of the images."""

from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError


def check_pooling(spec: Spec, image_shape: tuple[int, ...], where: str) -> None:
    """Raise LabbookError if the spec has more blocks than its images can be halved times.

    image_shape: (height, width), or with channels behind; `where` is the path of the experiment's
    key.
    """
    height, width, *_ = image_shape
    # Rounding down, each halving takes one binary digit of the smaller side.
    most = min(height, width).bit_length() - 1
    if len(spec.blocks) > most:
        raise LabbookError(
            f"{where}.filters has {len(spec.blocks)} blocks, each of which halves the images, but "
            f"those of {spec.dataset} have {height} × {width} pixels; give at most {most} blocks."
        )
