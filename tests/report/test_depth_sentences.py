"""Which activations train to which depth, why not, and if one of two is better: in any sweep."""

from typing import Any

import pytest

from report.partial_macros import configuration, experiment, finding, macros_of, text_of

TRAINED = macros_of("partials/trained_depths.html.j2").trained_depths
LOST = macros_of("partials/lost_gradients.html.j2")
TANGENTS = macros_of("partials/two_tangents.html.j2")
GOOD, POOR = [0.91, 0.92, 0.93], [0.1135] * 3


def failing(*subject: str, verdict: str = "every seed") -> Any:
    majority = {"majority_label": "1"}
    return finding(
        "not_trained", verdict, subject, details=majority, numbers={"majority_accuracy": 0.1135}
    )


def depths(activation: str, *accuracies: Any, of: tuple[int, ...] = (4, 19, 39)) -> list[Any]:
    return [
        configuration(activation, depth, found) for depth, found in zip(of, accuracies, strict=True)
    ]


def trained(planned: list[Any], *findings: Any) -> str:
    return text_of(TRAINED(experiment(planned, *findings)))


def test_what_trains_is_said_depth_by_depth() -> None:
    """As on the full MNIST, where one run with tanh stays behind."""
    planned = [
        *depths("relu", GOOD, [0.5, 0.55, 0.7], POOR),
        *depths("tanh", GOOD, GOOD, [0.91, 0.61, 0.92]),
        *depths("sigmoid", POOR, POOR, POOR),
    ]
    lost = failing("relu-39", "sigmoid-4", "sigmoid-19", "sigmoid-39")
    assert trained(planned, lost) == (
        "In 3 epochs, tanh trains at every depth (with 39 hidden layers, test accuracy 61.00 % in "
        "one run and 91.00 % to 92.00 % in the others); ReLU with up to 19 hidden layers (with 19, "
        "50.00 % to 70.00 %), not with 39; sigmoid at no depth. Networks that do not train are not "
        "shown to do better than always to answer “1”, which is right for 11.35 %."
    )


@pytest.mark.parametrize(
    ("accuracies", "findings", "expected"),
    [
        ((GOOD, POOR, POOR), [failing("tanh-19", "tanh-39")], "trains with 4 hidden layers (test"),
        ((GOOD, POOR, POOR), [failing("tanh-19", "tanh-39")], "), not with 19 or 39."),
        ((GOOD, POOR, GOOD), [failing("tanh-19")], "trains with 4 and 39 hidden layers (with 39, "),
        ((POOR, GOOD, GOOD), [failing("tanh-4")], "trains with 19 and 39 hidden layers (with 39, "),
        (
            (GOOD, GOOD, [0.9, 0.1, 0.9]),
            [failing("tanh-39", verdict="some seeds")],
            "trains with up to 19 hidden layers (with 19, test accuracy 91.00 % to 93.00 "
            "%), in some runs with 39. Networks",
        ),
        ((GOOD, GOOD, [0.9, None]), [], "), in some runs with 39."),
        ((GOOD, GOOD, [None, None]), [], "), not with 39."),
        ((GOOD, GOOD, None), [], "), untold, for want of a result, with 39."),
        (([0.9, None], POOR, POOR), [failing("tanh-19", "tanh-39")], "in some runs with 4 hidden"),
        (([0.9], [0.9], [0.8]), [], "at every depth (with 39 hidden layers, test accuracy 80.00 %"),
        (([0.9] * 2, [0.9] * 2, [0.3, 0.8]), [], "accuracy 30.00 % to 80.00 %)."),
    ],
)
def test_of_one_activation_all_is_said(accuracies, findings, expected) -> None:
    text = trained(depths("tanh", *accuracies), *findings)
    assert text.startswith("In 3 epochs, tanh trains ")
    assert expected in text
    assert ("Networks that do not train" in text) == bool(findings)


def test_trainings_of_different_lengths_begin_with_no_epoch() -> None:
    asked = experiment(depths("tanh", GOOD, GOOD, GOOD))
    asked.stops_early = True
    assert text_of(TRAINED(asked)).startswith("Tanh trains at every depth (with 39")


def test_of_another_sweep_nothing_is_said() -> None:
    assert trained([configuration("relu", 4, GOOD), configuration("tanh", 4, GOOD)]) == ""
    # A further setting is varied, so there are two networks of one kind.
    assert trained([*depths("relu", *[GOOD] * 3), configuration("relu", 4, GOOD)]) == ""
    assert trained([*depths("relu", *[GOOD] * 3), configuration("relu", 0, GOOD)]) == ""
    assert trained(depths("relu", None, None, None)) == ""


def gradients(verdict: str, *subject: str) -> Any:
    numbers = {
        "fewest_updates": 100,
        "most_updates": 100,
        "lowest": 0.001,
        "highest": 0.002,
        "trained_lowest": 0.5,
        "trained_highest": 1.5,
        "lowest_ratio": 2.5,
        "highest_ratio": 3.5,
    }
    return finding("gradients", verdict, subject, numbers=numbers)


