"""Every stage of a plan but training, those that are read from before those that read."""

from collections.abc import Iterator, Sequence, Set
from itertools import chain

from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.seal import SEALED
from labbook.freshness.stage import (
    CHOOSE,
    CLASSIFY_OWN_DIGIT,
    COMPARE_ENGINES,
    COMPOSE,
    DRAW_CLASSES,
    DRAW_FEATURE_MAPS,
    DRAW_FIGURES,
    DRAW_GRADIENTS,
    DRAW_OWN_DIGIT,
    EVALUATE_CLASSES,
    FIND,
    NOTEBOOK,
    PREPARE_DATA,
    PREPARE_OWN_DIGIT,
    PREPARE_SVHN,
    RECORD_FEATURE_MAPS,
    SUMMARIZE,
    SUMMARIZE_GRADIENTS,
    TYPESET,
    WITHHOLD_TEST,
    Stage,
)
from labbook.freshness.stand_ins import ATTEMPTS, attempt
from labbook.planning.dataset_identity import DatasetIdentity
from labbook.planning.notebook import notebook_template
from labbook.planning.own_digit import SAMPLE, Photograph
from labbook.planning.plan import (
    Plan,
    PlannedConfiguration,
    PlannedExperiment,
    PlannedLab,
    PlannedSearch,
)
from labbook.planning.plan_files import (
    experiment_plan_path,
    lab_plan_path,
    notebook_plan_path,
    search_path,
)


def stages_of(
    plan: Plan,
    data_source: str | None,
    templates: Sequence[str],
    tried: Set[str] = frozenset(),
    svhn_options: Sequence[str] = (),
) -> list[Stage]:
    """`data_source`: the config's own place of the data; `templates`: by path in the project;
    `tried`: directories of runs that may fail and then are gaps; `svhn_options`: what
    the config says of SVHN.
    """
    others = [name for name in plan.datasets if name != plan.dataset.name]
    return [
        _prepare_data(plan.dataset.name, data_source),
        *(_prepare_svhn(name, svhn_options) for name in others),
        *map(_withhold_test, plan.searched),
        *(stage for lab in plan.labs for stage in _lab_stages(lab, templates, tried)),
    ]


def dataset_file(dataset: str) -> str:
    return PREPARE_DATA.outputs[0].format(dataset=dataset)


def training_file(dataset: str) -> str:
    """The same without the test images."""
    return WITHHOLD_TEST.outputs[0].format(dataset=dataset)


def _withhold_test(dataset: DatasetIdentity) -> Stage:
    whole, training = dataset_file(dataset.name), training_file(dataset.name)
    arguments = ("--dataset-file", whole, "--training-sha256", dataset.training.sha256)
    return Stage(
        WITHHOLD_TEST, {"dataset": dataset.name}, (*arguments, "--output", training), (whole,)
    )


def _prepare_data(dataset: str, source: str | None) -> Stage:
    output, manifest = (pattern.format(dataset=dataset) for pattern in PREPARE_DATA.outputs)
    arguments = ["--dataset", dataset, "--output", output, "--manifest", manifest]
    return Stage(
        PREPARE_DATA,
        {"dataset": dataset},
        (*arguments, *(["--source", source] if source else [])),
    )


