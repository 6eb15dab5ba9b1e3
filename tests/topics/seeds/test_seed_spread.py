import pytest

from labbook.topics.seeds.findings import find_seed_spread


@pytest.mark.parametrize(
    ("accuracies", "verdict"),
    [
        ([0.98], "one seed"),
        ([0.98, None], "one seed"),
        ([0.98, 0.98, 0.98], "identical"),
        ([0.98, 0.9801], "spread"),
    ],
)
def test_verdicts(experiment, configuration, accuracies, verdict):
    (found,) = find_seed_spread(experiment(configuration("a", accuracies)))
    assert found.verdict == verdict


def test_the_widest_is_named_and_the_images_stand_apart(experiment, configuration):
    (found,) = find_seed_spread(
        experiment(
            configuration("a", [0.98, 0.9802]),
            configuration("b", [0.98, 0.9804]),
            configuration("c", [None, 0.9]),
        )
    )
    assert found.details["widest"] == "b"
    assert found.details["some_left_out"]
    assert found.numbers["largest_std"] == pytest.approx(0.0004 / 2**0.5)
    assert found.numbers["image_half_width"] == pytest.approx(0.0027, abs=1e-4)


def test_no_run_no_spread(experiment, configuration):
    assert find_seed_spread(experiment(configuration("a", [None]))) == []
