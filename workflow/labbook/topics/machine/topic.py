"""The machine that a lab's runs were trained on."""

from labbook.artifacts.seal import SEALED
from labbook.planning.plan import PlannedLab
from labbook.stages.declaration import Output, RunFiles, Stage
from labbook.stages.topic import Section, Topic

# When all runs have ended, and again when the lab has other runs or one was trained anew.
DESCRIBE: Stage[PlannedLab] = Stage(
    name="describe_machine",
    module="labbook.topics.machine.describe_job",
    scope="lab",
    runs=RunFiles(SEALED, lambda experiment: experiment.trained, may_fail=True),
    writes={"machine": "machine.json"},
    on_node=True,
)
TOPIC = Topic(
    "machine",
    stages=(DESCRIBE,),
    section=Section(
        "labbook.topics.machine.section",
        PlannedLab,
        {"machine": Output("describe_machine", "machine")},
    ),
)
