"""SVHN: cropped digits of house numbers in street views, in color, two files.

Y. Netzer, T. Wang, A. Coates, A. Bissacco, B. Wu and A. Ng, "Reading digits in natural images with
unsupervised feature learning", NIPS Workshop on Deep Learning and Unsupervised Feature Learning
(2011), section 3: format 2.
"""

from labbook.data.entry import DatasetEntry, DatasetFile

ENTRY = DatasetEntry(
    name="svhn",
    title="SVHN",
    image_shape=(32, 32, 3),
    licence="for non-commercial use only",
    reader="labbook.data.mat_files",
    n_train_total=73_257,
    n_test=26_032,
    files=(
        DatasetFile(
            name="train_32x32.mat",
            sha256="435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8",
            size=182_040_794,
        ),
        DatasetFile(
            name="test_32x32.mat",
            sha256="cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b",
            size=64_275_384,
        ),
    ),
    # Its authors' own; it cannot be had by https, so the checksums alone vouch for the files.
    addresses=("http://ufldl.stanford.edu/housenumbers/",),
    addresses_variable="LABBOOK_SVHN_MIRRORS",
    config_key="svhn.path",
    advice="put its two files into `data/svhn/`, or name their folder in `LABBOOK_DATA` or as "
    "`path` below `svhn` in `config.yaml`",
)
