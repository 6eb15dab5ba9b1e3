"""Whether networks are as sure of their answers as they are right."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output
from labbook.stages.topic import Section, Topic, draw_stage, find_stage

DRAW = draw_stage("calibration", ("reliability",), {"summary": Output("summarize", "summary")})
FIND = find_stage("calibration")
TOPIC = Topic(
    "calibration",
    stages=(DRAW, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.calibration.section", PlannedExperiment, {}, figures="draw_calibration"
    ),
)
