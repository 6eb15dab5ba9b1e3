"""A trained network, from the directory of its run."""

from pathlib import Path

from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.weights import read_weights
from labbook.errors import LabbookError
from labbook.scratch.initial_network import initial_network
from labbook.scratch.network import Network

ENGINE = "numpy"


def load_network(directory: Path | str) -> Network:
    """Read the network of the run in `directory`, from its spec.json and weights.npz.

    Raises LabbookError if there is no such run, if Keras trained it, or if the weights are not
    those of the network in its spec.
    """
    directory = Path(directory)
    spec_path, weights_path = directory / "spec.json", directory / "weights.npz"
    try:
        spec = Spec.from_dict(read_json(spec_path))
    except (KeyError, TypeError) as error:
        raise LabbookError(
            f"{spec_path} is no whole spec ({error!r}); delete its run and build again."
        ) from None
    if spec.engine != ENGINE:
        raise LabbookError(
            f'{directory} was trained by the engine "{spec.engine}"; this loads runs of "{ENGINE}".'
        )
    weights = read_weights(weights_path)
    inputs = weights[0].shape[0] if weights and weights[0].ndim == 2 else 0
    network = initial_network(spec, inputs) if inputs else None
    expected = [weight.shape for weight in network.weights] if network is not None else None
    found = [weight.shape for weight in weights]
    if network is None or found != expected:
        raise LabbookError(
            f"{weights_path} holds weights of the shapes {found}, which are not those of the "
            f"network in {spec_path}; delete the run and build again."
        )
    for weight, saved in zip(network.weights, weights, strict=True):
        weight[...] = saved
    return network
