"""A search: its trials, and the network that it has chosen."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output
from labbook.stages.topic import Section, Topic, find_stage

CHOICE = Output("choose", "search")


def has_search(experiment: PlannedExperiment) -> bool:
    return experiment.search is not None


FIND = find_stage("search", {"searches": CHOICE}, has_search)
TOPIC = Topic(
    "search",
    stages=(FIND,),
    finds=FIND,
    section=Section("labbook.topics.search.section", PlannedExperiment, {"search": CHOICE}),
)
