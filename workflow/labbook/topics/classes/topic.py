"""The answers of one configuration class by class: confusion matrix, scores, ROC curves."""

from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output, RunFiles, Stage, all_configurations, own_images
from labbook.stages.topic import Section, Topic, draw_stage, find_stage

CLASSES = Output("evaluate_classes", "classes")


def is_by_class(experiment: PlannedExperiment) -> bool:
    return experiment.experiment.by_class


EVALUATE = Stage(
    name="evaluate_classes",
    module="labbook.topics.classes.evaluate_job",
    scope="experiment",
    reads={"summary": Output("summarize", "summary")},
    runs=RunFiles(("predictions.npz",), all_configurations),
    images=own_images,
    writes={"classes": "classes.json", "images": "confused_images.npz"},
    handed_in={"classes": "tables/{experiment}/classes.json"},
    asked_for=is_by_class,
)
DRAW = draw_stage(
    "classes",
    ("roc_curves", "confusion_matrix", "confused_images"),
    {"classes": CLASSES, "images": Output("evaluate_classes", "images")},
    is_by_class,
    seconds=2.0,
)
FIND = find_stage("classes", {"classes": CLASSES}, is_by_class)
TOPIC = Topic(
    "classes",
    stages=(EVALUATE, DRAW, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.classes.section",
        PlannedExperiment,
        {"classes": CLASSES},
        figures="draw_classes",
    ),
)
