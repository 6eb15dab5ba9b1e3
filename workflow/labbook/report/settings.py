"""The settings of an experiment: what all its configurations share, and what was varied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from labbook.artifacts.summary import ConfigurationSummary
from labbook.report.network_text import hidden_text, input_size, layer_text
from labbook.report.numbers import integer
from labbook.report.wording import humanize, loss_name, optimizer_text


@dataclass(frozen=True)
class Setting:
    """One row: distinct values in the order of the configurations, more than one if it varied."""

    name: str
    values: tuple[Markup, ...]

    @property
    def varied(self) -> bool:
        return len(self.values) > 1


def task_text(configuration: ConfigurationSummary) -> str:
    """What the network has to tell apart."""
    task = configuration.settings["task"]
    if task["kind"] == "one_against_rest":
        return f"class {task['positive']} against the rest"
    if task["kind"] == "multiclass":
        return f"one of {integer(configuration.settings['output']['units'])} classes"
    return humanize(task["kind"])


def batch_text(configuration: ConfigurationSummary) -> str:
    """The batch size, with what is left of it where the training set is smaller."""
    asked, used = configuration.settings["batch_size"], configuration.batch_size_used
    if used < asked:
        return f"{integer(asked)} (all {integer(used)} training images)"
    return integer(asked)


def _inputs(configuration: ConfigurationSummary) -> str:
    inputs = input_size(configuration.settings, configuration.parameters)
    return "" if inputs is None else integer(inputs)


def _seeds(configuration: ConfigurationSummary) -> str:
    return ", ".join(str(run.seed) for run in configuration.runs)


_ROWS: dict[str, Callable[[ConfigurationSummary], str]] = {
    "Task": task_text,
    "Inputs": _inputs,
    "Hidden layers": lambda one: hidden_text(one.settings),
    "Output layer": lambda one: layer_text(one.settings["output"]),
    "Loss": lambda one: loss_name(one.settings["loss"]),
    "Optimizer": lambda one: optimizer_text(one.settings["optimizer"]),
    "Batch size": batch_text,
    "Epochs": lambda one: integer(one.settings["epochs"]),
    "Seeds": _seeds,
}


def setting_rows(configurations: Sequence[ConfigurationSummary]) -> list[Setting]:
    """The rows of an experiment's settings; a row without any value is left out."""
    rows = []
    for name, text in _ROWS.items():
        values = dict.fromkeys(escape(text(one)) for one in configurations)
        if any(values):
            rows.append(Setting(name, tuple(values)))
    return rows
