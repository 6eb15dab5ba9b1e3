"""The topic of runs that did not train, that diverged, or that are missing."""

from labbook.stages.topic import Topic, find_stage

FIND = find_stage("gaps")
TOPIC = Topic("gaps", stages=(FIND,), finds=FIND)
