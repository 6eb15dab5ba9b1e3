"""What the runs of a lab come to: the best configuration, the others beside it, trends, cost."""

from labbook.stages.topic import Topic, find_stage

FIND = find_stage("results")
TOPIC = Topic("results", stages=(FIND,), finds=FIND)
