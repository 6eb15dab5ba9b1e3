"""The drawing of an experiment's network."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output
from labbook.stages.topic import Topic, draw_stage


def _is_ours(experiment: PlannedExperiment) -> bool:
    """Of a network of one's own, the layers are told in a table (topics/own_network/)."""
    return not any(spec.own for planned in experiment.configurations for spec in planned.specs)


DRAW = draw_stage("network", ("network",), {"summary": Output("summarize", "summary")}, _is_ours)
TOPIC = Topic("network", stages=(DRAW,))
