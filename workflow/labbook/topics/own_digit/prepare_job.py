"""Find the digit in one's own photograph, and make of it what networks are shown."""

from pathlib import Path

from labbook.artifacts.checksum import sha256_file
from labbook.fingerprint import PROJECT
from labbook.topics.own_digit.images_file import write_own_digit_images
from labbook.topics.own_digit.preparation import prepare_digit


def make(
    *, photograph: str, in_project: bool, sample: str, image_shapes: list[list[int]], images: Path
) -> None:
    """Read the photograph, from the working directory or the project; write own_digit.npz.

    `sample`: the path of the sample that comes with the project, in the project; `image_shapes`:
    (height, width), or with channels behind, of what the networks take.
    """
    path = PROJECT / photograph if in_project else Path(photograph)
    sample_path = PROJECT / sample
    is_sample = (
        path.is_file() and sample_path.is_file() and sha256_file(path) == sha256_file(sample_path)
    )
    shapes = [tuple(shape) for shape in image_shapes]
    write_own_digit_images(images, prepare_digit(path, shapes, is_sample))
