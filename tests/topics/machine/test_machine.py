"""The machine in words, from what the system says of it."""

from pathlib import Path

import psutil
import pytest

from labbook.report.topic_section import SectionContext
from labbook.topics.machine import describe_job
from labbook.topics.machine.describe_job import make, processor_name
from labbook.topics.machine.machine_file import Machine, read_machine, write_machine
from labbook.topics.machine.section import section


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz", "Intel Core i7-8550U"),
        ("AMD EPYC 7B13", "AMD EPYC 7B13"),
    ],
)
def test_the_name_of_the_processor(tmp_path: Path, monkeypatch, said: str, name: str) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\nmodel name\t: {said}\nprocessor\t: 1\n")
    monkeypatch.setattr(describe_job, "CPUINFO", cpuinfo)
    assert processor_name() == name


def test_without_a_name_the_kind_of_machine(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "cpuinfo").write_text("processor\t: 0\n")
    monkeypatch.setattr(describe_job, "CPUINFO", tmp_path / "cpuinfo")
    monkeypatch.setattr(describe_job.platform, "machine", lambda: "aarch64")
    assert processor_name() == "aarch64"


def test_the_job_and_its_words(tmp_path: Path) -> None:
    path = tmp_path / "machine.json"
    make(machine=path)
    assert read_machine(path).memory == psutil.virtual_memory().total
    write_machine(path, Machine("A Processor", 1, 8 * 2**30, "Linux"))
    words = section(SectionContext(), machine=path).words
    assert words == "A Processor, 1 core, 8 GiB of memory, Linux"
