"""Every stage of a plan but training, those that are read from before those that read."""

from collections.abc import Iterator, Sequence, Set

from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.seal import SEALED
from labbook.freshness.stage import (
    COMPOSE,
    DRAW_FIGURES,
    FIND,
    PREPARE_DATA,
    SUMMARIZE,
    TYPESET,
    Stage,
)
from labbook.freshness.stand_ins import ATTEMPTS, attempt
from labbook.planning.plan import Plan, PlannedExperiment, PlannedLab
from labbook.planning.plan_files import experiment_plan_path, lab_plan_path


def stages_of(
    plan: Plan, data_source: str | None, templates: Sequence[str], tried: Set[str] = frozenset()
) -> list[Stage]:
    """`data_source`: the config's own place of the data; `templates`: by path in the project;
    `tried`: directories of runs that may fail and then are gaps.
    """
    return [
        _prepare_data(plan.dataset.name, data_source),
        *(stage for lab in plan.labs for stage in _lab_stages(lab, templates, tried)),
    ]


def dataset_file(dataset: str) -> str:
    return PREPARE_DATA.outputs[0].format(dataset=dataset)


def _prepare_data(dataset: str, source: str | None) -> Stage:
    output, manifest = (pattern.format(dataset=dataset) for pattern in PREPARE_DATA.outputs)
    arguments = ["--dataset", dataset, "--output", output, "--manifest", manifest]
    return Stage(
        PREPARE_DATA,
        {"dataset": dataset},
        (*arguments, *(["--source", source] if source else [])),
    )


def _lab_stages(lab: PlannedLab, templates: Sequence[str], tried: Set[str]) -> Iterator[Stage]:
    summaries, figures = [], []
    for experiment in lab.experiments:
        yield (summarize := _summarize(experiment, tried))
        yield (draw := _draw(experiment, summarize.outputs[0]))
        summaries.append(summarize)
        figures.append(draw)
    of_lab = {"lab": lab.name}
    plan, results = lab_plan_path(lab.name), f"results/{lab.name}"
    tables = [stage.outputs[0] for stage in summaries]
    answers = [stage.outputs[2] for stage in summaries]
    findings, metrics = (pattern.format(**of_lab) for pattern in FIND.outputs)
    yield Stage(
        FIND,
        of_lab,
        (
            *("--plan", plan, "--summary", *tables, "--right-answers", *answers),
            *("--findings", findings, "--metrics", metrics),
        ),
        (plan, *tables, *answers),
    )
    page, document = (kind.outputs[0].format(**of_lab) for kind in (COMPOSE, TYPESET))
    runs = tuple(directory for stage in summaries for directory in stage.runs)
    yield Stage(
        COMPOSE,
        of_lab,
        ("--plan", plan, "--results", results, "--output", page),
        (
            *(plan, findings, *tables),
            *(file for stage in figures for file in stage.outputs),
        ),
        runs,
        (PROVENANCE,),
        tuple(templates),
    )
    yield Stage(TYPESET, of_lab, ("--input", page, "--output", document), (page,))


def _summarize(experiment: PlannedExperiment, tried: Set[str]) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    table, rows, answers = (pattern.format(**fields) for pattern in SUMMARIZE.outputs)
    runs = _directories(experiment)
    attempts = [attempt(directory) for directory in runs if directory in tried]
    arguments = (
        *("--plan", plan, "--output-json", table, "--output-csv", rows),
        *("--output-right-answers", answers),
    )
    return Stage(
        SUMMARIZE,
        fields,
        (*arguments, "--attempts", ATTEMPTS) if attempts else arguments,
        (plan, *attempts),
        runs,
        SEALED,
    )


def _draw(experiment: PlannedExperiment, table: str) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    folder = DRAW_FIGURES.outputs[0].format(**fields).rpartition("/")[0]
    runs = _directories(experiment)
    return Stage(
        DRAW_FIGURES,
        fields,
        ("--plan", plan, "--summary", table, "--output-directory", folder),
        (plan, table),
        runs,
        (PROVENANCE,),
    )


def _directories(experiment: PlannedExperiment) -> tuple[str, ...]:
    return tuple(
        run.directory for configuration in experiment.configurations for run in configuration.runs
    )
