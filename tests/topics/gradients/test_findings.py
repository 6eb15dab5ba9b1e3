"""Vanishing, exploding, dead: told of the runs that it is true of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.conftest import build_configuration, build_experiment
from findings.spoken import speaker
from labbook.topics.gradients.findings import (
    EXPLODING_ABOVE,
    VANISHING_BELOW,
    find_gradient_change,
    find_gradients,
)
from labbook.topics.results.differences import find_paired_differences
from labbook.topics.seeds.findings import find_lone_seeds
from made_up_gradients import gradients_of, recorded


def found_in(experiment, configuration, **by_name):
    """`by_name`: one record for each run; None is a run that diverged."""
    configurations = [
        configuration(name, [None if one is None else 0.9 for one in runs])
        for name, runs in by_name.items()
    ]
    records = {name: [one for one in runs if one] for name, runs in by_name.items()}
    return find_gradients(experiment(*configurations), gradients_of(configurations, records))


def test_configurations_of_one_verdict_share_a_sentence(experiment, configuration, say) -> None:
    vanishing, steady = recorded([1e-25, 1e-3, 1.0]), recorded([0.5, 1.0, 1.0])
    found = found_in(
        experiment,
        configuration,
        deep=[vanishing, vanishing],
        shallow=[steady],
        deeper=[recorded([1e-30, 1e-3, 1.0])],
        wild=[recorded([1e5, 1e3, 1.0])],
        ended=[recorded([1.0, 1.0], [0.0, 0.0])],
    )
    assert {one.verdict: one.subject for one in found} == {
        "dead": ("ended",),
        "vanishing": ("deep", "deeper"),
        "exploding": ("wild",),
        "steady": ("shallow",),
    }
    dead, vanished, exploding, steady_one = map(say, found)
    assert "<em>&lt;ended&gt;</em>" in dead
    assert "exactly zero at the end of training, in the only run" in dead
    assert "from the first steps on" not in dead
    assert "vanish on their way back" in vanished
    assert "over 3 runs" in vanished
    assert "At the end it is 1.0000000" in vanished
    assert "e-30 to 1.0000000" in vanished
    assert "explode" in exploding
    assert "neither vanish nor explode" in steady_one


def test_runs_of_two_minds_are_counted(experiment, configuration, say) -> None:
    alive, dead = recorded([0.5, 1.0]), recorded([0.5, 1.0], [0.0, 1.0])
    (one,) = found_in(experiment, configuration, relu=[alive, dead, dead, None])
    assert one.verdict == "differs"
    text = say(one)
    assert "among 3 runs that have a result, in 2 the first layer’s gradient is exactly" in text
    assert "and in 1 gradients at first neither vanish nor explode" in text


def test_a_network_dead_from_the_start_is_told_so(experiment, configuration, say) -> None:
    (one,) = found_in(experiment, configuration, relu=[recorded([0.0, 0.0])])
    assert (one.verdict, one.numbers["start_lowest"]) == ("dead", None)
    assert "it is zero from the first steps on" in say(one)


def test_nothing_is_said_where_nothing_was_recorded(experiment, configuration) -> None:
    assert found_in(experiment, configuration, a=[None]) == []


SAY = speaker()
NORMS = st.one_of(st.just(0.0), st.floats(1e-30, 1e6))


@given(st.lists(st.tuples(NORMS, NORMS), min_size=1, max_size=4), NORMS)
def test_a_sentence_is_true_of_every_run(runs, last_end) -> None:
    records = [recorded([first, last], [first, last_end]) for first, last in runs]
    one = build_configuration("a", [0.9] * len(records))
    found = find_gradients(build_experiment(one), gradients_of([one], {"a": records}))
    (finding,) = found
    summary = gradients_of([one], {"a": records}).configurations[0].runs
    ratios = [run.start.ratio for run in summary]
    assert SAY(finding).endswith(".")
    match finding.verdict:
        case "dead":
            assert all(run.end.first == 0 for run in summary)
        case "vanishing":
            assert all(ratio is not None and ratio < VANISHING_BELOW for ratio in ratios)
        case "exploding":
            assert all(ratio is not None and ratio > EXPLODING_ABOVE for ratio in ratios)
        case "steady":
            known = [ratio for ratio in ratios if ratio is not None]
            assert all(VANISHING_BELOW <= ratio <= EXPLODING_ABOVE for ratio in known)
            assert all(run.end.first > 0 for run in summary)
        case _:
            assert len(summary) > 1
    assert sum(finding.numbers["n_of_verdict"].values()) == len(summary)


def tangents(configuration, accuracies):
    """`accuracies` by activation and depth, one a seed."""
    return [
        configuration(
            f"{activation}-{depth}", values, {"activation": activation, "hidden_layers": depth}
        )
        for (activation, depth), values in accuracies.items()
    ]


def swept(experiment, configurations):
    built = experiment(*configurations, axes=("activation", "hidden_layers"))
    for axis in built.summary.axes:
        values = [one.varied[axis.name] for one in configurations]
        axis.values.extend(dict.fromkeys(values))
    return built


HIGH, LOW = [0.95, 0.951, 0.952], [0.90, 0.901, 0.902]


def test_each_pair_is_compared_at_its_own_depth(experiment, configuration, say) -> None:
    configurations = tangents(
        configuration,
        {
            **{("tanh", depth): HIGH if depth == 39 else LOW for depth in (4, 19, 39)},
            **{("lecun", depth): HIGH if depth == 4 else LOW for depth in (4, 19, 39)},
        },
    )
    found = find_paired_differences(swept(experiment, configurations))
    assert [one.subject for one in found] == [
        (f"tanh-{depth}", f"lecun-{depth}") for depth in (4, 19, 39)
    ]
    assert [one.verdict for one in found] == ["better", "not resolved", "worse"]
    assert all("corrected by Holm" in one.evidence.test for one in found)
    better, unresolved, worse = map(say, found)
    assert "&lt;lecun-4&gt;</em> is more accurate than <em>&lt;tanh-4&gt;" in better
    assert "is not told apart from" in unresolved
    assert "is less accurate than" in worse


def test_more_pairs_ask_for_more_evidence(experiment, configuration) -> None:
    def p_values(depths):
        accuracies = {("tanh", depth): LOW for depth in depths}
        accuracies |= {("lecun", depth): [0.9, 0.903, 0.904] for depth in depths}
        found = find_paired_differences(swept(experiment, tangents(configuration, accuracies)))
        return [one.numbers["p_difference"] for one in found]

    two, three = p_values([4, 19]), p_values([4, 19, 39])
    assert len(three) == 3
    assert min(three) > max(two)


def test_pairs_need_a_setting_with_two_values_beside_another(experiment, configuration) -> None:
    three = tangents(configuration, {(name, 4): LOW for name in ("a", "b", "c")})
    assert find_paired_differences(swept(experiment, three)) == []
    assert find_paired_differences(experiment(*three)) == []


def test_one_seed_is_no_evidence(experiment, configuration, say) -> None:
    accuracies = {
        ("tanh", 4): [0.9],
        ("lecun", 4): [0.95],
        ("tanh", 9): [0.9],
        ("lecun", 9): [None],
    }
    found = find_paired_differences(swept(experiment, tangents(configuration, accuracies)))
    assert len(found) == 1
    assert "with one seed" in say(found[0])


def changed(experiment, configuration, tanh, lecun):
    accuracies = {("tanh", depth): [0.9] for depth in range(len(tanh))}
    accuracies |= {("lecun", depth): [0.9] for depth in range(len(lecun))}
    configurations = tangents(configuration, accuracies)
    records = {
        one.name: [recorded(norms)]
        for one, norms in zip(configurations, [*tanh, *lecun], strict=True)
    }
    return find_gradient_change(
        swept(experiment, configurations), gradients_of(configurations, records)
    )


def test_the_change_from_layer_to_layer_is_set_side_by_side(experiment, configuration, say) -> None:
    falling, flat = [0.01, 0.1, 1.0], [0.25, 0.5, 1.0]
    (one,) = changed(experiment, configuration, [falling, falling], [flat, flat])
    assert one.verdict == "smaller"
    first = one.numbers["pairs"][0]
    assert first["first_factor"] == pytest.approx(10)
    assert first["second_factor"] == pytest.approx(2)
    assert (first["first_ratio"], first["second_ratio"]) == pytest.approx((0.01, 0.25))
    assert "in each pair the first named changes less" in say(one)
    (mixed,) = changed(experiment, configuration, [falling, flat], [flat, falling])
    assert mixed.verdict == "mixed"
    assert "neither changes less in all of them" in say(mixed)
    (larger,) = changed(experiment, configuration, [flat, flat], [falling, [0.0, 1.0, 1.0]])
    assert (larger.verdict, larger.details["some_left_out"]) == ("larger", True)
    assert changed(experiment, configuration, [flat], [[0.0, 0.0, 0.0]]) == []


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([0.92, 0.61, 0.91, None], "lowest"),
        ([0.11, 0.12, 0.95], "highest"),
        ([0.5, 0.6, 0.7], "none"),
        ([0.93, 0.94, 0.95], None),
        ([0.5, 0.9], None),
    ],
)
def test_a_seed_by_itself_is_told(experiment, configuration, say, values, verdict) -> None:
    found = find_lone_seeds(experiment(configuration("a", values)))
    assert [one.verdict for one in found] == ([] if verdict is None else [verdict])
    for one in found:
        assert ("not spread evenly" in say(one)) == (verdict != "none")
