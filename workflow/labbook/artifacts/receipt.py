"""What a stage after training was asked to do, and what it had and left when it did it.

The order is written while the Snakefile is read, the receipt when the stage is done. A stage is
current if its receipt has the same order and its files still have the checksums of the receipt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json, write_json
from labbook.errors import LabbookError

# Stands for the checksum of a file that does not exist.
MISSING = ""


# A path by keyword, or a mapping of paths, such as one for each experiment.
Files = Mapping[str, Any]


@dataclass(frozen=True)
class Order:
    """`files` and `settings` are the keywords of the function `make` of `module`.

    `inputs` and `outputs` are paths. `code`: hash by module of what the job runs; `project`:
    SHA-256 by path within the project of what else of it the job reads; `versions`: by library
    that it computes with.
    """

    module: str
    files: Files
    settings: Mapping[str, Any]
    inputs: list[str]
    outputs: list[str]
    code: dict[str, str]
    project: dict[str, str]
    versions: dict[str, str]


@dataclass(frozen=True)
class Receipt:
    """`inputs` and `outputs`: SHA-256 by path, as they were when the order was carried out.

    An input may be MISSING: those of a failed run are. `taken`: SHA-256 of what the job takes of
    its inputs, if it says so; with the same, it would make the same.
    """

    order: Order
    inputs: dict[str, str]
    outputs: dict[str, str]
    taken: str = ""


def write_order(path: Path, order: Order, reasons: list[str], asked: int) -> None:
    """Write an order with the reasons why it is to be carried out (again).

    `asked` is a time in ns: it makes the content of each such file new.
    """
    write_json(path, {"order": vars(order), "because": reasons, "asked": asked})


def read_order(path: Path) -> Order:
    """Read an order; raises LabbookError if it is missing or not whole."""
    try:
        return Order(**read_json(path)["order"])
    except (KeyError, TypeError) as error:
        raise LabbookError(f"{path} is no order ({error}); delete it and build again.") from None


def write_receipt(path: Path, receipt: Receipt) -> None:
    write_json(path, {**vars(receipt), "order": vars(receipt.order)})


def read_receipt(path: Path) -> Receipt | None:
    """The receipt; None if there is none or it cannot be read, so that it proves nothing."""
    try:
        value: dict[str, Any] = read_json(path)
        order = Order(**value["order"])
        maps = (order.code, order.project, order.versions, value["inputs"], value["outputs"])
        if not all(isinstance(mapping, dict) for mapping in maps):
            return None
        return Receipt(order, value["inputs"], value["outputs"], value.get("taken", ""))
    except (LabbookError, OSError, KeyError, TypeError, ValueError):
        return None
