"""Where one of several configurations is shown, it is the best in validation: is there one?"""

from collections.abc import Sequence

from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError


def check_one_can_be_shown(
    configurations: Sequence[Sequence[Spec]], where: str, asked_by: str
) -> None:
    """Raises LabbookError if none can be chosen.

    `configurations`: the specs of each, several where a search is to choose one of them; `where` is
    the experiment's path and `asked_by` the key that wants one shown, for the sentence.
    """
    fractions = {spec.validation_fraction for one in configurations for spec in one}
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
