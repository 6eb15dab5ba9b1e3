"""Where the photograph of one's own digit is: in the working directory or in the project."""

from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts.lab_plan import Photograph
from labbook.config.model import OwnDigit
from labbook.data.entry import DIGITS
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT
from labbook.planning.datasets import DatasetIdentity

# docs/draw_sample_digit.py has drawn it. A user replaces it by a photograph.
SAMPLE = "docs/images/sample_digit.jpg"
SUFFIXES = (".jpg", ".jpeg", ".png")


def find_photograph(asked: OwnDigit | None, where: str) -> Photograph | None:
    """The photograph that a lab asks for, if it does.

    `where`: path of the lab in the config, for the sentence of the LabbookError if there is no such
    file, or its name is not that of a PNG or JPEG image.
    """
    if asked is None:
        return None
    key = f"{where}.own_digit"
    if Path(asked.image).suffix.lower() not in SUFFIXES:
        raise LabbookError(
            f"{key} is {asked.image}, which is no name of a photograph; give a PNG or JPEG file, "
            f"ending in one of {', '.join(SUFFIXES)}."
        )
    in_folder = Path(asked.image).is_file()
    if not in_folder and not (PROJECT / asked.image).is_file():
        raise LabbookError(
            f"{key} is {asked.image}, which is no file here or in the project; put the photograph "
            "there, or leave own_digit out."
        )
    return Photograph(asked.image, not in_folder, asked.digit)


def check_reads_digits(datasets: Iterable[DatasetIdentity], where: str) -> None:
    """Raises LabbookError if networks are trained on images of other things than digits.

    `datasets`: those of the lab that asks for a photograph; `where`: path of the lab in the config.
    """
    for dataset in datasets:
        if dataset.classes != DIGITS:
            raise LabbookError(
                f"{where}.own_digit is a digit, but networks of the lab learn to read "
                f"{dataset.title}, which has other classes; leave own_digit out."
            )
