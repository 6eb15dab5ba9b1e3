"""What is trained follows from the config, and a run's key from what determines the run."""

import copy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from labbook.artifacts.spec import Spec
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.errors import LabbookError
from labbook.planning.datasets import DatasetIdentity
from labbook.planning.plan import Plan, make_plan
from made_up_dataset import made_up_dataset

SHIPPED = Path(__file__).parents[2] / "config.yaml"
DATASET = made_up_dataset()
Experiments = dict[str, dict[str, Any]]


def plan(change: Any = None, dataset: DatasetIdentity = DATASET) -> Plan:
    """The plan of the shipped Lab 3 after `change(config, experiments)`."""
    config = copy.deepcopy(read_yaml(SHIPPED))
    config["labs"] = {"lab3_keras": config["labs"]["lab3_keras"]}
    if change:
        change(config, config["labs"]["lab3_keras"]["experiments"])
    return make_plan(parse_config(config), dataset)


def new_runs(change: Any) -> set[str]:
    """Names of the runs that the plan has after `change` and had not before."""
    before = plan().runs
    after = plan(change).runs
    return {after[directory].name for directory in after.keys() - before.keys()}


def names(result: Plan, experiment: str) -> list[str]:
    (lab,) = result.labs
    (found,) = [one for one in lab.experiments if one.name == experiment]
    return [configuration.name for configuration in found.configurations]


def test_the_shipped_config_is_the_whole_of_lab_3() -> None:
    shipped = plan()
    assert len(shipped.runs) == 3 * (4 + 9 + 5 + 1) + 12 + 12 + 3
    assert names(shipped, "single_neuron") == [
        "batch_size-10000",
        "batch_size-1000",
        "batch_size-100",
        "batch_size-10",
    ]
    assert names(shipped, "hidden_layer")[::4] == [
        "activation-sigmoid_units-8",
        "activation-sigmoid_units-512",
        "activation-tanh_units-64",
    ]
    epochs = Counter(getattr(run.spec, "epochs", None) for run in shipped.runs.values())
    # Those of the search: its trials, and what they decide on.
    assert epochs == {100: 69, 12: 12, None: 3}


def test_the_default_learning_rate_is_written_out() -> None:
    rates = {
        run.spec.optimizer["learning_rate"]
        for run in plan().runs.values()
        if isinstance(run.spec, Spec) and run.spec.optimizer["name"] == "adadelta"
    }
    assert rates == {1.0, 0.001}


def test_a_changed_setting_concerns_its_experiment_only() -> None:
    def one_epoch_more(_: dict[str, Any], experiments: Experiments) -> None:
        experiments["best_network"]["epochs"] = 101

    assert new_runs(one_epoch_more) == {f"best_network_seed-{seed}" for seed in (0, 1, 2)}


def test_two_settings_that_swap_values_are_two_runs() -> None:
    def setting(units: int, batch_size: int) -> Any:
        def change(_: dict[str, Any], experiments: Experiments) -> None:
            experiments["best_network"] |= {"units": units, "batch_size": batch_size}

        return change

    one = {run.key for run in plan(setting(50, 80)).runs.values()}
    other = {run.key for run in plan(setting(80, 50)).runs.values()}
    assert len(one - other) == 3


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a seed removed", lambda config, _: config["defaults"].update(seeds=[0, 1])),
        ("keys reordered", lambda config, _: config.update(reversed(list(config.items())))),
        ("0.2 written 0.20", lambda config, _: config.update(validation_fraction=0.20)),
        ("1 for 1.0", lambda _, experiments: experiments["best_network"].update(learning_rate=1)),
        ("a default spelled out", lambda _, e: e["single_neuron"].update(learning_rate=0.01)),
        ("the name", lambda config, _: config["student"].update(first_name="Ada")),
        ("a title", lambda _, experiments: experiments["optimizers"].update(title="x")),
    ],
)
def test_what_determines_no_run_makes_no_new_run(name: str, change: Any) -> None:
    assert new_runs(change) == set(), name


