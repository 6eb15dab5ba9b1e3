"""What a config may ask of a lab's notebook, which trains one network with plain Keras."""

from collections.abc import Iterator, Mapping, Sequence

from labbook.artifacts.spec import Spec
from labbook.config.engine_names import OWN_ACTIVATIONS
from labbook.config.model import Lab
from labbook.config.notebook_names import OPTIMIZERS
from labbook.config.settings import unknown_word
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT

FOLDER = "templates/notebooks"
SUFFIX = ".md.j2"


def notebook_template(name: str) -> str:
    """Path in the project of the template with this name."""
    return f"{FOLDER}/{name}{SUFFIX}"


def check_notebook(
    lab: Lab, configurations: Mapping[str, Sequence[Sequence[Spec]]], where: str
) -> None:
    """Raises LabbookError if the notebook that `lab` asks for cannot be written.

    `configurations`: of each experiment, for each configuration, what its runs may be trained as
    (several where a search chooses); `where`: path of the lab in the config, for the sentence.
    """
    asked = lab.notebook
    if asked is None:
        return
    if asked.experiment not in configurations:
        raise LabbookError(
            f'{where}.notebook.experiment is "{asked.experiment}", which is no experiment of the '
            f"lab; {unknown_word(asked.experiment, configurations)}"
        )
    templates = [path.name.removesuffix(SUFFIX) for path in (PROJECT / FOLDER).glob(f"*{SUFFIX}")]
    if asked.template not in templates:
        raise LabbookError(
            f'{where}.notebook.template is "{asked.template}", which is no file of {FOLDER}; '
            f"{unknown_word(asked.template, templates)}"
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


def _refused(spec: Spec) -> Iterator[tuple[str, str]]:
    """Keys with a value that no notebook is written for, and what would be right."""
    if spec.task.kind != "multiclass":
        yield (
            "positive_class",
            f"{spec.task.positive}, but a notebook tells all digits apart; set it to null.",
        )
    if not spec.validation_fraction:
        yield "validation_fraction", "0, but a notebook looks at validation; set one above 0."
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
    name = spec.optimizer["name"]
    if name not in OPTIMIZERS:
        yield (
            "optimizer",
            f"{name}, which a notebook does not have; {unknown_word(name, OPTIMIZERS)}",
        )
    if isinstance(spec.optimizer["learning_rate"], dict):
        yield "learning_rate", "as a schedule, which a notebook does not have; give a number."
