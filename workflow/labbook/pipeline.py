"""What this build makes, worked out while Snakemake reads the Snakefile; the rules ask for it."""

import gc
import os
import shutil
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labbook.artifacts.attempt import gaps_sentence, read_attempt
from labbook.artifacts.kept_build import keep_build
from labbook.artifacts.run_lists import read_listing, record_build
from labbook.build.asked_for import (
    check_arguments,
    is_report,
    names_asked_for,
    only_looks,
    target_by_itself,
)
from labbook.build.job_counts import Durations, ShownRun, read_durations
from labbook.build.job_needs import JobNeeds
from labbook.build.preflight import check_pango, stopping
from labbook.build.progress import install_progress
from labbook.build.results_folder import (
    FolderLock,
    check_disk_space,
    lock_folder,
    remove_unfinished_files,
)
from labbook.build.shown_files import ShownFile, figures_of
from labbook.build.snakemake_door import (
    arguments,
    config_of_command_line,
    cores,
    has_cluster,
    includes_rule,
    is_dry_run,
    is_forced,
    is_main_process,
    is_on_node,
    jobs_at_once,
    jobs_to_run,
    keep_earlier_outputs,
    made_by,
    pretend,
    start_jobs_at_any_rate,
)
from labbook.config.load import load_config, read_overrides
from labbook.config.model import Config
from labbook.config.named_files import data_places, named_files
from labbook.config.questions import QUESTIONS, options_of
from labbook.config.yaml_file import read_yaml
from labbook.difference.finished import finished_build
from labbook.errors import LabbookError
from labbook.freshness.explanation import Explanation
from labbook.freshness.inventory import (
    Inventory,
    foreseen_times,
    nothing_known,
    take_inventory,
)
from labbook.freshness.run_state import TrainedRuns
from labbook.hand_in.identity import archive_names
from labbook.kept_code import KeptCode
from labbook.leftovers.removal import LeftoverPaths, Survey, decide, take_survey
from labbook.leftovers.wording import foresight_text, listing_text, unlisted_text
from labbook.planning.bundles import batches_of, bundles_of, read_bundles, work, write_bundles
from labbook.planning.datasets import choose_datasets
from labbook.planning.draft import drafted, sliced
from labbook.planning.keras_answers import check_optimizers
from labbook.planning.own_answers import plan_with_functions
from labbook.planning.plan import RUNS, Plan, PlannedLab, PlannedRun, make_plan
from labbook.planning.plan_files import (
    PLANNED_RUNS,
    PLANS,
    plan_files,
    write_if_new,
    write_plan_files,
)
from labbook.planning.printable import check_characters
from labbook.planning.visible_gpu import check_gpu
from labbook.planning.work import training_work
from labbook.results_root import DRAFT, RESULTS
from labbook.run_key import circumstances
from labbook.stages.all_stages import KEPT, all_stages, dataset_files, stage_names
from labbook.stages.declaration import RECORDS, Stage
from labbook.stages.job import StageJob, libraries_of, made_files
from labbook.stages.jobs_of_plan import jobs_of_plan
from labbook.stages.stand_ins import BUNDLES, LOGS, attempt, bundle_file, log_of, seal, vouching
from labbook.stages.topic import check_topics
from labbook.topics.registry import topics
from labbook.workers.start import forget_pool, start_pool

if TYPE_CHECKING:
    from labbook.build.snakemake_door import Workflow

