"""What a scheduler is asked for: by earlier runs if there are any, else by the settings."""

from dataclasses import replace

import pytest

from example_spec import EXAMPLE_SPEC
from labbook.artifacts.spec import HiddenLayer, Spec
from labbook.build.job_counts import Durations
from labbook.build.job_needs import BESIDE_MIB, START_UP_MINUTES, JobNeeds
from labbook.planning.plan import PlannedRun
from labbook.planning.work import training_work

SPEC = Spec.from_dict(EXAMPLE_SPEC)
RUN = PlannedRun(
    "units-8_seed-0", SPEC, "0" * 12, f"results/runs/lab/neuron/units-8_seed-0.{0:012}"
)
PLACE = ("lab", "neuron", "units-8")


def test_what_runs_of_the_configuration_took_counts() -> None:
    earlier = Durations()
    earlier.add(PLACE, 1e9, 1e9 / training_work(SPEC) * 600)
    earlier.add_memory(PLACE, 300.0)
    earlier.add_memory(PLACE, 200.0)
    needs = JobNeeds(earlier)
    assert needs.seconds(RUN) == pytest.approx(602.0, rel=1e-3)
    assert START_UP_MINUTES + 40 < needs.minutes([RUN, RUN], 1) <= START_UP_MINUTES + 42
    assert needs.memory_mb([RUN], 1) == BESIDE_MIB + 375
    assert JobNeeds(Durations()).memory_mb([RUN], 1) > needs.memory_mb([RUN], 1)


def test_a_short_run_of_others_says_little() -> None:
    earlier = Durations()
    earlier.add(("lab", "neuron", "another"), 1.0, 10.0)
    foreseen = [JobNeeds(known).seconds(RUN) for known in (Durations(), earlier)]
    assert foreseen[0] < foreseen[1] < 1.2 * foreseen[0]


def test_each_attempt_asks_for_twice_as_much() -> None:
    needs = JobNeeds(Durations())
    for asked in (needs.minutes, needs.memory_mb):
        once, twice, again = (asked([RUN], attempt) for attempt in (1, 2, 3))
        assert (twice, again) == (2 * once, 4 * once)


def test_a_large_network_is_given_more_memory() -> None:
    needs = JobNeeds(Durations())
    large = replace(RUN, spec=replace(SPEC, hidden=(HiddenLayer(8000, "relu"),) * 2))
    assert needs.memory_mb([large], 1) > needs.memory_mb([RUN], 1) + 1000
