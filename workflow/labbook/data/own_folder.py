"""One's own images in a folder that has a folder for each class: PNG and JPEG files.

The images are in the order of their names, whatever their class. So files that are numbered as the
images of another file are give the same dataset as that.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from labbook.data.own_entry import LONGEST_SIDE, OwnFiles, files_of
from labbook.data.own_parts import MOST_BYTES, Found, Part
from labbook.data.strict_images import TOO_LARGE, strictly
from labbook.errors import LabbookError

FORMATS = ("JPEG", "PNG")
SUFFIXES = (".jpg", ".jpeg", ".png")
# What systems leave in folders, beside hidden files.
NO_IMAGES = ("thumbs.db", "desktop.ini")
GRAY = ("1", "L", "LA")
DEEP = ("I", "F")


def read_parts(own: OwnFiles) -> Found:
    """All images; raises LabbookError for whatever is not an image in the folder of a class."""
    folders = [Path(folder) for folder in (own.path, own.test) if folder]
    listed = [_listed(folder, own) for folder in folders]
    classes = own.classes or _in_order({name for files in listed for name in files})
    color = own.color
    parts = []
    for folder, files in zip(folders, listed, strict=True):
        if missing := [name for name in classes if not files.get(name)]:
            raise own.refusal(f"which has no image of class {missing[0]}.", folder)
        if unknown := [name for name in files if name not in classes]:
            raise own.refusal(
                f"which has a folder {unknown[0]}, which is none of its classes.", folder
            )
        paths = sorted(
            ((path.name, label, path) for label, name in enumerate(classes) for path in files[name])
        )
        images, color = _images([path for *_, path in paths], own, color)
        labels = np.array([label for _, label, _ in paths])
        parts.append(Part(images, labels, folder.as_posix()))
    return Found(parts[0], parts[1] if parts[1:] else None, tuple(classes))


def _listed(folder: Path, own: OwnFiles) -> dict[str, list[Path]]:
    """The images by the name of their class."""
    root = folder.resolve()
    found: dict[str, list[Path]] = {}
    for path in files_of(OwnFiles(own.key, own.kind, str(folder))):
        if path.name.startswith(".") or path.name.lower() in NO_IMAGES:
            continue
        below = path.relative_to(folder)
        if len(below.parts) != 2:
            if len(below.parts) == 1 and path.suffix.lower() not in SUFFIXES:
                continue
            raise own.refusal(
                f"where {below.as_posix()} lies in no folder of a class; each image lies in "
                "<folder>/<class>/.",
                folder,
            )
        if not path.resolve().is_relative_to(root):
            raise own.refusal(f"where {below.as_posix()} is a link out of it.", folder)
        if path.suffix.lower() not in SUFFIXES:
            raise own.refusal(
                f"where {below.as_posix()} is no PNG or JPEG file by its name; take it out.", folder
            )
        if not below.parts[0].isprintable():
            raise own.refusal("which has a folder whose name cannot be printed.", folder)
        found.setdefault(below.parts[0], []).append(path)
    for place in folder.iterdir():
        if place.is_symlink() and not place.resolve().is_relative_to(root):
            raise own.refusal(f"where {place.name} is a link out of it.", folder)
        if place.is_dir() and not place.name.startswith("."):
            found.setdefault(place.name, [])
    if not found:
        raise own.refusal("which has no folder for a class.", folder)
    return found


def _in_order(names: set[str]) -> list[str]:
    """By number where all are numbers, else by the alphabet."""
    if all(name.isascii() and name.isdigit() for name in names):
        return sorted(names, key=lambda name: (int(name), name))
    return sorted(names)


def _images(
    paths: Sequence[Path], own: OwnFiles, color: bool | None
) -> tuple[np.ndarray, bool | None]:
    """The images, uint8 (n, height, width) or (n, height, width, 3), and whether in color."""
    found: list[np.ndarray] = []
    size = own.size
    for path in paths:
        image = _image(path, own)
        if color is None:
            color = image.mode not in GRAY
        if own.color is None and color == (image.mode in GRAY):
            raise own.refusal(
                f"which has gray images and images in color ({path.name}); say which all are to "
                "be, with color: true or color: false."
            )
        image = image.convert("RGB" if color else "L")
        width, height = image.size
        if size is None:
            size = (height, width)
        if (height, width) != size:
            if own.size is None:
                raise own.refusal(
                    f"where {path.name} has {height} × {width} pixels, and others {size[0]} × "
                    f"{size[1]}; state size: [height, width], and all are brought to it."
                )
            image = image.resize(size[::-1], Image.Resampling.BILINEAR)
        found.append(np.asarray(image))
        if len(found) * found[0].size > MOST_BYTES:
            raise own.refusal(f"which has more than {MOST_BYTES:,} bytes of pixels.")
    return np.stack(found), color


def _image(path: Path, own: OwnFiles) -> Image.Image:
    """Upright, of 8 bits a channel, and opaque."""
    where = f"where {path.parent.name}/{path.name}"
    try:
        with strictly(), Image.open(path, formats=FORMATS) as opened:
            if own.size is None and max(opened.size) > LONGEST_SIDE:
                raise own.refusal(
                    f"{where} has more than {LONGEST_SIDE:,} pixels a side; state size: [height, "
                    "width], and all are brought to it."
                )
            image = ImageOps.exif_transpose(opened)
    except LabbookError:
        raise
    except TOO_LARGE:
        raise own.refusal(f"{where} has more than {Image.MAX_IMAGE_PIXELS:,} pixels.") from None
    # Pillow lets through whatever goes wrong inside a broken file.
    except Exception as error:
        said = " ".join(str(error).split())
        raise own.refusal(f"{where} cannot be read as an image ({said}).") from None
    if image.mode.startswith(DEEP):
        raise own.refusal(f"{where} has more than 8 bits a channel; save it with 8.")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        if layer.getchannel("A").getextrema() != (255, 255):
            raise own.refusal(f"{where} is transparent; save it on a background.")
        # Gray stays gray without its opaque layer.
        image = layer.convert("L" if image.mode in GRAY else "RGB")
    return image
