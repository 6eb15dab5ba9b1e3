"""Every stage of a plan but training, those that are read from before those that read."""

from collections.abc import Iterator, Sequence, Set
from itertools import chain

from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.freshness.data_stages import data_arguments, prepare_data, withhold_test
from labbook.freshness.experiment_stages import (
    choose,
    compare_engines,
    evaluate_classes,
    record_feature_maps,
    summarize,
    summarize_gradients,
)
from labbook.freshness.figure_stages import (
    draw_classes,
    draw_feature_maps,
    draw_figures,
    draw_gradients,
)
from labbook.freshness.own_digit_stages import (
    classify_own_digit,
    draw_own_digit,
    prepare_own_digit,
)
from labbook.freshness.stage import COMPOSE, FIND, NOTEBOOK, TYPESET, Stage
from labbook.planning.notebook import notebook_template
from labbook.planning.plan import Plan, PlannedLab
from labbook.planning.plan_files import lab_plan_path, notebook_plan_path, search_path


def stages_of(plan: Plan, templates: Sequence[str], tried: Set[str] = frozenset()) -> list[Stage]:
    """`templates`: by path in the project; `tried`: directories of runs that may fail and then are
    gaps.
    """
    return [
        *map(prepare_data, plan.datasets.values()),
        *map(withhold_test, plan.searched),
        *(stage for lab in plan.labs for stage in _lab_stages(lab, templates, tried)),
    ]


def _lab_stages(lab: PlannedLab, templates: Sequence[str], tried: Set[str]) -> Iterator[Stage]:
    summaries: list[Stage] = []
    figures: list[Stage] = []
    comparisons: list[str] = []
    classes: list[str] = []
    feature_maps: list[str] = []
    gradients: list[list[str]] = []
    searches: list[str] = []
    trials: list[str] = []
    for experiment in lab.experiments:
        choice: tuple[str, ...] = ()
        if experiment.search:
            yield (chosen := choose(experiment, experiment.search, tried))
            choice = (chosen.outputs[0],)
            searches.extend(choice)
            trials.extend(chosen.runs)
        yield (summary := summarize(experiment, tried, choice))
        yield (drawn := draw_figures(experiment, summary, choice))
        figures.append(drawn)
        if lab.lab.engine == "numpy":
            yield (compared := compare_engines(experiment))
            comparisons.extend(compared.outputs)
        if experiment.experiment.by_class:
            yield (evaluated := evaluate_classes(experiment, summary.outputs[0]))
            classes.append(evaluated.outputs[0])
            yield (drawn := draw_classes(experiment, evaluated, choice))
            figures.append(drawn)
        if experiment.experiment.feature_maps:
            digits = experiment.experiment.feature_maps
            yield (recorded := record_feature_maps(experiment, summary, digits))
            feature_maps.append(recorded.outputs[0])
            yield (drawn := draw_feature_maps(experiment, recorded, choice))
            figures.append(drawn)
        if experiment.recording:
            yield (summed := summarize_gradients(experiment, summary.outputs[0]))
            gradients.append(summed.outputs)
            yield (drawn := draw_gradients(experiment, summed, choice))
            figures.append(drawn)
        summaries.append(summary)
    measured: tuple[str, ...] = ()
    if lab.lab.notebook:
        asked = lab.lab.notebook
        yield (notebook := _notebook(lab, asked.experiment, asked.template))
        measured = (notebook.outputs[1],)
    own_digit: tuple[str, ...] = ()
    if lab.own_digit:
        yield (prepared := prepare_own_digit(lab, lab.own_digit))
        yield (classified := classify_own_digit(lab, lab.own_digit, prepared, summaries))
        own_digit = tuple(classified.outputs)
        yield (drawn := draw_own_digit(lab, prepared, classified, searches))
        figures.append(drawn)
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
            *(("--search", *searches) if searches else ()),
            *(("--engines", *comparisons) if comparisons else ()),
            *(("--classes", *classes) if classes else ()),
            *(("--feature-maps", *feature_maps) if feature_maps else ()),
            *(argument for pair in gradients for argument in ("--gradients", *pair)),
            *(("--notebook", *measured) if measured else ()),
            *(("--own-digit", *own_digit) if own_digit else ()),
            *("--findings", findings, "--metrics", metrics),
        ),
        (
            *(plan, *tables, *answers, *searches, *comparisons, *classes),
            *(*feature_maps, *chain(*gradients), *measured, *own_digit),
        ),
    )
    page, document = (kind.outputs[0].format(**of_lab) for kind in (COMPOSE, TYPESET))
    runs = (*trials, *(directory for stage in summaries for directory in stage.runs))
    yield Stage(
        COMPOSE,
        of_lab,
        ("--plan", plan, "--results", results, "--output", page),
        (
            *(plan, findings, *tables, *searches, *classes, *feature_maps, *chain(*gradients)),
            *own_digit,
            *(file for stage in figures for file in stage.outputs),
        ),
        runs,
        (PROVENANCE,),
        tuple(templates),
    )
    yield Stage(TYPESET, of_lab, ("--input", page, "--output", document), (page,))


def _notebook(lab: PlannedLab, name: str, template: str) -> Stage:
    fields = {"lab": lab.name}
    plan = notebook_plan_path(lab.name)
    notebook, results = (pattern.format(**fields) for pattern in NOTEBOOK.outputs)
    (experiment,) = (one for one in lab.experiments if one.name == name)
    choice = (search_path(lab.name, name),) if experiment.search else ()
    arguments = (
        *("--plan", plan, *data_arguments(experiment.dataset)),
        *("--output", notebook, "--output-json", results),
    )
    return Stage(
        NOTEBOOK,
        fields,
        arguments,
        (plan, *choice),
        project_files=(notebook_template(template),),
    )
