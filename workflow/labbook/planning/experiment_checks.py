"""Check what an experiment asks for beyond its settings, such as numbers that others published."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from labbook.artifacts.experiment_plan import Varied
from labbook.artifacts.spec import Spec
from labbook.config.model import Published
from labbook.errors import LabbookError
from labbook.planning.work import NOMINAL_IMAGES

# The numbers that belong to one epoch.
AT_AN_EPOCH = ("test_accuracy", "train_accuracy", "test_loss", "train_loss")

_UNSEEN = (
    "cannot be set beside ours, whose test set is looked at after the last epoch alone; "
    "it needs validation_fraction: 0."
)


def described(published: Published) -> Varied:
    """What tells the configuration from its siblings, as a configuration's `varied` has it."""
    return {"variant": published.of} if isinstance(published.of, str) else published.of or {}


def place_of(published: Published, varied: Sequence[Varied], where: str) -> int:
    """The place of the configuration that an entry is about, among those with these `varied`.

    `where` is the path of `published` in the config, for the sentence of the LabbookError if none
    or several fit.
    """
    fitting = [place for place, values in enumerate(varied) if _fits(published, values)]
    if len(fitting) != 1:
        raise LabbookError(
            f"{where}: {described(published) or 'an entry without of'} fits {len(fitting)} "
            "configurations instead of one."
        )
    return fitting[0]


def check_epochs(published: Published, specs: Iterable[Spec], where: str) -> None:
    """Raise LabbookError if runs of any of `specs` do not tell what was published.

    `where` is the entry's path in the config. Validation images are looked at after each epoch,
    the test images only where they take their place.
    """
    for spec in specs:
        if published.epoch is not None and published.epoch > spec.epochs:
            raise LabbookError(
                f"{where}.epoch is {published.epoch}, but ours is trained for {spec.epochs}; "
                f"it must be at most {spec.epochs}."
            )
        if published.epoch is not None and spec.early_stopping:
            raise LabbookError(
                f"{where}.epoch is {published.epoch}, which ours may not reach, as early_stopping "
                "ends its training; leave one of the two out."
            )
        if spec.validation_fraction == 0.0:
            continue
        for key in ("lowest_test_loss_epoch", "loss_crossing_epoch"):
            if getattr(published, key) is not None:
                raise LabbookError(f"{where}.{key} {_UNSEEN}")
        for key in ("test_accuracy", "test_loss"):
            if getattr(published, key) is not None and published.epoch not in (None, spec.epochs):
                raise LabbookError(f"{where}.{key} at epoch {published.epoch} {_UNSEEN}")


def epochs_read(entries: Iterable[Published], varied: Varied, specs: Sequence[Spec]) -> list[int]:
    """The epochs before the last at which a configuration has to be known, in order."""
    asked = {entry.epoch for entry in entries if entry.epoch is not None and _fits(entry, varied)}
    return sorted(epoch for epoch in asked if any(epoch != spec.epochs for spec in specs))


def _fits(published: Published, varied: Varied) -> bool:
    return all(varied.get(key) == value for key, value in described(published).items())


def check_one_can_be_shown(
    configurations: Sequence[Sequence[Spec]], where: str, asked_by: str
) -> None:
    """Raise LabbookError if validation cannot choose the one of several configurations to show.

    `configurations`: the specs of each, several where a search is to choose one of them; `where` is
    the experiment's path and `asked_by` the key that wants one shown, for the sentence.
    """
    fractions = {spec.validation_fraction for specs in configurations for spec in specs}
    if len(configurations) > 1 and 0 in fractions:
        raise LabbookError(
            f"{where} has {asked_by} and several configurations without validation images, so none "
            "can be chosen to be shown; set a validation_fraction above 0."
        )
    if len(configurations) > 1 and len(fractions) > 1:
        raise LabbookError(
            f"{where} has {asked_by} and configurations with different validation images, so none "
            "can be chosen to be shown; give all of them the same validation_fraction."
        )


# A confusion matrix of more does not fit on a page.
MOST_CLASSES_IN_A_MATRIX = 36


