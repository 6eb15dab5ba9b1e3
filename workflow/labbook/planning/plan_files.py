"""The plan as files, for the stages after training: no job reads config.yaml."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar, cast

from labbook.artifacts.atomic import write_text
from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.artifacts.experiment_plan import (
    ConfigurationPlan,
    PlannedDataset,
    RunPlan,
    RunSettings,
    SearchPlan,
    UndecidedConfiguration,
    UndecidedPlan,
    settings_of,
)
from labbook.artifacts.findings_plan import (
    DatasetDescription,
    FindingsPlan,
    PublishedExperiment,
    PublishedNumbers,
)
from labbook.artifacts.json_file import json_text
from labbook.artifacts.lab_plan import (
    ExperimentWords,
    LabPlan,
    MadeFiles,
    NotebookWords,
    made_files_text,
)
from labbook.artifacts.notebook_plan import NotebookDataset, NotebookPlan
from labbook.artifacts.run_lists import planned_runs_text
from labbook.artifacts.typed_json import plain
from labbook.canonical_json import canonical_json
from labbook.config.model import Config, Notebook, Published
from labbook.errors import LabbookError
from labbook.planning.class_names import shown_classes
from labbook.planning.datasets import DatasetIdentity
from labbook.planning.experiment_checks import AT_AN_EPOCH, described, epochs_read
from labbook.planning.plan import Plan, PlannedConfiguration, PlannedExperiment, PlannedLab
from labbook.results_root import RESULTS

T = TypeVar("T")

OF_A_BUILD = (
    "dataset_path",
    "allow_missing",
    "hand_in_anyway",
    "altered_runs",
    "keep_builds",
    "job_minutes",
    "draft",
)

PLANS = f"{RESULTS}/plans"
PLANNED_RUNS = f"{PLANS}/runs.json"


def lab_plan_path(lab: str) -> str:
    return f"{PLANS}/{lab}.json"


def experiment_plan_path(lab: str, experiment: str) -> str:
    return f"{PLANS}/{lab}/{experiment}.json"


def findings_plan_path(lab: str) -> str:
    return f"{PLANS}/findings/{lab}.json"


def notebook_plan_path(lab: str) -> str:
    return f"{PLANS}/notebooks/{lab}.json"


def config_path(lab: str) -> str:
    return f"{PLANS}/configs/{lab}.json"


def made_files_path(lab: str) -> str:
    return f"{PLANS}/hand_in/{lab}.json"


def search_path(lab: str, experiment: str) -> str:
    """Where the choice of a search is written."""
    return f"{RESULTS}/{lab}/{experiment}/search.json"


def plan_files(plan: Plan, config: Config, made: Mapping[str, MadeFiles]) -> dict[str, str]:
    """The content of each file of the plan, by path.

    `made`: by lab, what its stages leave for the hand-in.
    """
    texts = {PLANNED_RUNS: planned_runs_text(plan.runs)}
    for lab in plan.labs:
        whole = lab_plan(lab, plan, config)
        texts[lab_plan_path(lab.name)] = json_text(plain(whole))
        texts[findings_plan_path(lab.name)] = json_text(plain(findings_plan(whole)))
        texts[made_files_path(lab.name)] = made_files_text(made[lab.name])
        # In the order of the config, which is that of the report.
        texts[config_path(lab.name)] = json.dumps(config_of(lab.name, config)) + "\n"
        if lab.lab.notebook:
            notebook = json_text(plain(notebook_plan(lab, lab.lab.notebook)))
            texts[notebook_plan_path(lab.name)] = notebook
        for experiment in lab.experiments:
            # For thousands of runs the encoder that indents would take longer than the planning.
            text = canonical_json(plain(experiment_plan(experiment))) + "\n"
            texts[experiment_plan_path(lab.name, experiment.name)] = text
    return texts


def write_plan_files(texts: Mapping[str, str]) -> None:
    """Write what has changed; a file whose content is the same keeps its time.

    Raises LabbookError if the results folder cannot be written to.
    """
    for path, text in texts.items():
        write_if_new(Path(path), text)


def config_of(lab: str, config: Config) -> dict[str, Any]:
    """`results/plans/configs/<lab>.json`: a config of which the lab alone can be built again.

    It has what the user has set, but nothing of other labs, of the machine or of a single build.
    """
    left_out = {name for name in config.labs if name != lab}
    return config.model_dump(
        mode="json",
        exclude_unset=True,
        exclude={**dict.fromkeys(OF_A_BUILD, True), "svhn": {"path"}, "labs": left_out},
    )


def experiment_plan(experiment: PlannedExperiment) -> UndecidedPlan:
    """`results/plans/<lab>/<experiment>.json`."""
    dataset = experiment.dataset
    return UndecidedPlan(
        lab=experiment.lab,
        experiment=experiment.name,
        dataset=_copied(PlannedDataset, dataset),
        axes=experiment.axes,
        configurations=tuple(
            _configuration(configuration, experiment.experiment.published)
            for configuration in experiment.configurations
        ),
        search=_search(experiment),
    )


def _configuration(
    configuration: PlannedConfiguration, published: Sequence[Published]
) -> UndecidedConfiguration:
    return UndecidedConfiguration(
        configuration.name,
        configuration.label,
        configuration.varied,
        _settings(configuration),
        _runs(configuration),
        tuple(epochs_read(published, configuration.varied, configuration.specs)),
    )


def _trial(trial: PlannedConfiguration) -> ConfigurationPlan:
    settings = settings_of(trial.specs[0])
    return ConfigurationPlan(trial.name, trial.label, trial.varied, settings, _runs(trial))


def _settings(configuration: PlannedConfiguration) -> RunSettings | None:
    """None where a search chooses them."""
    spec = configuration.runs[0].spec
    return None if isinstance(spec, ChosenSpec) else settings_of(spec)


def _runs(configuration: PlannedConfiguration) -> tuple[RunPlan, ...]:
    return tuple(
        RunPlan(run.name, run.spec.seed, run.key, run.directory) for run in configuration.runs
    )


def _search(experiment: PlannedExperiment) -> SearchPlan | None:
    configured, planned = experiment.experiment.search, experiment.search
    if configured is None or planned is None:
        return None
    training = experiment.dataset.training
    return SearchPlan(
        dataset=PlannedDataset(training.name, training.sha256),
        space=configured.space,
        seed=configured.seed,
        n_combinations=planned.n_combinations,
        trials=tuple(map(_trial, planned.trials)),
        candidates=tuple(map(settings_of, experiment.configurations[0].specs)),
        choice=search_path(experiment.lab, experiment.name),
    )


def notebook_plan(lab: PlannedLab, asked: Notebook) -> NotebookPlan:
    """`results/plans/notebooks/<lab>.json`."""
    (experiment,) = (found for found in lab.experiments if found.name == asked.experiment)
    configuration = experiment.configurations[0]
    return NotebookPlan(
        experiment=asked.experiment,
        template=asked.template,
        dataset=_copied(NotebookDataset, experiment.dataset),
        data_file=f"../data/{experiment.dataset.name}/{experiment.dataset.name}.npz",
        settings=_settings(configuration),
        choice=search_path(lab.name, asked.experiment) if experiment.search else None,
        seed=configuration.runs[0].spec.seed,
    )


def _identity(config: Config) -> dict[str, str]:
    return {
        **config.student.model_dump(exclude_none=True),
        "course": config.course,
        "course_code": config.course_code,
        "date": config.date,
    }


def lab_plan(lab: PlannedLab, plan: Plan, config: Config) -> LabPlan:
    """`results/plans/<lab>.json`."""
    # A lab may use other images alone. Then the config's own dataset does not concern it.
    datasets = [experiment.dataset for experiment in lab.experiments]
    dataset = plan.dataset if plan.dataset in datasets else datasets[0]
    asked = lab.lab.notebook
    return LabPlan(
        lab=lab.name,
        title=lab.lab.title,
        assignment=lab.lab.assignment,
        template=lab.lab.template,
        notebook=NotebookWords(asked.experiment, asked.template) if asked else None,
        own_digit=lab.own_digit,
        identity=_identity(config),
        dataset=_copied(DatasetDescription, dataset),
        validation_fraction=config.validation_fraction,
        split_seed=config.split_seed,
        equivalence_margin=config.equivalence_margin,
        experiments=tuple(map(_experiment_words, lab.experiments)),
        is_draft=config.draft,
    )


def _experiment_words(planned: PlannedExperiment) -> ExperimentWords:
    experiment = planned.experiment
    return ExperimentWords(
        name=planned.name,
        title=experiment.title,
        question=experiment.question,
        dataset=_copied(DatasetDescription, planned.dataset),
        published=tuple(
            PublishedNumbers(
                of=described(entry),
                epoch=entry.epoch,
                **{key: getattr(entry, key) for key in AT_AN_EPOCH},
                lowest_test_loss_epoch=entry.lowest_test_loss_epoch,
                loss_crossing_epoch=entry.loss_crossing_epoch,
                decimals=entry.decimals,
                source=entry.source or experiment.published_source,
                approximate=entry.approximate,
                images=entry.images,
                conditions=entry.conditions.model_dump(exclude_none=True),
                unstated=tuple(entry.unstated or experiment.published_unstated),
                note=entry.note,
            )
            for entry in experiment.published
        ),
        is_search=planned.search is not None,
        by_class=experiment.by_class,
        feature_maps=tuple(shown_classes(experiment)),
        has_gradients=bool(planned.recording),
        published_source=experiment.published_source,
        published_note=experiment.published_note,
    )


def findings_plan(lab: LabPlan) -> FindingsPlan:
    """`results/plans/findings/<lab>.json`."""
    names = [field.name for field in fields(PublishedExperiment)]
    return FindingsPlan(
        lab=lab.lab,
        equivalence_margin=lab.equivalence_margin,
        experiments=tuple(
            PublishedExperiment(**{name: getattr(experiment, name) for name in names})
            for experiment in lab.experiments
        ),
    )


def _copied(kind: type[T], dataset: DatasetIdentity) -> T:
    """A dataclass of a plan about images; its fields are copied from those of the same name."""
    names = [field.name for field in fields(cast(Any, kind))]
    return kind(**{name: getattr(dataset, name) for name in names})


def write_if_new(path: Path, text: str) -> None:
    """Write a file of the plan unless it holds this; raises LabbookError where it cannot."""
    try:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)
    except OSError as error:
        raise LabbookError(
            f"the results folder cannot be written to: {path}: {error.strerror}."
        ) from None
