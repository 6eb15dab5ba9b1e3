"""The embedded datasets are the same everywhere, and balanced."""

from importlib import import_module

import numpy as np
import pytest

from labbook.artifacts.dataset import Dataset, content_sha256
from labbook.data.datasets.digits import ENTRY as DIGITS
from labbook.data.datasets.digits import SPLIT_SEED as SEED_OF_DIGITS
from labbook.data.datasets.mnist_5k import ENTRY as MNIST_5K
from labbook.data.datasets.mnist_5k import SPLIT_SEED as SEED_OF_MNIST_5K
from labbook.data.entry import DatasetEntry
from labbook.data.fixed_split import split_for_good
from labbook.data.prepared_images import training_part, verify_content
from labbook.errors import LabbookError

SEEDS = {MNIST_5K.name: SEED_OF_MNIST_5K, DIGITS.name: SEED_OF_DIGITS}


@pytest.fixture(scope="module", params=[MNIST_5K, DIGITS], ids=lambda entry: entry.name)
def entry(request: pytest.FixtureRequest) -> DatasetEntry:
    return request.param


@pytest.fixture(scope="module")
def embedded(entry: DatasetEntry) -> Dataset:
    dataset, files = import_module(entry.reader).read(entry, None)
    assert files == {}
    return dataset


def test_it_is_the_known_content(entry: DatasetEntry, embedded: Dataset):
    verify_content(embedded, entry, entry.origin)
    assert content_sha256(training_part(embedded)) == entry.training_sha256
    assert embedded.train_images.shape == (entry.n_train_total, *entry.image_shape)
    assert embedded.test_images.shape == (entry.n_test, *entry.image_shape)
    # From blank to full ink.
    assert (embedded.train_images.min(), embedded.train_images.max()) == (0, 255)


def test_a_fifth_of_each_digit_is_for_testing(entry: DatasetEntry, embedded: Dataset):
    train, test = np.bincount(embedded.train_labels), np.bincount(embedded.test_labels)
    assert len(train) == len(test) == len(entry.classes)
    assert test.tolist() == ((train + test) // 5).tolist()


def test_no_test_image_is_trained_on(embedded: Dataset):
    train = {image.tobytes() for image in embedded.train_images}
    assert not any(image.tobytes() in train for image in embedded.test_images)


def test_the_split_depends_on_the_images_not_on_their_order(entry: DatasetEntry, embedded: Dataset):
    images = np.concatenate([embedded.test_images, embedded.train_images])
    labels = np.concatenate([embedded.test_labels, embedded.train_labels])
    order = np.random.default_rng(0).permutation(len(images))
    again = split_for_good(images[order], labels[order], SEEDS[entry.name])
    assert content_sha256(again) == entry.content_sha256


def test_other_digits_are_refused_with_both_checksums(entry: DatasetEntry, embedded: Dataset):
    images = embedded.train_images.copy()
    images[0, 0, 0] ^= 1
    other = Dataset(images, embedded.train_labels, embedded.test_images, embedded.test_labels)
    with pytest.raises(LabbookError) as refusal:
        verify_content(other, entry, entry.origin)
    assert content_sha256(other) in str(refusal.value)
    assert entry.content_sha256 in str(refusal.value)
