"""Bundles: each untrained run once, configurations together, no bundle too large."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from labbook.config.load import parse_config
from labbook.config.yaml_file import read_yaml
from labbook.planning.bundles import BUNDLES_A_CORE, LEAST_WORK, bundles_of, work
from labbook.planning.plan import make_plan
from labbook.planning.work import training_work
from made_up_dataset import made_up_dataset
from plan_fixtures import SHIPPED

_CONFIG = read_yaml(SHIPPED)
PLAN = make_plan(
    parse_config(_CONFIG | {"labs": {"lab3_keras": _CONFIG["labs"]["lab3_keras"]}}),
    made_up_dataset(),
)
EXPERIMENTS = [experiment for lab in PLAN.labs for experiment in lab.experiments]
OWNERS = {
    run.directory: (experiment.lab, experiment.name, configuration.name)
    for experiment in reversed(EXPERIMENTS)
    for configuration in reversed(experiment.trained)
    for run in configuration.runs
}


@given(st.sets(st.sampled_from(sorted(PLAN.runs))), st.integers(1, 32))
def test_every_run_is_in_one_bundle_with_runs_of_its_configuration(
    untrained: set[str], cores: int
) -> None:
    found = bundles_of(EXPERIMENTS, untrained, cores)
    assert Counter(run.directory for bundle in found for run in bundle) == Counter(untrained)
    for bundle in found:
        assert len({OWNERS[run.directory] for run in bundle}) == 1
        assert len({run.directory.rpartition("/")[0] for run in bundle}) == 1


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
