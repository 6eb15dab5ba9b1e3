"""The drawing of an experiment's network."""

from labbook.stages.declaration import Output
from labbook.stages.topic import Topic, draw_stage

DRAW = draw_stage("network", ("network",), {"summary": Output("summarize", "summary")})
TOPIC = Topic("network", stages=(DRAW,))