CONFIG = Path("config.yaml")
# As it was when the build began. A job that waits for hours reads that, and yours may be edited.
CONFIG_OF_BUILD = Path(PLANS, "config.yaml")
RESULTS_FOLDER = Path(RESULTS)
LEFTOVERS = LeftoverPaths(
    runs=Path(RUNS),
    logs=Path(LOGS),
    plan=Path(PLANNED_RUNS),
    builds=Path(PLANS, "builds.json"),
    listing=Path(RESULTS, "leftovers.json"),
)
# What is kept of finished builds.
BUILDS = Path(RESULTS, "builds")
KEPT_CODE = Path(KEPT, "package.code")
# A file for each archive that is packed; it goes before each build, which so packs it anew.
PACKED = f"{RECORDS}/hand_in"
TELLING_TARGETS = {"leftovers", "remove_leftovers", *QUESTIONS}
# The kinds of the workers that carry out stages, without TensorFlow and with it.
STAGES, TENSORFLOW_STAGES = "stages", "stages-with-tensorflow"
# Rules that are no stages.
OTHER_TARGETS = TELLING_TARGETS | {
    "all",
    "figures_pdf",
    "hand_in",
    "pack",
    "train_run",
    "train_runs",
}
# What `--report` shows besides figures.
SHOWN = {"report.pdf", "supplement.pdf", "metrics.csv", "summary.csv", "search.csv"}
# Keys of the config that change no report, so they may come from the command line.
OF_ONE_BUILD = {"allow_missing", "altered_runs", "hand_in_anyway", "job_minutes", "keep_builds"}


def read_pipeline(workflow: "Workflow") -> "Pipeline":
    """Read config.yaml, look at what is there, and show the progress of this build from now on.

    A mistake of the user ends the build with one sentence.
    """
    with stopping():
        pipeline = _work_out(workflow)
        _show_progress(pipeline)
        # The plan stays to the end, so the garbage collector need not look through it again and
        # again while Snakemake works on its jobs: for 10,000 runs that was a seventh of the time
        # of `snakemake -n`.
        gc.freeze()
        return pipeline


