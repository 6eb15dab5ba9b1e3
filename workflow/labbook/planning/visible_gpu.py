"""Whether there is a GPU for the runs that ask for one: found out before any is trained."""

import platform
from collections.abc import Iterable
from pathlib import Path

from labbook.artifacts.json_file import json_text, read_json
from labbook.artifacts.spec import GPU
from labbook.errors import LabbookError
from labbook.planning.asking import ask
from labbook.planning.plan import PlannedRun
from labbook.planning.plan_files import PLANS, write_if_new
from labbook.versions import installed_versions

COMMAND = "labbook.commands.count_gpus"
# Where TensorFlow has seen one, and which TensorFlow: not asked again. If it has gone since, the
# training itself is refused.
SEEN_FILE = Path(PLANS, "gpu_seen.json")


def check_gpu(untrained: Iterable[PlannedRun], keeps: bool = True) -> None:
    """Raise LabbookError if a run is to be trained on a GPU and TensorFlow sees none here.

    `keeps`: that there is one is written down.
    """
    runs = [run for run in untrained if run.spec.device == GPU]
    here = {"computer": platform.node(), **installed_versions(("tensorflow",))}
    if not runs or _seen() == here:
        return
    if not ask(COMMAND, [], "TensorFlow"):
        more = f" and {len(runs) - 1:,} more" if len(runs) > 1 else ""
        raise LabbookError(
            f"config.yaml: device is gpu for {runs[0].directory}{more}, but TensorFlow sees no GPU "
            "on this computer; build where there is one, or leave device out."
        )
    if keeps:
        write_if_new(SEEN_FILE, json_text(here))


def _seen() -> object:
    try:
        return read_json(SEEN_FILE)
    except (OSError, LabbookError, ValueError):
        return None
