"""The stages of a build but training: what each reads, what it leaves, and what its job is told."""

from dataclasses import dataclass
from functools import cached_property

from labbook.artifacts.receipt import Order
from labbook.fingerprint import PROJECT, code_hashes
from labbook.freshness.digests import Digests
from labbook.versions import ENGINES, installed_versions

STAGES = "results/stages"


@dataclass(frozen=True)
class Kind:
    """`outputs` are patterns over the fields of `scope`; `libraries` compute what is in them.

    `judged_by_outputs`: the files are right as long as they are what was made, whatever made them.
    """

    name: str
    command: str
    scope: str
    outputs: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    judged_by_outputs: bool = False

    @property
    def order(self) -> str:
        """Pattern of the path of its order."""
        return f"{STAGES}/{self.scope}/{self.name}.order.json"

    @property
    def receipt(self) -> str:
        return f"{STAGES}/{self.scope}/{self.name}.receipt.json"


PREPARE_DATA = Kind(
    "prepare_data",
    "prepare_data",
    "{dataset}",
    ("results/data/{dataset}/{dataset}.npz", "results/data/{dataset}/manifest.json"),
    judged_by_outputs=True,
)
WITHHOLD_TEST = Kind(
    "withhold_test",
    "withhold_test",
    "{dataset}",
    ("results/data/{dataset}/{dataset}-training.npz",),
    judged_by_outputs=True,
)
CHOOSE = Kind(
    "choose",
    "choose",
    "{lab}/{experiment}",
    ("results/{lab}/{experiment}/search.json", "results/{lab}/{experiment}/search.csv"),
)
SUMMARIZE = Kind(
    "summarize",
    "summarize",
    "{lab}/{experiment}",
    (
        "results/{lab}/{experiment}/summary.json",
        "results/{lab}/{experiment}/summary.csv",
        "results/{lab}/{experiment}/right_answers.npz",
    ),
    ("numpy", "scipy"),
)
COMPARE_ENGINES = Kind(
    "compare_engines",
    "compare_engines",
    "{lab}/{experiment}",
    ("results/{lab}/{experiment}/engines.json",),
    ENGINES["keras"],
)
EVALUATE_CLASSES = Kind(
    "evaluate_classes",
    "evaluate_classes",
    "{lab}/{experiment}",
    (
        "results/{lab}/{experiment}/classes.json",
        "results/{lab}/{experiment}/confused_images.npz",
    ),
    ("numpy", "scikit-learn"),
)
RECORD_FEATURE_MAPS = Kind(
    "record_feature_maps",
    "record_feature_maps",
    "{lab}/{experiment}",
    (
        "results/{lab}/{experiment}/feature_maps.json",
        "results/{lab}/{experiment}/feature_maps.npz",
    ),
    ENGINES["keras"],
)
NOTEBOOK = Kind(
    "write_notebook",
    "write_notebook",
    "{lab}",
    ("results/{lab}/notebook.ipynb", "results/{lab}/notebook.json"),
    (
        *ENGINES["keras"],
        *("ipykernel", "jinja2", "jupytext", "matplotlib", "nbclient", "nbformat"),
        *("scikit-learn", "scipy"),
    ),
)
PREPARE_OWN_DIGIT = Kind(
    "prepare_own_digit",
    "prepare_own_digit",
    "{lab}",
    ("results/{lab}/own_digit.npz",),
    ("numpy", "pillow", "scipy"),
)
CLASSIFY_OWN_DIGIT = Kind(
    "classify_own_digit",
    "classify_own_digit",
    "{lab}",
    ("results/{lab}/own_digit.json",),
    ENGINES["keras"],
)
FIND = Kind(
    "find",
    "find",
    "{lab}",
    ("results/{lab}/findings.json", "results/{lab}/metrics.csv"),
    ("numpy", "scipy", "statsmodels"),
)
DRAW_FIGURES = Kind(
    "draw_figures",
    "draw",
    "{lab}/{experiment}",
    tuple(
        f"results/{{lab}}/{{experiment}}/figures/{name}"
        for name in (
            "figures.json",
            "network.svg",
            "network.csv",
            "loss.svg",
            "loss.csv",
            "turning_point.svg",
            "turning_point.csv",
            "accuracy.svg",
            "accuracy.csv",
        )
    ),
    ("matplotlib", "numpy"),
)
DRAW_CLASSES = Kind(
    "draw_classes",
    "draw_classes",
    "{lab}/{experiment}",
    tuple(
        f"results/{{lab}}/{{experiment}}/class_figures/{name}"
        for name in (
            "figures.json",
            "roc_curves.svg",
            "roc_curves.csv",
            "confusion_matrix.svg",
            "confusion_matrix.csv",
            "confused_images.svg",
            "confused_images.csv",
        )
    ),
    ("matplotlib", "numpy"),
)
DRAW_FEATURE_MAPS = Kind(
    "draw_feature_maps",
    "draw_feature_maps",
    "{lab}/{experiment}",
    tuple(
        f"results/{{lab}}/{{experiment}}/feature_figures/{name}"
        for name in (
            "figures.json",
            "kernels.svg",
            "kernels.csv",
            "feature_maps_1.svg",
            "feature_maps_1.csv",
            "feature_maps_2.svg",
            "feature_maps_2.csv",
            "feature_maps_3.svg",
            "feature_maps_3.csv",
        )
    ),
    ("matplotlib", "numpy"),
)
SUMMARIZE_GRADIENTS = Kind(
    "summarize_gradients",
    "summarize_gradients",
    "{lab}/{experiment}",
    (
        "results/{lab}/{experiment}/gradients.json",
        "results/{lab}/{experiment}/gradients_by_layer.npz",
    ),
    ("numpy",),
)
DRAW_GRADIENTS = Kind(
    "draw_gradients",
    "draw_gradients",
    "{lab}/{experiment}",
    tuple(
        f"results/{{lab}}/{{experiment}}/gradient_figures/{name}"
        for name in (
            "figures.json",
            "weight_gradients.svg",
            "weight_gradients.csv",
            "bias_gradients.svg",
            "bias_gradients.csv",
            "first_and_last_layer.svg",
            "first_and_last_layer.csv",
        )
    ),
    ("matplotlib", "numpy"),
)
DRAW_OWN_DIGIT = Kind(
    "draw_own_digit",
    "draw_own_digit",
    "{lab}",
    tuple(
        f"results/{{lab}}/own_digit_figures/{name}"
        for name in (
            "figures.json",
            "own_digit.svg",
            "own_digit.csv",
            "own_digit_probabilities.svg",
            "own_digit_probabilities.csv",
        )
    ),
    ("matplotlib", "numpy"),
)
COMPOSE = Kind(
    "compose",
    "compose",
    "{lab}",
    ("results/{lab}/report.html",),
    ("jinja2", "latex2mathml", "ziafont", "ziamath"),
)
TYPESET = Kind(
    "typeset", "typeset", "{lab}", ("results/{lab}/report.pdf",), ("fonttools", "weasyprint")
)


