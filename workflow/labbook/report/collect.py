"""From the artifacts of a lab to the context of its report."""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from labbook.artifacts.findings import read_findings
from labbook.artifacts.findings_plan import DatasetDescription
from labbook.artifacts.lab_plan import ExperimentWords, LabPlan
from labbook.artifacts.provenance import Provenance, read_provenance
from labbook.artifacts.summary import ConfigurationSummary, Summary, read_summary
from labbook.errors import LabbookError
from labbook.report.context import Experiment, Identity, Report
from labbook.report.measured import measured_findings, measured_summary
from labbook.report.run_rows import run_rows
from labbook.report.settings import setting_rows
from labbook.report.tables import course_rows, majorities_of, result_rows
from labbook.report.topic_section import Figure, SectionContext, Topics, TopicSection, read_figures

# In this order a section shows the figures that every experiment has.
FIGURES_FIRST = ("network", "curves")
_NAME_FIELDS = ("first_name", "last_name", "partner")
# By topic: a module with a function `section`.
Modules = Sequence[tuple[str, str]]
# By topic and keyword: a path, or paths by experiment.
SectionFiles = Mapping[str, Mapping[str, Path | Mapping[str, Path]]]


def collect_report(
    plan: LabPlan,
    findings: Path,
    summaries: Mapping[str, Path],
    figures: Mapping[str, Mapping[str, Path]],
    modules: Modules = (),
    sections: SectionFiles = MappingProxyType({}),
) -> Report:
    """Read all that the lab plan names.

    `summaries` by experiment; `figures`: indices of the figures that every experiment has, by topic
    and experiment. Runs' folders are taken as the summaries name them, from the working directory.
    Raises LabbookError for a missing or broken artifact, and where runs are of other data than the
    plan's.
    """
    found = read_findings(findings)
    experiments = []
    provenance: dict[str, Provenance] = {}
    for planned in plan.experiments:
        name = planned.name
        plain = read_summary(summaries[name])
        of_runs = _read_provenance(plain, planned.dataset)
        provenance |= of_runs
        summary, of_experiment = measured_summary(plain), measured_findings(found, plain)
        context = SectionContext(planned, summary, of_experiment)
        topics = {
            topic: section
            for topic, module in modules
            if (section := _section(module, context, _files_of(sections.get(topic, {}), name)))
        }
        drawn = [read_figures(figures[topic][name]) for topic in FIGURES_FIRST if topic in figures]
        experiments.append(
            _experiment(
                planned,
                plain,
                context,
                {kind: figure for each in drawn for kind, figure in each.items()},
                of_runs,
                Topics(topics),
            )
        )
    return Report(
        lab=plan.lab,
        title=plan.title,
        assignment=plan.assignment,
        identity=_identity(plan.identity),
        dataset=next(
            (
                experiment.dataset
                for experiment in experiments
                if experiment.dataset.name == plan.dataset.name
            ),
            plan.dataset,
        ),
        equivalence_margin=plan.equivalence_margin,
        experiments=experiments,
        versions=_versions(provenance.values()),
        commits=sorted({of_run.git_commit or "" for of_run in provenance.values()}),
        topics=Topics(
            {
                topic: section
                for topic, module in modules
                if (files := _files_of_lab(sections.get(topic, {})))
                and (section := _section(module, SectionContext(), files))
            }
        ),
    )


def _section(
    module: str, context: SectionContext, files: Mapping[str, Path] | None
) -> TopicSection | None:
    """None where a topic has nothing of this experiment, or of this lab."""
    if files is None:
        return None
    section: TopicSection | None = importlib.import_module(module).section(context, **files)
    return section


def _files_of(
    files: Mapping[str, Path | Mapping[str, Path]], experiment: str
) -> dict[str, Path] | None:
    """Those of an experiment; None where the topic has files, but none of this experiment."""
    of_experiment = {
        keyword: by_experiment[experiment]
        for keyword, by_experiment in files.items()
        if isinstance(by_experiment, Mapping) and experiment in by_experiment
    }
    return of_experiment if of_experiment or not files else None


def _files_of_lab(files: Mapping[str, Path | Mapping[str, Path]]) -> dict[str, Path]:
    return {keyword: path for keyword, path in files.items() if isinstance(path, Path)}


def _experiment(
    planned: ExperimentWords,
    plain: Summary,
    context: SectionContext,
    figures: Mapping[str, Figure],
    provenance: Mapping[str, Provenance],
    topics: Topics,
) -> Experiment:
    summary = context.summary
    assert summary is not None
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
        findings=context.findings,
        # The rows that numbers lead to; their own numbers lead nowhere.
        run_rows=run_rows(planned.name, plain.planned, provenance),
        topics=topics,
    )


def _dataset(
    planned: DatasetDescription, configurations: Sequence[ConfigurationSummary]
) -> DatasetDescription:
    """How many images there are is told by the runs where the plan does not know it."""
    for first in configurations[:1]:
        total, n_test = planned.n_train_total, planned.n_test
        return replace(
            planned,
            n_train_total=first.n_train + first.n_validation if total is None else total,
            n_test=first.n_test if n_test is None else n_test,
        )
    return planned


def _identity(identity: Mapping[str, str]) -> Identity:
    name = " ".join(identity[part] for part in ("first_name", "last_name") if part in identity)
    authors = [name, identity.get("partner", "")]
    others = {
        field: value for field, value in identity.items() if field not in _NAME_FIELDS and value
    }
    return Identity(" and ".join(author for author in authors if author), others)


def _read_provenance(summary: Summary, dataset: DatasetDescription) -> dict[str, Provenance]:
    """By run directory, checked against the summary and the lab's data."""
    found = {}
    for run in (run for configuration in summary.configurations for run in configuration.runs):
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


def _versions(provenance: Iterable[Provenance]) -> dict[str, str]:
    """Of each program the version, or the versions if runs differ."""
    found: dict[str, set[str]] = {}
    for of_run in provenance:
        for program, version in of_run.versions.items():
            found.setdefault(program, set()).add(str(version))
    return {program: ", ".join(sorted(found[program])) for program in sorted(found)}
