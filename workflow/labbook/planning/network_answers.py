"""What becomes of networks of one's own: Keras is asked before a plan, and once for each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import json_text, read_json
from labbook.errors import LabbookError
from labbook.fingerprint import code_hashes
from labbook.planning.asking import ask
from labbook.planning.own_networks import OwnNetworks
from labbook.planning.plan import Plan
from labbook.planning.plan_files import PLANS, write_if_new
from labbook.versions import ENGINES, installed_versions

COMMAND = "labbook.commands.ask_networks"
# What came of each network that has been tried, and with which Keras.
ANSWERS_FILE = Path(PLANS, "own_networks.json")


def plan_with_networks(make: Callable[[OwnNetworks], Plan], keeps: bool) -> Plan:
    """What `make` plans, once all that it asks about networks is known.

    They are tried in another process, and only if something is new. `keeps`: what came of it is
    written down. Raises LabbookError as `resolved` does.
    """
    keras = {**installed_versions(ENGINES["keras"]), **code_hashes(COMMAND)}
    networks = OwnNetworks(_known(keras))
    plan = make(networks)
    if not networks.open:
        return plan
    found = ask(COMMAND, list(networks.open.values()), "Keras")
    networks.answers |= dict(zip(networks.open, found, strict=True))
    plan = make(networks)
    if keeps:
        write_if_new(ANSWERS_FILE, json_text({"keras": keras, "answers": networks.answers}))
    return plan


def _known(keras: dict[str, str]) -> dict[str, Any]:
    """What came of networks before, with this Keras; nothing if that cannot be read."""
    try:
        known = read_json(ANSWERS_FILE)
        return dict(known["answers"]) if known["keras"] == keras else {}
    except (OSError, LabbookError, ValueError, KeyError, TypeError):
        return {}
