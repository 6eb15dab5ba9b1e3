"""Check what a lab asks for besides its experiments: words, a notebook, a digit of one's own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from labbook.artifacts.lab_plan import Photograph
from labbook.artifacts.spec import Spec
from labbook.config.engine_names import OWN_ACTIVATIONS
from labbook.config.model import Lab, OwnDigit
from labbook.config.named_files import check_lies_beside
from labbook.config.notebook_names import OPTIMIZERS
from labbook.config.settings import unknown_word
from labbook.data.entry import DIGITS
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT
from labbook.planning.datasets import DatasetIdentity

LABS, LAB_SUFFIX = "templates/labs", ".html.j2"
FOLDER = "templates/notebooks"
SUFFIX = ".md.j2"
# The template whose words and code are about the ten digits.
ABOUT_DIGITS = "mlp"


def notebook_template(name: str) -> str:
    """Path in the project of the template with this name."""
    return f"{FOLDER}/{name}{SUFFIX}"


def check_notebook(
    lab: Lab,
    configurations: Mapping[str, Sequence[Sequence[Spec]]],
    datasets: Mapping[str, DatasetIdentity],
    where: str,
) -> None:
    """Raises LabbookError if the notebook that `lab` asks for cannot be written.

    `configurations`: of each experiment, for each configuration, what its runs may be trained as
    (several where a search chooses); `datasets`: what each experiment is on; `where`: path of the
    lab in the config, for the sentence.
    """
    asked = lab.notebook
    if asked is None:
        return
    if asked.experiment not in configurations:
        raise LabbookError(
            f'{where}.notebook.experiment is "{asked.experiment}", which is no experiment of the '
            f"lab; {unknown_word(asked.experiment, configurations)}"
        )
    _check_file(asked.template, FOLDER, SUFFIX, f"{where}.notebook.template")
    dataset = datasets[asked.experiment]
    if asked.template == ABOUT_DIGITS and not _shows_digits(dataset):
        raise LabbookError(
            f"{where}.notebook: {asked.experiment} is on {dataset.title}, but "
            f"{notebook_template(ABOUT_DIGITS)} is about digits; name another experiment, or a "
            "template of your own."
        )
    if lab.engine != "keras":
        raise LabbookError(
            f"{where}.notebook is trained with Keras, but engine is {lab.engine}; leave the "
            "notebook out, or give the lab engine keras."
        )
    found = configurations[asked.experiment]
    if len(found) != 1:
        raise LabbookError(
            f"{where}.notebook.experiment is {asked.experiment}, which has {len(found)} "
            "configurations; name one that has a single configuration, or a search."
        )
    for spec in found[0]:
        for key, problem in _refused(spec):
            raise LabbookError(f"{where}.notebook: {asked.experiment} has {key} {problem}")


def own_template(lab: Lab) -> str | None:
    """The file beside the config that has the words of `lab`, if it names one."""
    return lab.template if lab.template and lab.template.endswith(LAB_SUFFIX) else None


def check_template(lab: Lab, where: str) -> None:
    """Raises LabbookError if there is no template for the words of `lab`; `where`: its path."""
    if lab.template is None:
        return
    key = f"{where}.template"
    if own := own_template(lab):
        check_lies_beside(own, key)
        if not Path(own).is_file():
            raise LabbookError(f"{key} is {own}, which is no file in the folder of config.yaml.")
    else:
        _check_file(lab.template, LABS, LAB_SUFFIX, key)


def _check_file(name: str, folder: str, suffix: str, where: str) -> None:
    names = [path.name.removesuffix(suffix) for path in (PROJECT / folder).glob(f"*{suffix}")]
    if name not in names:
        raise LabbookError(
            f'{where} is "{name}", which is no file of {folder}; {unknown_word(name, names)}'
        )


def _refused(spec: Spec) -> Iterator[tuple[str, str]]:
    """Keys with a value that no notebook is written for, and what would be right."""
    if spec.task.kind != "multiclass":
        yield (
            "positive_class",
            f"{spec.task.positive}, but a notebook tells all digits apart; set it to null.",
        )
    if not spec.validation_fraction:
        yield "validation_fraction", "0, but a notebook looks at validation; set one above 0."
    if spec.own:
        yield (
            "model",
            f"{spec.own.file}, but a notebook is self-contained; name another experiment.",
        )
    if spec.blocks:
        filters = [[*block.filters] for block in spec.blocks]
        yield "filters", f"{filters}, but a notebook has no convolutions; name another experiment."
    if spec.output.activation != "softmax":
        yield (
            "output_activation",
            f"{spec.output.activation}, but a notebook needs probabilities; leave it out, or write "
            "softmax.",
        )
    for name in {layer.activation for layer in spec.hidden} & set(OWN_ACTIVATIONS):
        yield "activation", f"{name}, which is not of Keras; a notebook takes one that is."
    if spec.loss != "categorical_crossentropy":
        yield "loss", f"{spec.loss}, but a notebook has categorical_crossentropy; leave it out."
    for key in ("batch_normalization", "kernel_initializer", "l1", "l2"):
        if value := getattr(spec, key):
            yield key, f"{value}, which a notebook does not have; name another experiment."
    for key in ("label_smoothing", "class_weight"):
        if value := getattr(spec, key):
            yield key, f"{value}, which a notebook does not have; name another experiment."
    name = spec.optimizer["name"]
    if name not in OPTIMIZERS:
        yield (
            "optimizer",
            f"{name}, which a notebook does not have; {unknown_word(name, OPTIMIZERS)}",
        )
    if isinstance(spec.optimizer["learning_rate"], dict):
        yield "learning_rate", "as a schedule, which a notebook does not have; give a number."
    if spec.early_stopping:
        yield "early_stopping", "set, which a notebook does not have; leave it out (null)."
    if spec.augmentation:
        yield "augmentation", "set, which a notebook does not have; leave it out (null)."
    if spec.device:
        yield "device", f"{spec.device}, but a notebook computes on the processor; leave it out."


# docs/draw_sample_digit.py has drawn it. A user replaces it by a photograph.
SAMPLE = "docs/images/sample_digit.jpg"
SUFFIXES = (".jpg", ".jpeg", ".png")


def find_photograph(asked: OwnDigit | None, where: str) -> Photograph | None:
    """The photograph that a lab asks for, if it does.

    `where`: path of the lab in the config, for the sentence of the LabbookError if there is no such
    file in the folder of the config or in the project, or its name is not that of a PNG or JPEG
    image.
    """
    if asked is None:
        return None
    key = f"{where}.own_digit"
    if Path(asked.image).suffix.lower() not in SUFFIXES:
        raise LabbookError(
            f"{key} is {asked.image}, which is no name of a photograph; give a PNG or JPEG file, "
            f"ending in one of {', '.join(SUFFIXES)}."
        )
    check_lies_beside(asked.image, key)
    in_folder = Path(asked.image).is_file()
    if not in_folder and not (PROJECT / asked.image).is_file():
        raise LabbookError(
            f"{key} is {asked.image}, which is no file here or in the project; put the photograph "
            "there, or leave own_digit out."
        )
    return Photograph(asked.image, not in_folder, asked.digit)


def check_reads_digits(datasets: Iterable[DatasetIdentity], where: str) -> None:
    """Raises LabbookError if networks are trained on images of other things than digits.

    `datasets`: those of the lab that asks for a photograph; `where`: path of the lab in the config.
    """
    for dataset in datasets:
        if not _shows_digits(dataset):
            raise LabbookError(
                f"{where}.own_digit is a digit, but networks of the lab learn to read "
                f"{dataset.title}, which has other classes; leave own_digit out."
            )


def _shows_digits(dataset: DatasetIdentity) -> bool:
    return (dataset.classes, dataset.noun) == (DIGITS, "digit")
