"""Make the jobs of a build from the declarations of all stages and a plan."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any

from labbook.artifacts.receipt import Files
from labbook.planning.datasets import DatasetIdentity
from labbook.planning.plan import Plan, PlannedExperiment, PlannedLab
from labbook.planning.plan_files import (
    config_path,
    experiment_plan_path,
    findings_plan_path,
    lab_plan_path,
    notebook_plan_path,
)
from labbook.stages.declaration import Output, PlanFile, Reads, Stage
from labbook.stages.job import StageJob
from labbook.stages.stand_ins import ATTEMPTS, attempt

AnySubject = DatasetIdentity | PlannedExperiment | PlannedLab
_LAB_PLANS = {
    "lab": lab_plan_path,
    "findings": findings_plan_path,
    "notebook": notebook_plan_path,
    "config": config_path,
}


def in_order(stages: Sequence[Stage[Any]]) -> list[Stage[Any]]:
    """Sort the stages so that each comes after the stages whose files it reads.

    Raises CycleError if stages wait for one another, KeyError for a file that no stage writes.
    """
    by_name = {stage.name: stage for stage in stages}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for stage in stages:
        sorter.add(stage.name)
        for read in _outputs_read(stage.reads):
            by_name[read.stage].outputs[read.name]
            sorter.add(stage.name, read.stage)
    return [by_name[name] for name in sorter.static_order()]


def jobs_of_plan(
    plan: Plan,
    stages: Sequence[Stage[Any]],
    dataset_files: Mapping[str, str],
    tried: Set[str] = frozenset(),
) -> list[StageJob]:
    """All jobs of a plan except trainings; each comes after the jobs whose files it reads.

    `dataset_files`: the files with the images, by name of the dataset. `tried`: the directories of
    runs that may fail; a run that fails is a gap.
    """
    resolver = _Resolver(dataset_files, tried)
    ordered = in_order(stages)
    jobs: list[StageJob] = []
    for stage in ordered:
        if stage.scope == "dataset":
            for dataset in plan.datasets.values():
                jobs.extend(resolver.job(stage, dataset, {"dataset": dataset.name}))
    for lab in plan.labs:
        for stage in ordered:
            if stage.scope == "experiment":
                for experiment in lab.experiments:
                    fields = {"lab": lab.name, "experiment": experiment.name}
                    jobs.extend(resolver.job(stage, experiment, fields))
            elif stage.scope == "lab":
                jobs.extend(resolver.job(stage, lab, {"lab": lab.name}))
    return jobs


def _outputs_read(reads: Reads) -> Iterator[Output]:
    for source in reads.values():
        if isinstance(source, Output):
            yield source
        elif isinstance(source, Mapping):
            yield from _outputs_read(source)


@dataclass
class _Resolver:
    """Makes jobs and fills in their paths; `made` has the jobs so far, by stage and place."""

    dataset_files: Mapping[str, str]
    tried: Set[str]
    made: dict[tuple[str, tuple[str, ...]], StageJob] = field(default_factory=dict)

    def job(
        self, stage: Stage[Any], subject: AnySubject, fields: Mapping[str, str]
    ) -> Iterator[StageJob]:
        """The job of a stage for a subject, if the subject asks for it."""
        if not stage.asked_for(subject):
            return
        inputs: dict[str, None] = {}
        files = self._files(stage.reads, subject, inputs)
        experiments = _experiments(subject)
        configurations = [
            configuration
            for experiment in experiments
            if stage.runs
            for configuration in stage.runs.of(experiment)
        ]
        runs = list(
            dict.fromkeys(
                run.directory for configuration in configurations for run in configuration.runs
            )
        )
        attempts = [attempt(run) for run in runs if run in self.tried]
        if stage.runs and stage.runs.may_fail and attempts:
            files["attempts"] = ATTEMPTS
            inputs |= dict.fromkeys(attempts)
        settings = dict(stage.settings(subject))
        if stage.images:
            dataset = stage.images(subject)
            # The checksum stands for the images, so the file may be gone after the job is done.
            files["dataset_file"] = self.dataset_files[dataset.name]
            settings["dataset_sha256"] = dataset.sha256
        files |= {name: stage.outputs[name].format(**fields) for name in stage.writes}
        made = StageJob(
            stage=stage,
            fields=fields,
            files=files,
            settings=settings,
            inputs=(*inputs, *stage.other_inputs(subject)),
            runs=tuple(runs),
            run_files=stage.runs.names if stage.runs else (),
            modules=(stage.module, *stage.calls(subject)),
            own_project_files=stage.project_files(subject),
        )
        self.made[stage.name, tuple(fields.values())] = made
        yield made

    def _files(self, reads: Reads, subject: AnySubject, inputs: dict[str, None]) -> dict[str, Any]:
        """The paths by keyword, without the files of stages that are not asked for."""
        found: dict[str, Any] = {}
        for keyword, source in reads.items():
            if isinstance(source, Mapping):
                files: Files | str | None = self._files(source, subject, inputs)
            elif isinstance(source, PlanFile):
                files = _plan_file(source, subject, inputs)
            else:
                files = self._output(source, subject, inputs)
            if files:
                found[keyword] = files
        return found

    def _output(
        self, source: Output, subject: AnySubject, inputs: dict[str, None]
    ) -> str | dict[str, str] | None:
        if not isinstance(subject, PlannedLab):
            return self._written(source, _place(subject), inputs)
        if (of_lab := self._written(source, (subject.name,), inputs)) is not None:
            return of_lab
        names = (
            [source.of(subject)]
            if source.of
            else [experiment.name for experiment in subject.experiments]
        )
        by_experiment = {
            name: self._written(source, (subject.name, name), inputs) for name in names
        }
        found = {name: file for name, file in by_experiment.items() if file is not None}
        return found[names[0]] if source.of and found else found or None

    def _written(
        self, source: Output, place: tuple[str, ...], inputs: dict[str, None]
    ) -> str | None:
        job = self.made.get((source.stage, place))
        if job is None:
            return None
        path = job.stage.outputs[source.name].format(**job.fields)
        # A job that reads an index of figures also reads the figures.
        with_figures = job.stage.figures and source.name == "index"
        inputs |= dict.fromkeys(job.outputs if with_figures else [path])
        return path


def _place(subject: DatasetIdentity | PlannedExperiment) -> tuple[str, ...]:
    if isinstance(subject, DatasetIdentity):
        return (subject.name,)
    return (subject.lab, subject.name)


def _experiments(subject: AnySubject) -> list[PlannedExperiment]:
    if isinstance(subject, PlannedLab):
        return subject.experiments
    return [subject] if isinstance(subject, PlannedExperiment) else []


def _plan_file(
    source: PlanFile, subject: AnySubject, inputs: dict[str, None]
) -> str | dict[str, str]:
    if source.of == "experiment":
        files = {}
        for experiment in _experiments(subject):
            path = experiment_plan_path(experiment.lab, experiment.name)
            files[experiment.name] = path
            inputs[path] = None
        return files if isinstance(subject, PlannedLab) else next(iter(files.values()))
    assert isinstance(subject, PlannedLab), "only a lab has a plan of its own"
    path = _LAB_PLANS[source.of](subject.name)
    inputs[path] = None
    return path
