"""The topic that compares published numbers with ours."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.topic import Section, Topic, find_stage


def has_published(experiment: PlannedExperiment) -> bool:
    return bool(experiment.experiment.published)


FIND = find_stage("published", asked_for=has_published)
TOPIC = Topic(
    "published",
    stages=(FIND,),
    finds=FIND,
    section=Section("labbook.topics.published.section", PlannedExperiment, {}),
)
