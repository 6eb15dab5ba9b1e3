"""The settings of a training, as every level of the config may give them."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from keyword import iskeyword
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from labbook.config.engine_names import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    MAY_BE_NEGATIVE,
    OPTIMIZER_ARGUMENTS,
    OPTIMIZER_LEARNING_RATES,
    OWN_ACTIVATIONS,
    SCHEDULE_ARGUMENTS,
    SHARED_OPTIMIZER_ARGUMENTS,
    SHARES,
    SWITCHES,
)


def unknown_word(word: str, valid: Iterable[str]) -> str:
    """`did you mean "x"?` with the nearest valid word, or all valid words if none is near."""
    words = sorted(valid)
    near = get_close_matches(word.lower(), [known.lower() for known in words], n=1, cutoff=0.6)
    if near:
        meant = next(known for known in words if known.lower() == near[0])
        return f'did you mean "{meant}"?'
    return f"valid are {', '.join(words)}."


# Beyond these a value is a slip of the finger, not an experiment.
MOST_UNITS = 100_000
MOST_LAYERS = 1_000
MOST_KERNEL_SIZE = 31
MOST_EPOCHS = 1_000_000
MOST_RATE = 1000
MOST_PENALTY = 1000
# Of a key that is varied, and of seeds.
MOST_VALUES = 1_000

# Of class weights: n/(k n_c), for n images of k classes, n_c of them of the class.
BALANCED = "balanced"

# Schedules that reach their end value when the training ends, if nothing else is said.
ENDING_SCHEDULES = ("CosineDecay", "PolynomialDecay")


def refuse(message: str) -> PydanticCustomError:
    """An error whose message continues a sentence that begins with the key."""
    return PydanticCustomError("labbook", "{message}", {"message": message})


def _checked_by(check: Callable[[object], object]) -> BeforeValidator:
    """Of any value but null, which unsets what an outer level has set."""
    return BeforeValidator(lambda value: None if value is None else check(value))


def _one_of(words: Any, what: str) -> BeforeValidator:
    def check(value: object) -> object:
        if value not in words:
            raise refuse(f'is "{value}", which is no {what}; {unknown_word(str(value), words)}')
        return value

    return BeforeValidator(check)


def _check_arguments(value: dict[str, Any], called_by: str, arguments: Iterable[str]) -> None:
    """Refuse what is not among `arguments` or no number; the key `called_by` has the name."""
    allowed = {called_by, *arguments}
    for key, argument in value.items():
        if key not in allowed:
            beside = called_by == "name" and key == "learning_rate"
            hint = (
                "give it beside optimizer, as learning_rate."
                if beside
                else unknown_word(key, allowed)
            )
            raise refuse(f'has the key "{key}", which {value[called_by]} does not take; {hint}')
        if key != called_by:
            _check_argument(key, argument)


def _check_argument(key: str, argument: object) -> None:
    if key in SWITCHES:
        if not isinstance(argument, bool):
            raise refuse(f"has {key}: {argument!r}, which is not true or false.")
    elif isinstance(argument, bool) or not isinstance(argument, int | float):
        raise refuse(f"has {key}: {argument!r}, which is not a number.")
    elif key in SHARES and not 0 <= argument <= 1:
        raise refuse(f"has {key}: {argument}; it must be from 0 to 1.")
    elif argument < 0 and key not in MAY_BE_NEGATIVE:
        raise refuse(f"has {key}: {argument}; it must not be below 0.")


def _check_optimizer(value: object) -> object:
    name = value.get("name") if isinstance(value, dict) else value
    if not isinstance(name, str) or name not in OPTIMIZER_LEARNING_RATES:
        raise refuse(
            f'is "{name}", which is no optimizer of Keras; '
            f"{unknown_word(str(name), OPTIMIZER_LEARNING_RATES)}"
        )
    if isinstance(value, dict):
        allowed = {*OPTIMIZER_ARGUMENTS[name], *SHARED_OPTIMIZER_ARGUMENTS}
        _check_arguments(value, "name", allowed)
    return value


def ends_with_training(schedule: dict[str, Any]) -> bool:
    """Whether a schedule takes its length from the training."""
    length = {"decay_steps", "decay_epochs", "warmup_steps", "warmup_epochs"}
    return schedule["schedule"] in ENDING_SCHEDULES and not length & set(schedule)


def _check_learning_rate(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | dict):
        raise refuse(f"is {value!r}; it must be a number above 0, or a schedule.")
    if isinstance(value, dict):
        schedule = value.get("schedule")
        if not isinstance(schedule, str) or schedule not in SCHEDULE_ARGUMENTS:
            raise refuse(
                f'has the schedule "{schedule}"; {unknown_word(str(schedule), SCHEDULE_ARGUMENTS)}'
            )
        _check_arguments(value, "schedule", SCHEDULE_ARGUMENTS[schedule])
        if "initial_learning_rate" not in value:
            raise refuse("is a schedule without initial_learning_rate.")
        if schedule != "CosineDecayRestarts" and not (
            {"decay_steps", "decay_epochs"} & set(value) or ends_with_training(value)
        ):
            raise refuse("is a schedule without decay_epochs (or decay_steps).")
        _check_schedule(value)
    elif not 0 < value <= MOST_RATE:
        raise refuse(f"is {value}; it must be above 0 and at most {MOST_RATE}.")
    return value


def _check_schedule(schedule: dict[str, Any]) -> None:
    """Refuse what Keras would pass over, or we."""
    for key in schedule:
        in_steps = key.removesuffix("_epochs") + "_steps"
        if in_steps != key + "_steps" and in_steps in schedule:
            raise refuse(f"has {key} and {in_steps}; leave one of them out.")
    warms_up = bool({"warmup_steps", "warmup_epochs"} & set(schedule))
    if warms_up != ("warmup_target" in schedule):
        raise refuse("needs warmup_epochs (or warmup_steps) and warmup_target, or none of the two.")
    first = schedule["initial_learning_rate"]
    if not (0 < first <= MOST_RATE or (first == 0 and warms_up)):
        raise refuse(
            f"has initial_learning_rate: {first}; it must be above 0 and at most {MOST_RATE}."
        )


def _check_units(value: object) -> object:
    if isinstance(value, list) and len(value) > MOST_LAYERS:
        raise refuse(f"lists {len(value)} layers; give at most {MOST_LAYERS}.")
    for units in value if isinstance(value, list) else [value]:
        if isinstance(units, bool) or not isinstance(units, int):
            raise refuse(f"is {value!r}; it must be a whole number, or a list with one a layer.")
        if not 1 <= units <= MOST_UNITS:
            raise refuse(f"is {units}; it must be from 1 to {MOST_UNITS}.")
    return value


def _check_dropout(value: object) -> object:
    for rate in value if isinstance(value, list) else [value]:
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate < 1:
            raise refuse(f"is {rate!r}; it must be a number from 0 to below 1.")
    return value


def _check_filters(value: object) -> object:
    blocks = value if isinstance(value, list) else None
    if not blocks or not all(isinstance(block, list) and block for block in blocks):
        raise refuse(
            f"is {value!r}; it must list the blocks, each a list with the filters of its "
            "convolutions, such as [[32, 32], [64, 64]]."
        )
    if (layers := sum(map(len, blocks))) > MOST_LAYERS:
        raise refuse(f"lists {layers} convolutions; give at most {MOST_LAYERS}.")
    for filters in (number for block in blocks for number in block):
        if isinstance(filters, bool) or not isinstance(filters, int):
            raise refuse(f"holds {filters!r}; a number of filters is a whole number.")
        if not 1 <= filters <= MOST_UNITS:
            raise refuse(f"holds {filters}; it must be from 1 to {MOST_UNITS}.")
    return value


def _check_class(value: object) -> object:
    if type(value) is not str and (type(value) is not int or value < 0):
        raise refuse(f"is {value!r}; it must be the name of a class, or its place from 0.")
    return value


def _check_class_weight(value: object) -> object:
    if value != BALANCED and not isinstance(value, dict):
        raise refuse(
            f"is {value!r}; it must be {BALANCED}, or a mapping from the name of a class to its "
            'weight, such as {"0": 2}.'
        )
    for name, weight in value.items() if isinstance(value, dict) else ():
        if not isinstance(name, str):
            raise refuse(f"has the class {name!r}; put its name, or its number, into quotes.")
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise refuse(f"has the weight {weight!r} for class {name}, which is not a number.")
        if not 0 <= weight <= MOST_PENALTY:
            raise refuse(
                f"has the weight {weight} for class {name}; it must be from 0 to {MOST_PENALTY}."
            )
    return value


def _check_seeds(value: object) -> object:
    if not isinstance(value, list) or not value:
        raise refuse("must be a list with at least one whole number, such as [0, 1, 2].")
    if len(value) > MOST_VALUES:
        raise refuse(f"lists {len(value)} seeds; give at most {MOST_VALUES}.")
    for seed in value:
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
            raise refuse(f"holds {seed!r}; a seed is a whole number from 0 to {2**31 - 1}.")
        if value.count(seed) > 1:
            raise refuse(f"holds the seed {seed} twice; the same run twice is no evidence.")
    return value


def _check_file(value: object) -> object:
    if isinstance(value, str) and not value.endswith(".py"):
        raise refuse(f"is {value}, which is no Python file; its name must end in .py.")
    return value


# What a function of one's own is given in any case.
GIVEN = ("input_shape", "classes")


def _check_given(value: object) -> object:
    if not isinstance(value, dict):
        raise refuse(f"is {value!r}; it must map the names of arguments to values.")
    for name in value:
        if not name.isidentifier() or iskeyword(name):
            raise refuse(f'has the argument "{name}", which no function of Python can have.')
        if name in GIVEN:
            raise refuse(f"has the argument {name}, which the function is given by Labbook.")
    return value


Activation = Annotated[str, _one_of(ACTIVATIONS, "activation of Keras")]
HiddenActivation = Annotated[
    str, _one_of((*ACTIVATIONS, *OWN_ACTIVATIONS), "activation known here")
]


class EarlyStopping(BaseModel):
    """When a training ends before its last epoch."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    monitor: Literal["val_loss", "val_accuracy"] = Field(
        "val_loss", description="what has to improve"
    )
    patience: Annotated[int, Field(ge=1, le=MOST_EPOCHS)] = Field(
        description="after how many epochs in a row without improvement the training ends"
    )
    min_delta: Annotated[float, Field(ge=0, lt=MOST_RATE)] = Field(
        0.0, description="a change that is not larger is no improvement"
    )
    restore_best: bool = Field(
        True,
        description="Keras's `restore_best_weights`: the weights that count are those of the best "
        "epoch, also where the training was not stopped; with `false`, those of the last",
    )


