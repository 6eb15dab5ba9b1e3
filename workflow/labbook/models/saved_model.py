"""A network that Keras has trained, from the directory of its run."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labbook.artifacts.json_file import read_json
from labbook.artifacts.spec import Spec
from labbook.artifacts.weights import read_weights
from labbook.errors import LabbookError
from labbook.models import cnn, mlp, own

if TYPE_CHECKING:
    import keras

BUILDERS: dict[str, Callable[[Spec, tuple[int, ...]], Any]] = {
    "cnn": cnn.build,
    "mlp": mlp.build,
    "own": own.build,
}


def load_model(directory: Path | str, image_shape: tuple[int, ...]) -> "keras.Model":
    """The network of the run in `directory`, for images of `image_shape` with pixels from 0 to 1.

    Raises LabbookError if Keras has not trained it, or if it is not of such images.
    """
    directory = Path(directory)
    spec = Spec.from_dict(read_json(directory / "spec.json"))
    if spec.engine != "keras":
        raise LabbookError(
            f'{directory} was trained by the engine "{spec.engine}"; this loads runs of "keras".'
        )
    model: keras.Model = BUILDERS[spec.model](spec, image_shape)
    set_saved_weights(model, directory)
    return model


def set_saved_weights(model: "keras.Model", directory: Path) -> None:
    """Give `model` the weights of a run; raises LabbookError if it is another network."""
    try:
        model.set_weights(read_weights(directory / "weights.npz"))
    except ValueError:
        raise LabbookError(
            f"{directory}/weights.npz does not hold the weights of the network in its "
            "spec.json; delete the run and build again."
        ) from None
