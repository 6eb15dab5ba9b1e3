"""The fast way computes what the plain way does, for any chunks, and the same bits every time."""

import hashlib
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from labbook.metrics.classification import count_correct
from labbook.scratch.full_batch import CHUNK_ROWS, FullBatch, Metrics
from labbook.scratch.losses import LOSSES
from labbook.scratch.network import Network, descend, scaled
from small_network import copied, small_images, small_network

HIDDEN = [[], [(5, "sigmoid")], [(5, "relu"), (4, "softmax"), (3, "tanh")]]

networks = st.builds(
    small_network,
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["sigmoid", "softmax"])), max_size=2),
    st.sampled_from(sorted(LOSSES)),
    seed=st.integers(0, 100),
)


def weights_of(network: Network) -> list[np.ndarray]:
    return [weight.copy() for weight in network.weights]


def plainly(
    network: Network, images: np.ndarray, targets: np.ndarray, rates: list[float]
) -> list[float]:
    """Steps of `Network`; the loss before each."""
    x, y = scaled(images, np.dtype(np.float64)), targets.astype(np.float64)
    losses = []
    for rate in rates:
        losses.append(network.loss_of(x, y))
        descend(network, network.gradients(x, y), rate)
    return losses


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("dtype", "rounding"), [(np.float64, 1e-12), (np.float32, 1e-4)])
def test_it_trains_as_the_plain_network_does(
    hidden: list[tuple[int, str]], loss: str, dtype: type, rounding: float
) -> None:
    plain = small_network(hidden, loss)
    fast = copied(plain, dtype)
    images, targets = small_images(230, loss)
    rates = [0.5, 0.4, 0.3, 0.2, 0.1] * 4
    expected = plainly(plain, images, targets, rates)
    batch = FullBatch(fast, images, targets, chunk_rows=50)
    losses = [batch.step(rate).loss for rate in rates]
    np.testing.assert_allclose(losses, expected, rtol=rounding)
    for found, weight in zip(fast.weights, plain.weights, strict=True):
        assert found.dtype == dtype
        np.testing.assert_allclose(found, weight, rtol=rounding, atol=rounding)
    assert losses[-1] < 0.95 * losses[0], "nothing was learned, so nothing was compared"


@pytest.mark.parametrize("loss", LOSSES)
def test_several_chunks_of_the_usual_size_are_one_step_of_the_plain_network(loss: str) -> None:
    plain = small_network([(5, "sigmoid")], loss)
    fast = copied(plain, np.float64)
    images, targets = small_images(2 * CHUNK_ROWS + 7, loss)
    (expected,) = plainly(plain, images, targets, [0.5])
    assert FullBatch(fast, images, targets).step(0.5).loss == pytest.approx(expected, rel=1e-12)
    for found, weight in zip(fast.weights, plain.weights, strict=True):
        np.testing.assert_allclose(found, weight, rtol=1e-10, atol=1e-12)


@given(
    pixels=st.integers(1, 70),
    blank=st.sets(st.integers(0, 69)),
    hidden=st.lists(st.just((3, "sigmoid")), max_size=1),
)
def test_pixels_without_ink_in_any_image_change_nothing(
    pixels: int, blank: set[int], hidden: list[tuple[int, str]]
) -> None:
    loss = "categorical_crossentropy"
    _, targets = small_images(30, loss)
    images = np.random.default_rng(pixels).integers(1, 256, (30, pixels), dtype=np.uint8)
    images[:, [place for place in blank if place < pixels]] = 0
    plain = small_network(hidden, loss, inputs=pixels)
    fast = copied(plain, np.float64)
    (expected,) = plainly(plain, images, targets, [0.5])
    batch = FullBatch(fast, images, targets, chunk_rows=16)
    assert batch.step(0.5).loss == pytest.approx(expected, rel=1e-12)
    for found, weight in zip(fast.weights, plain.weights, strict=True):
        np.testing.assert_allclose(found, weight, rtol=1e-10, atol=1e-12)


@given(network=networks, n=st.integers(1, 40), chunks=st.tuples(*[st.integers(1, 50)] * 2))
# A last chunk of one row, which `np.negative` may get wrong.
@example(network=small_network([(2, "sigmoid")], "binary_crossentropy"), n=33, chunks=(1, 8))
def test_the_size_of_the_chunks_does_not_matter(
    network: Network, n: int, chunks: tuple[int, int]
) -> None:
    images, targets = small_images(n, network.loss.name)
    results = []
    for chunk_rows in chunks:
        batch = FullBatch(copied(network, np.float64), images, targets, chunk_rows)
        metrics = batch.step(0.5)
        results.append([np.array(metrics.loss), *weights_of(batch.network)])
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)


