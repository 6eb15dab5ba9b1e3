"""CIFAR-100: 60,000 photographs of a hundred kinds of things in color, an archive.

A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", technical report, University
of Toronto (2009). The checksum is that of TensorFlow Datasets. The classes are the fine ones.
"""

from labbook.data.entry import DatasetEntry, DatasetFile

ENTRY = DatasetEntry(
    name="cifar100",
    title="CIFAR-100",
    image_shape=(32, 32, 3),
    licence="none stated (Alex Krizhevsky asks to be cited)",
    reader="labbook.data.cifar_files",
    classes=(
        *("apple", "aquarium fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle"),
        *("bottle", "bowl", "boy", "bridge", "bus", "butterfly", "camel", "can", "castle"),
        *("caterpillar", "cattle", "chair", "chimpanzee", "clock", "cloud", "cockroach", "couch"),
        *("crab", "crocodile", "cup", "dinosaur", "dolphin", "elephant", "flatfish", "forest"),
        *("fox", "girl", "hamster", "house", "kangaroo", "keyboard", "lamp", "lawn mower"),
        *("leopard", "lion", "lizard", "lobster", "man", "maple tree", "motorcycle", "mountain"),
        *("mouse", "mushroom", "oak tree", "orange", "orchid", "otter", "palm tree", "pear"),
        *("pickup truck", "pine tree", "plain", "plate", "poppy", "porcupine", "possum"),
        *("rabbit", "raccoon", "ray", "road", "rocket", "rose", "sea", "seal", "shark", "shrew"),
        *("skunk", "skyscraper", "snail", "snake", "spider", "squirrel", "streetcar"),
        *("sunflower", "sweet pepper", "table", "tank", "telephone", "television", "tiger"),
        *("tractor", "train", "trout", "tulip", "turtle", "wardrobe", "whale", "willow tree"),
        *("wolf", "woman", "worm"),
    ),
    noun="object",
    n_train_total=50_000,
    n_test=10_000,
    files=(
        DatasetFile(
            name="cifar-100-binary.tar.gz",
            sha256="58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
            size=168_513_733,
        ),
    ),
    addresses=("https://www.cs.toronto.edu/~kriz/",),
    advice="put `cifar-100-binary.tar.gz` into `data/cifar100/`, or name its folder in "
    "`LABBOOK_DATA`",
)
