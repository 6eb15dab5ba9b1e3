"""The machine that a lab's runs were trained on, as a report names it."""

from dataclasses import dataclass
from pathlib import Path

from labbook.report.numbers import integer
from labbook.report.topic_section import SectionContext, TopicSection
from labbook.topics.machine.machine_file import read_machine


@dataclass(frozen=True, kw_only=True)
class MachineSection(TopicSection):
    """`words`: "Intel Xeon Processor, 2 cores, 23 GiB of memory, Linux"."""

    words: str


def section(context: SectionContext, *, machine: Path) -> MachineSection:
    """Raises LabbookError for a file that is missing or broken."""
    found = read_machine(machine)
    cores = f"{integer(found.cores)} core{'s' if found.cores > 1 else ''}"
    memory = f"{integer(found.memory / 2**30)} GiB of memory"
    return MachineSection(words=", ".join([found.processor, cores, memory, found.system]))
