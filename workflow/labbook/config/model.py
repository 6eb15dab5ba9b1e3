"""The whole of config.yaml, typed."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from labbook.config.settings import (
    MOST_EPOCHS,
    MOST_VALUES,
    OwnFunction,
    Settings,
    refuse,
    unknown_word,
)
from labbook.data.own_entry import KINDS, LONGEST_SIDE, MOST_CLASSES

NAME_PATTERN = r"[a-z][a-z0-9_]{0,59}"

# Seeds and the record of gradients are the same for all configurations, so they cannot be swept.
SWEPT = sorted(Settings.model_fields.keys() - {"seeds", "record_gradients"})

# What a search may vary. Accuracies of different tasks or different images cannot be compared, and
# where a training is to run has to be known before the search has chosen.
SEARCHED = sorted(set(SWEPT) - {"positive_class", "validation_fraction", "model", "device"})


# Begins the key that varies one of the arguments of a function of one's own.
ONE_ARGUMENT = "arguments."

# Of files in the layout of SVHN's: all of them are stated, or none.
STATED = ("name", "train_sha256", "test_sha256")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Student(Strict):
    """Who hands in: printed on the title page and used in the archive's name."""

    first_name: str = Field(description="printed on the title page, and part of the archive's name")
    last_name: str = Field(description="likewise; write it as the course wants to see it")
    group: str = Field(description="your group in the course")
    partner: str | None = Field(None, description="whoever worked with you")


class HandIn(Strict):
    """How a course wants its archive named."""

    archive: str = Field(
        default="{LAST_NAME}_{first_name}_{assignment}_{course_code}",
        description="name of the archive without its ending",
    )
    subject: str = Field(
        default="[{course_code}-{group}: {LAST_NAME}_{first_name}_{assignment}]",
        description="subject of the e-mail",
    )


# The full MNIST if it can be had, else the embedded digits.
AUTO = "auto"


MOST_SHOWN_CLASSES = 3


def _check_shown_classes(value: object) -> object:
    if value is None:
        return value
    shown = value if isinstance(value, list) else []
    are_classes = all(type(one) is str or (type(one) is int and one >= 0) for one in shown)
    if not are_classes or not 1 <= len(set(shown)) == len(shown) <= MOST_SHOWN_CLASSES:
        raise refuse(f"is {value!r}; it must list one to three different classes, such as [3, 8].")
    return value


def _check_of(value: object) -> object:
    if not isinstance(value, str | dict):
        raise refuse(f"is {value!r}; it must name a variant, or map swept keys to their values.")
    return value


def _check_unstated(value: list[str]) -> list[str]:
    for key in value:
        if key not in SWEPT:
            raise refuse(f'holds "{key}", which is no setting; {unknown_word(key, SWEPT)}')
    return value


Unstated = Annotated[list[str], AfterValidator(_check_unstated)]


class Published(Strict):
    """Numbers that somebody published for one configuration."""

    of: Annotated[str | dict[str, Any] | None, BeforeValidator(_check_of)] = Field(
        None, description="the variant's name or the swept values; not needed for one configuration"
    )
    epoch: Annotated[int | None, Field(ge=1, le=MOST_EPOCHS)] = Field(
        None, description="after which accuracies and losses were published; the last if not set"
    )
    test_accuracy: Annotated[float | None, Field(ge=0, le=1)] = Field(
        None, description="from 0 to 1"
    )
    train_accuracy: Annotated[float | None, Field(ge=0, le=1)] = Field(
        None, description="from 0 to 1, on the training images"
    )
    test_loss: Annotated[float | None, Field(ge=0)] = Field(
        None, description="of the same loss function as ours"
    )
    train_loss: Annotated[float | None, Field(ge=0)] = Field(
        None, description="likewise, on the training images"
    )
    lowest_test_loss_epoch: Annotated[int | None, Field(ge=1, le=MOST_EPOCHS)] = Field(
        None, description="after which the published test loss rises"
    )
    loss_crossing_epoch: Annotated[int | None, Field(ge=1, le=MOST_EPOCHS)] = Field(
        None, description="from which the published test loss stays above the training loss"
    )
    decimals: Annotated[int | None, Field(ge=0, le=9)] = Field(
        None,
        description="of the accuracies as printed, if they end in zeros: 2 for 0.90, which is read "
        "as 0.9",
    )
    approximate: bool = Field(
        False, description="whether the source gives the numbers as about so much"
    )
    images: Literal["test", "train", "unknown"] = Field(
        "unknown", description="the images that the source says the numbers are of"
    )
    source: str | None = Field(
        None, description="who published it, where; `published_source` if not set"
    )
    conditions: Settings = Field(
        Settings(),
        description="training settings that it is known to have been got with; the report says "
        "where ours differ",
    )
    unstated: Unstated = Field(
        [],
        description="settings that matter and that the source does not state: no agreement is "
        "claimed, and configurations that differ in these alone stand beside the number, too; "
        "`published_unstated` if not set",
    )
    note: str | None = Field(None, description="why ours may differ, as a sentence")