def _prepare_svhn(name: str, options: Sequence[str]) -> Stage:
    output, manifest = (pattern.format(dataset=name) for pattern in PREPARE_SVHN.outputs)
    return Stage(
        PREPARE_SVHN,
        {"dataset": name},
        (*options, "--output", output, "--manifest", manifest),
    )


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
            yield (choose := _choose(experiment, experiment.search, tried))
            choice = (choose.outputs[0],)
            searches.extend(choice)
            trials.extend(choose.runs)
        yield (summarize := _summarize(experiment, tried, choice))
        yield (draw := _draw(experiment, summarize.outputs[0], choice))
        figures.append(draw)
        if lab.lab.engine == "numpy":
            yield (compare := _compare_engines(experiment))
            comparisons.extend(compare.outputs)
        if experiment.experiment.by_class:
            yield (evaluate := _evaluate_classes(experiment, summarize.outputs[0]))
            classes.append(evaluate.outputs[0])
            yield (draw_classes := _draw_classes(experiment, evaluate.outputs, choice))
            figures.append(draw_classes)
        if experiment.experiment.feature_maps:
            digits = experiment.experiment.feature_maps
            yield (record := _record_feature_maps(experiment, summarize, digits))
            feature_maps.append(record.outputs[0])
            yield (draw_maps := _draw_feature_maps(experiment, record.outputs, choice))
            figures.append(draw_maps)
        if experiment.recording:
            yield (summed := _summarize_gradients(experiment, summarize.outputs[0]))
            gradients.append(summed.outputs)
            yield (draw_gradients := _draw_gradients(experiment, summed.outputs, choice))
            figures.append(draw_gradients)
        summaries.append(summarize)
    measured: tuple[str, ...] = ()
    if lab.lab.notebook:
        asked = lab.lab.notebook
        yield (notebook := _notebook(lab, asked.experiment, asked.template))
        measured = (notebook.outputs[1],)
    own_digit: tuple[str, ...] = ()
    if lab.own_digit:
        yield (prepare := _prepare_own_digit(lab, lab.own_digit))
        yield (classify := _classify_own_digit(lab, lab.own_digit, prepare, summaries))
        own_digit = tuple(classify.outputs)
        yield (draw_own := _draw_own_digit(lab, prepare, classify, searches))
        figures.append(draw_own)
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


def _choose(experiment: PlannedExperiment, search: PlannedSearch, tried: Set[str]) -> Stage:
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


def _summarize(experiment: PlannedExperiment, tried: Set[str], choice: tuple[str, ...]) -> Stage:
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


def _compare_engines(experiment: PlannedExperiment) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    output = COMPARE_ENGINES.outputs[0].format(**fields)
    arguments = ("--plan", plan, *_data(experiment.dataset), "--output", output)
    return Stage(COMPARE_ENGINES, fields, arguments, (plan,))


def _evaluate_classes(experiment: PlannedExperiment, table: str) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    classes, images = (pattern.format(**fields) for pattern in EVALUATE_CLASSES.outputs)
    return Stage(
        EVALUATE_CLASSES,
        fields,
        (
            *("--summary", table, *_data(experiment.dataset)),
            *("--output-classes", classes, "--output-images", images),
        ),
        (table,),
        _directories(experiment.configurations),
        ("predictions.npz",),
    )


def _record_feature_maps(
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
            *("--summary", table, *_data(experiment.dataset), "--digits", *map(str, digits)),
            *("--output-statistics", statistics, "--output-maps", maps),
        ),
        (table,),
        summarize.runs,
        ("spec.json", "weights.npz", "predictions.npz"),
    )


def _summarize_gradients(experiment: PlannedExperiment, table: str) -> Stage:
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


def _data(dataset: DatasetIdentity) -> tuple[str, ...]:
    """As with a run, the data count by their content, and need not be there once it is made."""
    file = dataset_file(dataset.name)
    return ("--dataset-file", file, "--dataset-sha256", dataset.sha256)


def _notebook(lab: PlannedLab, name: str, template: str) -> Stage:
    fields = {"lab": lab.name}
    plan = notebook_plan_path(lab.name)
    notebook, results = (pattern.format(**fields) for pattern in NOTEBOOK.outputs)
    (experiment,) = (one for one in lab.experiments if one.name == name)
    choice = (search_path(lab.name, name),) if experiment.search else ()
    arguments = (
        *("--plan", plan, *_data(experiment.dataset)),
        *("--output", notebook, "--output-json", results),
    )
    return Stage(
        NOTEBOOK,
        fields,
        arguments,
        (plan, *choice),
        project_files=(notebook_template(template),),
    )


def _prepare_own_digit(lab: PlannedLab, asked: Photograph) -> Stage:
    fields = {"lab": lab.name}
    shapes = ["x".join(map(str, shape)) for shape in _image_shapes(lab)]
    of_project = (SAMPLE, *((asked.path,) if asked.in_project else ()))
    return Stage(
        PREPARE_OWN_DIGIT,
        fields,
        (
            *("--photograph", asked.path, *(["--in-project"] if asked.in_project else [])),
            *("--sample", SAMPLE, "--image-shape", *shapes),
            *("--output", PREPARE_OWN_DIGIT.outputs[0].format(**fields)),
        ),
        () if asked.in_project else (asked.path,),
        project_files=tuple(dict.fromkeys(of_project)),
    )


