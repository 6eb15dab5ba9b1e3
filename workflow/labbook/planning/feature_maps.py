"""Which experiments have feature maps that can be shown."""

from collections.abc import Sequence

from labbook.artifacts.spec import Spec
from labbook.errors import LabbookError
from labbook.planning.shown_configuration import check_one_can_be_shown


def check_feature_maps(
    configurations: Sequence[Sequence[Spec]],
    shown: Sequence[int],
    classes: Sequence[str],
    where: str,
) -> None:
    """Raises LabbookError if they cannot; `where` is the experiment's path for its sentence.

    `configurations`: the specs of each, several where a search is to choose one of them. Whichever
    is shown in the end, it must have convolutions. `shown`: the classes whose images are followed,
    by their place in `classes`.
    """
    if beyond := [place for place in shown if place >= len(classes)]:
        raise LabbookError(
            f"{where}.feature_maps names {beyond[0]}, but the data have {len(classes)} classes; "
            f"give numbers from 0 to {len(classes) - 1}."
        )
    if not all(spec.blocks for specs in configurations for spec in specs):
        raise LabbookError(
            f"{where} has feature_maps and a configuration without convolutions, which has none; "
            "set filters, or leave feature_maps out."
        )
    check_one_can_be_shown(configurations, where, "feature_maps")
