"""All stages of a build: the stages that every build has and the stages of topics."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.artifacts.seal import SEALED
from labbook.planning.datasets import DatasetIdentity
from labbook.planning.lab_checks import own_template
from labbook.planning.plan import PlannedExperiment, PlannedLab
from labbook.results_root import RESULTS
from labbook.stages.declaration import (
    PLAN_AND_CHOICE,
    Output,
    PlanFile,
    Reads,
    RunFiles,
    Stage,
    all_configurations,
)
from labbook.stages.topic import Topic

SUMMARY = Output("summarize", "summary")
# What is slow to make and made of little (artifacts/kept_file.py).
KEPT = f"{RESULTS}/kept"


CHOOSE: Stage[PlannedExperiment] = Stage(
    name="choose",
    module="labbook.jobs.choose",
    scope="experiment",
    reads={"plan": PlanFile("experiment")},
    runs=RunFiles(
        SEALED,
        lambda experiment: experiment.search.trials if experiment.search else (),
        may_fail=True,
    ),
    writes={"search": "search.json", "table": "search.csv"},
    asked_for=lambda experiment: experiment.search is not None,
    leads_to_trainings=True,
)
SUMMARIZE = Stage(
    name="summarize",
    module="labbook.jobs.summarize",
    scope="experiment",
    reads=PLAN_AND_CHOICE,
    runs=RunFiles(SEALED, all_configurations, may_fail=True),
    writes={
        "summary": "summary.json",
        "table": "summary.csv",
        "right_answers": "right_answers.npz",
    },
    handed_in={"table": "tables/{experiment}/summary.csv"},
)
MEASURE: Stage[PlannedExperiment] = Stage(
    name="measure",
    module="labbook.jobs.measure",
    scope="experiment",
    reads={"summary": SUMMARY},
    runs=RunFiles(("predictions.npz",), all_configurations),
    settings=lambda experiment: {"metrics": experiment.metrics},
    writes={"measured": "own_metrics.json"},
    asked_for=lambda experiment: bool(experiment.metrics),
)
MEASURED = Output("measure", "measured")
TYPESET: Stage[PlannedLab] = Stage(
    name="typeset",
    module="labbook.jobs.typeset",
    scope="lab",
    reads={
        "page": Output("compose", "page"),
        "config": PlanFile("config"),
        "metrics": Output("merge_findings", "metrics"),
        "findings": Output("merge_findings", "findings"),
    },
    settings=lambda lab: {"part": "report" if lab.lab.report == "short" else None},
    writes={"document": "report.pdf"},
    handed_in={"document": "report.pdf"},
    # WeasyPrint reduces fonts with this library.
    libraries=("fonttools",),
    seconds=4.0,
)
TYPESET_SUPPLEMENT: Stage[PlannedLab] = replace(
    TYPESET,
    name="typeset_supplement",
    reads={"page": Output("compose", "page")},
    settings=lambda lab: {"part": "supplement"},
    asked_for=lambda lab: lab.lab.report == "short",
    writes={"document": "supplement.pdf"},
    handed_in={"document": "supplement.pdf"},
    seconds=12.0,
)


def dataset_files(datasets: Iterable[DatasetIdentity]) -> dict[str, str]:
    """The files of prepared images, by the names of datasets with and without test images."""
    return {
        name: f"{RESULTS}/data/{dataset.name}/{name}.npz"
        for dataset in datasets
        for name in (dataset.name, dataset.training.name)
    }


def data_stages(searched: set[str]) -> list[Stage[Any]]:
    """The stages that prepare datasets.

    `searched`: the names of the datasets that a search needs without their test images.
    """

    return [
        Stage(
            name="prepare_data",
            module="labbook.jobs.prepare_data",
            scope="dataset",
            settings=lambda dataset: dataset.preparation.keywords,
            calls=lambda dataset: dataset.preparation.modules,
            writes={"images": "{dataset}.npz", "manifest": "manifest.json"},
            judged_by_outputs=True,
            leads_to_trainings=True,
        ),
        Stage(
            name="withhold_test",
            module="labbook.jobs.withhold_test",
            scope="dataset",
            reads={"whole": Output("prepare_data", "images")},
            settings=lambda dataset: {"training_sha256": dataset.training.sha256},
            writes={"training": "{dataset}-training.npz"},
            asked_for=lambda dataset: dataset.name in searched,
            judged_by_outputs=True,
            leads_to_trainings=True,
        ),
    ]


def merge_stage(topics: Sequence[Topic]) -> Stage[PlannedLab]:
    """The stage that merges the findings of all topics into one file, in the topics' order."""
    finding = [topic for topic in topics if topic.finds]

    return Stage(
        name="merge_findings",
        module="labbook.jobs.merge_findings",
        scope="lab",
        reads={
            "plan": PlanFile("findings"),
            "summaries": SUMMARY,
            "measured": MEASURED,
            "found": {topic.name: Output(f"find_{topic.name}", "findings") for topic in finding},
        },
        settings=lambda lab: {"topics": [topic.name for topic in finding]},
        writes={
            "findings": "findings.json",
            "metrics": "metrics.csv",
            "numbers": "numbers.json",
            "latex": "numbers.tex",
        },
        handed_in={"metrics": "metrics.csv"},
    )


