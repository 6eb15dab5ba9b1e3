"""The registry: every dataset that a config may name is a module of `data/datasets/`.

Such a module has its entry as `ENTRY`, and is called as the dataset is, with `_` for `-`. To add a
dataset is to add a module. No stage's code imports the registry: else each dataset would be part of
each stage's code.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from labbook.data.entry import DatasetEntry
from labbook.errors import LabbookError

FOLDER = Path(__file__).with_name("datasets")


@cache
def datasets() -> Mapping[str, DatasetEntry]:
    """All entries by name, in the order of their names."""
    modules = sorted(path.stem for path in FOLDER.glob("*.py"))
    entries = [import_module(f"labbook.data.datasets.{module}").ENTRY for module in modules]
    return MappingProxyType({entry.name: entry for entry in entries})


def find_dataset(name: str) -> DatasetEntry:
    """The dataset with this name; raises LabbookError listing the known names."""
    try:
        return datasets()[name]
    except KeyError:
        raise LabbookError(
            f"there is no dataset {name!r}; the known ones are {', '.join(datasets())}."
        ) from None


def entry_module(name: str) -> str:
    """Name of the module that holds the entry of the dataset with this name."""
    return f"labbook.data.datasets.{name.replace('-', '_')}"
