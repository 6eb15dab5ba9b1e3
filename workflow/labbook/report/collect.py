"""Read the artifacts of a lab and build the context of its report from them."""

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

# Every experiment has these figures; its section shows them in this order.
FIGURES_FIRST = ("network", "curves")
_NAME_FIELDS = ("first_name", "last_name", "partner")
# Pairs of a topic and the name of its module, which has a function `section`.
Modules = Sequence[tuple[str, str]]
# Maps a topic and a keyword to a path, or to paths by experiment.
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

    `summaries` maps an experiment to its summary file. `figures` maps a topic and an experiment to
    the index of figures that every experiment has. The summaries name the folders of runs relative
    to the working directory. Raises LabbookError if an artifact is missing or broken, or if a run
    used other data than the plan names.
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
                {kind: figure for by_kind in drawn for kind, figure in by_kind.items()},
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
        commits=sorted({record.git_commit or "" for record in provenance.values()}),
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
    """The topic's section, or None if the topic has nothing for this experiment or lab."""
    if files is None:
        return None
    section: TopicSection | None = importlib.import_module(module).section(context, **files)
    return section


def _files_of(
    files: Mapping[str, Path | Mapping[str, Path]], experiment: str
) -> dict[str, Path] | None:
    """The topic's files for an experiment; None if it has files, but none for this experiment."""
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
        # Numbers of the report link to these rows; the numbers in the rows are not links.
        run_rows=run_rows(planned.name, plain.planned, provenance),
        topics=topics,
    )


def _dataset(
    planned: DatasetDescription, configurations: Sequence[ConfigurationSummary]
) -> DatasetDescription:
    """The dataset; if the plan does not know its numbers of images, the runs tell them."""
    for configuration in configurations[:1]:
        total, n_test = planned.n_train_total, planned.n_test
        return replace(
            planned,
            n_train_total=configuration.n_train + configuration.n_validation
            if total is None
            else total,
            n_test=configuration.n_test if n_test is None else n_test,
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
    """The provenance of each run by its directory.

    Raises LabbookError if it contradicts the summary or if the run used other data.
    """
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
    """Each program with its version; if runs differ, with all their versions."""
    found: dict[str, set[str]] = {}
    for record in provenance:
        for program, version in record.versions.items():
            found.setdefault(program, set()).add(str(version))
    return {program: ", ".join(sorted(found[program])) for program in sorted(found)}
