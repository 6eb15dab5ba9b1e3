"""Reader: images of the user's own. What they hold is believed in nothing.

Whatever is wrong is one sentence, before any network is trained.
"""

from typing import Any

import numpy as np

from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data import own_csv, own_folder, own_idx, own_npz
from labbook.data.entry import DatasetEntry
from labbook.data.own_entry import LONGEST_SIDE, MOST_CLASSES, OwnFiles
from labbook.data.own_parts import MOST_BYTES, Part
from labbook.data.prepared_images import training_part
from labbook.data.split import split_validation
from labbook.errors import LabbookError

READERS = {
    "npz": own_npz.read_parts,
    "idx": own_idx.read_parts,
    "folder": own_folder.read_parts,
    "csv": own_csv.read_parts,
}


def read(entry: DatasetEntry, found: OwnFiles) -> tuple[Dataset, dict[str, str]]:
    """The images; their content identifies them, so no checksums of files are told."""
    dataset, _ = read_own(found)
    return dataset, {}


def read_own(own: OwnFiles) -> tuple[Dataset, tuple[str, ...]]:
    """The images, uint8, and the names of their classes.

    Raises LabbookError, in one sentence, for whatever is wrong with the files.
    """
    found = READERS[own.kind](own)
    train = _checked(found.train, own)
    test = _checked(found.test, own) if found.test else None
    if test and test.images.shape[1:] != train.images.shape[1:]:
        raise own.refusal(
            f"whose {test.where} has images of {_pixels(test.images)} pixels, and {train.where} of "
            f"{_pixels(train.images)}; all must have the same."
        )
    classes = found.classes or _names(own, [train, *([test] if test else [])])
    _check_classes(train, classes, own)
    if test:
        _check_labels(test, classes, own)
        if own.test_fraction is not None:
            raise LabbookError(
                f"{own.says('test_fraction')} is {own.test_fraction:g}, but there are test images "
                f"already ({test.where}); leave it out."
            )
        return _dataset(train, test), classes
    return _dataset(*_split(train, classes, own)), classes


def describe(own: OwnFiles) -> dict[str, Any]:
    """What is planned with: fields of a DatasetEntry. Raises LabbookError as `read_own` does."""
    dataset, classes = read_own(own)
    return {
        "image_shape": dataset.train_images.shape[1:],
        "classes": classes,
        "n_train_total": len(dataset.train_labels),
        "n_test": len(dataset.test_labels),
        "content_sha256": content_sha256(dataset),
        "content_training_sha256": content_sha256(training_part(dataset)),
    }


def _checked(part: Part, own: OwnFiles) -> Part:
    """The part with images of 8 bits, and whole numbers as labels."""
    images, labels = part.images, part.labels
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if not (images.ndim and len(images)):
        raise own.refusal(f"whose {part.where} holds no image.")
    if labels.ndim != 1 or len(labels) != len(images):
        raise own.refusal(
            f"whose {part.where} has {len(images):,} images and labels of shape {labels.shape}; "
            "each image needs one label, a whole number."
        )
    images = _shaped(images, part, own)
    if images.size > MOST_BYTES or max(images.shape[1:3]) > LONGEST_SIDE:
        raise own.refusal(
            f"whose {part.where} has {len(images):,} images of {_pixels(images)} pixels; at most "
            f"{LONGEST_SIDE:,} a side and {MOST_BYTES:,} bytes in all can be read."
        )
    return Part(_bytes(images, part, own), _whole(labels, part, own), part.where)


def _shaped(images: np.ndarray, part: Part, own: OwnFiles) -> np.ndarray:
    """(n, height, width) or (n, height, width, 3), as the config asks for them."""
    if images.ndim == 2:
        images = _unrolled(images, part, own)
    if images.ndim == 4 and images.shape[3] == 1:
        images = images[..., 0]
    if images.ndim not in (3, 4) or (images.ndim == 4 and images.shape[3] != 3):
        raise own.refusal(
            f"whose {part.where} has the shape {images.shape}; it must be (images, height, width), "
            "or with 1 or 3 channels behind."
        )
    if not all(images.shape[1:]):
        raise own.refusal(f"whose {part.where} has images without a pixel: {images.shape}.")
    if own.size and images.shape[1:3] != own.size:
        raise LabbookError(
            f"{own.says('size')} is {list(own.size)}, but {part.where} has images of "
            f"{images.shape[1]} × {images.shape[2]} pixels; correct it, or leave it out."
        )
    if own.color is not None and own.color != (images.ndim == 4):
        raise LabbookError(
            f"{own.says('color')} is {str(own.color).lower()}, but the images of {part.where} are "
            f"{'in color' if images.ndim == 4 else 'gray'}; correct it, or leave it out."
        )
    return images


