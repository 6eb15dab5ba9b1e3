"""What a notebook's template sees; of the network, the code that a reader would type."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from labbook.artifacts.experiment_plan import RunSettings, read_settings
from labbook.artifacts.notebook_plan import NotebookPlan
from labbook.artifacts.search import read_search
from labbook.config.notebook_names import OPTIMIZERS
from labbook.errors import LabbookError

# An activation that Keras has as a layer with the same defaults; others are named as text.
RELU = "relu"
# What a network is compared with: one hidden layer of several sizes, and trainings no longer.
SIZES = [[10], [32], [128], [512]]
MOST_EPOCHS = 20


class Assignment(NamedTuple):
    """A line `name = value  # remark` of the cell with the settings; `value` is Python."""

    name: str
    value: str
    remark: str


@dataclass(frozen=True)
class Network:
    """`settings`: a spec's but the seed, as an experiment plan has them."""

    settings: RunSettings
    seed: int

    @property
    def units(self) -> list[int]:
        """Of each hidden layer."""
        return [layer.units for layer in self.settings.hidden]

    @property
    def activation(self) -> str | None:
        """Of the hidden layers; None where there is none."""
        return next((layer.activation for layer in self.settings.hidden), None)

    @property
    def dropout(self) -> list[float]:
        """The rate after each hidden layer, 0 for none."""
        return [layer.dropout for layer in self.settings.hidden]

    @property
    def has_dropout(self) -> bool:
        return any(self.dropout)

    @property
    def sizes_tried(self) -> list[list[int]]:
        """Networks to compare; this one is among them."""
        return SIZES if self.units in SIZES else [*SIZES, self.units]

    @property
    def epochs_tried(self) -> list[int]:
        """Its own number of epochs; half, twice and four times as many, as far as that is cheap."""
        own = self.settings.epochs
        counts = {own, *(count for count in (own // 2, 2 * own, 4 * own) if count <= MOST_EPOCHS)}
        return sorted(counts - {0})

    @property
    def optimizer(self) -> str:
        """Keras's class."""
        return OPTIMIZERS[self.settings.optimizer["name"]]

    @property
    def optimizer_call(self) -> str:
        """`SGD(learning_rate=learning_rate, momentum=0.9)`."""
        further = {
            name: value
            for name, value in self.settings.optimizer.items()
            if name not in ("name", "learning_rate")
        }
        arguments = ["learning_rate=learning_rate", *(f"{k}={v!r}" for k, v in further.items())]
        return f"{self.optimizer}({', '.join(arguments)})"

    @property
    def layer_classes(self) -> list[str]:
        """What the layers need of `keras.layers`, in the order of the alphabet."""
        activations = {"ReLU" if self.activation == RELU else "Activation"} if self.units else set()
        dropout = {"Dropout"} if self.has_dropout else set()
        return sorted({"Dense", "Softmax", *activations, *dropout})

    @property
    def assignments(self) -> list[Assignment]:
        """The cell with the settings, line by line."""
        lines = []
        if self.units:
            what = "neurons of each hidden layer"
            lines.append(Assignment("hidden_sizes", repr(self.units), what))
            what = "other hidden layers, to compare"
            lines.append(Assignment("sizes_tried", repr(self.sizes_tried), what))
        if self.activation not in (None, RELU):
            lines.append(Assignment("activation", f'"{self.activation}"', "of each hidden neuron"))
        if self.has_dropout:
            what = "share of the neurons left out at random after each"
            lines.append(Assignment("dropouts", repr(self.dropout), what))
        settings = self.settings
        rate = settings.optimizer["learning_rate"]
        return [
            *lines,
            Assignment("epochs", str(settings.epochs), "passes through the training images"),
            Assignment("epochs_tried", repr(self.epochs_tried), "more and fewer, to compare"),
            Assignment("batch_size", str(settings.batch_size), "images for each step"),
            Assignment("learning_rate", repr(rate), "how far a step goes"),
            Assignment(
                "validation_fraction",
                repr(settings.validation_fraction),
                "share of the training images held out",
            ),
            Assignment("split_seed", str(settings.split_seed), "decides which are held out"),
            Assignment("seed", str(self.seed), "decides all other chance"),
        ]

    @property
    def settings_code(self) -> str:
        """The lines of the cell, their remarks one below the other."""
        lines = [(f"{name} = {value}", remark) for name, value, remark in self.assignments]
        width = max(len(code) for code, _ in lines)
        return "\n".join(f"{code:<{width}}  # {remark}" for code, remark in lines)


@dataclass(frozen=True)
class Context:
    """author, course, assignment, title, date: as the config has them; "" while the code is run.

    dataset, data_file: name of the data, and where its file is, seen from the notebook; is_subset:
    of MNIST; keras_name: module of `keras.datasets` that loads the full data, None without one.
    is_search: whether the settings were chosen by the validation accuracy of trials.
    answers: None until the code has run, which does not hang on how they are found (answers.py).
    """

    dataset: str
    data_file: str
    is_subset: bool
    keras_name: str | None
    network: Network
    is_search: bool
    title: str = ""
    assignment: str = ""
    author: str = ""
    course: str = ""
    date: str = ""
    answers: Any = None


def settings_of(plan: NotebookPlan, choice: Path | None) -> RunSettings:
    """Of the network, those of the plan or what a search has chosen, as the file `choice` says.

    Raises LabbookError if the search has chosen none.
    """
    if plan.settings:
        return plan.settings
    chosen = read_search(choice).chosen if choice else None
    if chosen is None:
        raise LabbookError(
            f"The search of {plan.experiment} has chosen no network, so the notebook has none "
            "to train; mend what its trials ended with, or leave the notebook out."
        )
    return read_settings(chosen.candidate)


def notebook_context(plan: NotebookPlan, settings: RunSettings) -> Context:
    """What the code depends on; `settings` are those of the network."""
    return Context(
        dataset=plan.dataset.title,
        data_file=plan.data_file,
        is_subset=plan.dataset.is_subset,
        keras_name=plan.dataset.keras_name,
        network=Network(settings, plan.seed),
        is_search=plan.choice is not None,
    )
