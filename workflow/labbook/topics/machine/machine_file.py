"""machine.json: what a reader of CPU times has to know of the machine."""

from dataclasses import dataclass
from pathlib import Path

from labbook.artifacts.typed_json import read_typed, write_typed


@dataclass(frozen=True)
class Machine:
    """`cores`: logical ones; `memory`: bytes; `system`: the operating system."""

    processor: str
    cores: int
    memory: int
    system: str


def write_machine(path: Path, machine: Machine) -> None:
    write_typed(path, machine)


def read_machine(path: Path) -> Machine:
    """Raises LabbookError naming the file if it is not whole."""
    return read_typed(path, Machine)
