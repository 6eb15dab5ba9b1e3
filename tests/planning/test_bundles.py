"""Bundles: each untrained run once, what is compiled together, no bundle too large."""

import copy
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from labbook.artifacts.chosen_spec import ChosenSpec
from labbook.build.job_counts import Durations
from labbook.build.job_needs import JobNeeds
from labbook.canonical_json import canonical_json
from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.planning.bundles import (
    BUNDLES_A_CORE,
    LEAST_WORK,
    batches_of,
    bundles_of,
    work,
    worker_kind,
)
from labbook.planning.plan import make_plan
from labbook.planning.work import training_work
from made_up_dataset import made_up_dataset
from plan_fixtures import SHIPPED

_CONFIG = read_yaml(SHIPPED)
PLAN = make_plan(
    parse_config(_CONFIG | {"labs": {"lab3_keras": _CONFIG["labs"]["lab3_keras"]}}),
    made_up_dataset(),
)
LABS = make_plan(parse_config(_CONFIG), made_up_dataset())
EXPERIMENTS = [experiment for lab in PLAN.labs for experiment in lab.experiments]
OWNERS = {
    run.directory: (experiment.lab, experiment.name, configuration.name)
    for experiment in reversed(EXPERIMENTS)
    for configuration in reversed(experiment.trained)
    for run in configuration.runs
}


@given(st.sets(st.sampled_from(sorted(PLAN.runs))), st.integers(1, 32))
def test_every_run_is_in_one_bundle_with_runs_that_share_what_is_compiled(
    untrained: set[str], cores: int
) -> None:
    found = bundles_of(EXPERIMENTS, untrained, cores)
    assert Counter(run.directory for bundle in found for run in bundle) == Counter(untrained)
    for bundle in found:
        assert len({OWNERS[run.directory][:2] for run in bundle}) == 1
        assert len({run.directory.rpartition("/")[0] for run in bundle}) == 1
        specs = [run.spec for run in bundle]
        if isinstance(specs[0], ChosenSpec):
            assert all(isinstance(spec, ChosenSpec) for spec in specs)
        else:
            # What the training itself goes by.
            assert len({canonical_json(spec.compiled) for spec in specs}) == 1


def test_configurations_that_differ_in_the_learning_rate_alone_are_compiled_once() -> None:
    found = bundles_of(EXPERIMENTS, PLAN.runs, 2)
    together = {frozenset(OWNERS[run.directory][2] for run in bundle) for bundle in found}
    assert frozenset({"Adadelta-learning-rate-1", "Adadelta-Keras-3-default"}) in together


def test_so_are_trials_that_differ_in_their_dropout_and_their_first_learning_rate_alone() -> None:
    trials = [
        run
        for experiment in EXPERIMENTS
        if experiment.name == "network_search"
        for configuration in experiment.trained
        for run in configuration.runs
        if not isinstance(run.spec, ChosenSpec)
    ]
    bundles = bundles_of(EXPERIMENTS, [run.directory for run in trials], 2)
    networks = {
        (tuple(one.units for one in run.spec.hidden), run.spec.batch_size) for run in trials
    }
    assert len(bundles) == len(networks) < len(trials)


def test_so_are_those_that_differ_in_their_epochs_alone() -> None:
    epochs = [
        experiment for experiment in LABS.experiments if experiment.name == "number_of_epochs"
    ]
    assert len(epochs[0].trained) == 5
    assert len(bundles_of(epochs, LABS.runs, 2)) == 1


@given(st.integers(1, 32))
def test_no_bundle_keeps_a_core_busy_when_the_others_are_done(cores: int) -> None:
    share = max(work(PLAN.runs.values()) / (cores * BUNDLES_A_CORE), LEAST_WORK)
    longest = max(training_work(run.spec) for run in PLAN.runs.values())
    for bundle in bundles_of(EXPERIMENTS, PLAN.runs, cores):
        assert work(bundle) <= max(1.5 * share, 2 * longest)


def test_on_one_core_a_configuration_stays_together() -> None:
    untrained = [run.directory for run in EXPERIMENTS[0].trained[0].runs]
    others = [directory for directory in PLAN.runs if directory not in untrained]
    together = [
        bundle
        for bundle in bundles_of(EXPERIMENTS, [*untrained, *others], 1)
        if bundle[0].directory in untrained
    ]
    assert [[run.directory for run in bundle] for bundle in together] == [untrained]


def test_a_few_short_runs_are_one_job_on_any_number_of_cores() -> None:
    short = min(
        (configuration for experiment in EXPERIMENTS for configuration in experiment.trained),
        key=lambda configuration: work(configuration.runs),
    )
    assert work(short.runs) < LEAST_WORK
    untrained = [run.directory for run in short.runs]
    assert len(bundles_of(EXPERIMENTS, untrained, 8)) == 1


@given(st.sets(st.sampled_from(sorted(LABS.runs))), st.floats(1, 10_000), st.floats(1, 100))
def test_a_batch_has_runs_that_one_worker_trains_and_is_about_as_long_as_asked(
    untrained: set[str], seconds: float, a_run: float
) -> None:
    found = batches_of(LABS.experiments, untrained, lambda run: a_run, seconds)
    assert Counter(run.directory for batch in found for run in batch) == Counter(untrained)
    for batch in found:
        assert (
            len({(worker_kind(run.spec), run.spec.dataset, type(run.spec)) for run in batch}) == 1
        )
        # Whatever is chosen by a search waits for it, so nothing else is with it.
        if isinstance(batch[0].spec, ChosenSpec):
            assert len({run.directory.rpartition("/")[0] for run in batch}) == 1
        assert len(batch) * a_run <= 4 / 3 * seconds + 2 * a_run or len(batch) == 1


def test_a_thousand_short_runs_are_few_jobs_of_ten_to_thirty_minutes() -> None:
    """With what is foreseen where nothing has run yet."""
    config = copy.deepcopy(_CONFIG)
    config["labs"] = {"lab3_keras": config["labs"]["lab3_keras"]}
    neuron = config["labs"]["lab3_keras"]["experiments"]["single_neuron"]
    neuron["sweep"] = {"batch_size": [100, 200, 500, 1000]}
    neuron["seeds"] = list(range(250))
    del neuron["published"]
    config["labs"]["lab3_keras"]["experiments"] = {"single_neuron": neuron}
    config = parse_config(config)
    plan = make_plan(config, made_up_dataset())
    needs = JobNeeds(Durations())
    batches = batches_of(plan.experiments, plan.runs, needs.seconds, 60 * config.job_minutes)
    assert len(plan.runs) == 1000
    assert len(batches) <= 1000 / 20
    for batch in batches:
        minutes = sum(map(needs.seconds, batch)) / 60
        assert 10 <= minutes <= 30
        assert minutes < needs.minutes(batch, 1) < needs.minutes(batch, 2)
