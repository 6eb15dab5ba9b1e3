"""What the units of the layers do while a network trains: which are dead, which saturated."""

from collections.abc import Sequence

from labbook.artifacts.unit_states import FILE_NAME as UNITS
from labbook.artifacts.watched_layers import watched_layers
from labbook.errors import LabbookError
from labbook.planning.plan import PlannedConfiguration, PlannedExperiment
from labbook.stages.declaration import Output, RunFiles, Stage
from labbook.stages.topic import Section, Topic, draw_stage, find_stage

FILES = {"units": Output("gather_hidden_units", "units")}


def is_watched(experiment: PlannedExperiment) -> bool:
    return experiment.experiment.hidden_units


def _watched(experiment: PlannedExperiment) -> Sequence[PlannedConfiguration]:
    return [
        configuration
        for configuration in experiment.configurations
        if any(spec.record_units for spec in configuration.specs)
    ]


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
    if any(spec.own for spec in specs):
        raise LabbookError(
            f"{where} has hidden_units and a model of your own, whose units are not watched; leave "
            "one of the two out."
        )
    if any(spec.blocks for spec in specs):
        raise LabbookError(
            f"{where} has hidden_units and a configuration with convolutions, but only dense "
            "layers are watched; leave it out: feature_maps says which filters are silent."
        )
    if not any(map(watched_layers, specs)):
        raise LabbookError(
            f"{where} has hidden_units, but no layer whose units can be dead or saturated; give a "
            "hidden layer the activation relu, sigmoid or tanh, or leave hidden_units out."
        )


GATHER = Stage(
    name="gather_hidden_units",
    module="labbook.topics.hidden_units.gather_job",
    scope="experiment",
    reads={"summary": Output("summarize", "summary")},
    runs=RunFiles((UNITS,), _watched),
    writes={"units": "hidden_units.json"},
    handed_in={"units": "tables/{experiment}/hidden_units.json"},
    asked_for=is_watched,
)
DRAW = draw_stage("hidden_units", ("hidden_units",), FILES, is_watched)
FIND = find_stage("hidden_units", FILES, is_watched)
TOPIC = Topic(
    "hidden_units",
    stages=(GATHER, DRAW, FIND),
    finds=FIND,
    section=Section(
        "labbook.topics.hidden_units.section",
        PlannedExperiment,
        FILES,
        figures="draw_hidden_units",
    ),
    check=check,
)
