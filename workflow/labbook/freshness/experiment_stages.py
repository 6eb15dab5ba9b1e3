"""The stages between the runs of an experiment and the facts and figures of its lab."""

from collections.abc import Sequence, Set

from labbook.artifacts.seal import SEALED
from labbook.freshness.data_stages import data_arguments
from labbook.freshness.stage import (
    CHOOSE,
    COMPARE_ENGINES,
    EVALUATE_CLASSES,
    RECORD_FEATURE_MAPS,
    SUMMARIZE,
    SUMMARIZE_GRADIENTS,
    Stage,
)
from labbook.freshness.stand_ins import ATTEMPTS, attempt
from labbook.planning.plan import PlannedConfiguration, PlannedExperiment, PlannedSearch
from labbook.planning.plan_files import experiment_plan_path


def choose(experiment: PlannedExperiment, search: PlannedSearch, tried: Set[str]) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    choice, rows = (pattern.format(**fields) for pattern in CHOOSE.outputs)
    runs = _directories(search.trials)
    attempts = [attempt(directory) for directory in runs if directory in tried]
    arguments = ("--plan", plan, "--output-json", choice, "--output-csv", rows)
    return Stage(
        CHOOSE,
        fields,
        (*arguments, "--attempts", ATTEMPTS) if attempts else arguments,
        (plan, *attempts),
        runs,
        SEALED,
    )


def summarize(experiment: PlannedExperiment, tried: Set[str], choice: tuple[str, ...]) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    table, rows, answers = (pattern.format(**fields) for pattern in SUMMARIZE.outputs)
    runs = _directories(experiment.configurations)
    attempts = [attempt(directory) for directory in runs if directory in tried]
    arguments = (
        *("--plan", plan, "--output-json", table, "--output-csv", rows),
        *("--output-right-answers", answers),
    )
    return Stage(
        SUMMARIZE,
        fields,
        (*arguments, "--attempts", ATTEMPTS) if attempts else arguments,
        (plan, *choice, *attempts),
        runs,
        SEALED,
    )


def compare_engines(experiment: PlannedExperiment) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    output = COMPARE_ENGINES.outputs[0].format(**fields)
    arguments = ("--plan", plan, *data_arguments(experiment.dataset), "--output", output)
    return Stage(COMPARE_ENGINES, fields, arguments, (plan,))


def evaluate_classes(experiment: PlannedExperiment, table: str) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    classes, images = (pattern.format(**fields) for pattern in EVALUATE_CLASSES.outputs)
    return Stage(
        EVALUATE_CLASSES,
        fields,
        (
            *("--summary", table, *data_arguments(experiment.dataset)),
            *("--output-classes", classes, "--output-images", images),
        ),
        (table,),
        _directories(experiment.configurations),
        ("predictions.npz",),
    )


def record_feature_maps(
    experiment: PlannedExperiment,
    summarize: Stage,
    digits: Sequence[int],
) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    statistics, maps = (pattern.format(**fields) for pattern in RECORD_FEATURE_MAPS.outputs)
    table = summarize.outputs[0]
    return Stage(
        RECORD_FEATURE_MAPS,
        fields,
        (
            *(
                "--summary",
                table,
                *data_arguments(experiment.dataset),
                "--digits",
                *map(str, digits),
            ),
            *("--output-statistics", statistics, "--output-maps", maps),
        ),
        (table,),
        summarize.runs,
        ("spec.json", "weights.npz", "predictions.npz"),
    )


def summarize_gradients(experiment: PlannedExperiment, table: str) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    summed, arrays = (pattern.format(**fields) for pattern in SUMMARIZE_GRADIENTS.outputs)
    return Stage(
        SUMMARIZE_GRADIENTS,
        fields,
        ("--summary", table, "--output-json", summed, "--output-arrays", arrays),
        (table,),
        _directories(experiment.recording),
        ("gradients.npz",),
    )


def _directories(configurations: Sequence[PlannedConfiguration]) -> tuple[str, ...]:
    return tuple(run.directory for configuration in configurations for run in configuration.runs)
