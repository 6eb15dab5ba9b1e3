"""Loss and optimizer of a spec as Keras objects."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def build_loss(name: str) -> "keras.Loss":
    """Keras's loss class of that name (`binary_crossentropy` is BinaryCrossentropy), its mean
    over the samples of a batch.
    """
    import keras

    # Keras knows its losses as functions by these names, and as classes by the same in camel case.
    class_name = "".join(part.capitalize() for part in name.split("_"))
    loss: keras.Loss = getattr(keras.losses, class_name)()
    return loss


def build_optimizer(settings: dict[str, Any], steps_per_epoch: int) -> "keras.Optimizer":
    """Keras's optimizer `settings["name"]` with the other items as its arguments.

    A learning rate given as a mapping is one of `keras.optimizers.schedules`, by its class name
    under `schedule`, with that class's arguments; an argument that counts steps may be given in
    epochs (`decay_epochs` for `decay_steps`).
    """
    import keras

    arguments = dict(settings)
    name = arguments.pop("name")
    rate = arguments.pop("learning_rate")
    if isinstance(rate, dict):
        schedule_arguments = dict(rate)
        schedule = getattr(keras.optimizers.schedules, schedule_arguments.pop("schedule"))
        rate = schedule(**_in_steps(schedule_arguments, steps_per_epoch))
    return _optimizer_class(name)(learning_rate=rate, **arguments)


def _optimizer_class(name: str) -> type["keras.Optimizer"]:
    """Keras's class of that name in any capitals; `keras.optimizers.get` does not find Lamb."""
    import keras

    classes = {attribute.lower(): attribute for attribute in dir(keras.optimizers)}
    optimizer_class: type[keras.Optimizer] = getattr(keras.optimizers, classes[name])
    return optimizer_class


def _in_steps(arguments: dict[str, Any], steps_per_epoch: int) -> dict[str, Any]:
    """The arguments with epochs turned into steps, which is what Keras's schedules count."""
    return {
        (name.removesuffix("_epochs") + "_steps" if name.endswith("_epochs") else name): (
            round(value * steps_per_epoch) if name.endswith("_epochs") else value
        )
        for name, value in arguments.items()
    }