@dataclass(frozen=True)
class Stage:
    """One job of a kind. `fields` fill its patterns.

    `runs`: directories of the runs that it reads, `run_files`: what it reads in each;
    `project_files`: what it reads of the project beside its code, by path within the project;
    `modules`: names of modules that its command is told to use, whose code counts as its own.
    """

    kind: Kind
    fields: dict[str, str]
    arguments: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    run_files: tuple[str, ...] = ()
    project_files: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`summarize lab3_keras/optimizers`."""
        return f"{self.kind.name} {'/'.join(self.fields.values())}"

    @cached_property
    def outputs(self) -> list[str]:
        return [pattern.format(**self.fields) for pattern in self.kind.outputs]

    @property
    def order_path(self) -> str:
        return self.kind.order.format(**self.fields)

    @property
    def receipt_path(self) -> str:
        return self.kind.receipt.format(**self.fields)

    def order(self, digests: Digests) -> Order:
        """What its job is to be told now."""
        return Order(
            command=self.kind.command,
            arguments=list(self.arguments),
            inputs=[
                *self.inputs,
                *(f"{run}/{name}" for run in self.runs for name in self.run_files),
            ],
            outputs=self.outputs,
            code=code_hashes(f"labbook.commands.{self.kind.command}", *self.modules),
            project={
                name: digests.sha256(str(PROJECT / name)) or "" for name in self.project_files
            },
            versions=installed_versions(self.kind.libraries),
        )
