"""Images of one's own for tests, in every form that a config may state."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from data.conftest import idx_bytes
from labbook.artifacts.dataset import Dataset

CLASSES = ("Shirt", "Trouser", "Bag")


def made_up_images(
    n_train: int = 60, n_test: int = 12, shape: tuple[int, ...] = (6, 5), n_classes: int = 3
) -> Dataset:
    """Images that a network can tell apart: each class is bright in rows of its own."""
    generator = np.random.default_rng(0)

    def part(n: int) -> tuple[np.ndarray, np.ndarray]:
        labels = (np.arange(n) % n_classes).astype(np.uint8)
        images = generator.integers(0, 120, (n, *shape), dtype=np.uint8)
        for image, label in zip(images, labels, strict=True):
            image[label :: max(n_classes, 2)] += 120
        return images, labels

    return Dataset(*part(n_train), *part(n_test))


def arrays_of(data: Dataset) -> dict[str, np.ndarray]:
    return {
        **{"x_train": data.train_images, "y_train": data.train_labels},
        **{"x_test": data.test_images, "y_test": data.test_labels},
    }


def write_npz(path: Path, data: Dataset) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays_of(data))
    return {"npz": str(path)}


def write_idx(folder: Path, data: Dataset) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    for part, name in (("train", "train"), ("test", "t10k")):
        for kind, number in (("images", 3), ("labels", 1)):
            content = idx_bytes(getattr(data, f"{part}_{kind}"))
            (folder / f"{name}-{kind}-idx{number}-ubyte").write_bytes(content)
    return {"idx": str(folder)}


def write_folder(folder: Path, data: Dataset, classes: tuple[str, ...] = CLASSES) -> dict[str, Any]:
    for part in ("train", "test"):
        images, labels = getattr(data, f"{part}_images"), getattr(data, f"{part}_labels")
        for number, (image, label) in enumerate(zip(images, labels, strict=True)):
            place = folder / part / classes[label]
            place.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(place / f"{number:05}.png")
    return {"folder": str(folder / "train"), "test": str(folder / "test")}


def write_csv(path: Path, data: Dataset, header: bool = True) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    test = path.with_name(f"test_{path.name}")
    for part, file in (("train", path), ("test", test)):
        images, labels = getattr(data, f"{part}_images"), getattr(data, f"{part}_labels")
        rows = np.column_stack([labels, images.reshape(len(images), -1)])
        names = ["label", *(f"pixel{place}" for place in range(rows.shape[1] - 1))]
        lines = [",".join(map(str, row)) for row in rows]
        file.write_text("\n".join([*([",".join(names)] if header else []), *lines]) + "\n")
    return {"csv": str(path), "test": str(test), "size": list(data.train_images.shape[1:3])}
