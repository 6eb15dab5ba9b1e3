"""What dropout costs: networks with it, each beside the same network without."""

from collections.abc import Sequence

from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task
from labbook.errors import LabbookError
from speed.comparison import Comparison
from speed.configurations import Configuration
from speed.side_times import SideTimes

# Units and rate of each hidden layer.
NETWORKS = (((64, 0.2),), ((512, 0.2), (512, 0.5)))
EPOCHS = 30


def dropout_configurations(dataset: str, only: str = "") -> list[Configuration]:
    """Pairs, without dropout and with it, of networks with `only` in their title.

    Raises LabbookError if there is none.
    """
    pairs = [
        Configuration(title, name, network_spec(dataset, hidden), runs=1)
        for layers in NETWORKS
        for title in ["-".join(["784", *(str(units) for units, _ in layers), "10"])]
        for name, hidden in [
            (title, tuple(HiddenLayer(units, "relu") for units, _ in layers)),
            (
                "dropout-" + "-".join(str(rate) for _, rate in layers),
                tuple(HiddenLayer(units, "relu", rate) for units, rate in layers),
            ),
        ]
        if only in title
    ]
    if not pairs:
        raise LabbookError(f'No network with dropout has "{only}" in its title.')
    return pairs


def dropout_lines(comparisons: Sequence[Comparison]) -> list[str]:
    """Dropout's share of an epoch on either side, from pairs as `dropout_configurations` gives."""
    return [
        f"{dropping.title}: of an epoch, dropout takes "
        f"{_share(without.compiled, dropping.compiled)} with the loop and "
        f"{_share(without.fit, dropping.fit)} with model.fit."
        for without, dropping in zip(comparisons[::2], comparisons[1::2], strict=True)
    ]


def _share(without: SideTimes, dropping: SideTimes) -> str:
    return f"{1 - without.per_epoch / dropping.per_epoch:.0%}"


def network_spec(dataset: str, hidden: tuple[HiddenLayer, ...]) -> Spec:
    """A network with these hidden layers, trained by Adam."""
    return Spec(
        engine="keras",
        model="mlp",
        dataset=dataset,
        task=Task("multiclass"),
        validation_fraction=0.2,
        split_seed=0,
        hidden=hidden,
        output=OutputLayer(10, "softmax"),
        loss="categorical_crossentropy",
        optimizer={"name": "adam", "learning_rate": 0.001},
        batch_size=128,
        epochs=EPOCHS,
        seed=0,
    )