def test_the_data_determines_every_run() -> None:
    other = plan(dataset=made_up_dataset(sha256="1" * 64, training_sha256="1" * 64))
    assert not plan().runs.keys() & other.runs.keys()


def test_a_configuration_that_two_experiments_ask_for_is_trained_once() -> None:
    def twice(_: dict[str, Any], experiments: Experiments) -> None:
        experiments["again"] = {**experiments["best_network"], "published": []}

    assert new_runs(twice) == set()
    assert len(plan(twice).runs) == len(plan().runs)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"sweep": {"batch_size": [0]}}, ".sweep: batch_size is 0; it must be at least 1."),
        (
            {"variants": {"a": {}}},
            " has both sweep and variants; make two experiments of it.",
        ),
        (
            {"loss": "categorical_crossentropy"},
            ".loss is categorical_crossentropy, which does not fit a network with one output; "
            "use binary_crossentropy.",
        ),
        (
            {"units": [4, 4], "activation": "relu", "dropout": [0.1]},
            ".dropout has 1 rates for 2 hidden layers; give one number, or one a layer.",
        ),
        ({"units": 4}, ".activation is missing, and the network has a hidden layer."),
        (
            {"augmentation": {"shift": 0.0}},
            ".augmentation changes nothing; give one of shift, rotation, zoom, flip, or leave it "
            "out (null).",
        ),
        (
            {"early_stopping": {"patience": 3}, "validation_fraction": 0},
            ".early_stopping needs validation images to decide by, and the validation_fraction is "
            "0; set one above 0, or leave early_stopping out.",
        ),
        (
            {"published": [{"of": {"batch_size": 7}}]},
            ".published: {'batch_size': 7} fits 0 configurations instead of one.",
        ),
    ],
)
def test_settings_that_do_not_go_together(settings: dict[str, Any], sentence: str) -> None:
    def change(_: dict[str, Any], experiments: Experiments) -> None:
        experiments["single_neuron"] |= settings

    with pytest.raises(LabbookError) as error:
        plan(change)
    where = "config.yaml: labs.lab3_keras.experiments.single_neuron"
    assert str(error.value) == where + sentence


@pytest.mark.parametrize(
    ("settings", "weights"),
    [
        ({"units": 100_000, "hidden_layers": 2}, "10,079,400,000"),
        ({"filters": [[100_000, 100]], "kernel_size": 31, "units": 10}, "9,706,296,100"),
    ],
)
def test_a_network_has_to_fit_in_memory(settings: dict[str, Any], weights: str) -> None:
    def change(_: dict[str, Any], experiments: Experiments) -> None:
        experiments["best_network"] |= settings

    with pytest.raises(LabbookError, match=f"has a network of {weights} weights"):
        plan(change)


def test_several_hidden_layers_dropout_and_a_schedule() -> None:
    schedule = {"schedule": "CosineDecay", "initial_learning_rate": 0.001, "decay_epochs": 30}

    def change(_: dict[str, Any], experiments: Experiments) -> None:
        experiments["best_network"] |= {
            "units": [512, 256],
            "dropout": [0.2, 0.5],
            "optimizer": {"name": "adam", "beta_1": 0.8},
            "learning_rate": schedule,
        }

    (spec,) = [run.spec for run in plan(change).runs.values() if run.name == "best_network_seed-0"]
    assert [(layer.units, layer.dropout) for layer in spec.hidden] == [(512, 0.2), (256, 0.5)]
    assert spec.optimizer == {"name": "adam", "beta_1": 0.8, "learning_rate": schedule}


def test_on_a_disk_that_does_not_tell_case_apart_no_two_runs_share_a_folder() -> None:
    def change(config, experiments):
        experiments["optimizers"].pop("published")
        experiments["optimizers"]["variants"] = {
            "Adam": {"optimizer": "adam"},
            "adam": {"optimizer": "sgd"},
        }

    directories = plan(change).runs.keys()
    assert len({directory.casefold() for directory in directories}) == len(directories)
