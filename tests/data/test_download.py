"""Downloads end whole and verified, or with a sentence."""

import hashlib
from pathlib import Path

import pytest

from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.data.download import (
    Patience,
    answering_mirrors,
    download_files,
    is_served,
    mirrors_to_ask,
)
from labbook.data.idx_files import read
from labbook.data.local_files import UNFINISHED_DOWNLOAD
from labbook.errors import LabbookError


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


PATIENCE = Patience(answer=10.0, connect=10.0, read=10.0)
IMAGES = "train-images-idx3-ubyte.gz"
FOLDER = Path("data/mnist")


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def gets(mirror, name: str = IMAGES) -> list[str | None]:
    """The Range of each time `name` was fetched."""
    return [asked for method, file, asked in mirror.requests if (method, file) == ("GET", name)]


def test_all_four_files_arrive_whole(mirror, small):
    download_files(FOLDER, [mirror().address], small.entry, PATIENCE)
    assert names_in(FOLDER) == set(small.packed)
    read(small.entry, small.found(FOLDER))


def test_a_second_mirror_serves_when_the_first_is_down(mirror, small, closed_address: str):
    second = mirror()
    download_files(FOLDER, [closed_address, second.address], small.entry, PATIENCE)
    assert names_in(FOLDER) == set(small.packed)


def test_a_partial_download_is_resumed(mirror, small):
    FOLDER.mkdir(parents=True)
    (FOLDER / f".{IMAGES}.partial").write_bytes(small.packed[IMAGES][:1000])
    served = mirror()
    download_files(FOLDER, [served.address], small.entry, PATIENCE)
    assert gets(served) == ["bytes=1000-"]
    assert (FOLDER / IMAGES).read_bytes() == small.packed[IMAGES]
    assert names_in(FOLDER) == set(small.packed)


def test_a_mirror_that_knows_no_ranges_starts_again(mirror, small):
    FOLDER.mkdir(parents=True)
    (FOLDER / f".{IMAGES}.partial").write_bytes(b"x" * 1000)
    download_files(FOLDER, [mirror(ranges=False).address], small.entry, PATIENCE)
    assert (FOLDER / IMAGES).read_bytes() == small.packed[IMAGES]


@pytest.mark.parametrize("size", [1000, 10**6])
def test_a_useless_partial_download_is_fetched_anew(mirror, small, size: int):
    FOLDER.mkdir(parents=True)
    (FOLDER / f".{IMAGES}.partial").write_bytes(b"x" * size)
    download_files(FOLDER, [mirror().address], small.entry, PATIENCE)
    assert (FOLDER / IMAGES).read_bytes() == small.packed[IMAGES]


def test_a_connection_that_drops_is_taken_up_again(mirror, small):
    dropping = mirror(drop_after=20_000)
    download_files(FOLDER, [dropping.address], small.entry, PATIENCE)
    assert (FOLDER / IMAGES).read_bytes() == small.packed[IMAGES]
    assert gets(dropping)[:2] == [None, "bytes=20000-"]


def test_a_connection_that_brings_nothing_ends(mirror, small):
    with pytest.raises(LabbookError, match=rf"{IMAGES} cannot be downloaded"):
        download_files(FOLDER, [mirror(drop_after=0).address], small.entry, PATIENCE)


def corrupted(small) -> dict[str, bytes]:
    content = bytearray(small.packed[IMAGES])
    content[700] ^= 0xFF
    return {**small.packed, IMAGES: bytes(content)}


def test_wrong_bytes_are_refused_with_both_checksums(mirror, small):
    bad = corrupted(small)
    with pytest.raises(LabbookError) as refusal:
        download_files(FOLDER, [mirror(contents=bad).address], small.entry, PATIENCE)
    for part in (
        IMAGES,
        hashlib.sha256(bad[IMAGES]).hexdigest(),
        small.files["train_images"].sha256,
    ):
        assert part in str(refusal.value)
    assert names_in(FOLDER) == {UNFINISHED_DOWNLOAD}


