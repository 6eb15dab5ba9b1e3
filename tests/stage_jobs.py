"""All jobs of a plan but trainings, as the Snakefile has them."""

from collections.abc import Set

from labbook.planning.plan import Plan
from labbook.stages.all_stages import all_stages, dataset_files
from labbook.stages.job import StageJob
from labbook.stages.jobs_of_plan import jobs_of_plan
from labbook.topics.registry import topics


def stage_jobs(plan: Plan, tried: Set[str] = frozenset()) -> list[StageJob]:
    """`tried`: directories of runs that may fail."""
    searched = {dataset.name for dataset in plan.searched}
    return jobs_of_plan(
        plan, all_stages(topics(), searched), dataset_files(plan.datasets.values()), tried
    )
