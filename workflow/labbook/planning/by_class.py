"""Which experiments can be evaluated class by class."""

from collections.abc import Sequence

from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.planning.shown_configuration import check_one_can_be_shown


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
    check_one_can_be_shown(configurations, where, "by_class")
