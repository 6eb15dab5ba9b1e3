"""Which parts of the ink are the digit: its largest stroke, and others that belong to it."""

import numpy as np
from scipy import ndimage

# Beside the largest part, as shares of its ink and of its longer side.
LEAST_SHARE = 0.02
MOST_GAP = 0.35
# More is no digit on paper but the paper itself, or a photograph of something else.
MOST_INK = 0.5
# Pixels of the shrunk photograph: a digit that MNIST would show in 20.
LEAST_SIDE = 10


def find_strokes(ink: np.ndarray) -> np.ndarray | str:
    """The pixels of the digit, bool (height, width), or why there is none, as a clause.

    Parts that touch the border are no strokes (a shadow, the edge of the table, a ruled line),
    if there is another large enough. Parts near the largest are strokes, too (the loose bar of
    a 5), specks and what is far away are not.
    """
    if ink.mean() > MOST_INK:
        return "what stands out covers more than half of it"
    labels, n_parts = ndimage.label(ink, np.ones((3, 3)))
    boxes = ndimage.find_objects(labels)
    sizes = np.bincount(labels.ravel(), minlength=n_parts + 1)[1:]
    large = [part for part in range(n_parts) if _longer_side(boxes[part]) >= LEAST_SIDE]
    inner = [part for part in large if not _touches_border(boxes[part], ink.shape)]
    if not large:
        return "what stands out is no more than specks"
    if not inner:
        return "what stands out reaches over its edges"
    largest = max(inner, key=lambda part: sizes[part])
    side = _longer_side(boxes[largest])
    distance = ndimage.distance_transform_edt(labels != largest + 1)
    kept = [
        part + 1
        for part in range(n_parts)
        if part == largest
        or (
            sizes[part] >= LEAST_SHARE * sizes[largest]
            and not _touches_border(boxes[part], ink.shape)
            and distance[labels == part + 1].min() <= MOST_GAP * side
        )
    ]
    strokes: np.ndarray = np.isin(labels, kept)
    return strokes


def bounding_box(mask: np.ndarray) -> tuple[slice, slice]:
    """Rows and columns that the True pixels span; there must be one."""
    rows, columns = ndimage.find_objects(mask.astype(np.uint8))[0]
    return rows, columns


def _longer_side(box: tuple[slice, slice]) -> int:
    rows, columns = box
    return int(max(rows.stop - rows.start, columns.stop - columns.start))


def _touches_border(box: tuple[slice, slice], shape: tuple[int, ...]) -> bool:
    return any(
        part.start == 0 or part.stop == length for part, length in zip(box, shape, strict=True)
    )
