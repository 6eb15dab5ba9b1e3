"""The figure kinds by name, in the order in which a report shows them."""

from collections.abc import Callable

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.summary import Summary
from labbook.figures.illustration import Illustration
from labbook.topics.curves import accuracy_figure as accuracy
from labbook.topics.curves import loss_figure as loss
from labbook.topics.curves import turning_point_figure as turning_point
from labbook.topics.network import network_figure as network

KINDS: dict[str, Callable[[ExperimentPlan, Summary], Illustration]] = {
    "network": network.illustrate,
    "loss": loss.illustrate,
    "turning_point": turning_point.illustrate,
    "accuracy": accuracy.illustrate,
}
