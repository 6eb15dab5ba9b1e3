"""Whether the files of a dataset can be had: found, asked for once, written down, said aloud."""

from pathlib import Path

import pytest

from cropped_digits import FILE_NAMES, write_cropped_digits
from labbook.artifacts.json_file import read_json
from labbook.data.choice import FileChoice, choose_files, foresee_files
from labbook.data.datasets.svhn import ENTRY as SVHN
from labbook.data.entry import stated_entry
from labbook.data.registry import datasets
from labbook.errors import LabbookError

RECORD = Path("results/data/svhn_choice.json")
STATED = stated_entry(SVHN, "Other digits", ("0" * 64, "1" * 64))


def never() -> bool:
    raise AssertionError("an address was asked")


def choose(entry=SVHN, configured=None, decides=True, probe=never) -> FileChoice:
    return choose_files(entry, configured, RECORD.parent, "MNIST", decides, probe)


def assert_loud(choice: FileChoice) -> None:
    """MNIST stands in, and the user is told so and what to do, in one line."""
    assert not choice.can_be_had
    for part in ("MNIST INSTEAD", "data/svhn/", "LABBOOK_DATA", "svhn.path", *FILE_NAMES):
        assert part in choice.message
    assert "\n" not in choice.message


def test_an_offline_machine_lets_mnist_stand_in_and_stays_with_it() -> None:
    assert_loud(choose(probe=lambda: False))
    assert read_json(RECORD) == {"svhn": "not to be had"}
    later = choose()
    assert_loud(later)
    assert RECORD.as_posix() in later.message
    RECORD.unlink()
    assert choose(probe=lambda: True).can_be_had


def test_an_online_machine_downloads_and_stays_with_it() -> None:
    first = choose(probe=lambda: True)
    assert first.can_be_had
    assert "246 MB" in first.message
    assert choose() == FileChoice(True, None)


def test_a_dry_run_neither_asks_nor_writes() -> None:
    assert_loud(choose(decides=False))
    assert not RECORD.exists()


def test_files_of_another_size_are_refused_saying_how_to_state_them(tmp_path: Path) -> None:
    written = write_cropped_digits(tmp_path / "svhn")
    with pytest.raises(
        LabbookError, match=r"the official train_32x32\.mat 182,040,794; .*checksums"
    ):
        choose(configured=str(written.folder))
    assert choose(written.stated, str(written.folder)) == FileChoice(True, None)


def test_stated_files_are_never_asked_for() -> None:
    assert_loud(choose(STATED))
    assert not RECORD.exists()


@pytest.mark.parametrize("entry", [SVHN, STATED])
def test_what_is_prepared_needs_no_files(entry) -> None:
    prepared = RECORD.parent / entry.name / f"{entry.name}.npz"
    prepared.parent.mkdir(parents=True)
    prepared.touch()
    assert choose(entry) == FileChoice(True, None)


@pytest.mark.parametrize("content", ["[]", "{}", '{"svhn": "maybe"}'])
def test_a_broken_record_is_one_sentence(content: str) -> None:
    RECORD.parent.mkdir(parents=True)
    RECORD.write_text(content)
    with pytest.raises(LabbookError, match="does not say whether SVHN can be had; delete it"):
        choose()


def test_by_itself_it_asks_no_address_that_mirrors_are_set_without(monkeypatch) -> None:
    assert_loud(choose_files(SVHN, None, RECORD.parent, "MNIST", False))


@pytest.mark.parametrize(
    ("title", "problem"),
    [("MNIST", "the name of other data"), ("svhn", "the name of other data"), ("?!", "no letter")],
)
def test_a_name_that_would_mislead_is_refused(title: str, problem: str) -> None:
    with pytest.raises(LabbookError, match=rf"svhn\.name is .*{problem}"):
        stated_entry(SVHN, title, ("0" * 64, "1" * 64), datasets().keys())


def test_each_file_and_nothing_else_identifies_the_images() -> None:
    found = {
        stated_entry(SVHN, title, (train, test)).sha256
        for title in ("One", "Two")
        for train, test in (("0" * 64, "1" * 64), ("1" * 64, "0" * 64), ("2" * 64, "1" * 64))
    }
    assert len(found) == 3


def test_data_that_nothing_stands_in_for_are_foreseen() -> None:
    said = foresee_files(SVHN, None, RECORD.parent, True, lambda: True)
    assert said == choose(probe=lambda: True).message
    with pytest.raises(LabbookError, match="SVHN is nowhere on this machine and its address"):
        foresee_files(SVHN, None, RECORD.parent, True, lambda: False)
    with pytest.raises(LabbookError, match=r"^Other digits is nowhere on this machine; put"):
        foresee_files(STATED, None, RECORD.parent, True, never)