def _image_shapes(lab: PlannedLab) -> list[tuple[int, ...]]:
    """Of the images that the networks of a lab take, each once."""
    return list(dict.fromkeys(one.dataset.image_shape for one in lab.experiments))


def _classify_own_digit(
    lab: PlannedLab, asked: Photograph, prepare: Stage, summaries: Sequence[Stage]
) -> Stage:
    fields = {"lab": lab.name}
    tables = [stage.outputs[0] for stage in summaries]
    digit = () if asked.digit is None else ("--digit", str(asked.digit))
    return Stage(
        CLASSIFY_OWN_DIGIT,
        fields,
        (
            *("--images", *prepare.outputs, *digit, "--summary", *tables),
            *("--output", CLASSIFY_OWN_DIGIT.outputs[0].format(**fields)),
        ),
        (*prepare.outputs, *tables),
        tuple(directory for stage in summaries for directory in stage.runs),
        ("spec.json", "weights.npz"),
    )


def _draw_own_digit(
    lab: PlannedLab, prepare: Stage, classify: Stage, choices: Sequence[str]
) -> Stage:
    fields = {"lab": lab.name}
    plans = [experiment_plan_path(one.lab, one.name) for one in lab.experiments]
    folder = DRAW_OWN_DIGIT.outputs[0].format(**fields).rpartition("/")[0]
    return Stage(
        DRAW_OWN_DIGIT,
        fields,
        (
            *("--images", *prepare.outputs, "--answers", *classify.outputs, "--plan", *plans),
            *("--output-directory", folder),
        ),
        (*prepare.outputs, *classify.outputs, *plans, *choices),
    )


def _draw(experiment: PlannedExperiment, table: str, choice: tuple[str, ...]) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    folder = DRAW_FIGURES.outputs[0].format(**fields).rpartition("/")[0]
    runs = _directories(experiment.configurations)
    return Stage(
        DRAW_FIGURES,
        fields,
        ("--plan", plan, "--summary", table, "--output-directory", folder),
        (plan, table, *choice),
        runs,
        (PROVENANCE,),
    )


def _draw_classes(
    experiment: PlannedExperiment, evaluated: Sequence[str], choice: tuple[str, ...]
) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    folder = DRAW_CLASSES.outputs[0].format(**fields).rpartition("/")[0]
    classes, images = evaluated
    return Stage(
        DRAW_CLASSES,
        fields,
        (
            *("--plan", plan, "--classes", classes, "--images", images),
            *("--output-directory", folder),
        ),
        (plan, classes, images, *choice),
    )


def _draw_feature_maps(
    experiment: PlannedExperiment, recorded: Sequence[str], choice: tuple[str, ...]
) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    folder = DRAW_FEATURE_MAPS.outputs[0].format(**fields).rpartition("/")[0]
    statistics, maps = recorded
    return Stage(
        DRAW_FEATURE_MAPS,
        fields,
        (
            *("--plan", plan, "--statistics", statistics, "--maps", maps),
            *("--output-directory", folder),
        ),
        (plan, statistics, maps, *choice),
    )


def _draw_gradients(
    experiment: PlannedExperiment, summed: Sequence[str], choice: tuple[str, ...]
) -> Stage:
    fields = {"lab": experiment.lab, "experiment": experiment.name}
    plan = experiment_plan_path(experiment.lab, experiment.name)
    folder = DRAW_GRADIENTS.outputs[0].format(**fields).rpartition("/")[0]
    gradients, arrays = summed
    return Stage(
        DRAW_GRADIENTS,
        fields,
        (
            *("--plan", plan, "--gradients", gradients, "--arrays", arrays),
            *("--output-directory", folder),
        ),
        (plan, gradients, arrays, *choice),
    )


def _directories(configurations: Sequence[PlannedConfiguration]) -> tuple[str, ...]:
    return tuple(run.directory for configuration in configurations for run in configuration.runs)
