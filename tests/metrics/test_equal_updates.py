"""After how many updates configurations with different batch sizes can be set side by side."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from labbook.metrics.equal_updates import equal_updates

LENGTHS = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(1, 60), st.integers(1, 20))
)


@given(LENGTHS)
def test_each_member_has_ended_an_epoch_and_none_goes_beyond_its_training(lengths) -> None:
    for group in equal_updates(lengths):
        assert len(group.epochs) > 1
        for name, epoch in group.epochs.items():
            steps, epochs = lengths[name]
            assert epoch * steps == group.updates
            assert 1 <= epoch <= epochs
        assert len({lengths[name][0] for name in group.epochs}) > 1


@given(LENGTHS)
def test_no_larger_number_of_updates_would_do(lengths) -> None:
    for group in equal_updates(lengths):
        members = [lengths[name] for name in group.epochs]
        shortest = min(steps * epochs for steps, epochs in members)
        for updates in range(group.updates + 1, shortest + 1):
            assert any(updates % steps for steps, _ in members)


@given(LENGTHS)
def test_groups_go_from_few_updates_an_epoch_to_many_and_share_one_member_at_most(lengths) -> None:
    groups = [list(group.epochs) for group in equal_updates(lengths)]
    steps = [[lengths[name][0] for name in group] for group in groups]
    assert all(one == sorted(one) for one in steps)
    for first, second in pairwise(groups):
        assert set(first) & set(second) <= {first[-1]}


def test_batch_sizes_far_apart_make_two_groups_that_overlap() -> None:
    """48,000 images in 100 epochs: the largest batches never make the updates of the smallest."""
    first, second = equal_updates(
        {"10000": (5, 100), "1000": (48, 100), "100": (480, 100), "10": (4800, 100)}
    )
    assert (first.updates, first.epochs) == (480, {"10000": 96, "1000": 10, "100": 1})
    assert (second.updates, second.epochs) == (48000, {"100": 100, "10": 10})


def test_equal_batches_have_nothing_to_compare() -> None:
    assert equal_updates({"a": (480, 100), "b": (480, 50)}) == []
    assert equal_updates({"a": (480, 100)}) == []
    assert equal_updates({}) == []
