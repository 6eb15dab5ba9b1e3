"""Read the artifacts of a lab and build the context of its report from them."""

import importlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from labbook.artifacts.findings import read_findings
from labbook.artifacts.findings_plan import DatasetDescription
from labbook.artifacts.lab_plan import LabPlan
from labbook.artifacts.own_metrics import read_own_metrics
from labbook.artifacts.provenance import Provenance, read_provenance
from labbook.artifacts.summary import ConfigurationSummary, Summary, read_summary
from labbook.errors import LabbookError
from labbook.metrics.best_configuration import n_best, shown_one_by_one
from labbook.report.context import Experiment, Identity, Report
from labbook.report.measured import measured_findings, measured_summary
from labbook.report.settings import setting_rows
from labbook.report.tables import course_rows, majorities_of, result_rows, run_rows
from labbook.report.topic_section import Figure, SectionContext, Topics, TopicSection, read_figures

# Figures that belong to no section of a topic; an experiment's section shows them in this order.
FIGURES_FIRST = ("network", "curves", "sweep")
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
    measured: Mapping[str, Path] = MappingProxyType({}),
    has_supplement: bool = True,
) -> Report:
    """Read all that the lab plan names.

    `summaries` maps an experiment to its summary file. `figures` maps a topic and an experiment to
    an index of figures; `measured` an experiment to its metrics of one's own. The summaries name
    the folders of runs relative to the working directory. Raises LabbookError if an artifact is
    missing or broken, or if a run used other data than the plan names.
    """
    found = read_findings(findings)
    experiments = []
    provenance: dict[str, Provenance] = {}
    plain_summaries = {one.name: read_summary(summaries[one.name]) for one in plan.experiments}
    most = n_best(len(plain.planned) for plain in plain_summaries.values())
    for planned in plan.experiments:
        name = planned.name
        plain = plain_summaries[name]
        of_runs = _read_provenance(plain, planned.dataset)
        provenance |= of_runs
        summary, of_experiment = measured_summary(plain), measured_findings(found, plain)
        drawn: dict[str, Figure] = {}
        for topic in FIGURES_FIRST:
            # Networks of one's own are not drawn, nor is accuracy over the settings of a few.
            if name in figures.get(topic, {}):
                drawn |= read_figures(figures[topic][name])
        own = read_own_metrics(measured[name]) if name in measured else None
        shown = shown_one_by_one(summary.planned, most)
        names = {one.known.name for one in shown}
        context = SectionContext(planned, summary, of_experiment)
        experiments.append(
            Experiment(
                name=name,
                title=planned.title,
                question=planned.question,
                dataset=_dataset(planned.dataset, summary.configurations),
                planned=summary.planned,
                shown=shown,
                configurations=summary.configurations,
                majorities=majorities_of(summary.configurations),
                axes=summary.axes,
                settings=setting_rows(summary.planned, summary.dataset),
                results=result_rows(name, shown, own),
                own_metrics=tuple(own.titles.values()) if own else (),
                n_best=most,
                course=course_rows(name, shown),
                figures=drawn,
                findings=of_experiment,
                # Numbers of the report link to these rows; the numbers in the rows are not links.
                run_rows=run_rows(
                    name, [one for one in plain.planned if one.known.name in names], of_runs
                ),
                topics=_topics(modules, sections, context, name),
            )
        )
    of_lab = [experiment.dataset for experiment in experiments]
    return Report(
        lab=plan.lab,
        title=plan.title,
        assignment=plan.assignment,
        identity=_identity(plan.identity),
        dataset=next((used for used in of_lab if used.name == plan.dataset.name), plan.dataset),
        equivalence_margin=plan.equivalence_margin,
        experiments=experiments,
        versions=_versions(provenance.values()),
        commits=sorted({record.git_commit or "" for record in provenance.values()}),
        topics=_topics(modules, sections, SectionContext(), None),
        processors=_processors(provenance.values()),
        is_draft=plan.is_draft,
        has_supplement=has_supplement,
    )


def _topics(
    modules: Modules, sections: SectionFiles, context: SectionContext, experiment: str | None
) -> Topics:
    """The sections of an experiment, or of the whole lab if `experiment` is None.

    Those of the lab need a file. Those of an experiment need none if their topic has no files.
    """
    found: dict[str, TopicSection] = {}
    for topic, module in modules:
        known = sections.get(topic, {})
        files = {}
        for keyword, paths in known.items():
            if experiment is None and isinstance(paths, Path):
                files[keyword] = paths
            elif experiment is not None and isinstance(paths, Mapping) and experiment in paths:
                files[keyword] = paths[experiment]
        if files or (experiment is not None and not known):
            section = importlib.import_module(module).section(context, **files)
            if section is not None:
                found[topic] = section
    return Topics(found)


def _dataset(
    planned: DatasetDescription, configurations: Sequence[ConfigurationSummary]
) -> DatasetDescription:
    """The dataset; if the plan does not know its numbers of images, the runs tell them."""
    if not configurations:
        return planned
    total, n_test, first = planned.n_train_total, planned.n_test, configurations[0]
    return replace(
        planned,
        n_train_total=first.n_train + first.n_validation if total is None else total,
        n_test=first.n_test if n_test is None else n_test,
    )


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


def _processors(provenance: Iterable[Provenance]) -> dict[str, dict[str, int]]:
    """What decided the last bits of the runs, and in how many of them."""
    found: dict[str, Counter[str]] = {}
    for record in provenance:
        for name, value in record.processor.items():
            found.setdefault(name, Counter())[value] += 1
    return {name: dict(sorted(counts.items())) for name, counts in sorted(found.items())}
