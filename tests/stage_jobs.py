"""All jobs of a plan but trainings, as the Snakefile has them."""

from collections.abc import Mapping, Set
from typing import Any

from labbook.planning.dataset_identity import DatasetIdentity
from labbook.planning.plan import Plan
from labbook.stages.all_stages import all_stages
from labbook.stages.core import dataset_files
from labbook.stages.job import StageJob
from labbook.stages.jobs_of_plan import jobs_of_plan
from labbook.topics.registry import topics

READER = "labbook.data.prepare_mnist"


def stage_jobs(
    plan: Plan, tried: Set[str] = frozenset(), source: str | None = None
) -> list[StageJob]:
    """`tried`: directories of runs that may fail; `source`: the config's place of the data."""

    def preparation(dataset: DatasetIdentity) -> Mapping[str, Any]:
        return {"reader": READER, "options": {"dataset": dataset.name, "source": source}}

    searched = {dataset.name for dataset in plan.searched}
    files = dataset_files(plan.datasets.values())
    return jobs_of_plan(plan, all_stages(topics(), preparation, searched), files, tried)