def test_a_small_gradient_is_not_called_lost() -> None:
    both = experiment([], gradients("vanishing", "a"), gradients("small", "b"))
    text = text_of(LOST.lost_gradients(both))
    assert "vanishes on its way back with a: in the first 100 updates, that of" in text
    assert "0.001 to 0.002, against 0.5 to 1.5 in the runs that train" in text
    not_lost = "small{} (0.001 to 0.002), but 2.5 to 3.5 times the output’s: it does not vanish"
    assert "With b, it is " + not_lost.format(", too") in text
    alone = text_of(LOST.lost_gradients(experiment([], gradients("small", "b"))))
    assert alone.startswith("With b, the gradient of the first layer’s weights is small in the")
    assert not_lost.format(" in the first 100 updates") in alone
    assert text_of(LOST.lost_gradients(experiment([], gradients("dead", "a")))) == ""


def fading(*subject: str) -> Any:
    return finding("answer_variation", "fades", subject, numbers={"end_highest": 0.015})


def test_images_are_lost_where_that_holds_for_all_that_do_not_train() -> None:
    text = text_of(LOST.lost_images(experiment([], failing("a", "b"), fading("a"), fading("b"))))
    assert text.startswith("In all networks that do not train, the last hidden layer hardly tells")
    assert "at most 0.015 times" in text
    assert text_of(LOST.lost_images(experiment([], failing("a", "b"), fading("a")))) == ""
    assert text_of(LOST.lost_images(experiment([], fading("a")))) == ""
    # The gradients have told why.
    both = failing("a"), fading("a"), gradients("vanishing", "a")
    assert text_of(LOST.lost_images(experiment([], *both))) == ""


def quarter(activation: str, ratios: dict[int, float | None]) -> str:
    planned = [configuration(activation, depth, GOOD) for depth in ratios]
    # In any order.
    rows = [{"name": f"{activation}-{depth}", "ratio": ratio} for depth, ratio in ratios.items()][
        ::-1
    ]
    topics: dict[str, Any] = {"gradients": {"rows": rows}}
    return text_of(LOST.quarter_by_layer(experiment(planned, topics=topics)))


def test_what_a_further_layer_leaves_is_measured_between_depths() -> None:
    """Images three times as large as what hidden layers pass on do not spoil it."""
    text = quarter("sigmoid", {4: 3 * 0.24**4, 19: 3 * 0.24**19, 39: 3 * 0.24**19 * 0.23**20})
    assert "It leaves 0.24 from 4 to 19 hidden layers and 0.23 from 19 to 39 (first" in text


@pytest.mark.parametrize(
    ("activation", "ratios"),
    [
        ("sigmoid", {4: 0.25**4}),
        ("sigmoid", {4: 0.25**4, 19: None}),
        ("sigmoid", {4: 0.25**4, 19: 0.6**19}),
        ("sigmoid", {4: 0.25**4, 19: 0.1**19}),
        ("tanh", {4: 0.25**4, 19: 0.25**19}),
    ],
)
def test_a_quarter_is_not_seen_everywhere(activation: str, ratios: dict[int, float | None]) -> None:
    assert quarter(activation, ratios) == ""


def largest(*pairs: tuple[str, int], is_subset: bool = False) -> str:
    planned = [
        configuration(activation, depth, GOOD)
        for activation in ("relu", "tanh")
        for depth in (4, 19, 39)
    ]
    found = finding(
        "largest_gradient",
        "told apart",
        details={
            "largest": [f"{activation}-{depth}" for activation, depth in pairs],
            "all_groups": len(pairs) == 3,
        },
    )
    asked = experiment(planned, found)
    asked.dataset.is_subset = is_subset
    return text_of(LOST.largest_gradients(asked))


def test_the_largest_gradients_are_set_beside_the_published_ones() -> None:
    published = [("relu", 4), ("relu", 19), ("tanh", 39)]
    assert largest(*published) == (
        "At equal depth, the largest entry of any gradient is that of ReLU with 4 and 19 hidden "
        "layers and of tanh with 39, as in the published report."
    )
    assert largest(*published, is_subset=True).endswith("and of tanh with 39.")
    assert largest(("tanh", 4), *published[1:]).endswith(", other than in the published report.")
    # Not shown at every depth: the supplement says where it is.
    assert largest(("tanh", 39)) == ""


def pair(depth: int, verdict: str, size: float = 0.1, p: float | None = 0.35) -> Any:
    first, second = f"tanh-{depth}", f"lecun_tanh-{depth}"
    numbers = {"size": size, "margin": 0.001}
    return finding(
        "paired_difference",
        verdict,
        (first, second),
        numbers=numbers,
        details={"first": first, "second": second},
        p=p,
    )