def _check_axes(part: object, known: list[str]) -> None:
    if not isinstance(part, dict) or not part:
        raise refuse("must map keys to lists of values, such as {batch_size: [10, 100]}.")
    for key, values in part.items():
        if key not in known and not key.startswith(ONE_ARGUMENT):
            raise refuse(f'has the unknown key "{key}"; {unknown_word(key, known)}')
        if not isinstance(values, list) or not values:
            raise refuse(f"has no list of values for {key}; write {key}: [{values or '...'}].")
        if len(values) > MOST_VALUES:
            raise refuse(f"lists {len(values)} values for {key}; give at most {MOST_VALUES}.")
        for choice in values:
            if values.count(choice) > 1:
                raise refuse(f"holds the value {choice} twice for {key}.")


def _check_sweep(value: object) -> object:
    axes = value if isinstance(value, list) else [value]
    if not axes:
        raise refuse("is empty; give at least one key with a list of values.")
    for part in axes:
        _check_axes(part, SWEPT)
    return value


def _check_space(value: object) -> object:
    _check_axes(value, SEARCHED)
    return value


class Search(Strict):
    """Trials drawn from a space; the best of them in validation becomes the configuration."""

    space: Annotated[dict[str, list[Any]], BeforeValidator(_check_space)] = Field(
        description="keys with lists of values; each combination may become a trial"
    )
    trials: Annotated[int, Field(ge=1, le=10_000)] = Field(
        description="how many combinations are tried; all, if there are no more"
    )
    seed: Annotated[int, Field(ge=0)] = Field(0, description="which combinations are drawn")
    trial: Settings = Field(
        Settings(),
        description="what a trial sets otherwise than the final training, such as fewer epochs; "
        "its seeds are the first of the experiment's if not set",
    )


class Experiment(Settings):
    """One question, answered by a set of configurations."""

    title: str = Field(description="heading of its section in the report")
    question: str = Field(description="what the experiment asks, in a sentence or two")
    sweep: Annotated[
        dict[str, list[Any]] | list[dict[str, list[Any]]] | None, BeforeValidator(_check_sweep)
    ] = Field(None, description="keys with lists of values: all combinations; a list of such")
    variants: Annotated[dict[str, Settings] | None, Field(min_length=1)] = Field(
        None, description="named alternatives with what each sets"
    )
    search: Search | None = Field(
        None, description="settings to be found by validation accuracy: see below"
    )
    dataset: str | None = Field(
        None,
        description="other images than the config's own, such as `svhn` or `digits`; where their "
        "files cannot be had, others stand in, and the report says so",
    )
    by_class: bool = Field(
        False,
        description="evaluate the answers class by class: confusion matrix, ROC curves, scores of "
        "each class",
    )
    feature_maps: Annotated[list[int | str] | None, BeforeValidator(_check_shown_classes)] = Field(
        None,
        description="of a convolutional network: one to three classes (digits, or names of "
        "classes) whose images are followed through the convolutions; what their filters answer "
        "is drawn and measured",
    )
    hidden_units: bool = Field(
        False,
        description="watch what the units of layers with ReLU, sigmoid or tanh do while the "
        "networks train, epoch by epoch: which are dead, which saturated",
    )
    published: Annotated[list[Published], Field(max_length=MOST_VALUES)] = Field(
        [], description="numbers to set ours beside, or the name of a YAML file that holds them"
    )
    published_source: str | None = Field(None, description="whose numbers they are")
    published_note: str | None = Field(
        None, description="why ours may differ, printed below the comparison"
    )
    published_unstated: Unstated = Field(
        [], description="settings that matter and that the source does not state"
    )


class Notebook(Strict):
    """A Jupyter notebook beside the report, which trains one network on its own."""

    experiment: str = Field(
        description="whose network it trains: an experiment of one configuration, or a search"
    )
    template: str = Field("mlp", description="templates/notebooks/<template>.md.j2")


