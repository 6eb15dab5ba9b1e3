"""Which experiments can be evaluated class by class."""

from collections.abc import Sequence

from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError


def check_by_class(configurations: Sequence[Sequence[Spec]], where: str) -> None:
    """Raises LabbookError if they cannot; `where` is the experiment's path for its sentence.

    `configurations`: the specs of each, several where a search is to choose one of them. One answer
    out of two is no matrix worth a table, and of several configurations the best in validation is
    shown, which there must be.
    """
    specs = [spec for one in configurations for spec in one]
    if any(spec.task.kind != "multiclass" for spec in specs):
        raise LabbookError(
            f"{where} has by_class and a configuration with a positive_class, which answers yes or "
            "no; leave one of the two out."
        )
    fractions = {spec.validation_fraction for spec in specs}
    if len(configurations) > 1 and 0 in fractions:
        raise LabbookError(
            f"{where} has by_class and several configurations without validation images, so none "
            "can be chosen to be shown; set a validation_fraction above 0."
        )
    if len(configurations) > 1 and len(fractions) > 1:
        raise LabbookError(
            f"{where} has by_class and configurations with different validation images, so none "
            "can be chosen to be shown; give all of them the same validation_fraction."
        )
