"""Networks from scratch beside the same networks in Keras, for their first steps."""

from labbook.planning.plan import PlannedExperiment, PlannedLab
from labbook.stages.declaration import Output, PlanFile, Stage, own_images
from labbook.stages.topic import Section, Topic, find_stage


def is_from_scratch(experiment: PlannedExperiment) -> bool:
    return experiment.engine == "numpy"


COMPARE = Stage(
    name="compare_engines",
    module="labbook.topics.engines.compare_job",
    scope="experiment",
    reads={"plan": PlanFile("experiment")},
    images=own_images,
    writes={"engines": "engines.json"},
    asked_for=is_from_scratch,
    seconds=5.0,
)
FIND = find_stage("engines", {"engines": Output("compare_engines", "engines")}, is_from_scratch)
TOPIC = Topic(
    "engines",
    stages=(COMPARE, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.engines.section", PlannedLab, {"found": Output("find_engines", "findings")}
    ),
)