@dataclass(frozen=True)
class Pipeline:
    """A build.

    `overridden`: keys of the config that the command line has set. `tells`: the target that builds
    nothing but tells or removes something, if it is asked for; `question`: the words of its
    command. `shows`: whether `--report` is asked for. `dataset_files`: the files of images, by the
    name that a run's spec has for them: trials of a search see no test image. `workers`: by the
    name of a stage, the kind of worker that does its jobs. `tries`: a run that fails becomes a gap
    of the report instead of its end. `bundles`: the runs that a job trains, by its file; `needs`:
    what they take. `lock` holds the folder until Snakemake ends.
    """

    workflow: "Workflow"
    overridden: tuple[str, ...]
    tells: str | None
    question: Sequence[str]
    shows: bool
    config: Config
    plan: Plan
    trained: TrainedRuns
    dataset_files: Mapping[str, str]
    stages: Sequence[Stage[Any]]
    workers: Mapping[str, str]
    tries: bool
    inventory: Inventory
    bundles: Mapping[str, Sequence[PlannedRun]]
    needs: JobNeeds
    archives: Mapping[str, PlannedLab]
    lock: FolderLock | None

    @cached_property
    def labs(self) -> dict[str, PlannedLab]:
        return {lab.name: lab for lab in self.plan.labs}

    @cached_property
    def experiments(self) -> set[str]:
        """The names of all experiments."""
        return {experiment.name for experiment in self.plan.experiments}

    @property
    def named_files(self) -> list[str]:
        """The files that the config names, which are handed in with it, and what they import."""
        own = {
            name: None
            for experiment in self.plan.experiments
            for configuration in experiment.trained
            for spec in configuration.specs
            if spec.own
            for name in spec.own.code
        }
        measuring = [
            name
            for experiment in self.plan.experiments
            for metric in experiment.metrics.values()
            for name in metric["code"]
        ]
        return list(dict.fromkeys([*named_files(read_yaml(CONFIG)), *own, *measuring]))

    @property
    def data_places(self) -> list[str]:
        """Places of data that the config names, which is not handed in."""
        return data_places(self.config)

    @property
    def heaviest_work(self) -> float:
        """Of a job that trains; 0 without any."""
        return max(map(work, self.bundles.values()), default=0)

    def makes(self, file: str) -> bool:
        """Whether this build makes a file anew.

        Whether a file is new is told by its content, before the build, and not by its time.
        """
        return file in self.inventory.unsettled

    def hands_on(self, file: str) -> bool:
        """The same for what jobs hand on to each other, and what -F or -R have made anew."""
        return self.makes(file) or is_forced(self.workflow)

    def job(self, stage: Stage[Any], wildcards: Mapping[str, str]) -> StageJob:
        return self.inventory.stages[stage.order.format(**wildcards)]

    def worker(self, stage: Stage[Any]) -> str:
        """The kind of worker that does the job of a stage."""
        return self.workers[stage.name]

    def stand_in(self, directory: str) -> str:
        """The file by which Snakemake knows a run that is to be trained."""
        return self._bundle_of.get(directory) or seal(directory)

    def begins(self, directory: str) -> bool:
        """Whether a run is the first of its job."""
        return self._bundle_of.get(directory) in (None, bundle_file(directory))

    @cached_property
    def _bundle_of(self) -> dict[str, str]:
        return {run.directory: file for file, runs in self.bundles.items() for run in runs}

    def standing_for(self, directory: str) -> str:
        """What a job reads of a run.

        Of a run that is whole, a file that no rule makes: so no job of it is in the way, whatever
        becomes of the data that it was trained on.
        """
        if directory in self._bundle_of or is_forced(self.workflow):
            return self.stand_in(directory)
        return vouching(directory)

    def deliverables(self, lab: str) -> list[str]:
        of_lab = self.labs[lab].lab
        supplement = ["supplement.pdf"] if of_lab.report == "short" else []
        notebook = ["notebook.ipynb"] if of_lab.notebook else []
        documents = ["report.pdf", *supplement, "report.html"]
        names = [*documents, "metrics.csv", "findings.json", *notebook]
        return [f"{RESULTS}/{lab}/{name}" for name in names]

    def shown(self, lab: str) -> list[ShownFile]:
        """What `snakemake --report` shows of a lab; what is out of date ends it with a sentence."""
        titles = {one.name: one.experiment.title for one in self.labs[lab].experiments}
        jobs = [job for job in self.inventory.stages.values() if job.fields.get("lab") == lab]
        files = [file for job in jobs for file in job.outputs]
        if any(map(self.makes, files)):
            with stopping():
                raise LabbookError(
                    f"{lab} is not up to date, and what --report would show of it neither; build "
                    "it first, as `snakemake --cores 4` does."
                )
        found: list[ShownFile] = []
        for job in jobs:
            group = titles.get(job.fields.get("experiment", ""), "Report")
            if job.stage.figures:
                found += figures_of(Path(job.files["index"]), group)
            names = [(file, Path(file).name) for file in job.outputs]
            found += [ShownFile(file, group, name) for file, name in names if name in SHOWN]
        return found

    @property
    def figures(self) -> list[str]:
        """The SVG files of all labs."""
        return [
            file
            for job in self.inventory.stages.values()
            if job.stage.figures
            for file in job.outputs
            if file.endswith(".svg")
        ]

    def begin(self) -> None:
        """Called before the first job."""
        keep_earlier_outputs(self.workflow)
        start_jobs_at_any_rate(self.workflow)
        if self.tells:
            return
        self.trained.remove_partial()
        remove_unfinished_files(RESULTS_FOLDER)
        with stopping():
            check_disk_space(RESULTS_FOLDER)
            check_pango()
            check_characters(self.config)
        self._record()
        start_pool(cores(self.workflow), self._workers_ahead())

    def _workers_ahead(self) -> list[str]:
        """Workers that import what stages will need, while runs are trained or a page is composed.

        Two serve most of what can be done side by side: one has the modules of all jobs, the other
        those of two jobs or more. Without runs to train, the first has a job at once, and imports
        what that needs.
        """
        if cores(self.workflow) < 2:
            return []
        made = {job.outputs[0]: job for job in self.inventory.stages.values()}
        needed = [made[job.output] for job in jobs_to_run(self.workflow) if job.output in made]
        asked = Counter(
            module for job in needed if self.worker(job.stage) == STAGES for module in job.modules
        )
        of_two = [module for module, jobs in asked.items() if jobs > 1]
        workers = [list(asked), of_two] if self.bundles else [of_two]
        return [" ".join([STAGES, *modules]) for modules in workers if modules]

    def _record(self) -> None:
        """So that `leftovers` keeps the runs of this build, which does not fail for it."""
        try:
            record_build(
                LEFTOVERS.builds, self.plan.runs, datetime.now(UTC), self.config.keep_builds
            )
        except OSError as error:
            _print(
                f"{LEFTOVERS.builds} cannot be written ({error.strerror}): once the plan has "
                "changed, `leftovers` will not know of this build's runs."
            )

    def end(self) -> None:
        """Called after the last job: print what jobs said that are to be seen, then end.

        A report with gaps is made, but it is not what was asked for: the build ends with an error.
        """
        if includes_rule(self.workflow, "hand_in"):
            for name in self.archives:
                _print_log(f"hand_in/{name}")
        if includes_rule(self.workflow, "figures_pdf"):
            _print_log("figures_pdf")
        if self.tells:
            _print_log(self.tells)
        else:
            self._keep()
        # Records of runs that this build has not tried may be there, too.
        tried = [runs for file, runs in self.bundles.items() if self.tries and Path(file).exists()]
        shutil.rmtree(BUNDLES, ignore_errors=True)
        ends = [read_attempt(Path(attempt(run.directory))) for runs in tried for run in runs]
        if failed := [end for end in ends if end.failure is not None]:
            with stopping():
                raise LabbookError(gaps_sentence(failed))

    def _keep(self) -> None:
        """What `difference` compares; the build does not fail for it."""
        finished = {
            lab.name: (
                Path(RESULTS, lab.name),
                {
                    f"{experiment.name}/{run.name}": run.key
                    for experiment in lab.experiments
                    for configuration in experiment.trained
                    for run in configuration.runs
                },
            )
            for lab in self.plan.labs
            if self._is_finished(lab.name)
        }
        if not finished:
            return
        kinds = {
            (type(run.spec), run.spec.engine, run.spec.model): run
            for run in self.plan.runs.values()
        }
        trainings = [circumstances(run.spec, "") for run in kinds.values()]
        orders = [
            job.order_path
            for job in self.inventory.stages.values()
            if job.fields.get("lab") in finished
        ]
        try:
            build = finished_build(
                config=self.config.model_dump(mode="json", exclude_unset=True),
                data={name: dataset.sha256 for name, dataset in self.plan.datasets.items()},
                trainings=[(one.code, one.versions) for one in trainings],
                orders=orders,
                labs=finished,
            )
            keep_build(BUILDS, build, datetime.now(UTC))
        except (LabbookError, OSError) as error:
            _print(f"`difference` will not know of this build: {error}.")

    def _is_finished(self, lab: str) -> bool:
        """Whether all files of a lab are as its plan has them, by this build or before it."""
        made = made_by(self.workflow)
        return all(
            file in made if file in self.inventory.unsettled else Path(file).exists()
            for file in self.deliverables(lab)
        )

    def foreseen_listing(self) -> str:
        """What the job would list: `-n` shows it, as the message of the job."""
        if not is_dry_run(self.workflow):
            return "list leftovers"
        return listing_text(self._survey())

    def foreseen_removal(self) -> str:
        """What the job would remove: `-n` shows it, as the message of the job."""
        if not is_dry_run(self.workflow):
            return "remove leftovers"
        survey = self._survey()
        try:
            return foresight_text(decide(survey, read_listing(LEFTOVERS.listing)))
        except LabbookError:
            return unlisted_text(survey)

    def _survey(self) -> Survey:
        return take_survey(LEFTOVERS, self.config.keep_builds, frozenset(self.plan.runs))


