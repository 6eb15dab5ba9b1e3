"""How large gradients are, layer by layer, while networks train."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output, RunFiles, Stage
from labbook.stages.topic import Section, Topic, draw_stage, find_stage

FILES = {
    "gradients": Output("summarize_gradients", "gradients"),
    "arrays": Output("summarize_gradients", "arrays"),
}


def is_recorded(experiment: PlannedExperiment) -> bool:
    return bool(experiment.recording)


SUMMARIZE = Stage(
    name="summarize_gradients",
    module="labbook.topics.gradients.summarize_job",
    scope="experiment",
    reads={"summary": Output("summarize", "summary")},
    runs=RunFiles(("gradients.npz", "history.csv"), lambda experiment: experiment.recording),
    writes={"gradients": "gradients.json", "arrays": "gradients_by_layer.npz"},
    handed_in={"gradients": "tables/{experiment}/gradients.json"},
    asked_for=is_recorded,
)
DRAW = draw_stage(
    "gradients",
    ("weight_gradients", "bias_gradients", "first_and_last_layer"),
    FILES,
    is_recorded,
    seconds=2.0,
)
FIND = find_stage("gradients", FILES, is_recorded)
TOPIC = Topic(
    "gradients",
    stages=(SUMMARIZE, DRAW, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.gradients.section", PlannedExperiment, FILES, figures="draw_gradients"
    ),
)
