"""A whole made-up Lab 3 below `results/`, as the stages before `compose` would leave it."""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from findings.of_all_topics import find_all
from labbook.artifacts.experiment_plan import PlannedDataset, SweptAxis
from labbook.artifacts.figure_index import FigureEntry, write_figure_index
from labbook.artifacts.findings import write_findings
from labbook.artifacts.gradients import Gradients
from labbook.artifacts.history import History, write_history
from labbook.artifacts.json_file import write_json
from labbook.artifacts.lab_plan import LabPlan
from labbook.artifacts.search import Search
from labbook.artifacts.summary import (
    METRIC_NAMES,
    ConfigurationSummary,
    FailedRun,
    Gap,
    Majority,
    RunSummary,
    Summary,
    write_summary,
)
from labbook.artifacts.typed_json import plain, typed
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.findings.lab import experiments_of_lab
from labbook.metrics.choice import no_choice_sentence
from labbook.metrics.curves import SHORTEST_HISTORY, measure_curves
from labbook.metrics.intervals import accuracy_interval
from labbook.metrics.overfitting import with_overfitting
from labbook.metrics.statistic import describe
from labbook.metrics.summarize import describe_epochs, values_at
from labbook.planning.plan import CHOSEN
from labbook.topics.classes.class_evaluation import ClassEvaluation, write_class_evaluation
from labbook.topics.engines.comparison_file import EngineComparison
from labbook.topics.feature_maps.feature_map_files import (
    FeatureMapStatistics,
    write_feature_map_statistics,
)
from labbook.topics.gradients.gradient_summary import write_gradient_summary
from labbook.topics.hidden_units.units_file import write_hidden_units
from labbook.topics.notebook.results_file import NotebookResults
from labbook.topics.own_digit.own_digit_files import OwnDigit, write_own_digit
from made_up_answers import made_up_answers
from made_up_evaluation import made_up_evaluation
from made_up_feature_maps import made_up_statistics
from made_up_gradients import gradients_of
from made_up_hidden_units import Counts, units_of
from made_up_plans import run_settings
from made_up_run import write_provenance_of
from report.made_up_curves import curves_watching_the_test, curves_with_validation
from report.made_up_search import MadeUpTrial, write_made_up_search
from report.made_up_settings import ADADELTA, ADAM, binary, count_parameters, multiclass