def _photograph_alone(value: object) -> object:
    """`own_digit: photos/mine.jpg` is short for a mapping."""
    if not isinstance(value, str | dict | OwnDigit | None):
        raise refuse(
            f"is {value!r}; it must name a photograph, or map image and digit to their values."
        )
    return {"image": value} if isinstance(value, str) else value


class OwnDigit(Strict):
    """One's own handwritten digit, which the networks of a lab are asked to read."""

    image: str = Field(
        description="its photograph (PNG or JPEG), from the folder of config.yaml or of the project"
    )
    digit: Annotated[int | None, Field(ge=0, le=9)] = Field(
        None, description="what was written; without it no answer can be called right or wrong"
    )


class OwnMetric(OwnFunction):
    """A number of one's own, worked out from the stored answers to the test images."""

    function: str = Field(
        "score",
        description="its name in the file; it is given `probabilities` (images, outputs) and "
        "`labels` (images), and returns a number",
    )
    title: str | None = Field(None, description="the head of its column; its name if not set")


MetricName = Annotated[str, Field(pattern=f"^{NAME_PATTERN}$")]


class Lab(Strict):
    """One assignment, one report."""

    title: str = Field(description="of the report")
    assignment: str = Field(description='its name in the course, such as "Lab 3"')
    engine: Literal["keras", "numpy"] = Field(
        "keras", description="what trains: Keras, or the networks from scratch in NumPy"
    )
    template: str | None = Field(
        None,
        description="the words of the report: `templates/labs/<template>.html.j2` of the project, "
        "or the path of a file beside config.yaml that ends in `.html.j2`",
    )
    report: Literal["short", "long"] = Field(
        "short",
        description="`report.pdf` with the answers and `supplement.pdf` with all that they rest "
        "on, or both in one `report.pdf`",
    )
    defaults: Settings = Field(
        Settings(),
        description="training settings for the lab's experiments, laid over the common ones",
    )
    experiments: Annotated[dict[str, Experiment], Field(min_length=1)] = Field(
        description="experiments by name, in the order of the report"
    )
    notebook: Notebook | None = Field(
        None, description="a Jupyter notebook to be executed and handed in beside the report"
    )
    own_digit: Annotated[OwnDigit | None, BeforeValidator(_photograph_alone)] = Field(
        None,
        description="a photograph of a digit that the lab's networks are to read: its path, or "
        "as below",
    )
    hand_in: HandIn | None = Field(
        None, description="how the archive is named; without it the lab has none"
    )
    metrics: dict[MetricName, OwnMetric] = Field(
        {},
        description="numbers of one's own by name: columns of metrics.csv and of the tables of "
        "results: see below",
    )


