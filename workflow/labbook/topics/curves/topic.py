"""Losses and accuracies over the epochs: curves, over-fitting, convergence, oscillation."""

from dataclasses import replace

from labbook.artifacts.provenance import FILE_NAME as PROVENANCE
from labbook.stages.declaration import Output, RunFiles, all_configurations
from labbook.stages.topic import Topic, draw_stage, find_stage

# The provenance vouches for the histories.
DRAW = replace(
    draw_stage(
        "curves",
        ("loss", "turning_point", "accuracy"),
        {"summary": Output("summarize", "summary")},
    ),
    runs=RunFiles((PROVENANCE,), all_configurations),
)
FIND = find_stage("curves")
TOPIC = Topic("curves", stages=(DRAW, FIND), finds=FIND)
