"""The plan as files, for the stages after training: no job reads config.yaml."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labbook.artifacts.atomic import write_text
from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.json_file import json_text
from labbook.artifacts.made_files import MadeFiles, made_files_text
from labbook.artifacts.planned_runs import planned_runs_text
from labbook.canonical_json import canonical_json
from labbook.config.model import Config, Notebook, Published
from labbook.errors import LabbookError
from labbook.planning.dataset_identity import DatasetIdentity
from labbook.planning.plan import Plan, PlannedConfiguration, PlannedExperiment, PlannedLab
from labbook.planning.published import AT_AN_EPOCH, described, epochs_read

# Of a DatasetIdentity, in the plan of a lab.
TOLD_OF_A_DATASET = (
    *("name", "sha256", "image_shape", "title", "n_train_total", "n_test"),
    *("is_subset", "in_place", "is_fallback", "advice"),
)

PLANS = "results/plans"
PLANNED_RUNS = f"{PLANS}/runs.json"


def lab_plan_path(lab: str) -> str:
    return f"{PLANS}/{lab}.json"


def experiment_plan_path(lab: str, experiment: str) -> str:
    return f"{PLANS}/{lab}/{experiment}.json"


def findings_plan_path(lab: str) -> str:
    return f"{PLANS}/findings/{lab}.json"


def notebook_plan_path(lab: str) -> str:
    return f"{PLANS}/notebooks/{lab}.json"


def made_files_path(lab: str) -> str:
    return f"{PLANS}/hand_in/{lab}.json"


def search_path(lab: str, experiment: str) -> str:
    """Where the choice of a search is written."""
    return f"results/{lab}/{experiment}/search.json"


def write_plan_files(plan: Plan, config: Config, made: Mapping[str, MadeFiles]) -> None:
    """Write what has changed; a file whose content is the same keeps its time.

    `made`: by lab, what its stages leave for the hand-in.
    Raises LabbookError if the results folder cannot be written to.
    """
    _write_if_new(Path(PLANNED_RUNS), planned_runs_text(plan.runs))
    for lab in plan.labs:
        whole = lab_plan(lab, plan, config)
        _write_if_new(Path(lab_plan_path(lab.name)), json_text(whole))
        _write_if_new(Path(findings_plan_path(lab.name)), json_text(findings_plan(whole)))
        _write_if_new(Path(made_files_path(lab.name)), made_files_text(made[lab.name]))
        if lab.lab.notebook:
            text = json_text(notebook_plan(lab, lab.lab.notebook, config))
            _write_if_new(Path(notebook_plan_path(lab.name)), text)
        for experiment in lab.experiments:
            path = Path(experiment_plan_path(lab.name, experiment.name))
            # For thousands of runs the encoder that indents would take longer than the planning.
            _write_if_new(path, canonical_json(experiment_plan(experiment)) + "\n")


def experiment_plan(experiment: PlannedExperiment) -> dict[str, Any]:
    """`results/plans/<lab>/<experiment>.json`: configurations, and where their runs are.

    The settings of a configuration that a search chooses are null.
    """
    return {
        "lab": experiment.lab,
        "experiment": experiment.name,
        "dataset": {
            "name": experiment.dataset.name,
            "sha256": experiment.dataset.sha256,
            "image_shape": experiment.dataset.image_shape,
            "classes": experiment.dataset.classes,
            "noun": experiment.dataset.noun,
        },
        "axes": experiment.axes,
        "configurations": [
            {
                **_configuration(configuration),
                **_at_epochs(configuration, experiment.experiment.published),
            }
            for configuration in experiment.configurations
        ],
        "search": _search(experiment),
    }


def _configuration(configuration: PlannedConfiguration) -> dict[str, Any]:
    spec = configuration.runs[0].spec
    return {
        "name": configuration.name,
        "label": configuration.label,
        "varied": configuration.varied,
        "settings": None if isinstance(spec, ChosenSpec) else spec.settings,
        "runs": [
            {
                "name": run.name,
                "seed": run.spec.seed,
                "key": run.key,
                "directory": run.directory,
            }
            for run in configuration.runs
        ],
    }


def _at_epochs(
    configuration: PlannedConfiguration, published: Sequence[Published]
) -> dict[str, list[int]]:
    """The epochs before the last that a published number is of, where there are any."""
    epochs = epochs_read(published, configuration.varied, configuration.specs)
    return {"at_epochs": epochs} if epochs else {}


def _search(experiment: PlannedExperiment) -> dict[str, Any] | None:
    """`candidates[i]`: settings of the final training if `trials[i]` is chosen."""
    configured, planned = experiment.experiment.search, experiment.search
    if configured is None or planned is None:
        return None
    asked = experiment.configurations[0].runs[0].spec
    candidates = asked.candidates if isinstance(asked, ChosenSpec) else ()
    training = experiment.dataset.training
    return {
        "dataset": {"name": training.name, "sha256": training.sha256},
        "space": configured.space,
        "seed": configured.seed,
        "n_combinations": planned.n_combinations,
        "trials": list(map(_configuration, planned.trials)),
        "candidates": [candidate.spec.settings for candidate in candidates],
        "choice": search_path(experiment.lab, experiment.name),
    }


def notebook_plan(lab: PlannedLab, asked: Notebook, config: Config) -> dict[str, Any]:
    """`results/plans/notebooks/<lab>.json`: all that the notebook is told, and nothing else.

    So no other change has it executed again. `settings` are null where a search chooses them, and
    `choice` says where it does.
    """
    (experiment,) = (found for found in lab.experiments if found.name == asked.experiment)
    spec = experiment.configurations[0].runs[0].spec
    return {
        "experiment": asked.experiment,
        "template": asked.template,
        "title": lab.lab.title,
        "assignment": lab.lab.assignment,
        "identity": _identity(config),
        "dataset": {
            key: getattr(experiment.dataset, key) for key in ("title", "is_subset", "keras_name")
        },
        "settings": None if isinstance(spec, ChosenSpec) else spec.settings,
        "choice": search_path(lab.name, asked.experiment) if experiment.search else None,
        "seed": spec.seed,
    }


def _identity(config: Config) -> dict[str, str]:
    return {
        **config.student.model_dump(exclude_none=True),
        "course": config.course,
        "course_code": config.course_code,
        "date": config.date,
    }


def lab_plan(lab: PlannedLab, plan: Plan, config: Config) -> dict[str, Any]:
    """`results/plans/<lab>.json`: the words of the config that the report prints."""
    # A lab whose experiments all use other images is about the images of the first.
    datasets = [experiment.dataset for experiment in lab.experiments]
    dataset = plan.dataset if plan.dataset in datasets else datasets[0]
    return {
        "lab": lab.name,
        "title": lab.lab.title,
        "assignment": lab.lab.assignment,
        "template": lab.lab.template,
        **({"notebook": lab.lab.notebook.model_dump()} if lab.lab.notebook else {}),
        **({"own_digit": vars(lab.own_digit)} if lab.own_digit else {}),
        "identity": _identity(config),
        "dataset": _dataset(dataset),
        "validation_fraction": config.validation_fraction,
        "split_seed": config.split_seed,
        "equivalence_margin": config.equivalence_margin,
        "experiments": [
            {
                "name": experiment.name,
                "title": experiment.experiment.title,
                "question": experiment.experiment.question,
                "dataset": _dataset(experiment.dataset),
                "published": [
                    {
                        "of": described(entry),
                        "epoch": entry.epoch,
                        **{key: getattr(entry, key) for key in AT_AN_EPOCH},
                        "lowest_test_loss_epoch": entry.lowest_test_loss_epoch,
                        "source": entry.source or experiment.experiment.published_source,
                        "conditions": entry.conditions.model_dump(exclude_none=True),
                        "note": entry.note,
                    }
                    for entry in experiment.experiment.published
                ],
                "is_search": experiment.search is not None,
                "by_class": experiment.experiment.by_class,
                **_shown_digits(experiment.experiment.feature_maps),
                "has_gradients": bool(experiment.recording),
                "published_source": experiment.experiment.published_source,
                "published_note": experiment.experiment.published_note,
            }
            for experiment in lab.experiments
        ],
    }


def findings_plan(lab: Mapping[str, Any]) -> dict[str, Any]:
    """`results/plans/findings/<lab>.json`: what findings need of a lab's plan, without its words.

    So no finding is found again for another name or question, or where another topic is asked for.
    """
    needed = ("name", "dataset", "published", "published_source", "published_note")
    return {
        "lab": lab["lab"],
        "equivalence_margin": lab["equivalence_margin"],
        "experiments": [
            {key: experiment[key] for key in needed} for experiment in lab["experiments"]
        ],
    }


def _dataset(dataset: DatasetIdentity) -> dict[str, Any]:
    """What a report and its findings say of the images."""
    return {key: getattr(dataset, key) for key in TOLD_OF_A_DATASET}


def _shown_digits(digits: Sequence[int] | None) -> dict[str, Sequence[int]]:
    """The digits whose feature maps the report shows; empty without any."""
    return {"feature_maps": digits} if digits else {}


def _write_if_new(path: Path, text: str) -> None:
    try:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)
    except OSError as error:
        raise LabbookError(
            f"the results folder cannot be written to: {path}: {error.strerror}."
        ) from None
