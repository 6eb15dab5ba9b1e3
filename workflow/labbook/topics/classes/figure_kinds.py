"""The figure kinds of one configuration's classes by name, in the order of a report."""

from collections.abc import Callable

from labbook.figures.illustration import Illustration
from labbook.topics.classes import confused_images_figure as confused_images
from labbook.topics.classes import confusion_matrix_figure as confusion_matrix
from labbook.topics.classes import roc_figure as roc_curves
from labbook.topics.classes.class_evaluation import ClassEvaluation
from labbook.topics.classes.confused_images import ConfusedImages

CLASS_KINDS: dict[str, Callable[[ClassEvaluation, ConfusedImages, str], Illustration]] = {
    "roc_curves": roc_curves.illustrate,
    "confusion_matrix": confusion_matrix.illustrate,
    "confused_images": confused_images.illustrate,
}