def _work_out(workflow: "Workflow") -> Pipeline:
    if is_on_node(workflow):
        forget_pool()
    # A process of a single job is asked for nothing: it carries out what the build has decided.
    asked = arguments() if is_main_process(workflow) else None
    if asked:
        check_arguments(asked)
    builds = asked is not None and not only_looks(asked)
    tells = target_by_itself(TELLING_TARGETS, asked.targets) if asked else None
    all_topics = topics()
    config_file = CONFIG if asked else CONFIG_OF_BUILD
    overrides = read_overrides(config_file, *config_of_command_line(workflow))
    question, overrides = options_of(tells, overrides)
    own_names = OTHER_TARGETS | stage_names(all_topics)
    config = load_config(config_file, overrides, own_names)
    _check_draft(config, asked)
    if config.draft:
        config = drafted(config)
    if asked:
        _check_names(asked, own_names | config.labs.keys(), are_files=False)
    lock = lock_folder() if builds else None
    code = KeptCode(KEPT_CODE)
    trained = TrainedRuns(RUNS)
    chosen = choose_datasets(config, RESULTS_FOLDER / "data", builds, trains=not tells)
    if config.draft:
        chosen = sliced(chosen)
    if asked:
        for message in chosen.messages:
            _print(message)
    plan = plan_with_functions(
        lambda functions: make_plan(config, chosen.own, trained.place, chosen.others, functions),
        keeps=builds,
    )
    check_topics(all_topics, plan)
    if asked and not tells:
        check_optimizers(plan, keeps=builds)
    files = dataset_files(plan.datasets.values())
    stages = all_stages(all_topics, {dataset.name for dataset in plan.searched})
    tries = config.allow_missing and (asked is None or asked.keep_going)

    def jobs(untrained: Set[str] = frozenset()) -> list[StageJob]:
        return jobs_of_plan(plan, stages, files, set(untrained) if tries else set())

    def look_around(texts: Mapping[str, str]) -> Inventory:
        """What is there already; only once a build, since its jobs change it."""
        if tells:
            # Which nothing of the other stages can keep from being listed and removed.
            return nothing_known(jobs())
        retrain_altered = config.altered_runs == "retrain"
        return take_inventory(plan, jobs, retrain_altered, foreseen=None if builds else texts)

    if asked:
        all_jobs = jobs()
        made_by_rules = {*map(seal, plan.runs), *(file for job in all_jobs for file in job.outputs)}
        _check_names(asked, made_by_rules, are_files=True)
        made = {lab.name: made_files(all_jobs, lab.name) for lab in plan.labs}
        texts = plan_files(plan, config, made)
        if builds:
            write_plan_files(texts)
            write_if_new(CONFIG_OF_BUILD, CONFIG.read_text(encoding="utf-8"))
        inventory = look_around(texts)
        needs = JobNeeds(read_durations(RESULTS_FOLDER) if has_cluster(workflow) else Durations())
        if has_cluster(workflow):
            seconds = 60 * config.job_minutes
            found = batches_of(plan.experiments, inventory.untrained, needs.seconds, seconds)
        else:
            found = bundles_of(plan.experiments, inventory.untrained, jobs_at_once(workflow))
            if not tells:
                check_gpu(chain.from_iterable(found), keeps=builds)
        bundles = {bundle_file(runs[0].directory): runs for runs in found}
    else:
        inventory = nothing_known(jobs({run for run in plan.runs if not Path(seal(run)).exists()}))
        bundles = read_bundles(plan.runs)
        needs = JobNeeds(Durations())
    archives = _archives(plan, config)
    workers = {stage.name: _worker(stage) for stage in stages}
    if builds:
        code.save()
        code.hand_on()
        write_bundles(bundles)
        # Such a file says that a job has ended, and what it has left may have been lost since.
        shutil.rmtree(BUNDLES, ignore_errors=True)
        shutil.rmtree(PACKED, ignore_errors=True)
    elif asked:
        packed = (f"{PACKED}/{name}" for name in archives)
        pretend(foreseen_times(inventory, texts) | dict.fromkeys([*bundles, *packed]))
    return Pipeline(
        workflow=workflow,
        overridden=tuple(sorted(overrides.keys() - OF_ONE_BUILD)),
        tells=tells,
        question=question,
        shows=asked is not None and is_report(asked),
        config=config,
        plan=plan,
        trained=trained,
        dataset_files=files,
        stages=stages,
        workers=workers,
        tries=tries,
        inventory=inventory,
        bundles=bundles,
        needs=needs,
        archives=archives,
        lock=lock,
    )


