"""A photographed MNIST digit becomes the MNIST digit again, as far as a network can tell."""

from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from labbook.artifacts.spec import HiddenLayer, OutputLayer, Spec, Task
from labbook.scratch.full_batch import FullBatch
from labbook.scratch.initial_network import initial_network
from labbook.topics.own_digit.digit_image import (
    find_ink,
    find_strokes,
    normalized,
    stroke_width,
    widened,
)
from labbook.topics.own_digit.own_digit_files import OwnDigitImages
from labbook.topics.own_digit.prepare_job import prepare_digit
from topics.own_digit.paper import DARK, LIGHT, embedded_digits, mnist_digits, photographed

MNIST = (28, 28)
STEPS = 80
N_DIGITS = 40


@cache
def network():
    """A small network trained on the embedded digits until it is right about most."""
    spec = Spec(
        engine="numpy",
        model="mlp",
        dataset="mnist-5k",
        task=Task("multiclass"),
        validation_fraction=0.0,
        split_seed=0,
        hidden=(HiddenLayer(32, "sigmoid"),),
        output=OutputLayer(10, "softmax"),
        loss="categorical_crossentropy",
        optimizer={"name": "sgd", "learning_rate": 2.0},
        batch_size=None,
        epochs=STEPS,
        seed=0,
    )
    dataset = embedded_digits()
    trained = initial_network(spec, 784)
    batch = FullBatch(trained, dataset.train_images, np.eye(10, dtype="f4")[dataset.train_labels])
    for _ in range(STEPS):
        batch.step(2.0)
    return trained


def found(gray: np.ndarray) -> np.ndarray:
    """The image of MNIST that is made of a photograph."""
    ink = find_ink(gray)
    assert ink is not None
    strokes = find_strokes(ink.mask)
    assert not isinstance(strokes, str), strokes
    return normalized(widened(strokes), MNIST)


@pytest.mark.parametrize("polarity", [DARK, LIGHT])
def test_a_network_answers_as_to_the_original(polarity) -> None:
    digits, labels = mnist_digits(N_DIGITS)
    trained = network()
    expected = trained.predict(digits).argmax(axis=1)
    assert np.mean(expected == labels) > 0.8
    pictures = [
        found(photographed(one, polarity, corner=(10 + 5 * place, 15 + 10 * place)))
        for place, one in enumerate(digits)
    ]
    answers = trained.predict(np.array(pictures)).argmax(axis=1)
    assert np.mean(answers == expected) >= 0.9


def test_size_and_center_are_those_of_mnist() -> None:
    for digit in mnist_digits(10)[0]:
        image = found(photographed(digit))
        rows, columns = np.nonzero(image)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        mass = image.astype(float)
        center = [float(np.average(np.arange(28), weights=mass.sum(axis=axis))) for axis in (1, 0)]
        assert np.abs(np.array(center) - 14).max() <= 0.5


SMALL = {"size": (200, 240), "side": 90}


@example(place=9, left=50, top=60, polarity=LIGHT)
@given(
    place=st.integers(0, 19),
    left=st.integers(5, 100),
    top=st.integers(5, 140),
    polarity=st.sampled_from([DARK, LIGHT]),
)
@settings(max_examples=40)
def test_place_and_polarity_make_no_difference(place, left, top, polarity) -> None:
    digit = mnist_digits(20)[0][place]
    here = photographed(digit, corner=(50, 60), grain=0, slope=0, **SMALL)
    there = photographed(digit, polarity, corner=(left, top), grain=0, slope=0, **SMALL)
    assert difference_but_for_a_pixel(found(here), found(there)) < 4


def difference_but_for_a_pixel(first: np.ndarray, second: np.ndarray) -> float:
    """The mean difference of gray values, with the second image moved by up to one pixel.

    A center of mass that lies halfway between two pixels is rounded to one or the other.
    """
    return min(
        float(np.abs(first.astype(float) - np.roll(second, shift, axis=(0, 1))).mean())
        for shift in product((-1, 0, 1), repeat=2)
    )


@given(place=st.integers(0, 19))
@settings(max_examples=20)
def test_a_negative_gives_the_same_image(place) -> None:
    gray = photographed(mnist_digits(20)[0][place], corner=(50, 60), **SMALL)
    difference = found(gray).astype(float) - found(255 - gray)
    assert np.abs(difference).mean() < 1


def test_larger_images_show_it_in_the_same_proportions(tmp_path) -> None:
    digit = mnist_digits(1)[0][0]
    file = tmp_path / "digit.png"
    Image.fromarray(photographed(digit)).save(file)
    images = prepare_digit(file, [MNIST, (32, 32, 3)], is_sample=False).images
    large = images[32, 32, 3]
    assert (large == large[..., :1]).all()
    rows, columns = np.nonzero(large[..., 0])
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 23  # 20 of 28, of 32
    assert images[MNIST].shape == MNIST


def test_thin_strokes_are_widened_and_others_are_not() -> None:
    thin, wide = np.zeros((2, 600, 400), bool)
    thin[50:550, 198:202] = True
    wide[50:550, 150:250] = True
    assert stroke_width(thin) < 0.5
    assert stroke_width(widened(thin)) == pytest.approx(2.0, abs=0.3)
    assert widened(wide) is wide


def test_a_loose_bar_belongs_to_its_digit_and_specks_do_not() -> None:
    gray = np.full((400, 300), 230, np.uint8)
    gray[100:300, 140:160] = 30
    gray[80:92, 170:230] = 30  # a bar that does not touch
    gray[350:354, 20:24] = 30  # a speck
    gray[20:60, 0:60] = 60  # a shadow at the edge
    ink = find_ink(gray)
    assert ink is not None
    assert ink.is_dark
    strokes = find_strokes(ink.mask)
    assert not isinstance(strokes, str)
    rows, columns = np.nonzero(strokes)
    assert (rows.min(), columns.max()) == (pytest.approx(80, abs=2), pytest.approx(229, abs=2))
    assert (rows.max(), columns.min()) == (pytest.approx(299, abs=2), pytest.approx(140, abs=2))


def test_what_is_prepared_says_where_the_digit_was(tmp_path) -> None:
    file = tmp_path / "digit.png"
    Image.fromarray(photographed(mnist_digits(1)[0][0], LIGHT)).save(file)
    digit: OwnDigitImages = prepare_digit(file, [MNIST], is_sample=True)
    assert digit.size.tolist() == [600, 800]
    assert (digit.is_dark, digit.is_sample) == (False, True)
    left, top, right, bottom = digit.box * 800 / digit.photograph.shape[0]
    assert 120 <= left < right <= 480
    assert 200 <= top < bottom <= 560
