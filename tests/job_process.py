"""The job of a stage in a process of its own, as the command `make` carries it out."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Modules that it must not load are named behind the job's keywords.
PROGRAM = """
import importlib, json, sys
from labbook.command_line import run_command
from labbook.commands.make import paths

module, files, settings, forbidden = json.loads(sys.argv[1])
run_command(lambda: importlib.import_module(module).make(**paths(files), **settings))
if loaded := set(forbidden) & set(sys.modules):
    sys.exit(f"loaded: {loaded}")
"""


def run_job(
    module: str,
    files: Mapping[str, Any],
    settings: Mapping[str, Any] | None = None,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    forbidden: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """`files` are paths by keyword from the working directory `folder`; `forbidden` are modules."""
    told = json.dumps([module, files, settings or {}, forbidden], default=str)
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, told],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
