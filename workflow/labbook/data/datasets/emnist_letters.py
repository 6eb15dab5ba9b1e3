"""EMNIST Letters: 145,600 handwritten letters in gray, capital and small ones in one class.

G. Cohen, S. Afshar, J. Tapson and A. van Schaik, "EMNIST: an extension of MNIST to handwritten
letters", arXiv:1702.05373 (2017). The archive holds all parts of EMNIST; its checksum is that of
TensorFlow Datasets.
"""

from string import ascii_uppercase

from labbook.data.entry import DatasetEntry, DatasetFile

ENTRY = DatasetEntry(
    name="emnist_letters",
    title="EMNIST Letters",
    image_shape=(28, 28),
    licence="none stated (NIST Special Database 19)",
    reader="labbook.data.emnist_files",
    classes=tuple(ascii_uppercase),
    noun="letter",
    n_train_total=124_800,
    n_test=20_800,
    files=(
        DatasetFile(
            name="gzip.zip",
            sha256="fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
            size=561_753_746,
        ),
    ),
    # NIST's, where torchvision has it from.
    addresses=("https://biometrics.nist.gov/cs_links/EMNIST/",),
    folders_of_others=("EMNIST/raw",),
    advice="put NIST’s `gzip.zip` into `data/emnist_letters/`, or name its folder in "
    "`LABBOOK_DATA`",
)
