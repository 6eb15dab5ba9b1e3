"""Vanishing, exploding, dead: told of the runs that it is true of."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.conftest import build_configuration, build_experiment
from findings.spoken import speaker
from labbook.topics.gradients.beginnings import find_first_epoch, find_gradient_change
from labbook.topics.gradients.findings import EXPLODING_ABOVE, VANISHING_BELOW, find_gradients
from labbook.topics.gradients.largest_gradient import find_largest_gradient
from labbook.topics.results.differences import find_paired_differences
from made_up_gradients import gradients_of, recorded


def found_in(experiment, configuration, **by_name):
    """`by_name`: its accuracy, 0.902 if it fails to train, and one record for each run."""
    configurations = [
        configuration(name, [None if one is None else accuracy for one in runs])
        for name, (accuracy, *runs) in by_name.items()
    ]
    records = {name: [one for one in runs if one] for name, (_, *runs) in by_name.items()}
    return find_gradients(experiment(*configurations), gradients_of(configurations, records))


DEAD, ALIVE = 0.902, 0.95


def test_norms_are_set_beside_those_of_what_trains(experiment, configuration, say) -> None:
    vanishing = recorded([1e-25, 1e-3, 1.0])
    found = found_in(
        experiment,
        configuration,
        deep=[DEAD, vanishing, vanishing],
        deeper=[DEAD, recorded([0.0019, 0.002, 0.2])],
        # The output's gradient is as small: nothing is lost on the way back.
        faint=[DEAD, recorded([0.004, 0.002, 0.001]), recorded([0.002, 0.002, 0.001])],
        shallow=[ALIVE, recorded([0.5, 1.0, 1.0])],
        shallower=[ALIVE, recorded([0.6, 1.0])],
        wild=[DEAD, recorded([1e5, 1e3, 1.0])],
        loud=[DEAD, recorded([50.0, 50.0])],
        ended=[DEAD, recorded([1.0, 1.0], [0.0, 0.0])],
    )
    assert {one.verdict: one.subject for one in found} == {
        "dead": ("ended",),
        "vanishing": ("deep", "deeper"),
        "exploding": ("wild",),
        "small": ("faint",),
        "large": ("loud",),
    }
    dead, vanished, exploding, small, large = map(say, found)
    assert (
        "exactly zero, or too small for single precision, at the end of training, in the only run"
        in dead
    )
    assert "from the first steps on" not in dead
    assert "vanish on their way back: in the first 20 updates" in vanished
    assert "against 0.5 to 0.6" in vanished
    assert "explode" in exploding
    assert "is small when training begins" in small
    assert small.endswith("so it does not vanish on its way back.")
    assert "is large when training begins" in large
    assert large.endswith("so it does not explode on its way back.")


def test_a_share_that_is_lost_is_no_reason_where_what_is_left_is_enough_for_others(
    experiment, configuration
) -> None:
    """Measured with sigmoid and four hidden layers, beside ReLU and nineteen, which train."""
    found = found_in(
        experiment,
        configuration,
        sigmoid=[DEAD, recorded([0.0083, 0.1, 0.5]), recorded([0.0069, 0.1, 0.54])],
        relu=[ALIVE, recorded([0.0007, 0.001, 0.0017]), recorded([0.004, 0.002, 0.0021])],
        tanh=[ALIVE, recorded([1.4, 0.5, 0.3])],
    )
    assert found == []


def test_of_what_trains_or_without_it_nothing_is_said(experiment, configuration) -> None:
    small = recorded([1e-6, 1.0])
    assert found_in(experiment, configuration, a=[ALIVE, small], b=[ALIVE, recorded([1.0])]) == []
    assert found_in(experiment, configuration, a=[DEAD, small, small]) == []
    # Runs of one configuration that differ.
    mixed = [DEAD, small, recorded([1.0, 1.0], [0.0, 1.0])]
    assert found_in(experiment, configuration, a=mixed, b=[ALIVE, recorded([1.0])]) == []


def test_a_network_dead_from_the_start_is_told_so(experiment, configuration, say) -> None:
    (one,) = found_in(experiment, configuration, relu=[DEAD, recorded([0.0, 0.0])])
    assert one.verdict == "dead"
    assert "it is zero from the first steps on" in say(one)


def test_nothing_is_said_where_nothing_was_recorded(experiment, configuration) -> None:
    assert found_in(experiment, configuration, a=[DEAD, None]) == []


SAY = speaker()
NORMS = st.one_of(st.just(0.0), st.floats(1e-30, 1e6))


@given(st.lists(st.tuples(NORMS, NORMS), min_size=1, max_size=4), NORMS, st.floats(1e-3, 1e3))
def test_a_sentence_is_true_of_every_run(runs, last_end, level) -> None:
    records = [recorded([first, last], [first, last_end]) for first, last in runs]
    one, other = build_configuration("a", [0.9] * len(records)), build_configuration("b", [0.98])
    by_name = {"a": records, "b": [recorded([level, 1.0])]}
    summary = gradients_of([one, other], by_name)
    for finding in find_gradients(build_experiment(one, other), summary):
        assert SAY(finding).endswith(".")
        assert finding.subject == ("a",)
        mine = summary.configurations[0].runs
        if finding.verdict == "dead":
            assert all(run.end.first == 0 for run in mine)
        if finding.verdict in ("vanishing", "small"):
            assert all(run.start.first < VANISHING_BELOW * level * 1.001 for run in mine)
            lost = finding.verdict == "vanishing"
            assert all((run.start.ratio < VANISHING_BELOW) == lost for run in mine)
        if finding.verdict in ("exploding", "large"):
            assert all(run.start.first > EXPLODING_ABOVE * level * 0.999 for run in mine)
            grown = finding.verdict == "exploding"
            assert all((run.start.ratio > EXPLODING_ABOVE) == grown for run in mine)


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
    assert "cannot be compared with" in say(found[0])


def changed(experiment, configuration, tanh, lecun):
    """Norms of the first layer, one a run, by activation and depth."""
    accuracies = {("tanh", depth): [0.95] * len(runs) for depth, runs in enumerate(tanh)}
    accuracies |= {("lecun", depth): [0.95] * len(runs) for depth, runs in enumerate(lecun)}
    configurations = tangents(configuration, accuracies)
    records = {
        one.name: [recorded([norm, 1.0]) for norm in norms]
        for one, norms in zip(configurations, [*tanh, *lecun], strict=True)
    }
    return find_gradient_change(
        swept(experiment, configurations), gradients_of(configurations, records)
    )


def test_the_first_layers_are_set_side_by_side(experiment, configuration, say) -> None:
    low, high = [0.1, 0.11, 0.12], [0.8, 0.9, 1.0]
    (one,) = changed(experiment, configuration, [low, low], [high, high])
    assert one.verdict == "larger"
    assert one.numbers["pairs"][0]["ratio"] == pytest.approx((0.72 / 0.00132) ** (1 / 3))
    assert one.evidence.p < 0.05
    assert "&lt;lecun-0&gt;</em> what it is with <em>&lt;tanh-0&gt;" in say(one)
    (one,) = changed(experiment, configuration, [high, high], [low, low])
    assert one.verdict == "smaller"


@pytest.mark.parametrize(
    ("tanh", "lecun"),
    [
        # To both sides, within the spread, one run, and none that is not zero.
        ([[0.1, 0.11], [0.9, 1.0]], [[0.9, 1.0], [0.1, 0.11]]),
        ([[0.1, 0.9, 0.4]], [[0.3, 1.0, 0.2]]),
        ([[0.1]], [[0.9]]),
        ([[0.0, 0.0]], [[0.9, 1.0]]),
    ],
)
def test_what_is_not_shown_is_not_said(experiment, configuration, tanh, lecun) -> None:
    assert changed(experiment, configuration, tanh, lecun) == []


def first_epochs(experiment, configuration, tanh, lecun, epochs=3):
    """Losses after the first epoch, one a run, by activation and depth."""
    losses = {("tanh", depth): runs for depth, runs in enumerate(tanh)}
    losses |= {("lecun", depth): runs for depth, runs in enumerate(lecun)}
    configurations = [
        replace(one, settings=replace(one.settings, epochs=epochs))
        for one in tangents(
            configuration, {key: [0.95] * len(runs) for key, runs in losses.items()}
        )
    ]
    by_name = {one.name: runs for one, runs in zip(configurations, losses.values(), strict=True)}
    records = {name: [recorded([1.0, 1.0])] * len(runs) for name, runs in by_name.items()}
    return find_first_epoch(
        swept(experiment, configurations),
        gradients_of(configurations, records, first_losses=by_name),
    )


def test_which_of_two_starts_lower(experiment, configuration, say) -> None:
    low, high = [0.3, 0.31, 0.32], [0.5, 0.52, 0.54]
    (one,) = first_epochs(experiment, configuration, [high, high], [low, low])
    assert one.verdict == "lower"
    first, second = (one.numbers["pairs"][1][name] for name in ("first", "second"))
    assert (first["mean"], first["n"], first["of"]) == (pytest.approx(0.52), 3, "tanh-1")
    assert (second["mean"], second["n"], second["of"]) == (pytest.approx(0.31), 3, "lecun-1")
    assert one.evidence.p < 0.05
    assert "After the first epoch, the validation loss is 0.31 with" in say(one)
    (one,) = first_epochs(experiment, configuration, [low], [high])
    assert one.verdict == "higher"
    assert first_epochs(experiment, configuration, [high, low], [low, high]) == []
    assert first_epochs(experiment, configuration, [[0.3, 0.5]], [[0.2, 0.45]]) == []
    # The only epoch: what is said of the end says it.
    assert first_epochs(experiment, configuration, [high], [low], epochs=1) == []


def largest(experiment, configuration, norms):
    """By activation and depth, the largest entries of gradients, one a run."""
    configurations = tangents(
        configuration, {key: [0.95] * len(runs) for key, runs in norms.items()}
    )
    records = {
        # The entries of a made-up record are half as large as its norms.
        one.name: [recorded([2 * value, 0.0]) for value in values]
        for one, values in zip(configurations, norms.values(), strict=True)
    }
    return find_largest_gradient(
        swept(experiment, configurations), gradients_of(configurations, records)
    )


LITTLE, MUCH = [0.25, 0.26, 0.27], [1.0, 1.1, 1.2]


def test_at_each_depth_the_largest_entry_is_named_where_it_is_shown(
    experiment, configuration, say
) -> None:
    norms = {
        **{("relu", depth): runs for depth, runs in ((4, MUCH), (19, LITTLE), (39, LITTLE))},
        **{("tanh", depth): runs for depth, runs in ((4, LITTLE), (19, LITTLE), (39, MUCH))},
    }
    (one,) = largest(experiment, configuration, norms)
    assert one.subject == ("relu-4", "tanh-39")
    assert one.numbers["largest"] == pytest.approx([(1.0 * 1.1 * 1.2) ** (1 / 3)] * 2)
    assert not one.details["all_groups"]
    assert one.evidence.p < 0.05
    assert "&lt;relu-4&gt;" in say(one)
    assert "&lt;tanh-39&gt;" in say(one)
    assert "Among the others, none is told" in say(one)


def test_the_largest_entry_is_not_named_by_chance_or_of_some(
    experiment, configuration, say
) -> None:
    assert largest(experiment, configuration, {("relu", 4): LITTLE, ("tanh", 4): LITTLE}) == []
    assert largest(experiment, configuration, {("relu", 4): MUCH[:1], ("tanh", 4): [0.1]}) == []
    # Another activation is told from all but one.
    three = {("relu", 4): MUCH, ("tanh", 4): LITTLE, ("elu", 4): [0.9, 1.1, 1.3]}
    assert largest(experiment, configuration, three) == []
    # What has no run might have had the largest.
    assert largest(experiment, configuration, {**three, ("elu", 4): []}) == []
    (two,) = largest(experiment, configuration, {**three, ("elu", 4): LITTLE})
    assert two.details["all_groups"]
    assert "Among the others" not in say(two)


def test_where_no_activation_is_swept_there_is_no_largest(experiment, configuration) -> None:
    one = configuration("a", [0.9, 0.9], {"units": 8})
    other = configuration("b", [0.9, 0.9], {"units": 9})
    records = {"a": [recorded([1.0])] * 2, "b": [recorded([9.0])] * 2}
    assert find_largest_gradient(experiment(one, other), gradients_of([one, other], records)) == []
