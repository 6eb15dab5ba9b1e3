import pytest

from labbook.topics.results.trends import find_trends


@pytest.fixture
def trends(experiment, configuration):
    """The trends along `units` of the mean accuracies given, each with three seeds close by."""

    def find(means, spread=0.0001, seeds=3, values=None):
        offsets = [-spread, 0.0, spread][:seeds]
        rows = [
            configuration(f"u{units}", [mean + offset for offset in offsets], {"units": units})
            for units, mean in zip(values or range(1, 99), means, strict=False)
        ]
        return find_trends(experiment(*rows, axes=("units",)))

    return find


@pytest.mark.parametrize(
    ("means", "verdict"),
    [
        ([0.95, 0.96, 0.97], "increasing"),
        ([0.97, 0.96, 0.95], "decreasing"),
        ([0.95, 0.97, 0.9704, 0.9702], "increasing"),
        ([0.97, 0.9702, 0.9704], "flat"),
        ([0.95, 0.99, 0.97], "turning"),
        ([0.95, 0.99, 0.95], "turning"),
        ([0.95, 0.95, 0.97, 0.98], "increasing"),
    ],
)
def test_shapes(trends, means, verdict):
    (found,) = trends(means)
    assert found.verdict == verdict


def test_a_step_back_within_the_spread_turns_no_trend(trends):
    (found,) = trends([0.90, 0.94, 0.938, 0.97], spread=0.004)
    assert found.verdict == "increasing"
    (found,) = trends([0.97, 0.938, 0.94, 0.90], spread=0.004)
    assert found.verdict == "decreasing"


def test_ends_that_cannot_be_told_apart(trends):
    (found,) = trends([0.950, 0.952, 0.954], spread=0.02)
    assert found.verdict == "not shown"
    assert found.evidence.p > 0.05


@pytest.mark.parametrize(("means", "seeds"), [([0.95, 0.97], 3), ([0.90, 0.95, 0.99], 1)])
def test_two_values_or_one_seed_have_no_trend(trends, means, seeds):
    assert trends(means, seeds=seeds) == []


def test_the_order_of_the_sweep_does_not_matter(trends):
    (forward,) = trends([0.95, 0.96, 0.97], values=[1, 2, 3])
    (backward,) = trends([0.97, 0.96, 0.95], values=[3, 2, 1])
    assert forward == backward


def test_one_value_has_no_trend(trends):
    assert trends([0.95]) == []


def test_other_axes_are_held_fixed(experiment, configuration):
    rows = [
        configuration(f"{activation}{units}", [0.8 + units / 1000] * 2, varied)
        for activation, sizes in (
            ("sigmoid", (8, 64, 128)),
            ("relu", (32, 64, 96)),
            ("tanh", (64,)),
        )
        for units in sizes
        for varied in [{"activation": activation, "units": units}]
    ]
    found = find_trends(experiment(*rows, axes=("activation", "units", "units")))
    assert [one.subject for one in found] == [
        ("sigmoid8", "sigmoid64", "sigmoid128"),
        ("relu32", "relu64", "relu96"),
    ]
    assert [one.id for one in found] == ["trial.trend.units.sigmoid", "trial.trend.units.relu"]
    assert found[0].details["fixed"] == "activation sigmoid"


def test_values_that_are_no_numbers_have_no_order(experiment, configuration):
    rows = [
        configuration("a", [0.9, 0.91], {"units": [8, 8]}),
        configuration("b", [0.9, 0.91], {"units": []}),
        configuration("c", [0.9, 0.91], {"units": 8}),
    ]
    assert find_trends(experiment(*rows, axes=("units",))) == []


def test_what_diverged_is_left_out(experiment, configuration):
    rows = [
        configuration("a", [0.95, 0.951], {"units": 1}),
        configuration("b", [None, None], {"units": 2}),
        configuration("c", [0.97, 0.971], {"units": 3}),
        configuration("d", [0.98, 0.981], {"units": 4}),
    ]
    (found,) = find_trends(experiment(*rows, axes=("units",)))
    assert found.subject == ("a", "c", "d")
    assert found.details["left_out"] == ["b"]


@pytest.mark.parametrize(
    ("means", "level_from"),
    [
        ([0.95, 0.97, 0.9704, 0.9702], "u2"),
        ([0.95, 0.96, 0.97], None),
        # Level once, and not to the end.
        ([0.95, 0.97, 0.9704, 0.98], None),
    ],
)
def test_from_where_on_it_is_level(trends, say, means, level_from):
    (found,) = trends(means)
    assert found.details["level_from"] == level_from
    assert ("no value is told apart from the last" in say(found)) == bool(level_from)
