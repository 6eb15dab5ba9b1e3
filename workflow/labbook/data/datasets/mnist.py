"""MNIST: 70,000 handwritten digits, the four files that it is published as."""

from labbook.data.entry import DatasetEntry, DatasetFile

ENTRY = DatasetEntry(
    name="mnist",
    title="MNIST",
    image_shape=(28, 28),
    licence="CC BY-SA 3.0 (Yann LeCun and Corinna Cortes)",
    reader="labbook.data.idx_files",
    n_train_total=60_000,
    n_test=10_000,
    content_sha256="ad6ed701136b03c0f9b0d133b957f1d5289e09c208aff105d5329631b44f9b3d",
    content_training_sha256="cca435437230d334e8fc82ee7236775a9e0d1e178177499fa062d3e89173f2ae",
    files=(
        DatasetFile(
            name="train-images-idx3-ubyte.gz",
            sha256="440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            size=9_912_422,
            unpacked_sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        DatasetFile(
            name="train-labels-idx1-ubyte.gz",
            sha256="3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            size=28_881,
            unpacked_sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        DatasetFile(
            name="t10k-images-idx3-ubyte.gz",
            sha256="8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            size=1_648_877,
            unpacked_sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        DatasetFile(
            name="t10k-labels-idx1-ubyte.gz",
            sha256="f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            size=4_542,
            unpacked_sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ),
    # The mirrors that TensorFlow Datasets and torchvision use; they serve the same bytes.
    addresses=(
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ),
    addresses_variable="LABBOOK_MIRRORS",
    archive=DatasetFile(
        "mnist.npz", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
    ),
    # torchvision's, below the folder that it is told, and in its own folder there.
    folders_of_others=("MNIST/raw", "raw"),
    config_key="dataset_path",
    keras_name="mnist",
    stand_in="mnist-5k",
    otherwise="or set `dataset: mnist-5k` in config.yaml for the embedded 5,000 digits",
    advice="put its files into `data/mnist/`, or name their folder in `LABBOOK_DATA` or as "
    "`dataset_path` in `config.yaml`, or set `dataset: mnist` there to have them downloaded",
)
