"""digits: the 1,797 handwritten digits of 8 × 8 pixels that scikit-learn embeds, split for good.

E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning
Repository (1998): of its two parts, the test set. Small enough to train on in an instant.
"""

from typing import TYPE_CHECKING

from labbook.data.entry import DatasetEntry
from labbook.errors import LabbookError

if TYPE_CHECKING:
    from labbook.artifacts.dataset import Dataset

SPLIT_SEED = b"digits, split 0: "
# A pixel counts how many of 4 × 4 points are inked.
MOST_INKED = 16

ENTRY = DatasetEntry(
    name="digits",
    title="scikit-learn’s digits",
    image_shape=(8, 8),
    licence="CC BY 4.0 (Ethem Alpaydin and Cenk Kaynak)",
    reader=__name__,
    n_train_total=1_442,
    n_test=355,
    content_sha256="75384f34528052a375e1588d57eb507aa567011833b9f472a743439239943fac",
    content_training_sha256="50a9b960cd7b5f8071a4d0a59da7d296770c39fbdfa88fae274fac8c9f9a440c",
    origin="the digits embedded in scikit-learn",
)


def read(entry: DatasetEntry, found: None) -> "tuple[Dataset, dict[str, str]]":
    """All images, (n, 8, 8) uint8 from 0 (blank) to 255, a fifth of them for testing; no file.

    Raises LabbookError if scikit-learn's digits do not have this shape or range.
    """
    import numpy as np
    from sklearn.datasets import load_digits

    from labbook.data.fixed_split import split_for_good

    pixels, labels = load_digits(return_X_y=True)
    counts = pixels.astype(np.int64).reshape(-1, *entry.image_shape)
    if counts.min() < 0 or counts.max() > MOST_INKED:
        raise LabbookError(
            f"the digits in this scikit-learn have pixels from {counts.min()} to {counts.max()}, "
            f"not from 0 to {MOST_INKED}; install the version that requirements.txt names."
        )
    brightness = (counts * 255 + MOST_INKED // 2) // MOST_INKED
    return split_for_good(brightness.astype(np.uint8), labels.astype(np.uint8), SPLIT_SEED), {}
