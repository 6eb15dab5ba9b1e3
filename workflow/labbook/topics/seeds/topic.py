"""The topic of how far the seeds of a configuration lie apart."""

from labbook.stages.topic import Topic, find_stage

FIND = find_stage("seeds")
TOPIC = Topic("seeds", stages=(FIND,), finds=FIND)
