"""The table of settings: the values that configurations share and those that vary."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.summary import PlannedConfiguration
from labbook.report.network_text import blocks_text, hidden_text, input_size, layer_text
from labbook.report.numbers import integer
from labbook.report.wording import optimizer_text
from labbook.text.names import loss_name, setting_name


@dataclass(frozen=True)
class Setting:
    """One row: the distinct values of a setting, in the order of the configurations."""

    name: str
    values: tuple[Markup, ...]

    @property
    def varied(self) -> bool:
        return len(self.values) > 1


def task_text(settings: RunSettings) -> str:
    """The classes that the network has to tell apart."""
    if settings.task.kind == "one_against_rest":
        return f"class {settings.task.positive} against the rest"
    if settings.task.kind == "multiclass":
        return f"one of {integer(settings.output.units)} classes"
    return setting_name(settings.task.kind)


def batch_text(planned: PlannedConfiguration) -> str:
    """The batch size; if the training set is smaller, also the size that was used."""
    asked = planned.known.settings.batch_size
    used = planned.summary.batch_size_used if planned.summary else asked
    if asked is None:
        return "all training images" if used is None else f"all {integer(used)} training images"
    if used is not None and used < asked:
        return f"{integer(asked)} (all {integer(used)} training images)"
    return integer(asked)


def _inputs(planned: PlannedConfiguration) -> str:
    if planned.summary is None:
        return ""
    inputs = input_size(planned.summary.settings, planned.summary.parameters)
    return "" if inputs is None else integer(inputs)


_ROWS: dict[str, Callable[[PlannedConfiguration], str]] = {
    "Task": lambda planned: task_text(planned.known.settings),
    "Inputs": _inputs,
    "Convolutions": lambda planned: blocks_text(planned.known.settings),
    "Hidden layers": lambda planned: hidden_text(planned.known.settings),
    "Output layer": lambda planned: layer_text(planned.known.settings.dense[-1]),
    "Loss": lambda planned: loss_name(planned.known.settings.loss),
    "Optimizer": lambda planned: optimizer_text(planned.known.settings),
    "Batch size": batch_text,
    "Epochs": lambda planned: integer(planned.known.settings.epochs),
    "Seeds": lambda planned: ", ".join(map(str, planned.seeds)),
}


def setting_rows(planned: Sequence[PlannedConfiguration]) -> list[Setting]:
    """The rows of an experiment's settings.

    A row without values is left out, and so are convolutions if no network has any.
    """
    rows = []
    convolutional = any(configuration.known.settings.blocks for configuration in planned)
    for name, text in _ROWS.items():
        if name == "Convolutions" and not convolutional:
            continue
        values = dict.fromkeys(
            value for configuration in planned if (value := escape(text(configuration)))
        )
        if values:
            rows.append(Setting(name, tuple(values)))
    return rows
