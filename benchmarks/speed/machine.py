"""What a measurement was made on."""

import os
import platform
import subprocess
from typing import Any

from labbook.versions import ENGINES, installed_versions


def machine() -> dict[str, Any]:
    """Processor, cores this process may use, system and the versions of what trains."""
    return {
        "processor": _processor(),
        "cores": _cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": installed_versions(ENGINES["keras"]),
    }


def machine_line(described: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in described["versions"].items())
    cores, system = described["cores"], described["system"]
    return f"{described['processor']}, {cores} cores, {system}; {versions}"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """As lscpu names it: model, family and vector instructions tell processors apart."""
    try:
        text = subprocess.run(["lscpu"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return platform.processor() or "unknown processor"
    fields: dict[str, str] = {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        fields[name.strip()] = value.strip()
    vectors = "AVX-512" if "avx512f" in fields.get("Flags", "") else "no AVX-512"
    return (
        f"{fields.get('Model name', 'unknown')} (family {fields.get('CPU family', '?')}, "
        f"model {fields.get('Model', '?')}, {vectors})"
    )
