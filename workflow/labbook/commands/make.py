"""Carry out the order for one stage, and leave a receipt: `labbook.commands.make`."""

import argparse
import importlib
from contextlib import chdir
from pathlib import Path
from typing import Any

from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.json_file import json_text
from labbook.artifacts.kept_outputs import keep, restore
from labbook.artifacts.receipt import (
    MISSING,
    Files,
    Receipt,
    read_order,
    read_receipt,
    write_receipt,
)
from labbook.command_line import run_command
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT, ROOT, code_hashes


def main(argv: list[str] | None = None) -> None:
    """Raises LabbookError if code or inputs change while the stage is at work."""
    parser = argparse.ArgumentParser(prog="make", description=__doc__)
    parser.add_argument("--order", type=Path, required=True)
    parser.add_argument("--receipt", type=Path, required=True)
    arguments = parser.parse_args(argv)
    order = read_order(arguments.order)
    print(f"{order.module}: {json_text({**order.files, **order.settings})}", flush=True)

    # Matplotlib looks for settings in the working folder as it is imported.
    with chdir(ROOT.parent):
        job = importlib.import_module(order.module)
    # The order names all modules that its job imports by name, too.
    if code_hashes(order.module, *order.code) != order.code:
        raise LabbookError("The code has changed since the build began; build again.")
    inputs = _digests(order.inputs)
    arguments_of_job = {**paths(order.files), **order.settings}
    taken = job.taken(**arguments_of_job) if hasattr(job, "taken") else ""
    before = read_receipt(arguments.receipt) if taken else None
    same = before is not None and (before.taken, before.order) == (taken, order)
    if before and same and restore(arguments.receipt, before):
        print("What it takes of its inputs is as it was: so is what it made.", flush=True)
    else:
        job.make(**arguments_of_job)
        if taken:
            keep(arguments.receipt, order.outputs)
    project = _digests([str(PROJECT / name) for name in order.project])
    if list(project.values()) != list(order.project.values()) or _digests(order.inputs) != inputs:
        raise LabbookError("A file that this stage reads was changed meanwhile; build again.")
    write_receipt(arguments.receipt, Receipt(order, inputs, _digests(order.outputs), taken))


def paths(files: Files) -> dict[str, Any]:
    """The same with each path as a Path."""
    return {
        keyword: paths(file) if isinstance(file, dict) else Path(file)
        for keyword, file in files.items()
    }


def _digests(files: list[str]) -> dict[str, str]:
    return {file: sha256_file(Path(file)) if Path(file).is_file() else MISSING for file in files}


if __name__ == "__main__":
    run_command(main)
