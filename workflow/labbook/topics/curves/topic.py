"""Losses and accuracies over the epochs: curves, over-fitting, convergence, oscillation."""

from labbook.stages.declaration import Output
from labbook.stages.topic import Topic, draw_stage, find_stage

DRAW = draw_stage(
    "curves",
    ("overview", "loss", "turning_point", "accuracy"),
    {"summary": Output("summarize", "summary")},
    seconds=2.0,
)
FIND = find_stage("curves")
TOPIC = Topic("curves", stages=(DRAW, FIND), finds=FIND)
