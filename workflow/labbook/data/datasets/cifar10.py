"""CIFAR-10: 60,000 photographs of ten kinds of things in color, an archive.

A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", technical report, University
of Toronto (2009). The checksum is that of TensorFlow Datasets.
"""

from labbook.data.entry import DatasetEntry, DatasetFile

ENTRY = DatasetEntry(
    name="cifar10",
    title="CIFAR-10",
    image_shape=(32, 32, 3),
    licence="none stated (Alex Krizhevsky asks to be cited)",
    reader="labbook.data.cifar_files",
    classes=(
        *("airplane", "automobile", "bird", "cat", "deer"),
        *("dog", "frog", "horse", "ship", "truck"),
    ),
    noun="object",
    n_train_total=50_000,
    n_test=10_000,
    files=(
        DatasetFile(
            name="cifar-10-binary.tar.gz",
            sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            size=170_052_171,
        ),
    ),
    addresses=("https://www.cs.toronto.edu/~kriz/",),
    advice="put `cifar-10-binary.tar.gz` into `data/cifar10/`, or name its folder in "
    "`LABBOOK_DATA`",
)
