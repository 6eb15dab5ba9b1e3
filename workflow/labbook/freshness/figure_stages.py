"""The stages that draw the figures of an experiment."""

from collections.abc import Mapping

from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.freshness.stage import (
    DRAW_CLASSES,
    DRAW_FEATURE_MAPS,
    DRAW_FIGURES,
    DRAW_GRADIENTS,
    Kind,
    Stage,
)
from labbook.planning.plan import PlannedExperiment
from labbook.planning.plan_files import experiment_plan_path


def draw_figures(experiment: PlannedExperiment, summarize: Stage, choice: tuple[str, ...]) -> Stage:
    """What every experiment has: the network, and how its runs went."""
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    table = summarize.outputs[0]
    return Stage(
        DRAW_FIGURES,
        fields,
        ("--plan", plan, "--summary", table, "--output-directory", folder_of(DRAW_FIGURES, fields)),
        (plan, table, *choice),
        summarize.runs,
        (PROVENANCE,),
    )


def draw_classes(experiment: PlannedExperiment, evaluate: Stage, choice: tuple[str, ...]) -> Stage:
    sources = dict(zip(("--classes", "--images"), evaluate.outputs, strict=True))
    return _drawn(DRAW_CLASSES, experiment, sources, choice)


def draw_feature_maps(
    experiment: PlannedExperiment, record: Stage, choice: tuple[str, ...]
) -> Stage:
    statistics, maps = record.outputs
    return _drawn(
        DRAW_FEATURE_MAPS, experiment, {"--statistics": statistics, "--maps": maps}, choice
    )


def draw_gradients(experiment: PlannedExperiment, summed: Stage, choice: tuple[str, ...]) -> Stage:
    gradients, arrays = summed.outputs
    return _drawn(
        DRAW_GRADIENTS, experiment, {"--gradients": gradients, "--arrays": arrays}, choice
    )


def folder_of(kind: Kind, fields: dict[str, str]) -> str:
    """Where the figures of a kind of stage are."""
    return kind.outputs[0].format(**fields).rpartition("/")[0]


def _drawn(
    kind: Kind, experiment: PlannedExperiment, sources: Mapping[str, str], choice: tuple[str, ...]
) -> Stage:
    """Figures of `sources`, files by the option that names them, and of no run itself."""
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    named = [part for pair in sources.items() for part in pair]
    return Stage(
        kind,
        fields,
        ("--plan", plan, *named, "--output-directory", folder_of(kind, fields)),
        (plan, *sources.values(), *choice),
    )
