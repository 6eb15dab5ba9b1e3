"""What a topic adds to a build: stages, findings, a section of the report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.planning.plan import Plan, PlannedExperiment, PlannedLab
from labbook.stages.declaration import (
    FIGURES,
    PLAN_AND_CHOICE,
    Output,
    PlanFile,
    RunFiles,
    Stage,
    all_configurations,
    always,
)


@dataclass(frozen=True)
class Section:
    """A topic's section in the report, for each experiment that has the topic or once for a lab.

    `module` has a function `section`, which gets the paths of `reads` as keywords. Templates see
    its result as `experiment.topics.<topic>` or `report.topics.<topic>`. `figures` is the name of
    the stage that draws the section's figures.
    """

    module: str
    of: type[PlannedExperiment] | type[PlannedLab]
    reads: Mapping[str, Output]
    figures: str | None = None


@dataclass(frozen=True)
class Topic:
    """What a topic adds to a build.

    `finds`: the stage among `stages` that writes the topic's findings, or None without findings.
    `check` raises LabbookError for an experiment that asks for the topic and cannot have it.
    """

    name: str
    stages: tuple[Stage[Any], ...]
    finds: Stage[PlannedLab] | None = None
    section: Section | None = None
    check: Callable[[PlannedExperiment], None] = lambda experiment: None


def check_topics(topics: Sequence[Topic], plan: Plan) -> None:
    """Raises LabbookError for the first experiment that asks for a topic it cannot have."""
    for experiment in plan.experiments:
        for topic in topics:
            topic.check(experiment)


def find_stage(
    topic: str,
    evidence: Mapping[str, Output] | None = None,
    asked_for: Callable[[PlannedExperiment], bool] | None = None,
) -> Stage[PlannedLab]:
    """The stage that writes the findings of a topic in a lab.

    The finders are in the topic's module `findings`. They read the plan, the summaries, the right
    answers and `evidence`. Without `asked_for`, every lab has the stage; with it, only labs with an
    experiment that asks for it.
    """
    module = f"labbook.topics.{topic}.findings"

    return Stage(
        name=f"find_{topic}",
        module="labbook.jobs.find",
        scope="lab",
        reads={
            "plan": PlanFile("findings"),
            "summaries": Output("summarize", "summary"),
            "right_answers": Output("summarize", "right_answers"),
            **({"evidence": evidence} if evidence else {}),
        },
        settings=lambda lab: {"topic": module},
        calls=lambda lab: (module,),
        writes={"findings": f"findings_{topic}.json"},
        asked_for=(lambda lab: any(map(asked_for, lab.experiments))) if asked_for else always,
    )


def draw_stage(
    topic: str,
    figures: tuple[str, ...],
    reads: Mapping[str, Output],
    asked_for: Callable[[PlannedExperiment], bool] | None = None,
    seconds: float = Stage.seconds,
) -> Stage[PlannedExperiment]:
    """The stage that draws a topic's figures; without `asked_for`, for every experiment.

    The provenance vouches for what the runs left.
    """
    return Stage(
        name=f"draw_{topic}",
        module=f"labbook.topics.{topic}.draw_job",
        scope="experiment",
        reads={**PLAN_AND_CHOICE, **reads},
        runs=RunFiles((PROVENANCE,), all_configurations),
        writes={"index": f"{FIGURES}/{topic}.json"},
        figures=figures,
        asked_for=asked_for or always,
        seconds=seconds,
    )
