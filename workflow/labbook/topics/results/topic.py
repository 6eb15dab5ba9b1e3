"""The topic of results: the best configuration, its lead over the others, trends and cost."""

from labbook.stages.topic import Topic, find_stage

FIND = find_stage("results")
TOPIC = Topic("results", stages=(FIND,), finds=FIND)
