"""The figure kinds by name, in the order in which a report shows them."""

from collections.abc import Callable
from typing import Any

from labbook.figures import accuracy, loss, network, turning_point
from labbook.figures.illustration import Illustration

KINDS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Illustration]] = {
    "network": network.illustrate,
    "loss": loss.illustrate,
    "turning_point": turning_point.illustrate,
    "accuracy": accuracy.illustrate,
}