class OwnFunction(BaseModel):
    """A Python function of one's own."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    file: Annotated[str, BeforeValidator(_check_file)] = Field(
        description="the Python file, from the folder of config.yaml or of the project; what it "
        "imports from beside it belongs to it"
    )
    function: str = Field("build", description="its name in the file")


class Augmentation(BaseModel):
    """How training images are changed at random, anew in each epoch."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    shift: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0,
        description="how far an image is moved at most: up or down as a share of its height, left "
        "or right of its width",
    )
    rotation: Annotated[float, Field(ge=0, le=180)] = Field(
        0.0, description="how far it is turned at most, either way, in degrees"
    )
    zoom: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0,
        description="with 0.1, what is seen of it is from 0.9 to 1.1 times as high and wide as it",
    )
    flip: Literal["horizontal", "vertical", "both"] | None = Field(
        None,
        description="whether every second image, at random, is a mirror image; `both`: either way",
    )


class Settings(BaseModel):
    """What a level of the config (defaults, lab, experiment, variant) sets; None is not set."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    positive_class: Annotated[int | str | None, _checked_by(_check_class)] = Field(
        None,
        description="the digit to tell from the rest, or the name of a class (or its place, "
        "counted from 0); null to tell all classes apart",
    )
    units: Annotated[int | list[int] | None, _checked_by(_check_units)] = Field(
        None, description="units of the hidden layer, a list for several, [] for none"
    )
    hidden_layers: Annotated[int | None, Field(ge=1, le=MOST_LAYERS)] = Field(
        None, description="how many hidden layers of `units` each; the output is not counted"
    )
    filters: Annotated[list[list[int]] | None, _checked_by(_check_filters)] = Field(
        None,
        description="of convolution layers before the hidden ones, block by block; each block ends "
        "with max pooling",
    )
    kernel_size: Annotated[int | None, Field(ge=1, le=MOST_KERNEL_SIZE)] = Field(
        None, description="width and height of the convolutions' kernels; 3 if not set"
    )
    activation: HiddenActivation | None = Field(
        None,
        description="of the hidden layers and the convolutions: a name of Keras, or `lecun_tanh`",
    )
    output_activation: Activation | None = Field(
        None, description="sigmoid for one output and softmax for several if not set"
    )
    dropout: Annotated[float | list[float] | None, _checked_by(_check_dropout)] = Field(
        None, description="rate of the dropout after each hidden layer, or a list with one a layer"
    )
    block_dropout: Annotated[float | list[float] | None, _checked_by(_check_dropout)] = Field(
        None, description="rate of the dropout after each block of convolutions, or a list"
    )
    loss: Annotated[str, _one_of(LOSSES, "loss known here")] | None = Field(
        None, description="binary or categorical cross-entropy, after the task, if not set"
    )
    optimizer: Annotated[str | dict[str, Any] | None, _checked_by(_check_optimizer)] = Field(
        None, description="Keras's name, or a mapping with name and arguments"
    )
    learning_rate: Annotated[
        int | float | dict[str, Any] | None, _checked_by(_check_learning_rate)
    ] = Field(None, description="a number or a Keras schedule; Keras's default if not set")
    batch_size: Annotated[int | None, Field(ge=1, le=10_000_000)] = Field(
        None, description="images a step; more than there are means all of them"
    )
    epochs: Annotated[int | None, Field(ge=1, le=MOST_EPOCHS)] = Field(
        None, description="passes through the training images"
    )
    validation_fraction: Annotated[float | None, Field(ge=0, lt=1)] = Field(
        None,
        description="instead of the config's own; 0 holds out no image, and the test images are "
        "looked at after each epoch",
    )
    record_gradients: bool | None = Field(
        None, description="write down how large the gradients of each layer are while it trains"
    )
    seeds: Annotated[list[int] | None, _checked_by(_check_seeds)] = Field(
        None, description="one run each: initial weights, order of the images, dropout"
    )
    batch_normalization: bool | None = Field(
        None,
        description="normalize the sums of each hidden layer and convolution over the batch, "
        "before the activation, by Keras's BatchNormalization; its shift is the bias",
    )
    kernel_initializer: Annotated[str, _one_of(INITIALIZERS, "initializer known here")] | None = (
        Field(
            None,
            description="how the first weights of all layers are drawn: a name of Keras; "
            "`glorot_uniform` if not set",
        )
    )
    l1: Annotated[float | None, Field(ge=0, le=MOST_PENALTY)] = Field(
        None,
        description="times the sum of the weights' sizes, of all layers and without biases, is "
        "minimized beside the loss; the losses in the report are without it",
    )
    l2: Annotated[float | None, Field(ge=0, le=MOST_PENALTY)] = Field(
        None, description="as `l1`, of the weights' squares"
    )
    weight_decay: Annotated[float | None, Field(ge=0, le=MOST_PENALTY)] = Field(
        None,
        description="the optimizer's argument: each step also takes this times the learning rate "
        "off all weights and biases, as a share of them",
    )
    label_smoothing: Annotated[float | None, Field(ge=0, lt=1)] = Field(
        None,
        description="this share of each label is spread evenly over all classes, in training; the "
        "losses in the report are without it",
    )
    class_weight: Annotated[
        str | dict[str, int | float] | None, _checked_by(_check_class_weight)
    ] = Field(
        None,
        description="`balanced`, or by the name of a class how much its images count in training "
        "(1 if not given; with `positive_class`, 0 is the rest and 1 the class); the losses and "
        "accuracies in the report are without it",
    )
    early_stopping: EarlyStopping | None = Field(
        None, description="end a training whose validation no longer improves: see below"
    )
    model: OwnFunction | None = Field(
        None,
        description="a function of one's own that builds the network, instead of the keys for "
        "layers: see below",
    )
    arguments: Annotated[dict[str, Any] | None, _checked_by(_check_given)] = Field(
        None,
        description="what that function is given beside `input_shape` and `classes`; a sweep may "
        "vary one of them, such as `arguments.width`",
    )
    augmentation: Augmentation | None = Field(
        None, description="change the training images at random in each epoch: see below"
    )
    device: Literal["cpu", "gpu"] | None = Field(
        None,
        description="`gpu`: train on the first GPU that TensorFlow sees; where it sees none, the "
        "build is refused. `cpu` if not set. What is untested: [decisions.md](decisions.md)",
    )
