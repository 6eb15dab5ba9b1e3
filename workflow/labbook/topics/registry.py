"""The topics that reports can have, in the order in which a discussion takes them.

Names as text: no stage imports this module, so no stage hangs on a topic that is not its own.
"""

import importlib

from labbook.stages.topic import Topic

NAMES = (
    "search",
    "results",
    "gaps",
    "curves",
    "calibration",
    "seeds",
    "published",
    "engines",
    "classes",
    "feature_maps",
    "gradients",
    "hidden_units",
    "notebook",
    "own_digit",
    "network",
    "own_network",
    "machine",
    "sweep",
)


def topics() -> list[Topic]:
    """The declarations of all topics."""
    return [importlib.import_module(f"labbook.topics.{name}.topic").TOPIC for name in NAMES]