@given(network=networks, n=st.integers(1, 40), seed=st.integers(0, 100))
def test_the_order_of_the_images_does_not_matter(network: Network, n: int, seed: int) -> None:
    images, targets = small_images(n, network.loss.name)
    order = np.random.default_rng(seed).permutation(n)
    one = FullBatch(copied(network, np.float64), images, targets, chunk_rows=16)
    other = FullBatch(copied(network, np.float64), images[order], targets[order], chunk_rows=16)
    before, permuted = one.step(0.5), other.step(0.5)
    assert permuted.loss == pytest.approx(before.loss, rel=1e-12)
    assert permuted.accuracy == before.accuracy
    for weight, same in zip(one.network.weights, other.network.weights, strict=True):
        np.testing.assert_allclose(weight, same, rtol=1e-10, atol=1e-12)


@given(network=networks, n=st.integers(1, 40))
def test_metrics_are_of_the_network_before_the_step_and_of_its_probabilities(
    network: Network, n: int
) -> None:
    images, targets = small_images(n, network.loss.name)
    batch = FullBatch(copied(network, np.float32), images, targets, chunk_rows=16)
    arrays = batch.network.weights
    before, probabilities = batch.measure(), batch.probabilities()
    assert batch.step(0.5) == before
    assert all(one is other for one, other in zip(arrays, batch.network.weights, strict=True))
    assert (probabilities.shape, probabilities.dtype) == (targets.shape, np.float32)
    labels = targets[:, 0] if targets.shape[1] == 1 else targets.argmax(axis=1)
    assert before.accuracy == count_correct(probabilities, labels) / n
    np.testing.assert_allclose(
        batch.probabilities(), batch.network.predict(images), rtol=1e-4, atol=1e-6
    )


def test_measuring_changes_nothing() -> None:
    images, targets = small_images(40, "categorical_crossentropy")
    batch = FullBatch(
        small_network([(3, "relu")], "categorical_crossentropy", dtype=np.float32), images, targets
    )
    before, metrics = weights_of(batch.network), batch.measure()
    assert batch.measure() == metrics
    probabilities = batch.probabilities()
    kept = probabilities.copy()
    batch.step(0.5)
    assert batch.measure() != metrics
    np.testing.assert_array_equal(probabilities, kept)
    assert any(
        not np.array_equal(one, other)
        for one, other in zip(before, batch.network.weights, strict=True)
    )


def test_two_networks_on_their_own_images_share_nothing() -> None:
    """A training has one for the training images and one for the validation images."""
    loss = "binary_crossentropy"
    network = small_network([(3, "tanh")], loss)
    training = FullBatch(network, *small_images(60, loss, seed=1))
    validation = FullBatch(network, *small_images(30, loss, seed=2))
    before = validation.measure()
    training.step(0.5)
    assert validation.measure() != before
    fresh = FullBatch(copied(network, np.float64), *small_images(30, loss, seed=2))
    assert validation.measure() == fresh.measure()


@pytest.mark.parametrize("loss", LOSSES)
def test_equal_probabilities_are_no_answer_above_one_half_and_the_first_class(loss: str) -> None:
    network = small_network([], loss)
    for weight in network.weights:
        weight[...] = 0
    images, targets = small_images(50, loss)
    answer = 0.0 if loss == "binary_crossentropy" else 1.0
    metrics = FullBatch(network, images, targets).measure()
    assert metrics.accuracy == np.mean(targets[:, 0] == answer)
    assert metrics.loss == pytest.approx(math.log(2 if targets.shape[1] == 1 else 4))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    ("hidden", "rate"),
    [
        ([], 1e300),
        ([(5, "sigmoid")], 1e300),
        ([(5, "relu"), (5, "linear")], 1e300),
        ([(5, "linear"), (5, "linear")], 1e10),
    ],
)
def test_a_network_that_diverges_has_a_loss_that_is_no_finite_number(
    hidden: list[tuple[int, str]], loss: str, rate: float
) -> None:
    batch = FullBatch(small_network(hidden, loss, dtype=np.float32), *small_images(60, loss))
    losses = [batch.step(rate).loss for _ in range(5)]
    assert math.isfinite(losses[0])
    assert not math.isfinite(losses[-1])
    assert not math.isfinite(batch.measure().loss)
    assert 0 <= batch.measure().accuracy <= 1


PROGRAM = """
import hashlib
import numpy as np
from labbook.scratch.full_batch import FullBatch
from small_network import small_images, small_network
loss = "categorical_crossentropy"
network = small_network([(64, "sigmoid")], loss, dtype=np.float32)
batch = FullBatch(network, *small_images(1700, loss))
for _ in range(5):
    batch.step(0.5)
print(hashlib.sha256(b"".join(weight.tobytes() for weight in network.weights)).hexdigest())
"""


def test_two_processes_get_the_same_bits() -> None:
    def digest() -> str:
        return subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {TESTS!r})\n{PROGRAM}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()

    assert len(digest()) == hashlib.sha256().digest_size * 2
    assert digest() == digest()


TESTS = str(Path(__file__).parents[1])


def test_metrics_are_plain_numbers() -> None:
    metrics = FullBatch(
        small_network([], "binary_crossentropy", dtype=np.float32),
        *small_images(8, "binary_crossentropy"),
    ).measure()
    assert type(metrics.loss) is float
    assert type(metrics.accuracy) is float
    assert isinstance(metrics, Metrics)
