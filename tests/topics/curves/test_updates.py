"""The finding `updates`: a batch size that acts through the number of updates alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from labbook.artifacts.summary import ConfigurationSummary
from labbook.topics.curves.findings import find_updates

SEEDS = [0.98, 0.98]
# Of 50 epochs: updates an epoch, loss at the end, and, by epoch, after as many updates as others.
ALIKE: dict[int, tuple[int, float, dict[int, float]]] = {
    1000: (48, 0.30, {50: 0.30}),
    100: (480, 0.12, {5: 0.31, 50: 0.12}),
    10: (4800, 0.06, {5: 0.122}),
}
Row = tuple[int, float, dict[int, float]]


@pytest.fixture
def swept(
    configuration: Callable[..., ConfigurationSummary], experiment: Callable[..., Any]
) -> Callable[..., Any]:
    def make(rows: dict[int, Row], also: dict[str, Any] | None = None, **fields: Any) -> Any:
        made = []
        for size, (steps, end, losses) in rows.items():
            one = configuration(
                f"batch-{size}",
                SEEDS,
                varied={"batch_size": size, **(also or {})},
                epochs=50,
                at_epochs={epoch: [{"val_loss": loss}] * 2 for epoch, loss in losses.items()},
                held_out_loss=end,
                **fields,
            )
            made.append(replace(one, steps_per_epoch=steps, batch_size_used=size))
        return experiment(*made, axes=("batch_size",))

    return make


def test_equal_losses_after_equal_updates_are_told_with_their_numbers(swept) -> None:
    (found,) = find_updates(swept(ALIKE))
    assert (found.id, found.verdict) == ("trial.updates", "same")
    assert found.details["groups"] == [["batch-1000", "batch-100"], ["batch-100", "batch-10"]]
    groups = [
        (group["updates"], [(loss["of"], loss["mean"]) for loss in group["losses"]])
        for group in found.numbers["groups"]
    ]
    assert groups == [
        (2400, [("batch-1000", 0.30), ("batch-100", 0.31)]),
        (24000, [("batch-100", 0.12), ("batch-10", 0.122)]),
    ]
    assert (found.details["fewest"], found.details["most"]) == ("batch-1000", "batch-10")
    assert (found.numbers["fewest_updates"], found.numbers["most_updates"]) == (2400, 240000)


@pytest.mark.parametrize(
    "changed",
    [
        {100: (480, 0.12, {5: 0.33, 50: 0.12})},  # apart after equal updates
        {1000: (48, 0.08, {50: 0.30}), 100: (480, 0.07, {5: 0.31, 50: 0.12})},  # alike at the end
        {10: (4800, 0.06, {})},  # not known at that epoch
        {100: (48, 0.12, {50: 0.12}), 10: (48, 0.06, {5: 0.122})},  # as many updates an epoch
    ],
)
def test_nothing_is_said_where_it_does_not_hold(swept, changed: dict[int, Row]) -> None:
    assert find_updates(swept({**ALIKE, **changed})) == []


def test_nothing_is_said_where_more_than_the_batch_size_differs(swept, configuration) -> None:
    assert find_updates(swept(ALIKE, also={"units": 8})) == []
    assert find_updates(swept({1000: ALIKE[1000]})) == []


def test_without_validation_images_it_is_of_the_test_loss(swept) -> None:
    """Whose values nobody has given here."""
    assert find_updates(swept(ALIKE, n_validation=0)) == []


def test_its_sentence_has_every_group(swept, say) -> None:
    (found,) = find_updates(swept(ALIKE))
    text = say(found)
    for group in found.numbers["groups"]:
        for loss in group["losses"]:
            assert f"{loss['mean']}" in text