def test_wrong_bytes_of_one_mirror_are_told_when_another_serves(mirror, small, capsys):
    bad = corrupted(small)
    mirrors = [mirror(contents=bad), mirror(contents=bad), mirror()]
    download_files(FOLDER, [each.address for each in mirrors], small.entry, PATIENCE)
    assert (FOLDER / IMAGES).read_bytes() == small.packed[IMAGES]
    wrong = [each for each in mirrors[:2] if gets(each)]
    told = capsys.readouterr().err
    assert told.count(hashlib.sha256(bad[IMAGES]).hexdigest()) == len(wrong)


def test_a_file_longer_than_it_should_be_is_refused(mirror, small):
    # HEAD is asked about the first missing file only: the last one is free to be wrong.
    name = "t10k-labels-idx1-ubyte.gz"
    longer = mirror(contents={**small.packed, name: small.packed[name] + b"\0" * 10**6})
    with pytest.raises(LabbookError, match=rf"{name} cannot be downloaded: .*SHA-256"):
        download_files(FOLDER, [longer.address], small.entry, PATIENCE)


def test_no_mirror_is_one_sentence_that_says_what_to_do(small, closed_address: str):
    with pytest.raises(LabbookError) as refusal:
        download_files(FOLDER, [closed_address], small.entry, PATIENCE)
    for part in (*small.packed, "data/mnist/", "LABBOOK_DATA", "mnist-5k", closed_address):
        assert part in str(refusal.value)
    assert not FOLDER.exists()


def test_a_mirror_that_stalls_is_given_up(mirror, small):
    stalled = mirror(hang=frozenset({"GET"}))
    with pytest.raises(LabbookError, match="did not answer in time"):
        download_files(
            FOLDER, [stalled.address], small.entry, Patience(answer=10.0, connect=10.0, read=0.2)
        )


def test_a_mirror_that_trickles_is_given_up_and_what_came_is_kept(mirror, small):
    patience = Patience(answer=10.0, connect=10.0, read=10.0, slow_after=0.3, slowest=1000.0)
    with pytest.raises(LabbookError, match=r"only \d+ bytes came"):
        download_files(FOLDER, [mirror(trickle=True).address], small.entry, patience)
    kept = (FOLDER / f".{IMAGES}.partial").read_bytes()
    assert kept
    assert small.packed[IMAGES].startswith(kept)


def test_a_slow_mirror_is_replaced_by_another_which_resumes(mirror, small):
    slow, good = mirror(trickle=True), mirror()
    patience = Patience(answer=10.0, connect=10.0, read=10.0, slow_after=0.3, slowest=1000.0)
    download_files(FOLDER, [slow.address, good.address], small.entry, patience)
    assert (FOLDER / IMAGES).read_bytes() == small.packed[IMAGES]


def test_an_interrupted_set_is_completed_and_what_is_there_is_kept(mirror, small):
    FOLDER.mkdir(parents=True)
    (FOLDER / UNFINISHED_DOWNLOAD).touch()
    (FOLDER / IMAGES).write_bytes(small.packed[IMAGES])
    served = mirror()
    download_files(FOLDER, [served.address], small.entry, PATIENCE)
    assert gets(served) == []
    assert names_in(FOLDER) == set(small.packed)


def test_a_wrong_file_in_the_folder_is_refused_not_replaced(mirror, small):
    FOLDER.mkdir(parents=True)
    (FOLDER / IMAGES).write_bytes(b"mine")
    with pytest.raises(LabbookError, match=hashlib.sha256(b"mine").hexdigest()):
        download_files(FOLDER, [mirror().address], small.entry, PATIENCE)
    assert (FOLDER / IMAGES).read_bytes() == b"mine"


def test_a_folder_that_cannot_be_written_is_named(mirror, small):
    Path("data").write_text("a file, not a folder")
    with pytest.raises(LabbookError, match="cannot be downloaded into data"):
        download_files(FOLDER, [mirror().address], small.entry, PATIENCE)
