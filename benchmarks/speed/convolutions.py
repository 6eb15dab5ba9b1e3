"""Networks with convolutions to measure: small ones, with dropout and without, or regularized."""

from labbook.artifacts.spec import ConvolutionBlock, HiddenLayer, OutputLayer, Spec, Task

# Filters of each block, units of the hidden layer, and the dropout of both.
NETWORKS: dict[str, tuple[tuple[tuple[int, ...], ...], int, float]] = {
    "two blocks": (((32, 32), (64, 64)), 128, 0.0),
    "three blocks, dropout 0.2": (((32,), (64, 64), (128, 128)), 128, 0.2),
}
# With batch normalization, and an L2 penalty of so much.
REGULARIZED = "normalized blocks, L2"
NETWORKS[REGULARIZED] = NETWORKS["two blocks"]
L2 = 0.0001
BATCH_SIZE = 64


def convolution_spec(title: str, epochs: int) -> Spec:
    """The training of the network with that title in NETWORKS."""
    blocks, units, rate = NETWORKS[title]
    return Spec(
        engine="keras",
        model="cnn",
        dataset="mnist",
        task=Task("multiclass"),
        validation_fraction=0.2,
        split_seed=0,
        hidden=(HiddenLayer(units, "relu", rate),),
        output=OutputLayer(10, "softmax"),
        loss="categorical_crossentropy",
        optimizer={"name": "adam", "learning_rate": 0.001},
        batch_size=BATCH_SIZE,
        epochs=epochs,
        seed=0,
        blocks=tuple(ConvolutionBlock(filters, 3, "relu", rate) for filters in blocks),
        batch_normalization=title == REGULARIZED,
        l2=L2 if title == REGULARIZED else 0.0,
    )
