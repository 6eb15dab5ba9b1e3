"""Which configuration a published entry is about, and what has to be known of its runs."""

from collections.abc import Iterable, Sequence

from labbook.artifacts.experiment_plan import Varied
from labbook.artifacts.spec import Spec
from labbook.config.model import Published
from labbook.errors import LabbookError

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
        if spec.validation_fraction == 0.0:
            continue
        if published.lowest_test_loss_epoch is not None:
            raise LabbookError(f"{where}.lowest_test_loss_epoch {_UNSEEN}")
        for key in ("test_accuracy", "test_loss"):
            if getattr(published, key) is not None and published.epoch not in (None, spec.epochs):
                raise LabbookError(f"{where}.{key} at epoch {published.epoch} {_UNSEEN}")


def epochs_read(entries: Iterable[Published], varied: Varied, specs: Sequence[Spec]) -> list[int]:
    """The epochs before the last at which a configuration has to be known, in order."""
    asked = {entry.epoch for entry in entries if entry.epoch is not None and _fits(entry, varied)}
    return sorted(epoch for epoch in asked if any(epoch != spec.epochs for spec in specs))


def _fits(published: Published, varied: Varied) -> bool:
    return all(varied.get(key) == value for key, value in described(published).items())
