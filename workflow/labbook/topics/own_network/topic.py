"""The layers of networks of one's own, and by what these are trained."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.topic import Section, Topic

TOPIC = Topic(
    "own_network",
    stages=(),
    section=Section("labbook.topics.own_network.section", PlannedExperiment, {}),
)
