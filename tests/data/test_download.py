"""Downloads are resumed, bounded, verified, and never half done without a sign."""

import hashlib
from pathlib import Path

import pytest

from labbook.data.download import Patience, download_files
from labbook.data.idx_files import read
from labbook.data.local_files import UNFINISHED_DOWNLOAD
from labbook.errors import LabbookError

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
