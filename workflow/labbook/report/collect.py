"""From the artifacts of a lab to the context of its report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from labbook.artifacts.figure_index import read_figure_index
from labbook.artifacts.findings import Finding, read_findings
from labbook.artifacts.lab_plan import DatasetDescription, ExperimentWords, LabPlan
from labbook.artifacts.provenance import Provenance, read_provenance
from labbook.artifacts.search import Search, read_search
from labbook.artifacts.summary import ConfigurationSummary, Summary, read_summary
from labbook.errors import LabbookError
from labbook.report.context import Experiment, Identity, Report
from labbook.report.figure_sources import Figure, svg_data_uri
from labbook.report.measured_results import measured_findings, measured_summary
from labbook.report.run_rows import run_rows
from labbook.report.settings import setting_rows
from labbook.report.tables import course_rows, majorities_of, result_rows
from labbook.topics.classes.class_evaluation import read_class_evaluation
from labbook.topics.classes.section_rows import class_results
from labbook.topics.feature_maps.section_rows import feature_map_results
from labbook.topics.feature_maps.statistics_file import read_feature_map_statistics
from labbook.topics.gradients.gradient_summary import read_gradient_summary
from labbook.topics.gradients.section_rows import gradient_results
from labbook.topics.own_digit.answers_file import read_own_digit
from labbook.topics.own_digit.section_rows import own_digit_results
from labbook.topics.published.section_rows import published_entries
from labbook.topics.search.search_space import space_axes
from labbook.topics.search.trial_rows import trial_rows

_NAME_FIELDS = ("first_name", "last_name", "partner")


def collect_report(plan: LabPlan, results: Path) -> Report:
    """Read all that the lab plan names; `results` is the lab's own folder.

    Runs' folders are taken as the summaries name them, from the working directory. Raises
    LabbookError for a missing or broken artifact, and where runs are of other data than the plan's.
    """
    findings = read_findings(results / "findings.json")
    experiments = []
    provenance: dict[str, Provenance] = {}
    for planned in plan.experiments:
        folder = results / planned.name
        summary = read_summary(folder / "summary.json")
        of_runs = _read_provenance(summary, planned.dataset)
        provenance |= of_runs
        search = read_search(folder / "search.json") if planned.is_search else None
        figures = _figures(folder / "figures")
        experiment = _experiment(planned, summary, findings, figures, of_runs)
        if search:
            trials = trial_rows(search, _read_trials(search))
            experiment = replace(experiment, search=search, space=space_axes(search), trials=trials)
        if planned.by_class:
            evaluation = read_class_evaluation(folder / "classes.json")
            drawn = _figures(folder / "class_figures")
            experiment = replace(experiment, classes=class_results(evaluation, drawn))
        if planned.feature_maps:
            statistics = read_feature_map_statistics(folder / "feature_maps.json")
            drawn = _figures(folder / "feature_figures")
            experiment = replace(experiment, feature_maps=feature_map_results(statistics, drawn))
        if planned.has_gradients:
            recorded = read_gradient_summary(
                folder / "gradients.json", folder / "gradients_by_layer.npz"
            )
            drawn = _figures(folder / "gradient_figures")
            experiment = replace(experiment, gradients=gradient_results(recorded, drawn))
        experiments.append(experiment)
    own_digit = None
    if plan.own_digit:
        answers = read_own_digit(results / "own_digit.json")
        own_digit = own_digit_results(answers, _figures(results / "own_digit_figures"))
    return Report(
        lab=plan.lab,
        title=plan.title,
        assignment=plan.assignment,
        identity=_identity(plan.identity),
        dataset=next(
            (one.dataset for one in experiments if one.dataset.name == plan.dataset.name),
            plan.dataset,
        ),
        equivalence_margin=plan.equivalence_margin,
        experiments=experiments,
        versions=_versions(provenance.values()),
        commits=sorted({one.git_commit or "" for one in provenance.values()}),
        own_digit=own_digit,
    )


def _experiment(
    planned: ExperimentWords,
    plain: Summary,
    findings: Sequence[Finding],
    figures: dict[str, Figure],
    provenance: Mapping[str, Provenance],
) -> Experiment:
    summary, of_experiment = measured_summary(plain), measured_findings(findings, plain)
    configurations = summary.configurations
    return Experiment(
        name=planned.name,
        title=planned.title,
        question=planned.question,
        dataset=_dataset(planned.dataset, configurations),
        planned=summary.planned,
        configurations=configurations,
        majorities=majorities_of(configurations),
        axes=summary.axes,
        settings=setting_rows(summary.planned),
        results=result_rows(planned.name, summary.planned),
        course=course_rows(planned.name, summary.planned),
        figures=figures,
        findings=of_experiment,
        # The rows that numbers lead to; their own numbers lead nowhere.
        run_rows=run_rows(planned.name, plain.planned, provenance),
        published=published_entries(
            of_experiment,
            summary.planned,
            [entry.note for entry in planned.published],
        ),
        published_source=planned.published_source,
        published_note=planned.published_note,
    )


def _dataset(
    planned: DatasetDescription, configurations: Sequence[ConfigurationSummary]
) -> DatasetDescription:
    """How many images there are is told by the runs where the plan does not know it."""
    for one in configurations[:1]:
        total, n_test = planned.n_train_total, planned.n_test
        return replace(
            planned,
            n_train_total=one.n_train + one.n_validation if total is None else total,
            n_test=one.n_test if n_test is None else n_test,
        )
    return planned


def _identity(identity: Mapping[str, str]) -> Identity:
    name = " ".join(identity[part] for part in ("first_name", "last_name") if part in identity)
    authors = [name, identity.get("partner", "")]
    others = {
        field: value for field, value in identity.items() if field not in _NAME_FIELDS and value
    }
    return Identity(" and ".join(author for author in authors if author), others)


def _figures(folder: Path) -> dict[str, Figure]:
    return {
        one.kind: Figure(one.kind, one.title, one.caption, one.alt, svg_data_uri(folder / one.file))
        for one in read_figure_index(folder / "figures.json")
    }


def _read_provenance(summary: Summary, dataset: DatasetDescription) -> dict[str, Provenance]:
    """By run directory, checked against the summary and the lab's data."""
    found = {}
    for run in (run for one in summary.configurations for run in one.runs):
        provenance = read_provenance(Path(run.directory))
        if provenance.key != run.key:
            raise LabbookError(
                f"{run.directory}/provenance.json is of key {provenance.key}, but the summary of "
                f"{summary.experiment} is of {run.key}; build again."
            )
        if provenance.dataset["sha256"] != dataset.sha256:
            raise LabbookError(
                f"Run {run.name} of {summary.experiment} was made with data of checksum "
                f"{provenance.dataset['sha256']}, but it is about {dataset.title} with "
                f"{dataset.sha256}; build again."
            )
        found[run.directory] = provenance
    return found


def _read_trials(search: Search) -> dict[str, Provenance]:
    """Provenance of the trials that have left something, by run directory."""
    runs = [run for trial in search.trials for run in trial.runs]
    return {run.directory: read_provenance(Path(run.directory)) for run in runs if not run.failure}


def _versions(provenance: Iterable[Provenance]) -> dict[str, str]:
    """Of each program the version, or the versions if runs differ."""
    found: dict[str, set[str]] = {}
    for one in provenance:
        for program, version in one.versions.items():
            found.setdefault(program, set()).add(str(version))
    return {program: ", ".join(sorted(found[program])) for program in sorted(found)}
