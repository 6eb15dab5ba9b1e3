"""What the units of the layers do while a network trains: which are dead, which saturated."""

from labbook.errors import LabbookError
from labbook.planning.plan import PlannedExperiment
from labbook.stages.declaration import Output, RunFiles, Stage, all_configurations, own_images
from labbook.stages.topic import Section, Topic, draw_stage, find_stage
from labbook.topics.hidden_units.watched_layers import watched_layers

FILES = {"units": Output("record_hidden_units", "units")}


def is_watched(experiment: PlannedExperiment) -> bool:
    return experiment.experiment.hidden_units


def check(experiment: PlannedExperiment) -> None:
    """Raises LabbookError for an experiment whose units are to be watched and cannot be."""
    if not is_watched(experiment):
        return
    where = f"config.yaml: labs.{experiment.lab}.experiments.{experiment.name}"
    specs = [spec for planned in experiment.configurations for spec in planned.specs]
    if experiment.engine != "keras":
        raise LabbookError(
            f"{where} has hidden_units, but engine {experiment.engine} does not show its layers; "
            "leave hidden_units out, or give the lab engine keras."
        )
    if any(spec.blocks for spec in specs):
        raise LabbookError(
            f"{where} has hidden_units and a configuration with convolutions, which would take too "
            "long to train once more; leave it out: feature_maps says which filters are silent."
        )
    if not any(map(watched_layers, specs)):
        raise LabbookError(
            f"{where} has hidden_units, but no layer whose units can be dead or saturated; give a "
            "hidden layer the activation relu, sigmoid or tanh, or leave hidden_units out."
        )


RECORD = Stage(
    name="record_hidden_units",
    module="labbook.topics.hidden_units.record_job",
    scope="experiment",
    reads={"summary": Output("summarize", "summary")},
    runs=RunFiles(("spec.json", "weights.npz"), all_configurations),
    images=own_images,
    writes={"units": "hidden_units.json"},
    handed_in={"units": "tables/{experiment}/hidden_units.json"},
    asked_for=is_watched,
)
DRAW = draw_stage("hidden_units", ("hidden_units",), FILES, is_watched)
FIND = find_stage("hidden_units", FILES, is_watched)
TOPIC = Topic(
    "hidden_units",
    stages=(RECORD, DRAW, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.hidden_units.section",
        PlannedExperiment,
        FILES,
        figures="draw_hidden_units",
    ),
    check=check,
)
