"""What the filters of a convolutional network answer to a few images."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output, RunFiles, Stage, all_configurations, own_images
from labbook.stages.topic import Section, Topic, draw_stage, find_stage

STATISTICS = Output("record_feature_maps", "statistics")


def is_shown(experiment: PlannedExperiment) -> bool:
    return bool(experiment.experiment.feature_maps)


RECORD = Stage(
    name="record_feature_maps",
    module="labbook.topics.feature_maps.record_job",
    scope="experiment",
    reads={"summary": Output("summarize", "summary")},
    runs=RunFiles(("spec.json", "weights.npz", "predictions.npz"), all_configurations),
    images=own_images,
    settings=lambda experiment: {"digits": experiment.experiment.feature_maps},
    writes={"statistics": "feature_maps.json", "maps": "feature_maps.npz"},
    handed_in={"statistics": "tables/{experiment}/feature_maps.json"},
    asked_for=is_shown,
    seconds=4.0,
)
DRAW = draw_stage(
    "feature_maps",
    ("kernels", "feature_maps_1", "feature_maps_2", "feature_maps_3"),
    {"statistics": STATISTICS, "maps": Output("record_feature_maps", "maps")},
    is_shown,
    seconds=4.0,
)
FIND = find_stage("feature_maps", {"feature_maps": STATISTICS}, is_shown)
TOPIC = Topic(
    "feature_maps",
    stages=(RECORD, DRAW, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.feature_maps.section",
        PlannedExperiment,
        {"statistics": STATISTICS},
        figures="draw_feature_maps",
    ),
)
