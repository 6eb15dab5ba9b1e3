"""Describe the machine that this job runs on."""

import platform
import re
import subprocess
from pathlib import Path

import psutil

from labbook.topics.machine.machine_file import Machine, write_machine

CPUINFO = Path("/proc/cpuinfo")
_TRADEMARK = re.compile(r"\((R|TM)\)|(?<=\s)CPU\b|@.*")


def processor_name() -> str:
    """What the system calls its processor, else the kind of machine, such as x86_64."""
    if CPUINFO.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", CPUINFO.read_text("utf-8"), re.MULTILINE)
        name = found[1] if found else ""
    elif platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        name = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    else:
        name = platform.processor()
    return " ".join(_TRADEMARK.sub("", name).split()) or platform.machine()


def make(*, machine: Path, attempts: Path | None = None) -> None:
    """Write machine.json; how runs have failed (`attempts`) does not matter to it."""
    cores, memory = psutil.cpu_count() or 1, psutil.virtual_memory().total
    write_machine(machine, Machine(processor_name(), cores, memory, platform.system()))
