"""Kuzushiji-MNIST: 70,000 cursive hiragana in gray, the four files that it is published as.

T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto and D. Ha, "Deep Learning for
Classical Japanese Literature", arXiv:1812.01718 (2018). The checksums are those of TensorFlow
Datasets.
"""

from labbook.data.entry import DatasetEntry, DatasetFile

ENTRY = DatasetEntry(
    name="kmnist",
    title="Kuzushiji-MNIST",
    image_shape=(28, 28),
    licence="CC BY-SA 4.0 (Center for Open Data in the Humanities)",
    reader="labbook.data.idx_files",
    classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    noun="character",
    n_train_total=60_000,
    n_test=10_000,
    files=(
        DatasetFile(
            name="train-images-idx3-ubyte.gz",
            sha256="51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
            size=18_165_135,
        ),
        DatasetFile(
            name="train-labels-idx1-ubyte.gz",
            sha256="e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
            size=29_497,
        ),
        DatasetFile(
            name="t10k-images-idx3-ubyte.gz",
            sha256="edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
            size=3_041_136,
        ),
        DatasetFile(
            name="t10k-labels-idx1-ubyte.gz",
            sha256="20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
            size=5_120,
        ),
    ),
    # Its authors', which torchvision and TensorFlow Datasets use.
    addresses=("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
    folders_of_others=("KMNIST/raw",),
    advice="put its four files into `data/kmnist/`, or name their folder in `LABBOOK_DATA`",
)