def _check_sha256(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch("[0-9a-f]{64}", value):
        raise refuse(f"is {value!r}; a SHA-256 has 64 digits from 0 to 9 and a to f.")
    return value


def _check_stated(value: object) -> object:
    if isinstance(value, dict):
        given = [key for key in STATED if value.get(key) is not None]
        missing = [key for key in STATED if key not in given]
        if given and missing:
            raise refuse(f"has {' and '.join(given)} without {' and '.join(missing)}.")
    return value


Sha256 = Annotated[str, BeforeValidator(_check_sha256)]


class Svhn(Strict):
    """Where SVHN is, or which files in its layout to take instead."""

    path: str | None = Field(None, description="folder with `train_32x32.mat` and `test_32x32.mat`")
    name: str | None = Field(
        None,
        description="of other files in that layout, for the report; their checksums follow, and "
        "without a name they are the official files",
    )
    train_sha256: Sha256 | None = Field(None, description="SHA-256 of their `train_32x32.mat`")
    test_sha256: Sha256 | None = Field(None, description="SHA-256 of their `test_32x32.mat`")


def _check_own_data(value: object) -> object:
    if isinstance(value, dict):
        given = [kind for kind in KINDS if value.get(kind) is not None]
        if len(given) != 1:
            said = f"has {' and '.join(given)}" if given else "says not where its images are"
            raise refuse(f"{said}; give one of {', '.join(KINDS)}.")
        if value.get("test") is not None and given[0] not in ("folder", "csv"):
            raise refuse(f"has test, but {given[0]} holds the test images itself; leave test out.")
    return value


def _check_size(value: object) -> object:
    sides = value if isinstance(value, list) else []
    if value is not None and not (
        len(sides) == 2 and all(type(side) is int and 1 <= side <= LONGEST_SIDE for side in sides)
    ):
        raise refuse(
            f"is {value!r}; it must be [height, width], two whole numbers from 1 to "
            f"{LONGEST_SIDE:,}."
        )
    return value


def _check_class_names(value: object) -> object:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        if not 2 <= len(value) <= MOST_CLASSES:
            raise refuse(f"names {len(value)} classes; name 2 to {MOST_CLASSES}.")
        for name in value:
            if not name.strip() or value.count(name) > 1:
                raise refuse(f'has the name "{name}", which is empty or given twice.')
    return value


class OwnData(Strict):
    """Images of one's own."""

    npz: str | None = Field(
        None,
        description="an .npz file with `x_train`, `y_train` and, unless `test_fraction` is set, "
        "`x_test`, `y_test`",
    )
    idx: str | None = Field(
        None, description="a folder with idx files that are called as MNIST's are, gzipped or not"
    )
    folder: str | None = Field(
        None,
        description="a folder with a folder for each class, which hold PNG and JPEG images; their "
        "order is that of the files' names",
    )
    csv: str | None = Field(
        None,
        description="a file with a line for each image: its label, then its pixels, row by row; "
        "with a line of names before them or without",
    )
    test: str | None = Field(
        None, description="of `folder` or `csv`: the folder or file with the test images"
    )
    test_fraction: Annotated[float | None, Field(gt=0, lt=1)] = Field(
        None,
        description="share of each class that is set aside as test images, where there are none",
    )
    test_seed: Annotated[int, Field(ge=0)] = Field(0, description="which images these are")
    size: Annotated[list[int] | None, BeforeValidator(_check_size)] = Field(
        None,
        description="`[height, width]`: images of a folder are brought to it, those in a CSV file "
        "are square if it is not set; all others must have it",
    )
    color: bool | None = Field(
        None,
        description="whether images are in color; those of a folder become so or gray; in a CSV "
        "file each pixel has three numbers then",
    )
    classes: Annotated[list[str] | None, BeforeValidator(_check_class_names)] = Field(
        None,
        description="names of the classes, in the order of the labels; for a folder, those of the "
        "folders if not set",
    )
    noun: str = Field(
        "class", description="what a report calls one of the classes, such as `garment`"
    )
    title: str | None = Field(None, description="what a report calls the images")
    licence: str | None = Field(None, description="printed in the report")

    @property
    def kind(self) -> str:
        """Which of KINDS the images are."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


class Config(Strict):
    """config.yaml."""

    student: Student = Field(description="who hands in: see below")
    course: str = Field(description="full name of the course")
    course_code: str = Field(description="its short name, for the archive and the e-mail subject")
    date: str = Field(description="printed as written")
    dataset: str = Field(
        AUTO, description="`auto`: the full MNIST if it can be had, else the embedded 5,000 digits"
    )
    dataset_path: str | None = Field(None, description="folder or file with MNIST")
    svhn: Annotated[Svhn, BeforeValidator(_check_stated)] = Field(
        Svhn(), description="where SVHN is: see below"
    )
    validation_fraction: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.2,
        description="share of the training images held out for validation; an experiment may set "
        "its own",
    )
    split_seed: Annotated[int, Field(ge=0)] = Field(0, description="which images are held out")
    equivalence_margin: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.001, description="accuracies shown to be closer than this are called equivalent"
    )
    allow_missing: bool = Field(
        False,
        description="with `--keep-going`, build the report although runs failed: each gap is shown "
        "with its reason, and the build still ends with an error",
    )
    hand_in_anyway: list[Literal["placeholders", "subset", "missing", "stale"]] = Field(
        [], description="what the hand-in should put up with"
    )
    altered_runs: Literal["stop", "retrain"] = Field(
        "stop", description="what to do about runs whose files were changed after training"
    )
    keep_builds: Annotated[int, Field(ge=1)] = Field(
        3, description="`remove_leftovers` leaves the runs of this many builds, the last ones"
    )
    job_minutes: Annotated[float, Field(gt=0)] = Field(
        20,
        description="on a cluster, about how many minutes of training go into one job",
    )
    allow_unrepeatable: bool = Field(
        False,
        description="train a `model` of one's own that does not give the same numbers twice; the "
        "report says so",
    )
    defaults: Settings = Field(
        Settings(), description="training settings that every experiment starts from"
    )
    labs: Annotated[dict[str, Lab], Field(min_length=1)] = Field(
        description="labs by name; the name is that of the results folder"
    )
    datasets: dict[str, Annotated[OwnData, BeforeValidator(_check_own_data)]] = Field(
        {}, description="images of your own by name, which `dataset` may then be: see below"
    )
    draft: bool = Field(
        False,
        description="build a draft in `results/draft/`, from a few epochs, one seed and a slice of "
        "the images; only for the command line: `--config draft=true`",
    )