# What each run of a configuration has recorded.
OfRuns = Sequence[Gradients]
LAB = "lab3_keras"
SHA256 = hashlib.sha256(b"images").hexdigest()
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt"
 viewBox="0 0 {width} {height}"><rect x="1" y="1" width="{inner}" height="{low}" fill="none"
 stroke="#555"/><text style="font: 8px 'Source Sans 3'" x="12" y="20">{text}</text></svg>"""

OPTIMIZERS = {
    "Adam": (ADAM, 0.976),
    "SGD": ({"name": "sgd", "learning_rate": 0.01}, 0.966),
    "Adadelta, learning rate 1": (ADADELTA, 0.9765),
    "Adadelta, Keras 3 default": ({"name": "adadelta", "learning_rate": 0.001}, 0.852),
    "RMSprop": ({"name": "rmsprop", "learning_rate": 0.001}, 0.9755),
}
BEST = "best_network"
NETWORK = {"network": (340, 130)}
CURVES = {"overview": (482, 130), "loss": (482, 190), "accuracy": (482, 190)}
DIGITS = [3, 8]  # whose feature maps are shown
TEST_COLUMNS = ("test_loss", "test_accuracy")
MADE_BY = {
    "versions": {
        "python": "3.11.9",
        "tensorflow": "2.21.0",
        "keras": "3.15.1",
        "numpy": "2.4.6",
        "labbook": "0.1.0",
    },
    "git_commit": "0123456789abcdef0123456789abcdef01234567",
    "code": {"labbook.training.objective": "0123456789abcdef"},
}
SOURCE = "Gebrehiwot and Herrero Melo, report on this lab"


def write_lab(
    root: Path,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    epochs: int = 100,
    is_subset: bool = False,
    only: Sequence[str] = (),
    diverged: Sequence[str] = (),
    failed: Mapping[str, str] | None = None,
    experiments: "Mapping[str, tuple[dict[str, Any], list[Variant]]] | None" = None,
    trials: Sequence[MadeUpTrial] = (),
    trial_seeds: Sequence[int] = (0,),
    at_epochs: Sequence[int] = (),
    apart_from_keras: "Mapping[str, float] | None" = None,
    by_class: "Mapping[str, Sequence[np.ndarray]] | None" = None,
    notebook: NotebookResults | None = None,
    feature_maps: "Mapping[str, Sequence[Sequence[float | None]]] | None" = None,
    gradients: "Mapping[str, OfRuns | Callable[[str], OfRuns]] | None" = None,
    hidden_units: "Mapping[str, Sequence[Counts]] | None" = None,
    own_digit: "Callable[[Sequence[Summary]], OwnDigit] | None" = None,
    **plan: Any,
) -> None:
    """Write it below `root`; `diverged` names runs, `only` experiments, `plan` the plan's keys.

    `failed` has the reasons of the runs that failed, by the run's name or the experiment's;
    `experiments` are others than those of Lab 3, each with its entry of the lab plan and its
    configurations. With `trials`, the best network is what a search has chosen among them, or, if
    one of them failed, has not. At each of `at_epochs` every run has seen the test images, which
    stood for it where others have validation images. By experiment, `apart_from_keras` is how far a
    loss of its first steps is from that with Keras, and `by_class` are confusion matrices, one a
    run, of the first configuration; `notebook` is what a notebook has measured. By experiment,
    `feature_maps` are correlations with the input, by run and layer, of the first configuration,
    and `gradients` and `hidden_units` what each run of a configuration records, the same for all
    configurations;
    `own_digit` makes of the summaries what the networks answer to a photograph.
    """
    failed = dict(failed or {})
    n_total, n_test = (4000, 1000) if is_subset else (60000, 10000)
    dataset = {
        "name": "mnist-5k" if is_subset else "mnist",
        "title": "MNIST, 5,000-digit subset" if is_subset else "MNIST",
        "sha256": SHA256,
        "image_shape": [28, 28],
        "n_train_total": n_total,
        "n_test": n_test,
        "is_subset": is_subset,
        "in_place": None,
        "is_fallback": False,
        "advice": MNIST.advice,
    }
    planned, summaries = [], {}
    # What topics find in, by experiment.
    evidence: dict[str, dict[str, Any]] = {}
    for name, (entry, variants) in (experiments or _experiments()).items():
        if only and name not in only:
            continue
        only_name = name
        folder = root / f"results/{LAB}/{name}"
        evidence[name] = {}
        if trials and name == BEST:
            search = write_made_up_search(root, (LAB, name), trials, trial_seeds, epochs, **MADE_BY)
            evidence[name]["search"] = search
            entry, only_name = {**entry, "is_search": True}, CHOSEN
            variants = [_chosen(search)]
            if search.chosen is None:
                failed[name] = no_choice_sentence(search)
        maker = _Maker(root, name, only_name, dataset, seeds, epochs, diverged, failed, at_epochs)
        made = [
            maker.configuration(place, varied, label, settings, accuracy)
            for place, (varied, label, settings, accuracy) in enumerate(variants)
        ]
        configurations = tuple(one for one, _ in made if one)
        majority = maker.majority(variants[0][2]["task"]) if configurations else None
        axes = tuple(
            SweptAxis(axis, _distinct([row[0][axis] for row in variants]))
            for axis in variants[0][0]
            if axis != "variant"
        )
        summary = with_overfitting(
            Summary(
                LAB,
                name,
                PlannedDataset(dataset["name"], SHA256),
                axes,
                configurations,
                majority,
                tuple(gap for _, gap in made if gap),
            )
        )
        write_summary(folder / "summary.json", summary)
        write_json(root / f"results/plans/{LAB}/{name}.json", maker.plan(summary))
        _write_figures(folder / "figures/network.json", NETWORK)
        _write_figures(folder / "figures/curves.json", CURVES)
        summaries[name] = summary
        if by_class and name in by_class:
            entry = {**entry, "by_class": True}
            evidence[name]["classes"] = _write_classes(folder, summary, by_class[name])
        if feature_maps and name in feature_maps:
            entry = {**entry, "feature_maps": DIGITS}
            maps = _write_feature_maps(folder, summary, feature_maps[name])
            evidence[name]["feature_maps"] = maps
        if gradients and name in gradients:
            given = gradients[name]
            found = {
                one.name: given(one.name) if callable(given) else given for one in configurations
            }
            one = gradients_of(configurations, found, name, LAB)
            write_gradient_summary(
                folder / "gradients.json", folder / "gradients_by_layer.npz", one
            )
            kinds = ("weight_gradients", "bias_gradients", "first_and_last_layer")
            _write_figures(folder / "figures/gradients.json", dict.fromkeys(kinds, (482, 190)))
            evidence[name]["gradients"] = one
        if hidden_units and name in hidden_units:
            found = dict.fromkeys([one.name for one in configurations], hidden_units[name])
            units = units_of(configurations, found, experiment=name, lab=LAB)
            write_hidden_units(folder / "hidden_units.json", units)
            ever = any(count for run in hidden_units[name] for epoch in run for count in epoch)
            drawn = {"hidden_units": (482, 190)} if ever else {}
            _write_figures(folder / "figures/hidden_units.json", drawn)
            evidence[name]["hidden_units"] = units
        planned.append({"name": name, "dataset": dataset, **entry})
    lab_plan = {
        "lab": LAB,
        "title": "Neural networks with Keras",
        "assignment": "Lab 3",
        "template": LAB,
        "identity": {
            "first_name": "Ada",
            "last_name": "LOVELACE",
            "group": "thursday",
            "course": "Deep Learning in Computer Vision",
            "course_code": "DLCV",
            "date": "12 March",
        },
        "dataset": dataset,
        "validation_fraction": 0.2,
        "split_seed": 0,
        "equivalence_margin": 0.001,
        "experiments": planned,
        **(
            {"own_digit": {"path": "photos/mine.jpg", "in_project": False, "digit": 4}}
            if own_digit
            else {}
        ),
        **plan,
    }
    write_json(root / f"results/plans/{LAB}.json", lab_plan)
    typed_plan = typed(lab_plan, LabPlan)
    # Mostly right for the same images.
    answers = {
        name: made_up_answers(*summary.configurations, noise=1.0)
        for name, summary in summaries.items()
    }
    answered = own_digit(list(summaries.values())) if own_digit else None
    if answered:
        write_own_digit(root / f"results/{LAB}/own_digit.json", answered)
        kinds = {"own_digit": (482, 160), "own_digit_probabilities": (482, 90)}
        _write_figures(root / f"results/{LAB}/figures/own_digit.json", kinds)
    findings = [
        finding
        for experiment in experiments_of_lab(typed_plan, summaries, answers)
        for finding in find_all(
            experiment,
            engines=_comparisons(experiment.summary, (apart_from_keras or {}).get(experiment.name)),
            notebook=notebook if notebook and notebook.experiment == experiment.name else None,
            own_digit=answered,
            **evidence[experiment.name],
        )
    ]
    write_findings(root / f"results/{LAB}/findings.json", LAB, findings)
    for topic, kind in (("engines", "parity"), ("notebook", "notebook")):
        if own := [finding for finding in findings if finding.kind == kind]:
            write_findings(root / f"results/{LAB}/findings_{topic}.json", LAB, own)


def _comparisons(summary: Summary, apart: float | None) -> list[EngineComparison]:
    if apart is None:
        return []
    return [
        EngineComparison(one.name, one.runs[0].key, 2000, (0.5, 0.25), (0.5, 0.25 + apart))
        for one in summary.configurations
    ]


def _write_classes(
    folder: Path, summary: Summary, confusions: Sequence[np.ndarray]
) -> ClassEvaluation:
    first = summary.planned[0].known
    evaluation = made_up_evaluation(
        confusions,
        experiment=summary.experiment,
        configuration=first.name,
        chosen_by="only one" if len(summary.planned) == 1 else "validation accuracy",
        keys=[run.key for run in first.runs],
        seeds=[run.seed for run in first.runs][: len(confusions)],
    )
    write_class_evaluation(folder / "classes.json", evaluation)
    kinds = dict.fromkeys(("roc_curves", "confusion_matrix", "confused_images"), (482, 190))
    _write_figures(folder / "figures/classes.json", kinds if confusions else {})
    return evaluation


def _write_feature_maps(
    folder: Path, summary: Summary, correlations: Sequence[Sequence[float | None]]
) -> FeatureMapStatistics:
    first = summary.planned[0].known
    statistics = made_up_statistics(
        correlations,
        [[0.01 * place for place in range(len(run))] for run in correlations],
        experiment=summary.experiment,
        configuration=first.name,
        chosen_by="only one" if len(summary.planned) == 1 else "validation accuracy",
        digits=DIGITS,
        keys=[run.key for run in first.runs],
        seeds=[run.seed for run in first.runs][: len(correlations)],
    )
    write_feature_map_statistics(folder / "feature_maps.json", statistics)
    kinds = dict.fromkeys(("kernels", "feature_maps_1", "feature_maps_2"), (482, 190))
    _write_figures(folder / "figures/feature_maps.json", kinds if correlations else {})
    return statistics


def _distinct(values: Sequence[Any]) -> list[Any]:
    """Each once, lists of layers too."""
    return [value for place, value in enumerate(values) if value not in values[:place]]


def _chosen(search: Search) -> "Variant":
    """The configuration that a search ends with, as the plan of its experiment is read."""
    if search.chosen:
        return {}, search.chosen.label, search.chosen.candidate, 0.9838
    first = search.trials[0]
    return {}, f"none chosen (first trial: {first.label})", first.candidate, 0.0


Variant = tuple[dict[str, Any], str, dict[str, Any], float]


def _experiments() -> dict[str, tuple[dict[str, Any], list[Variant]]]:
    """Of each experiment its entry of the lab plan and its configurations."""
    sgd = {"name": "sgd", "learning_rate": 0.01}
    sizes = {8: 0.9962, 32: 0.9974, 64: 0.9977, 128: 0.9979, 512: 0.998}
    hidden = [("sigmoid", units, accuracy) for units, accuracy in sizes.items()]
    hidden += [("relu", 32, 0.9972), ("relu", 64, 0.9979), ("relu", 128, 0.9981)]
    hidden += [("tanh", 64, 0.9975)]
    names = {"relu": "ReLU"}
    batches = {10000: 0.9768, 1000: 0.9868, 100: 0.9921, 10: 0.9924}
    return {
        "single_neuron": (
            _entry(
                "A single neuron",
                "How well does one sigmoid neuron tell one digit from all others, and what does "
                "the batch size change?",
                {"of": {"batch_size": 10000}, "test_accuracy": 0.9767, "test_loss": 0.098576},
                {"of": {"batch_size": 100}, "test_accuracy": 0.9921, "test_loss": None},
                {"of": {"batch_size": 10}, "test_accuracy": 0.9922, "test_loss": 0.02365},
            ),
            [
                ({"batch_size": size}, f"batch size {size}", binary([], sgd, size), accuracy)
                for size, accuracy in batches.items()
            ],
        ),
        "hidden_layer": (
            _entry(
                "One hidden layer",
                "What does a hidden layer add, how many units does it need, and with which "
                "activation?",
                {"of": {"activation": "sigmoid", "units": 8}, "test_accuracy": 0.9964},
                {"of": {"activation": "sigmoid", "units": 512}, "test_accuracy": 0.998},
                {"of": {"activation": "relu", "units": 64}, "test_accuracy": 0.90},
                note="The published value for ReLU is what always answering “not this digit” gets.",
            ),
            [
                (
                    {"activation": activation, "units": units},
                    f"{names.get(activation, activation)}, {units} units",
                    binary([(units, activation)], ADAM, 100),
                    accuracy,
                )
                for activation, units, accuracy in hidden
            ],
        ),
        "output_relu": (
            _entry(
                "ReLU on the output",
                "What happens when the output neuron, too, is a ReLU, whose answer is no "
                "probability?",
                {"of": {}, "test_accuracy": 0.90, "test_loss": None},
            ),
            [({}, "ReLU, 64 units", binary([(64, "relu")], ADAM, 100, "relu"), 0.902)],
        ),
        "optimizers": (
            _entry(
                "All digits, several optimizers",
                "How well does one hidden layer tell all digits apart, and what does the optimizer "
                "change?",
                {"of": {"variant": "Adam"}, "test_accuracy": 0.976, "test_loss": None},
            ),
            [
                ({"variant": name}, name, multiclass([64], optimizer, 100), accuracy)
                for name, (optimizer, accuracy) in OPTIMIZERS.items()
            ],
        ),
        BEST: (
            _entry(
                "The best network",
                "How far do the settings that did best in the published lab go together?",
                {"of": {}, "test_accuracy": 0.9823, "test_loss": 0.0998},
            ),
            [({}, "ReLU, 512 units", multiclass([512], ADADELTA, 10), 0.9838)],
        ),
    }


def _entry(
    title: str, question: str, *published: dict[str, Any], note: str | None = None
) -> dict[str, Any]:
    return {
        "title": title,
        "question": question,
        "published": [{"test_loss": None, "images": "test", **one} for one in published],
        "published_source": SOURCE,
        "published_note": note,
    }


class _Maker:
    """Makes the runs of one experiment; `only_name` is of a configuration with nothing varied."""

    def __init__(
        self,
        root: Path,
        experiment: str,
        only_name: str,
        dataset: dict[str, Any],
        seeds: Sequence[int],
        epochs: int,
        diverged: Sequence[str],
        failed: Mapping[str, str],
        at_epochs: Sequence[int],
    ) -> None:
        self.at_epochs = at_epochs
        self.root, self.experiment, self.dataset = root, experiment, dataset
        self.only_name = only_name
        self.seeds, self.epochs, self.diverged, self.failed = seeds, epochs, diverged, failed

    def configuration(
        self,
        place: int,
        varied: dict[str, Any],
        label: str,
        settings: dict[str, Any],
        accuracy: float,
    ) -> tuple[ConfigurationSummary | None, Gap | None]:
        settings = {"epochs": self.epochs} | settings
        name = "_".join(
            str(value).replace(", ", "-").replace(" ", "-")
            if axis == "variant"
            else f"{axis}-{value}"
            for axis, value in varied.items()
        )
        name = name or self.only_name
        lost = tuple(
            FailedRun(f"{name}_seed-{seed}", seed, self._key(f"{name}_seed-{seed}"), reason)
            for seed in self.seeds
            if (reason := self._failure(f"{name}_seed-{seed}"))
        )
        known = run_settings(**settings)
        gap = Gap(name, label, varied, known, place, tuple(self.seeds), lost) if lost else None
        finished = [seed for seed in self.seeds if seed not in {run.seed for run in lost}]
        if not finished:
            return None, gap
        runs = tuple(self._run(name, settings, accuracy, seed) for seed in finished)
        n_total = self.dataset["n_train_total"]
        n_train = round(n_total * (1 - settings["validation_fraction"]))
        used = min(settings["batch_size"], n_train)
        metrics = {
            metric: describe([run.metrics[metric] for run in runs]) for metric in METRIC_NAMES
        }
        summary = ConfigurationSummary(
            name=name,
            label=label,
            varied=varied,
            settings=known,
            parameters=count_parameters(settings),
            n_train=n_train,
            n_validation=n_total - n_train,
            n_test=self.dataset["n_test"],
            steps_per_epoch=math.ceil(n_train / used),
            batch_size_used=used,
            majority=self.majority(settings["task"]),
            n_runs=len(runs),
            n_diverged=sum(run.diverged for run in runs),
            metrics=metrics,
            runs=runs,
            at_epochs=describe_epochs(runs, self.at_epochs),
        )
        return summary, gap

    def _key(self, run: str) -> str:
        return hashlib.sha256(f"{self.experiment}/{run}".encode()).hexdigest()[:12]

    def _directory(self, run: str) -> str:
        return f"results/runs/{LAB}/{self.experiment}/{run}.{self._key(run)}"

    def _failure(self, run: str) -> str | None:
        return self.failed.get(run, self.failed.get(self.experiment))

    def majority(self, task: dict[str, Any]) -> Majority:
        if task["kind"] == "one_against_rest":
            return Majority(0.902, "not 0", self.dataset["n_test"], 0.3207)
        return Majority(0.1135, "1", self.dataset["n_test"], 2.301)

    def _run(self, name: str, settings: dict[str, Any], accuracy: float, seed: int) -> RunSummary:
        run_name = f"{name}_seed-{seed}"
        key = self._key(run_name)
        directory = self._directory(run_name)
        history, test_accuracy, test_loss = self._curves(key, settings, accuracy)
        write_history(self.root / directory / "history.csv", history)
        dataset = {"name": self.dataset["name"], "sha256": SHA256}
        write_provenance_of(self.root / directory, seed, key=key, dataset=dataset, **MADE_BY)
        metrics: dict[str, float | None] = dict.fromkeys(METRIC_NAMES)
        diverged = run_name in self.diverged
        if not diverged:
            metrics |= {name: values[-1] for name, values in history.columns.items()}
            metrics |= measure_curves(history)._asdict()
            if settings["epochs"] >= SHORTEST_HISTORY:
                metrics["held_out_loss_later_rise"] = metrics["held_out_loss_rise"]
                lowest = int(metrics["lowest_held_out_loss_epoch"] or 1) - 1
                training = history.columns["train_loss"]
                metrics["train_loss_later_rise"] = training[-1] - training[lowest]
            metrics |= {"test_loss": test_loss, "test_accuracy": test_accuracy}
            metrics["training_cpu_seconds"] = (
                0.02
                * settings["epochs"]
                * (
                    1
                    + 400 / settings["batch_size"]
                    + sum(h["units"] for h in settings["hidden"]) / 9
                )
                * (1 + 0.02 * seed)
            )
        return RunSummary(
            name=run_name,
            seed=seed,
            key=key,
            directory=directory,
            diverged=diverged,
            epochs=settings["epochs"],
            metrics=metrics,
            test_accuracy_interval=accuracy_interval(test_accuracy, self.dataset["n_test"]),
            answers_one_class=self.experiment == "output_relu",
            no_better_loss=self.experiment == "output_relu",
            p_better_answers=1.0,
            at_epochs=values_at(_with_test_images(history), self.at_epochs),
        )

    def _curves(
        self, key: str, settings: dict[str, Any], accuracy: float
    ) -> tuple[History, float, float]:
        """The history of a run, its test accuracy and its test loss."""
        random = np.random.default_rng(int(key, 16))
        if settings["validation_fraction"] == 0:
            history = curves_watching_the_test(random, settings["epochs"], accuracy)
            return history, history.held_out("accuracy")[-1], history.held_out("loss")[-1]
        constant = self.experiment == "output_relu"
        history = curves_with_validation(random, settings["epochs"], accuracy, constant=constant)
        spread = 0 if constant else 0.0004
        test = round(float(accuracy + spread * random.standard_normal()), 4)
        loss = history.held_out("loss")[-1] * (1 + 0.02 * random.standard_normal())
        return history, min(1.0, test), float(loss)

    def plan(self, summary: Summary) -> dict[str, Any]:
        return {
            "lab": LAB,
            "experiment": self.experiment,
            "dataset": plain(summary.dataset),
            "axes": plain(summary.axes),
            "configurations": [
                {
                    **{field: getattr(one.known, field) for field in ("name", "label", "varied")},
                    "settings": plain(one.known.settings),
                    "runs": [
                        {
                            **{field: getattr(run, field) for field in ("name", "seed", "key")},
                            "directory": self._directory(run.name),
                        }
                        for run in one.runs
                    ],
                }
                for one in summary.planned
            ],
        }


def _with_test_images(history: History) -> History:
    held_out = {name: history.held_out(name.removeprefix("test_")) for name in TEST_COLUMNS}
    return History(history.epochs, history.columns | held_out)


def _write_figures(index: Path, kinds: Mapping[str, tuple[int, int]]) -> None:
    """Placeholders with a word in each, of the sizes of real figures in points."""
    index.parent.mkdir(parents=True, exist_ok=True)
    entries = []
    for kind, (width, height) in kinds.items():
        svg = SVG.format(
            width=width, height=height, inner=width - 2, low=height - 2, text=f"drawn {kind}"
        )
        (index.parent / f"{kind}.svg").write_text(svg, encoding="utf-8")
        title = {"network": "The network", "loss": "Loss over epochs"}.get(kind, "Accuracy")
        entries.append(
            FigureEntry(
                kind, f"{kind}.svg", title, f"A caption of {kind}.", f"A description of {kind}."
            )
        )
    write_figure_index(index, entries)