def tangents(*pairs: Any, of: tuple[int, ...] = (4, 19, 39)) -> Any:
    planned = [
        configuration(activation, depth, GOOD)
        for activation in ("tanh", "lecun_tanh")
        for depth in of
    ]
    return experiment(planned, *pairs)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (
            [pair(4, "better", 0.25, 0.01), pair(19, "better", 0.5, 0.002)],
            "Yes, at every depth, by 25 and 50 percentage points of test accuracy (at the "
            "weakest, p = 0.010).",
        ),
        (
            [pair(4, "not resolved"), pair(19, "not resolved")],
            "Not shown at any depth: test accuracies are not told apart (p = 0.35 each).",
        ),
        (
            [pair(4, "not resolved", p=0.9), pair(19, "not resolved", p=0.2)],
            "Not shown at any depth: test accuracies are not told apart (at the closest, p = "
            "0.20).",
        ),
        (
            [pair(4, "not resolved", p=None), pair(19, "not resolved", p=None)],
            "Not shown at any depth: test accuracies are not told apart (one seed each).",
        ),
        (
            [pair(4, "equivalent", p=0.01), pair(19, "equivalent", p=0.02)],
            "No, at every depth it is as accurate, within 0.10 percentage points (at the weakest, "
            "p = 0.020).",
        ),
        (
            [pair(4, "worse", 0.25, 0.01), pair(19, "worse", 0.5, 0.01)],
            "No, at every depth it is less accurate, by 25 and 50 percentage points (p = 0.010 "
            "each).",
        ),
        (
            [pair(4, "worse", 0.25, 0.01), pair(19, "better", 0.5, 0.02)],
            "Yes, with 19 hidden layers, by 50 percentage points of test accuracy (p = 0.020); no, "
            "with 4 it is less accurate, by 25 percentage points (p = 0.010).",
        ),
        (
            [pair(4, "not resolved"), pair(19, "better", 0.5, 0.02)],
            "Yes, with 19 hidden layers, by 50 percentage points of test accuracy (p = 0.020); not "
            "shown with 4 (p = 0.35).",
        ),
    ],
)
def test_whether_it_is_better_is_answered_first(pairs, expected: str) -> None:
    assert text_of(TANGENTS.better_tanh(tangents(*pairs, of=(4, 19)))) == expected


def test_depths_without_a_pair_are_not_answered_for() -> None:
    found = tangents(pair(4, "better", 0.25, 0.01), pair(19, "better", 0.5, 0.01))
    assert text_of(TANGENTS.better_tanh(found)) == (
        "Yes, with 4 and 19 hidden layers, by 25 and 50 percentage points of test accuracy "
        "(p = 0.010 each); untold, for want of a result, with 39."
    )
    assert text_of(TANGENTS.better_tanh(tangents())) == ""


def test_other_pairs_are_not_taken_for_these() -> None:
    other = finding(
        "paired_difference",
        "better",
        ("lecun_tanh-4", "tanh-4"),
        numbers={"size": 0.1},
        details={"first": "lecun_tanh-4", "second": "tanh-4"},
    )
    assert text_of(TANGENTS.better_tanh(tangents(other))) == ""


@pytest.mark.parametrize(("verdict", "said"), [("larger", True), ("smaller", False)])
def test_how_much_larger_the_first_gradient_is_stands_with_when(verdict: str, said: bool) -> None:
    change = finding(
        "gradient_change",
        verdict,
        numbers={
            "fewest_updates": 7,
            "most_updates": 7,
            "pairs": [{"ratio": 1.5}, {"ratio": 3.5}],
        },
        details={"firsts": ["tanh-4", "tanh-19"], "seconds": ["lecun_tanh-4", "lecun_tanh-19"]},
    )
    text = text_of(TANGENTS.steps_of_lecun(tangents(change)))
    assert ("in the first 7 updates, the gradient of the first layer’s" in text) == said
    assert ("1.50 times with 4 and 3.5 times with 19 hidden layers" in text) == said


def test_which_starts_lower_is_set_beside_the_published_report() -> None:
    def told(verdict: str, is_subset: bool = False) -> str:
        means = [{"first": 0.4, "second": 0.31}, {"first": 0.5, "second": 0.32}]
        losses = {
            "pairs": [
                {name: {"mean": mean, "std": 0.01, "n": 3} for name, mean in pair.items()}
                for pair in means
            ]
        }
        names = {"firsts": ["tanh-4", "tanh-19"], "seconds": ["lecun_tanh-4", "lecun_tanh-19"]}
        details = {**names, "held_out": "test"}
        found = finding("first_epoch", verdict, numbers=losses, details=details, p=0.01)
        asked = tangents(found)
        asked.dataset.is_subset = is_subset
        return text_of(TANGENTS.lower_start(asked))

    assert told("lower") == (
        "LeCun’s tanh starts lower, as in the published report: after the first epoch, its test "
        "loss is 0.310 ± 0.010 and 0.320 ± 0.010 with 4 and 19 hidden layers, the plain one’s "
        "0.400 ± 0.010 and 0.500 ± 0.010 (at the weakest, p = 0.010)."
    )
    assert told("lower", is_subset=True).startswith(
        "LeCun’s tanh starts lower: after the first epoch"
    )
    assert told("higher").startswith("LeCun’s tanh starts higher: after the first epoch")
