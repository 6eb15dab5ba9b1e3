"""Whether a mirror can be reached is decided soon, whatever the mirrors do."""

import pytest

from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.data.download import answering_mirrors, is_served, mirrors_to_ask


def test_only_mirrors_that_have_the_file_in_its_size_answer(mirror, small, closed_address: str):
    file = small.files["train_images"]
    good = mirror()
    missing = mirror(contents={})
    login_page = mirror(contents={file.name: b"<html>please log in</html>"})
    asked = [closed_address, missing.address, login_page.address, good.address]
    assert list(answering_mirrors(asked, 10.0, file)) == [good.address]
    assert [method for method, *_ in good.requests] == ["HEAD"]


def test_a_mirror_that_never_answers_is_given_up(mirror, small):
    silent = mirror(hang=frozenset({"HEAD"}))
    assert list(answering_mirrors([silent.address], 0.2, small.files["train_images"])) == []


def test_one_answer_is_enough(mirror, small):
    silent, good = mirror(hang=frozenset({"HEAD"})), mirror()
    asked = answering_mirrors([silent.address, good.address], 30.0, small.files["train_images"])
    assert next(asked) == good.address


def test_no_mirrors_no_answer(small):
    assert list(answering_mirrors([], 10.0, small.files["train_images"])) == []


def test_two_public_mirrors_are_known_and_the_environment_replaces_them():
    assert mirrors_to_ask(MNIST, {}) == MNIST.addresses
    assert len(MNIST.addresses) >= 2
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in MNIST.addresses)
    assert mirrors_to_ask(MNIST, {"LABBOOK_MIRRORS": ""}) == ()
    assert mirrors_to_ask(MNIST, {"LABBOOK_MIRRORS": "http://a/x http://b/"}) == (
        "http://a/x/",
        "http://b/",
    )


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, SVHN.addresses),
        # Who has set the mirrors of MNIST alone has not agreed to other addresses.
        ({"LABBOOK_MIRRORS": "http://a/"}, ()),
        ({"LABBOOK_SVHN_MIRRORS": "http://b", "LABBOOK_MIRRORS": ""}, ("http://b/",)),
        ({"LABBOOK_SVHN_MIRRORS": ""}, ()),
    ],
)
def test_each_dataset_has_addresses_and_a_variable_of_its_own(environment, asked) -> None:
    assert mirrors_to_ask(SVHN, environment) == asked


def test_the_probe_asks_for_mnist_itself(
    mirror, closed_address: str, monkeypatch: pytest.MonkeyPatch
):
    small_one = mirror()  # serves files of other sizes than MNIST's
    monkeypatch.setenv("LABBOOK_MIRRORS", f"{closed_address} {small_one.address}")
    assert not is_served(MNIST, 10.0)
    assert [name for _, name, _ in small_one.requests] == ["train-images-idx3-ubyte.gz"]