def _worker(stage: Stage[Any]) -> str:
    """Those with TensorFlow share one, since it takes long to import, but not with a training."""
    return TENSORFLOW_STAGES if "tensorflow" in libraries_of(stage.module) else STAGES


def _check_draft(config: Config, asked: Namespace | None) -> None:
    """Raise LabbookError for a draft that the config asks for, or that is to be handed in."""
    if config.draft != (RESULTS == DRAFT):
        raise LabbookError(
            "a draft is asked for on the command line: `snakemake --cores 2 --config draft=true`; "
            "config.yaml is that of the report itself."
        )
    if config.draft and asked and {"hand_in", "pack"} & set(asked.targets):
        raise LabbookError(
            "a draft is not handed in: its numbers are of a few epochs and a slice of the images; "
            "leave out draft=true."
        )


def _check_names(asked: Namespace, known: Set[str], *, are_files: bool) -> None:
    """Raise LabbookError for a rule or file on the command line that is not `known`."""
    for name, option in names_asked_for(asked).items():
        if (option, name) == ("--forcerun ", "train_runs"):
            raise LabbookError(
                "`train_runs` trains what is new alone; `--forcerun train_run` trains all again."
            )
        plain = os.path.relpath(name).replace(os.sep, "/")
        if ("/" in name) is are_files and (plain not in known or os.path.isabs(name)):
            near = get_close_matches(plain, known, n=1)
            meant = f"did you mean `{near[0]}`?" if near else "`snakemake --list-rules` shows them."
            raise LabbookError(f"`{option}{name}` names nothing that this build makes; {meant}")


