"""The jobs of a plan, whatever its data are prepared from."""

from labbook.planning.plan import Plan
from labbook.stages.all_stages import all_stages
from labbook.stages.core import dataset_files
from labbook.stages.job import StageJob
from labbook.stages.jobs_of_plan import jobs_of_plan
from labbook.topics.registry import topics


def planned_jobs(plan: Plan) -> list[StageJob]:
    stages = all_stages(topics(), lambda dataset: {"reader": "labbook", "options": {}}, set())
    return jobs_of_plan(plan, stages, dataset_files(plan.datasets.values()))
