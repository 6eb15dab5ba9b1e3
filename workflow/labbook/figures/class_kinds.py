"""The figure kinds of one configuration's classes by name, in the order of a report."""

from collections.abc import Callable

from labbook.artifacts.class_evaluation import ClassEvaluation
from labbook.artifacts.confused_images import ConfusedImages
from labbook.figures import confused_images, confusion_matrix, roc_curves
from labbook.figures.illustration import Illustration

CLASS_KINDS: dict[str, Callable[[ClassEvaluation, ConfusedImages, str], Illustration]] = {
    "roc_curves": roc_curves.illustrate,
    "confusion_matrix": confusion_matrix.illustrate,
    "confused_images": confused_images.illustrate,
}
