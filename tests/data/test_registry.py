"""The registry holds each dataset once, under the name of its module."""

from importlib import import_module

import pytest

from labbook.data.registry import FOLDER, datasets, entry_module, find_dataset
from labbook.errors import LabbookError
from labbook.fingerprint import closure


def test_each_module_is_an_entry_by_the_name_of_its_dataset() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")}
    assert modules == {name.replace("-", "_") for name in datasets()}
    for name, entry in datasets().items():
        assert import_module(entry_module(name)).ENTRY is entry
        assert entry.name == name


@pytest.mark.parametrize("name", datasets())
def test_an_entry_says_all_that_is_needed(name: str) -> None:
    entry = datasets()[name]
    assert callable(import_module(entry.reader).read)
    assert entry.licence
    assert len(set(entry.classes)) == len(entry.classes) > 1
    # Its files are somewhere, or a library has it.
    assert bool(entry.files) == bool(entry.addresses) != bool(entry.origin)
    assert not entry.files or entry.advice
    assert entry.files or entry.content_sha256
    for other in (entry.stand_in, entry.subset_of):
        assert other is None or other in datasets()


@pytest.mark.parametrize("name", datasets())
def test_no_other_reader_is_in_the_code_of_a_preparation(name: str) -> None:
    entry = datasets()[name]
    code = set(closure("labbook.jobs.prepare_data", entry_module(name), entry.reader))
    assert "labbook.data.registry" not in code
    own = set(closure(entry.reader))
    for other in datasets().values():
        # A subset's entry says what it is a part of; the reader of that is not imported.
        if other.reader not in own:
            assert other.reader not in code


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(
        LabbookError, match=r"no dataset 'cifar'; the known ones are cifar10, cifar100, "
    ):
        find_dataset("cifar")