def _unrolled(images: np.ndarray, part: Part, own: OwnFiles) -> np.ndarray:
    """Images whose pixels lie in a row: of the stated size, or else square."""
    values = images.shape[1]
    channels = 3 if own.color else 1
    side = round((values / channels) ** 0.5)
    height, width = own.size or (side, side)
    if height * width * channels != values:
        stated = f"{height} × {width} pixels" if own.size else "a square image"
        raise own.refusal(
            f"whose {part.where} has {values:,} values an image, which are not those of {stated} "
            f"in {'color' if own.color else 'gray'}; state size: [height, width]"
            f"{'' if own.color else ', and color: true if it is in color'}."
        )
    return images.reshape(len(images), height, width, *([3] if own.color else []))


def _bytes(images: np.ndarray, part: Part, own: OwnFiles) -> np.ndarray:
    """Pixels as uint8: whole numbers from 0 to 255 as they are, numbers from 0 to 1 times 255."""
    if images.dtype == np.uint8:
        return np.ascontiguousarray(images)
    if images.dtype.kind not in "iuf":
        raise own.refusal(f"whose {part.where} has pixels of type {images.dtype}, not numbers.")
    if images.dtype.kind == "f" and not np.isfinite(images).all():
        raise own.refusal(f"whose {part.where} has a pixel that is no finite number (NaN).")
    least, most = images.min(), images.max()
    whole = images.dtype.kind != "f" or bool((images == np.floor(images)).all())
    # Whole numbers from 0 to 1 in floating point are black and white.
    scale = 255 if images.dtype.kind == "f" and most <= 1 else 1
    if least < 0 or most > 255 or not (whole or scale == 255):
        raise own.refusal(
            f"whose {part.where} has pixels from {least:g} to {most:g}; they must be whole numbers "
            "from 0 to 255, or numbers from 0 to 1."
        )
    pixels: np.ndarray = np.rint(images * images.dtype.type(scale)).astype(np.uint8)
    return pixels


def _whole(labels: np.ndarray, part: Part, own: OwnFiles) -> np.ndarray:
    if labels.dtype.kind == "f" and not (labels == np.floor(labels)).all():
        raise own.refusal(f"whose {part.where} has a label that is no whole number.")
    if labels.dtype.kind not in "iuf":
        raise own.refusal(
            f"whose {part.where} has labels of type {labels.dtype}; they must be whole numbers, "
            "and datasets may name the classes."
        )
    if labels.min() < 0 or labels.max() >= MOST_CLASSES:
        raise own.refusal(
            f"whose {part.where} has labels from {labels.min():g} to {labels.max():g}; they count "
            f"the classes from 0, of which there are at most {MOST_CLASSES}."
        )
    return labels.astype(np.uint8)


def _names(own: OwnFiles, parts: list[Part]) -> tuple[str, ...]:
    """The names that the config states, else numbers."""
    most = max(int(part.labels.max()) for part in parts)
    return own.classes or tuple(map(str, range(most + 1)))


def _check_classes(train: Part, classes: tuple[str, ...], own: OwnFiles) -> None:
    _check_labels(train, classes, own)
    if len(classes) < 2:
        raise own.refusal("which has a single class; there is nothing to tell apart.")
    counts = np.bincount(train.labels, minlength=len(classes))
    empty = [classes[place] for place in np.flatnonzero(counts == 0)]
    if empty:
        more = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
        raise own.refusal(
            f"whose {train.where} has no image of class {', '.join(empty[:3])}{more}; leave out "
            "the class, or add images."
        )


def _check_labels(part: Part, classes: tuple[str, ...], own: OwnFiles) -> None:
    if (most := int(part.labels.max())) >= len(classes):
        raise own.refusal(
            f"whose {part.where} has the label {most}, but there are {len(classes)} classes, "
            f"counted from 0 to {len(classes) - 1}."
        )


def _split(train: Part, classes: tuple[str, ...], own: OwnFiles) -> tuple[Part, Part]:
    if own.test_fraction is None:
        raise own.refusal(
            "which has no test images; add them, or say with test_fraction how much of each class "
            "to set aside for them, such as 0.2."
        )
    try:
        kept, tested = split_validation(train.labels, own.test_fraction, own.test_seed)
    except LabbookError:
        counts = np.bincount(train.labels)
        fewest = int(counts.argmin())
        raise LabbookError(
            f"{own.says('test_fraction')} is {own.test_fraction:g}, which leaves a class without "
            f"an image to train on or to test with: of {classes[fewest]} there are "
            f"{counts[fewest]}; choose another, or add images."
        ) from None
    return (
        Part(train.images[kept], train.labels[kept], train.where),
        Part(train.images[tested], train.labels[tested], train.where),
    )


def _dataset(train: Part, test: Part) -> Dataset:
    return Dataset(train.images, train.labels, test.images, test.labels)


def _pixels(images: np.ndarray) -> str:
    return " × ".join(map(str, images.shape[1:]))
