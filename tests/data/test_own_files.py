"""One's own images: read in every form, and refused in one sentence for whatever is wrong."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.own_entry import OwnFiles
from labbook.data.own_files import describe, read_own
from labbook.errors import LabbookError
from own_images import (
    CLASSES,
    arrays_of,
    made_up_images,
    write_csv,
    write_folder,
    write_idx,
    write_npz,
)

GRAY = made_up_images()
COLOR = made_up_images(shape=(6, 5, 3))


def own(stated: dict[str, Any], **more: Any) -> OwnFiles:
    (kind,) = {"npz", "idx", "folder", "csv"} & stated.keys()
    values = {**{name: one for name, one in stated.items() if name != kind}, **more}
    return OwnFiles.from_dict({"key": "mine", "kind": kind, "path": stated[kind], **values})


def refused(stated: dict[str, Any], **more: Any) -> str:
    """The sentence that refuses the images, without what every such sentence begins with."""
    asked = own(stated, **more)
    with pytest.raises(LabbookError) as error:
        read_own(asked)
    sentence = str(error.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


WRITERS = {
    "npz": lambda data: write_npz(Path("a/data.npz"), data),
    "idx": lambda data: write_idx(Path("a"), data),
    "folder": lambda data: write_folder(Path("a"), data),
    "csv": lambda data: write_csv(Path("a/data.csv"), data),
    "csv without names": lambda data: write_csv(Path("a/data.csv"), data, header=False),
}


@pytest.mark.parametrize("way", WRITERS)
def test_every_way_gives_the_same_images(way: str) -> None:
    stated = WRITERS[way](GRAY)
    dataset, classes = read_own(own(stated, classes=list(CLASSES)))
    assert content_sha256(dataset) == content_sha256(GRAY)
    assert classes == CLASSES
    # In the order of the alphabet, unless the config says otherwise.
    names = tuple(sorted(CLASSES)) if way == "folder" else ("0", "1", "2")
    assert read_own(own(stated))[1] == names


def test_the_classes_of_a_folder_are_in_the_order_that_the_config_gives() -> None:
    stated = write_folder(Path("a"), GRAY)
    dataset, classes = read_own(own(stated, classes=list(CLASSES)))
    assert content_sha256(dataset) == content_sha256(GRAY)
    assert classes == CLASSES
    assert read_own(own(stated))[1] == tuple(sorted(CLASSES))
    with pytest.raises(LabbookError, match="no image of class Hat"):
        read_own(own(stated, classes=[*CLASSES, "Hat"]))
    with pytest.raises(LabbookError, match="a folder Bag, which is none of its classes"):
        read_own(own(stated, classes=list(CLASSES[:2])))


@pytest.mark.parametrize("way", ["npz", "folder", "csv"])
def test_color_stays(way: str) -> None:
    stated = WRITERS[way](COLOR)
    dataset, _ = read_own(
        own(stated, classes=list(CLASSES), **({"color": True} if way == "csv" else {}))
    )
    assert content_sha256(dataset) == content_sha256(COLOR)


def test_a_description_is_what_is_planned_with() -> None:
    found = describe(own(write_npz(Path("a.npz"), GRAY), classes=list(CLASSES)))
    assert found["content_sha256"] == content_sha256(GRAY)
    without = replace(GRAY, test_images=GRAY.test_images[:0], test_labels=GRAY.test_labels[:0])
    assert found["content_training_sha256"] == content_sha256(without)
    assert (found["n_train_total"], found["n_test"]) == (60, 12)
    assert (found["image_shape"], found["classes"]) == ((6, 5), CLASSES)


def without_test(data: Dataset = GRAY) -> dict[str, Any]:
    np.savez("a.npz", x_train=data.train_images, y_train=data.train_labels)
    return {"npz": "a.npz"}


def test_what_has_no_test_part_is_split_class_by_class_and_always_alike() -> None:
    stated = without_test()
    dataset, _ = read_own(own(stated, test_fraction=0.2))
    assert np.bincount(dataset.train_labels).tolist() == [16, 16, 16]
    assert np.bincount(dataset.test_labels).tolist() == [4, 4, 4]
    again, _ = read_own(own(stated, test_fraction=0.2))
    other, _ = read_own(own(stated, test_fraction=0.2, test_seed=1))
    assert content_sha256(again) == content_sha256(dataset) != content_sha256(other)
    images = np.concatenate([dataset.train_images, dataset.test_images])
    assert sorted(map(bytes, images)) == sorted(map(bytes, GRAY.train_images))


def test_a_split_that_leaves_a_class_without_an_image_is_refused() -> None:
    stated = without_test()
    assert refused(stated) == (
        "config.yaml: datasets.mine.npz is a.npz, which has no test images; add them, or say with "
        "test_fraction how much of each class to set aside for them, such as 0.2."
    )
    assert "leaves a class without an image to train on or to test with: of 0 there are 20" in (
        refused(stated, test_fraction=0.001)
    )
    both = write_npz(Path("b.npz"), GRAY)
    assert "test_fraction is 0.5, but there are test images already (x_test); leave" in (
        refused(both, test_fraction=0.5)
    )


Change = Callable[[dict[str, np.ndarray]], dict[str, Any]]
X, Y = GRAY.train_images, GRAY.train_labels
ARRAYS: dict[str, tuple[Change, str]] = {
    "no labels": (lambda a: {"x_train": a["x_train"]}, "holds no array y_train; save it with"),
    "half a test part": (lambda a: {**a, "y_test": None}, "holds no array y_test; save it"),
    "no image": (lambda a: {**a, "x_train": X[:0], "y_train": Y[:0]}, "x_train holds no image."),
    "one number": (lambda a: {**a, "x_train": np.uint8(3)}, "x_train holds no image."),
    "fewer labels": (lambda a: {**a, "y_train": Y[1:]}, "60 images and labels of shape (59,)"),
    "one-hot": (lambda a: {**a, "y_train": np.eye(3)[Y]}, "60 images and labels of shape (60, 3)"),
    "a label too high": (
        lambda a: {**a, "y_test": a["y_test"] + 1},
        "x_train has no image of class 3; leave",
    ),
    "a label below": (lambda a: {**a, "y_train": Y.astype(int) - 1}, "labels from -1 to 1; they"),
    "a label beyond all": (lambda a: {**a, "y_train": Y.astype(int) * 200}, "from 0 to 400; they"),
    "half a label": (lambda a: {**a, "y_train": Y + 0.5}, "a label that is no whole number."),
    "a label of NaN": (lambda a: {**a, "y_train": Y * np.nan}, "a label that is no whole number."),
    "names": (lambda a: {**a, "y_train": np.array(["a"] * 60)}, "labels of type <U1; they must"),
    "an empty class": (lambda a: {**a, "y_train": Y * 2}, "no image of class 1, 3; leave"),
    "one class": (
        lambda a: {**a, "y_train": Y * 0, "y_test": a["y_test"] * 0},
        "has a single class; there is nothing to tell apart.",
    ),
    "NaN": (lambda a: {**a, "x_train": X * np.nan}, "a pixel that is no finite number (NaN)."),
    "infinite": (lambda a: {**a, "x_test": a["x_test"] + np.inf}, "x_test has a pixel that is no"),
    "below 0": (lambda a: {**a, "x_train": X.astype(int) - 9}, "must be whole numbers from 0 to"),
    "above 255": (lambda a: {**a, "x_train": X.astype(int) + 99}, "must be whole numbers from 0"),
    "fractions": (lambda a: {**a, "x_train": X / 2}, "they must be whole numbers from 0 to 255,"),
    "complex": (lambda a: {**a, "x_train": X * 1j}, "pixels of type complex128, not numbers."),
    "another size": (
        lambda a: {**a, "x_test": a["x_test"][:, 1:]},
        "x_test has images of 5 × 5 pixels, and x_train of 6 × 5; all must have the same.",
    ),
    "two channels": (
        lambda a: {**a, "x_train": np.stack([X, X], -1)},
        "the shape (60, 6, 5, 2); it must be (images, height, width)",
    ),
    "no pixel": (lambda a: {**a, "x_train": X[:, :0]}, "images without a pixel: (60, 0, 5)."),
    "in a row": (
        lambda a: {**a, "x_train": X.reshape(60, -1)},
        "30 values an image, which are not those of a square image in gray; state size",
    ),
    "as wide as a wall": (
        lambda a: {**a, "x_train": np.zeros((60, 1, 1001), np.uint8)},
        "at most 1,000 a side and 2,000,000,000 bytes in all can be read.",
    ),
}


@pytest.mark.parametrize("case", ARRAYS)
def test_arrays_that_are_no_images_are_refused(case: str) -> None:
    change, problem = ARRAYS[case]
    arrays = {name: one for name, one in change(arrays_of(GRAY)).items() if one is not None}
    np.savez("a.npz", **arrays)
    sentence = refused({"npz": "a.npz"})
    assert sentence.startswith("config.yaml: datasets.mine.npz is a.npz, wh")
    assert problem in sentence


def test_what_the_config_says_of_the_images_must_be_so() -> None:
    stated = write_npz(Path("a.npz"), GRAY)
    assert "mine.size is [28, 28], but x_train has images of 6 × 5 pixels; correct it, or" in (
        refused(stated, size=[28, 28])
    )
    assert "mine.color is true, but the images of x_train are gray; correct it, or leave" in (
        refused(stated, color=True)
    )
    assert "x_train has the label 2, but there are 2 classes, counted from 0 to 1." in (
        refused(stated, classes=["a", "b"])
    )
    assert "x_train has no image of class d; leave out the class, or add images." in (
        refused(stated, classes=["a", "b", "c", "d"])
    )


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.int64, np.uint16])
def test_pixels_of_any_type_of_number_are_the_same(kind: type) -> None:
    arrays = arrays_of(GRAY)
    of_255 = {name: one.astype(kind) if name[0] == "x" else one for name, one in arrays.items()}
    np.savez("a.npz", **of_255)
    assert content_sha256(read_own(own({"npz": "a.npz"}))[0]) == content_sha256(GRAY)
    if np.dtype(kind).kind == "f":
        np.savez(
            "b.npz", **{n: one / kind(255) if n[0] == "x" else one for n, one in of_255.items()}
        )
        assert content_sha256(read_own(own({"npz": "b.npz"}))[0]) == content_sha256(GRAY)


def test_arrays_of_other_shapes_that_mean_the_same_are_taken() -> None:
    arrays = arrays_of(GRAY)
    np.savez(
        "a.npz",
        x_train=arrays["x_train"].reshape(60, -1),
        y_train=arrays["y_train"][:, np.newaxis].astype(">i8"),
        x_test=np.asfortranarray(arrays["x_test"])[..., np.newaxis],
        y_test=arrays["y_test"].astype(float),
        something_else=np.arange(3),
    )
    found, _ = read_own(own({"npz": "a.npz"}, size=[6, 5]))
    assert content_sha256(found) == content_sha256(GRAY)


class Harmful:
    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("harm_was_done"),)


def test_no_pickle_is_read() -> None:
    np.savez("a.npz", x_train=np.array([Harmful()], dtype=object), y_train=Y)
    assert "x_train holds objects of Python, which are not read; save plain numbers." in (
        refused({"npz": "a.npz"})
    )
    assert not Path("harm_was_done").exists()


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    with zipfile.ZipFile("a.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("x_train", "y_train"):
            archive.writestr(f"{name}.npy", b"")
        for info in archive.infolist():
            info.file_size = 2**34
    assert "unpacks to more than 16,000,000,000 bytes." in refused({"npz": "a.npz"})


@pytest.mark.parametrize("content", [b"", b"nothing", b"PK\5\6" + bytes(18)])
def test_a_file_that_is_none_is_refused(content: bytes) -> None:
    Path("a.npz").write_bytes(content)
    Path("a.csv").write_bytes(content)
    assert "a.npz, which" in refused({"npz": "a.npz"})
    assert "a.csv, which" in refused({"csv": "a.csv"})


@pytest.mark.parametrize("kind", ["npz", "csv", "folder", "idx"])
def test_what_is_not_there_is_refused(kind: str) -> None:
    what = "file" if kind in ("npz", "csv") else "folder"
    assert refused({kind: "missing"}) == (
        f"config.yaml: datasets.mine.{kind} is missing, which is no {what} here; put it there, or "
        "correct the path."
    )


def test_idx_files_are_named_where_they_are_missing_or_broken() -> None:
    stated = write_idx(Path("a"), GRAY)
    (Path("a") / "t10k-labels-idx1-ubyte").rename("elsewhere")
    assert "a, which holds no t10k-labels-idx1-ubyte (nor t10k-labels-idx1-ubyte.gz); add it." in (
        refused(stated)
    )
    (Path("a") / "t10k-images-idx3-ubyte").unlink()
    assert read_own(own(stated, test_fraction=0.5))[0].test_labels.size == 30
    (Path("a") / "train-labels-idx1-ubyte").write_bytes(b"\0\0\x08\1")
    assert "train-labels-idx1-ubyte, but it is truncated: it ends inside its header." in (
        refused(stated, test_fraction=0.5)
    )


LINES = {
    "": "which has no line with a label and pixels.",
    "label,a,b\n": "which has no line with a label and pixels.",
    "1\n2\n": "which has no line with a label and pixels.",
    "0,1,2,3,4\n1,1,2,3\n": "which is no table of numbers (the dtype passed requires|number of col",
    "0,1,2,3,x\n": "which has no line with a label and pixels.",
    "0,1,2,3,4\n1,1,2,3,x\n": "which is no table of numbers (could not convert string 'x'",
    "0,1,2,3,4\n1,1,2,3,\n": "which is no table of numbers (could not convert string ''",
    "0,1,2,3,4\n1,1,2,3,nan\n": "whose a.csv has a pixel that is no finite number (NaN).",
    "0,1,2,3,4\n1,1,2,3,256\n": "whose a.csv has pixels from 1 to 256; they must be whole",
    "0,1,2,3\n1,1,2,3\n": "3 values an image, which are not those of a square image in gray; state",
    "\xff\xfe": "which is no table of numbers (",
}


@pytest.mark.parametrize("text", LINES)
def test_lines_that_are_no_images_are_refused(text: str) -> None:
    Path("a.csv").write_bytes(text.encode("latin-1"))
    sentence = refused({"csv": "a.csv"})
    assert any(part in sentence for part in LINES[text].split("|"))


def test_the_column_of_labels_is_found_by_its_name() -> None:
    Path("a.csv").write_text('a,"label",b,c,d\n9,0,8,7,6\n5,1,4,3,2\n9,1,8,7,6\n5,0,4,3,2\n')
    dataset, _ = read_own(own({"csv": "a.csv"}, test_fraction=0.5))
    assert sorted(dataset.train_labels) == [0, 1]
    assert {int(image[0, 0]) for image in dataset.train_images} <= {5, 9}


def image(path: str, size: tuple[int, int] = (5, 6), mode: str = "L", **more: Any) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, size).save(path, **more)


def folder(*others: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    for number in range(3):
        for name in ("A", "B"):
            image(f"a/{name}/{number}.png")
    for path, more in others:
        image(path, **more)
    return {"folder": "a"}


FOLDERS: dict[str, tuple[list[tuple[str, dict[str, Any]]], str]] = {
    "another size": ([("a/A/9.png", {"size": (7, 6)})], "where 9.png has 6 × 7 pixels, and others"),
    "color": ([("a/B/9.png", {"mode": "RGB"})], "has gray images and images in color (9.png); say"),
    "too long": (
        [("a/A/0.png", {"size": (1001, 1)})],
        "where A/0.png has more than 1,000 pixels a",
    ),
    "16 bits": ([("a/A/0.png", {"mode": "I;16"})], "where A/0.png has more than 8 bits a channel"),
    "transparent": ([("a/A/0.png", {"mode": "LA"})], "where A/0.png is transparent; save it on a"),
    "too deep": ([("a/A/more/0.png", {})], "where A/more/0.png lies in no folder of a class; each"),
    "beside": ([("a/0.png", {})], "where 0.png lies in no folder of a class; each image lies in"),
    "a GIF": ([("a/A/0.gif", {})], "where A/0.gif is no PNG or JPEG file by its name; take it out"),
    "disguised": ([("a/A/0.png", {"format": "GIF"})], "where A/0.png cannot be read as an image ("),
    "a tab": ([("a/A\tB/0.png", {})], "has a folder whose name cannot be printed."),
}


@pytest.mark.parametrize("case", FOLDERS)
def test_a_folder_with_what_is_no_image_of_a_class_is_refused(case: str) -> None:
    others, problem = FOLDERS[case]
    sentence = refused(folder(*others), test_fraction=0.3)
    assert sentence.startswith("config.yaml: datasets.mine.folder is a, wh")
    assert problem in sentence


def test_what_systems_leave_in_folders_is_passed_over() -> None:
    stated = folder(("a/A/ok.JPEG", {}))
    for name in (".DS_Store", "A/.DS_Store", "B/Thumbs.db", "README.txt"):
        (Path("a") / name).write_bytes(b"?")
    dataset, classes = read_own(own(stated, test_fraction=0.4))
    assert classes == ("A", "B")
    assert len(dataset.train_labels) + len(dataset.test_labels) == 7


def test_folders_called_by_numbers_count() -> None:
    for name in ("2", "10", "1"):
        image(f"a/{name}/0.png")
        image(f"a/{name}/1.png")
    assert read_own(own({"folder": "a"}, test_fraction=0.5))[1] == ("1", "2", "10")


def test_images_are_brought_to_the_size_and_the_colors_that_are_stated() -> None:
    stated = folder(("a/A/9.png", {"size": (70, 66), "mode": "RGB"}), ("a/A/8.png", {"mode": "P"}))
    dataset, _ = read_own(own(stated, test_fraction=0.4, size=[4, 3], color=True))
    assert dataset.train_images.shape[1:] == (4, 3, 3)
    dataset, _ = read_own(own(stated, test_fraction=0.4, size=[4, 3], color=False))
    assert dataset.train_images.shape[1:] == (4, 3)


def test_a_photograph_is_taken_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stated = folder(("a/A/0.jpg", {"size": (6, 5), "exif": exif}))
    assert read_own(own(stated, test_fraction=0.4))[0].train_images.shape[1:] == (6, 5)


@pytest.mark.parametrize("link", ["a/A/9.png", "a/C"])
def test_no_link_leads_out_of_the_folder(link: str) -> None:
    stated = folder()
    image("elsewhere/0.png")
    target = "elsewhere/0.png" if link.endswith(".png") else "elsewhere"
    Path(link).symlink_to(Path(target).resolve())
    assert "is a link out of it." in refused(stated, test_fraction=0.4)


def test_a_class_without_an_image_is_refused() -> None:
    stated = folder()
    Path("a/C").mkdir()
    assert "which has no image of class C." in refused(stated, test_fraction=0.4)
    assert "is empty, which has no folder for a class." in (
        Path("empty").mkdir() or refused({"folder": "empty"})
    )


def test_a_picture_that_unpacks_without_end_is_refused() -> None:
    stated = folder()
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    Path("a/A/0.png").write_bytes(buffer.getvalue())
    assert "where A/0.png has more than 89,478,485 pixels." in (
        refused(stated, test_fraction=0.4, size=[4, 4])
    )
