"""Dead, saturated, recovered: told of the runs that it is true of."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.conftest import build_configuration, build_experiment
from findings.spoken import speaker
from labbook.artifacts.watched_layers import WatchedLayer
from labbook.errors import LabbookError
from labbook.topics.hidden_units import findings
from labbook.topics.hidden_units.findings import find_answer_variation, find_stuck_units
from labbook.topics.hidden_units.units_file import HiddenUnits, write_hidden_units
from made_up_hidden_units import RELU, RELU_OUTPUT, SIGMOID, TANH, units_of
from report.partial_macros import macros_of, text_of


def found_in(experiment, configuration, layers=RELU, **by_name):
    """`by_name`: counts by epoch and layer, one record a run; None is a run that diverged."""
    configurations = [
        configuration(name, [None if run is None else 0.9 for run in runs])
        for name, runs in by_name.items()
    ]
    records = {name: [run for run in runs if run] for name, runs in by_name.items()}
    return find_stuck_units(experiment(*configurations), units_of(configurations, records, layers))


def test_configurations_of_one_verdict_share_a_sentence(experiment, configuration, say) -> None:
    found = found_in(
        experiment,
        configuration,
        choked=[[[0, 1], [0, 4], [1, 4]], [[0, 0], [0, 0], [0, 4]]],
        thinned=[[[2, 0], [1, 1]]],
        thin=[[[0, 0], [3, 3]]],
        better=[[[0, 2], [0, 0]]],
        lively=[[[0, 0], [0, 0]]],
    )
    assert {one.verdict: one.subject for one in found} == {
        "layer": ("choked",),
        "some": ("thinned", "thin"),
        "recovered": ("better",),
        "none": ("lively",),
    }
    layer, some, recovered, none = map(say, found)
    assert (
        "a whole hidden layer is dead at the end of training (at the latest after epoch 2 and all "
        "later ones), in" in layer
    )
    assert "in each of 2 runs." in layer
    assert "hands no gradient back" in layer
    assert "0.25 as percent and 0.75 as percent of the ReLU units are dead at the end" in some
    assert "and 0.25 as percent and 0.0 as percent before the first epoch" in some
    assert "(in this order; means over the runs of each). No layer" in some
    assert some.endswith("No layer is dead as a whole.")
    assert (
        "no unit is dead at the end of training, though up to 0.25 as percent of the ReLU units "
        "were at an earlier time." in recovered
    )
    assert "no unit is dead, neither before training nor after any epoch." in none


def test_a_dead_output_is_named_with_the_epoch_and_what_it_answers(experiment, configuration, say):
    trained, dead = [[0, 0], [1, 0], [1, 0]], [[0, 0], [0, 1], [0, 1]]
    one = configuration("relu", [0.99, 0.902, 0.98])
    counts = {"relu": [trained, dead, [[0, 0]] * 3]}
    units = units_of([one], counts, RELU_OUTPUT)
    (finding,) = find_stuck_units(experiment(one), units)
    assert (finding.verdict, finding.details["answer_alike"]) == ("differs", True)
    text = say(finding)
    assert (
        "runs that differ in their seed differ in this: among 3 runs, in 1 the output is dead at "
        "the end of training (after epoch 1 and all later ones), in 1 some" in text
    )
    assert "in 1 some units are dead at the end but no whole layer" in text
    assert "in 1 no unit ever is dead" in text
    assert "The run with a dead layer, and no other, gives every test image the same" in text
    # Another run answers alike, too, for another reason.
    other = configuration("relu", [0.902, 0.902, 0.98])
    (finding,) = find_stuck_units(experiment(other), units_of([other], counts, RELU_OUTPUT))
    assert "the same answer" not in say(finding)


def test_a_network_dead_from_the_start_is_told_so(experiment, configuration, say) -> None:
    (one,) = found_in(experiment, configuration, relu=[[[4, 4], [4, 4]]])
    assert (one.verdict, one.numbers["since_highest"]) == ("layer", 0)
    assert "as it was before the first epoch, in the only run" in say(one)


def test_an_output_and_a_hidden_layer_are_both_a_layer(experiment, configuration, say) -> None:
    (one,) = found_in(
        experiment,
        configuration,
        RELU_OUTPUT,
        relu=[[[0, 0], [4, 0]], [[0, 0], [0, 1]]],
    )
    assert (one.verdict, one.details["where"]) == ("layer", "both")
    assert "a whole layer is dead" in say(one)


def test_a_lasting_death_counts_from_its_last_beginning(experiment, configuration) -> None:
    (one,) = found_in(experiment, configuration, relu=[[[0, 4], [0, 1], [0, 4], [0, 4]]])
    assert one.numbers["since_lowest"] == one.numbers["since_highest"] == 2


@pytest.mark.parametrize(("layers", "word"), [(TANH, "tanh"), (SIGMOID, "sigmoid")])
def test_saturated_units_are_called_so(experiment, configuration, say, layers, word) -> None:
    some, none = found_in(
        experiment, configuration, layers, a=[[[0, 0], [0, 1]], [[0, 0], [2, 0]]], b=[[[0, 0]] * 2]
    )
    assert f"of the {word} units are saturated at the end of training, and" in say(some)
    assert "no unit is saturated, neither" in say(none)
    assert "dead" not in say(some) + say(none)
    (layer,) = found_in(experiment, configuration, layers, a=[[[0, 0], [4, 0]]])
    assert "a whole hidden layer is saturated" in say(layer)
    assert "gradient" not in say(layer)


def test_dead_and_saturated_units_of_one_network_are_told_apart(
    experiment, configuration, say
) -> None:
    layers = (WatchedLayer(1, 4, "tanh", False), WatchedLayer(2, 4, "relu", True))
    dead, saturated = found_in(experiment, configuration, layers, a=[[[4, 0], [4, 1]]])
    assert (dead.details["family"], dead.verdict) == ("dead", "some")
    assert dead.numbers["end_means"] == [0.25]
    assert "as a whole" not in say(dead)
    assert (saturated.details["family"], saturated.verdict) == ("saturated", "layer")
    assert dead.id != saturated.id


def test_all_of_an_activation_are_called_by_it(experiment, configuration, say) -> None:
    one, other, third = (configuration(name, [0.9]) for name in "abc")
    parts = [
        units_of([one, other], {"a": [[[0, 0]] * 2], "b": [[[0, 0]] * 2]}, TANH),
        units_of([third], {"c": [[[0, 0], [1, 0]]]}),
    ]
    together = tuple(found for part in parts for found in part.configurations)
    units = replace(parts[0], configurations=together)
    dead, saturated = find_stuck_units(experiment(one, other, third), units)
    assert "With tanh, no unit is saturated in any of 2 runs" in say(saturated)
    assert "With <em>&lt;c&gt;</em>, 0.125 as percent" in say(dead)
    kept = find_answer_variation(experiment(one, other, third), units)
    assert "With tanh, the last hidden layer tells" in say(kept[0])


def test_only_the_activations_of_its_own_networks_are_named(experiment, configuration, say) -> None:
    one, other = configuration("a", [0.9]), configuration("b", [0.9])
    parts = [
        units_of([one], {"a": [[[0, 0], [0, 1]]]}, TANH),
        units_of([other], {"b": [[[0, 0]] * 2]}, SIGMOID),
    ]
    together = tuple(found for part in parts for found in part.configurations)
    some, none = find_stuck_units(
        experiment(one, other), replace(parts[0], configurations=together)
    )
    assert "of the tanh units are saturated" in say(some)
    assert none.details["activations"] == ["sigmoid"]


def test_a_few_of_very_many_units_are_not_rounded_to_none(experiment, configuration) -> None:
    layers = (WatchedLayer(1, 2500, "tanh", False), WatchedLayer(2, 2500, "tanh", False))
    (some,) = found_in(experiment, configuration, layers, a=[[[0, 0], [1, 0]]])
    said = text_of(macros_of("hidden_units/prose.html.j2").tell_hidden_units(some, str))
    assert "<0.1 % of the tanh units are saturated at the end of training, and 0 % " in said


def test_nothing_is_said_without_a_run(experiment, configuration) -> None:
    assert found_in(experiment, configuration, a=[None]) == []


def test_one_epoch_and_a_run_without_result(experiment, configuration, say) -> None:
    (one,) = found_in(experiment, configuration, a=[[[0, 0], [1, 0]], [[0, 0], [0, 2]], None])
    assert "(means over 2 runs that have a result)" in say(one)
    assert one.evidence.n == 2


def variation_in(experiment, configuration, variations, layers=RELU):
    configurations = [configuration(name, [0.9]) for name in variations]
    parts = [
        units_of([summary], {summary.name: [[[0, 0]] * 2]}, layers, variations[summary.name])
        for summary in configurations
    ]
    whole = HiddenUnits("lab", "trial", tuple(part.configurations[0] for part in parts))
    return find_answer_variation(experiment(*configurations), whole)


def test_answers_that_fade_are_told_from_those_that_do_not(experiment, configuration, say) -> None:
    faded, kept = variation_in(
        experiment, configuration, {"deep": (0.5, 0.005), "flat": (0.5, 0.05)}, SIGMOID
    )
    assert (faded.verdict, faded.subject) == ("fades", ("deep",))
    assert "at most 0.01 times as much as the first layer’s, in the only run (hardly: less" in say(
        faded
    )
    assert "The slope of a sigmoid is at most one quarter" in say(faded)
    assert (kept.verdict, kept.subject) == ("kept", ("flat",))
    assert "at least 0.1 times as much" in say(kept)
    (relu,) = variation_in(experiment, configuration, {"deep": (0.5, 0.0)})
    assert "sigmoid" not in say(relu)


def test_one_hidden_layer_has_nothing_to_compare(experiment, configuration) -> None:
    assert variation_in(experiment, configuration, {"a": (0.5, 0.1)}, RELU_OUTPUT) == []
    assert variation_in(experiment, configuration, {"a": (0.0, 0.0)}) == []


def test_runs_of_two_minds_are_counted(experiment, configuration, say) -> None:
    one = configuration("a", [0.9, 0.9])
    units = units_of([one], {"a": [[[0, 0]] * 2] * 2}, TANH, (1.0, 0.5))
    (both,) = units.configurations
    runs = (both.runs[0], replace(both.runs[1], variation=((1.0, 0.5), (1.0, 0.01))))
    units = replace(units, configurations=(replace(both, runs=runs),))
    (finding,) = find_answer_variation(experiment(one), units)
    assert "in 1 of 2 runs" in say(finding)
    assert "over all runs, it is 0.01 to 0.5 times" in say(finding)


def test_units_of_other_runs_are_refused(experiment, configuration, tmp_path) -> None:
    one, other = configuration("a", [0.9]), configuration("a", [0.9, 0.9])
    units = units_of([other], {"a": [[[0, 0]] * 2] * 2})
    write_hidden_units(tmp_path / "units.json", units)
    tried = experiment(one)
    with pytest.raises(LabbookError, match="hidden units of lab/trial are not those of the runs"):
        findings.read_evidence([tried], units={tried.name: tmp_path / "units.json"})


SAY = speaker()
LAYERS = st.tuples(st.integers(0, 4), st.integers(0, 1))
# Runs that do not diverge have the same epochs.
RUNS = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(LAYERS, min_size=n, max_size=n), min_size=1, max_size=4)
)


@given(RUNS)
def test_a_sentence_is_true_of_every_run(runs) -> None:
    one = build_configuration("a", [0.9] * len(runs))
    (finding,) = find_stuck_units(build_experiment(one), units_of([one], {"a": runs}, RELU_OUTPUT))
    whole = [counts[-1][0] == 4 or counts[-1][1] == 1 for counts in runs]
    stuck = [any(counts[-1]) for counts in runs]
    ever = [any(map(any, counts)) for counts in runs]
    assert SAY(finding).endswith(".")
    match finding.verdict:
        case "layer":
            assert all(whole)
        case "some":
            assert all(stuck)
            assert not any(whole)
        case "recovered":
            assert all(ever)
            assert not any(stuck)
        case "none":
            assert not any(ever)
        case _:
            assert len(runs) > 1
    assert finding.numbers["n_of_verdict"]["layer"] == sum(whole)
    assert finding.numbers["n_of_verdict"]["none"] == len(runs) - sum(ever)