def check_by_class(configurations: Sequence[Sequence[Spec]], where: str) -> None:
    """Raise LabbookError if an experiment cannot be evaluated class by class.

    `configurations`: the specs of each, several where a search is to choose one of them; `where` is
    the experiment's path for the sentence. A network with two answers has no matrix worth a table.
    Of several configurations the best in validation is shown, so validation must be able to choose.
    """
    specs = [spec for specs in configurations for spec in specs]
    if any(spec.task.kind != "multiclass" for spec in specs):
        raise LabbookError(
            f"{where} has by_class and a configuration with a positive_class, which answers yes or "
            "no; leave one of the two out."
        )
    if (most := max(spec.output.units for spec in specs)) > MOST_CLASSES_IN_A_MATRIX:
        raise LabbookError(
            f"{where} has by_class, but the data have {most} classes, and a confusion matrix of "
            f"more than {MOST_CLASSES_IN_A_MATRIX} does not fit on a page; leave it out."
        )
    check_one_can_be_shown(configurations, where, "by_class")


def check_feature_maps(
    configurations: Sequence[Sequence[Spec]],
    shown: Sequence[int],
    classes: Sequence[str],
    where: str,
) -> None:
    """Raise LabbookError if an experiment has no feature maps that can be shown.

    `configurations`: the specs of each, several where a search is to choose one of them. All must
    have convolutions, as any of them may be the one that is shown. `shown`: the classes whose
    images are followed, by their place in `classes`; `where` is the experiment's path.
    """
    if beyond := [place for place in shown if place >= len(classes)]:
        raise LabbookError(
            f"{where}.feature_maps names {beyond[0]}, but the data have {len(classes)} classes; "
            f"give numbers from 0 to {len(classes) - 1}."
        )
    if any(spec.own for specs in configurations for spec in specs):
        raise LabbookError(
            f"{where} has feature_maps and a model of your own, whose filters are not looked at; "
            "leave one of the two out."
        )
    if not all(spec.blocks for specs in configurations for spec in specs):
        raise LabbookError(
            f"{where} has feature_maps and a configuration without convolutions, which has none; "
            "set filters, or leave feature_maps out."
        )
    check_one_can_be_shown(configurations, where, "feature_maps")


def check_pooling(spec: Spec, image_shape: tuple[int, ...], where: str) -> None:
    """Raise LabbookError if the spec has more blocks than its images can be halved times.

    image_shape: (height, width), or with channels behind; `where` is the path of the experiment's
    key.
    """
    height, width, *_ = image_shape
    # Rounding down, each halving takes one binary digit of the smaller side.
    most = min(height, width).bit_length() - 1
    if len(spec.blocks) > most:
        raise LabbookError(
            f"{where}.filters has {len(spec.blocks)} blocks, each of which halves the images, but "
            f"those of {spec.dataset} have {height} × {width} pixels; give at most {most} blocks."
        )


# Four gigabytes, and as much again for the gradients and for each moment of an optimizer.
MOST_WEIGHTS = 10**9


def check_size(spec: Spec, image_shape: tuple[int, ...], where: str) -> None:
    """Raise LabbookError if the network has more weights than a computer's memory.

    image_shape: as for `check_pooling`, which comes first; `where` is the experiment's path.
    """
    height, width, *channels = image_shape
    weights, depth = 0, channels[0] if channels else 1
    for block in spec.blocks:
        for filters in block.filters:
            weights += block.kernel_size**2 * depth * filters
            depth = filters
        height, width = height // 2, width // 2
    widths = [height * width * depth, *(layer.units for layer in spec.hidden), spec.output.units]
    weights += sum(before * after for before, after in pairwise(widths))
    if weights > MOST_WEIGHTS:
        raise LabbookError(
            f"{where} has a network of {weights:,} weights, for which no memory is large enough; "
            f"give it fewer layers, units or filters, for at most {MOST_WEIGHTS:,}."
        )


# Two gigabytes for what the layers answer, and about as much again for each of the sums, what
# normalizes them, and the gradients.
MOST_ANSWERS = 5 * 10**8


def check_normalized_batch(
    spec: Spec, image_shape: tuple[int, ...], n_images: int | None, where: str
) -> None:
    """Raise LabbookError if batch normalization would fill a computer's memory.

    It needs a batch whole, which is computed in parts otherwise. image_shape, `where`: as for
    `check_size`; `n_images`: of training, None if that is not known.
    """
    if not spec.batch_normalization:
        return
    height, width, *_ = image_shape
    answers = sum(layer.units for layer in spec.hidden)
    for block in spec.blocks:
        answers += height * width * sum(block.filters)
        height, width = height // 2, width // 2
    n_images = n_images or NOMINAL_IMAGES
    if answers * min(spec.batch_size or n_images, n_images) > MOST_ANSWERS:
        raise LabbookError(
            f"{where}.batch_size is {spec.batch_size}, but batch_normalization needs a batch "
            f"whole, and there is no memory for what all layers answer to so many images; give at "
            f"most {MOST_ANSWERS // answers:,}."
        )