def compose_stage(topics: Sequence[Topic]) -> Stage[PlannedLab]:
    """The stage that composes the page with the sections of the lab's topics."""
    with_section = [(topic.name, topic.section) for topic in topics if topic.section]
    drawn = {
        stage.name.removeprefix("draw_"): Output(stage.name, "index")
        for topic in topics
        for stage in topic.stages
        if stage.figures and not (topic.section and topic.section.figures == stage.name)
    }
    sections: Reads = {
        name: {
            **section.reads,
            **({"figures": Output(section.figures, "index")} if section.figures else {}),
        }
        for name, section in with_section
    }

    def modules(lab: PlannedLab) -> list[list[str]]:
        """Names of the lab's topics, each with the module that makes its section."""
        return [
            [topic.name, topic.section.module]
            for topic in topics
            if topic.section and (topic.finds is None or topic.finds.asked_for(lab))
        ]

    return Stage(
        name="compose",
        module="labbook.jobs.compose",
        scope="lab",
        reads={
            "plan": PlanFile("lab"),
            "findings": Output("merge_findings", "findings"),
            "summaries": SUMMARY,
            "measured": MEASURED,
            "figures": drawn,
            "sections": sections,
        },
        runs=RunFiles((PROVENANCE,), lambda experiment: experiment.trained),
        settings=lambda lab: {
            "modules": modules(lab),
            "kept": KEPT,
            **({} if lab.lab.report == "short" else {"has_supplement": False}),
            **({"words": words} if (words := own_template(lab.lab)) else {}),
        },
        other_inputs=lambda lab: tuple(filter(None, [own_template(lab.lab)])),
        calls=lambda lab: tuple(module for _, module in modules(lab)),
        # ziamath draws letters with ziafont; brotli compresses the fonts.
        libraries=("brotli", "ziafont"),
        writes={"page": "report.html"},
        seconds=6.0,
    )


def stage_names(topics: Sequence[Topic]) -> set[str]:
    """The names of all stages, for every possible config."""
    return {stage.name for stage in all_stages(topics, set())}


def all_stages(topics: Sequence[Topic], searched: set[str]) -> list[Stage[Any]]:
    """All stages; `searched` has the names of the datasets that searches use."""
    return [
        *data_stages(searched),
        CHOOSE,
        SUMMARIZE,
        MEASURE,
        *(stage for topic in topics for stage in topic.stages),
        merge_stage(topics),
        compose_stage(topics),
        TYPESET,
        TYPESET_SUPPLEMENT,
    ]
