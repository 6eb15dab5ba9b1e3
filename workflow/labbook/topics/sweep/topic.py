"""Accuracy over the settings of a sweep that has too many configurations to list."""

from labbook.metrics.best_configuration import MOST_SHOWN
from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output
from labbook.stages.topic import Topic, draw_stage


def _is_large(experiment: PlannedExperiment) -> bool:
    return bool(experiment.axes) and len(experiment.configurations) > MOST_SHOWN


DRAW = draw_stage("sweep", ("landscape",), {"summary": Output("summarize", "summary")}, _is_large)
TOPIC = Topic("sweep", stages=(DRAW,))
