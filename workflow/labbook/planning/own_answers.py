"""What becomes of functions of one's own: they are tried before a plan, each once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import json_text, read_json
from labbook.errors import LabbookError
from labbook.fingerprint import code_hashes
from labbook.planning.asking import ask
from labbook.planning.own_functions import OwnFunctions
from labbook.planning.plan import Plan
from labbook.planning.plan_files import PLANS, write_if_new
from labbook.versions import ENGINES, installed_versions

COMMAND = "labbook.commands.try_own"
# What came of each that has been tried, and with which Keras.
ANSWERS_FILE = Path(PLANS, "own_functions.json")


def plan_with_functions(make: Callable[[OwnFunctions], Plan], keeps: bool) -> Plan:
    """What `make` plans, once all that it asks about functions is known.

    They are tried in another process, and only if something is new. `keeps`: what came of it is
    written down. Raises LabbookError as `resolved` does.
    """
    keras = {**installed_versions(ENGINES["keras"]), **code_hashes(COMMAND)}
    functions = OwnFunctions(_known(keras))
    plan = make(functions)
    if not functions.open:
        return plan
    found = ask(COMMAND, list(functions.open.values()), "Keras")
    functions.answers |= dict(zip(functions.open, found, strict=True))
    plan = make(functions)
    if keeps:
        write_if_new(ANSWERS_FILE, json_text({"keras": keras, "answers": functions.answers}))
    return plan


def _known(keras: dict[str, str]) -> dict[str, Any]:
    """What came of them before, with this Keras; nothing if that cannot be read."""
    try:
        known = read_json(ANSWERS_FILE)
        return dict(known["answers"]) if known["keras"] == keras else {}
    except (OSError, LabbookError, ValueError, KeyError, TypeError):
        return {}
