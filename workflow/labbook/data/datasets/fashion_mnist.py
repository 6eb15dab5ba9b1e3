"""Fashion-MNIST: 70,000 articles of Zalando's in gray, the four files that it is published as.

H. Xiao, K. Rasul and R. Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine
Learning Algorithms", arXiv:1708.07747 (2017). The checksums are those of Keras and of TensorFlow
Datasets.
"""

from labbook.data.entry import DatasetEntry, DatasetFile

ENTRY = DatasetEntry(
    name="fashion_mnist",
    title="Fashion-MNIST",
    image_shape=(28, 28),
    licence="MIT (Zalando SE)",
    reader="labbook.data.idx_files",
    classes=(
        *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
        *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    ),
    noun="article",
    n_train_total=60_000,
    n_test=10_000,
    files=(
        DatasetFile(
            name="train-images-idx3-ubyte.gz",
            sha256="3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            size=26_421_880,
        ),
        DatasetFile(
            name="train-labels-idx1-ubyte.gz",
            sha256="a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            size=29_515,
        ),
        DatasetFile(
            name="t10k-images-idx3-ubyte.gz",
            sha256="346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            size=4_422_102,
        ),
        DatasetFile(
            name="t10k-labels-idx1-ubyte.gz",
            sha256="67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            size=5_148,
        ),
    ),
    # Keras's address, then that of its authors, which torchvision and TensorFlow Datasets use.
    addresses=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    folders_of_others=("FashionMNIST/raw", "fashion-mnist"),
    advice="put its four files into `data/fashion_mnist/`, or name their folder in `LABBOOK_DATA`",
)