def _archives(plan: Plan, config: Config) -> dict[str, PlannedLab]:
    """By the name of the archive, the labs whose config says how to name it."""
    student = config.student.model_dump() | {"course_code": config.course_code}
    labs = {lab.name: lab for lab in plan.labs}
    names = archive_names(
        {
            lab.name: (lab.lab.hand_in.archive, student | {"assignment": lab.lab.assignment})
            for lab in plan.labs
            if lab.lab.hand_in
        }
    )
    return {archive: labs[lab] for lab, archive in names.items()}


def _show_progress(pipeline: Pipeline) -> None:
    plan = pipeline.plan
    runs = [
        ShownRun(
            lab=experiment.lab,
            experiment=experiment.name,
            configuration=configuration.name,
            name=run.name,
            work=training_work(run.spec),
            job=pipeline.stand_in(run.directory),
            seal=seal(run.directory),
            log=log_of(run.directory),
            begins=pipeline.begins(run.directory),
            verb="tried" if pipeline.tries else "trained",
        )
        for experiment in plan.experiments
        for configuration in experiment.trained
        for run in configuration.runs
    ]
    explain = Explanation(plan, pipeline.inventory, pipeline.stand_in, pipeline.trained.of_name)
    usual = {stage.name: stage.seconds for stage in pipeline.stages}
    install_progress(pipeline.workflow, runs, usual, RESULTS_FOLDER, explain)


def _print(message: str) -> None:
    print(f"labbook: {message}", file=sys.stderr)


def _print_log(name: str) -> None:
    """After the progress line has ended."""
    print(Path(f"{RESULTS}/logs/{name}.log").read_text(encoding="utf-8"), end="")
