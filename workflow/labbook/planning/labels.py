"""How a configuration is named in a path; `text/names.py` names it to a reader."""

import re
from typing import Any

from labbook.text.names import FIRST_RATE


def path_name(varied: dict[str, Any]) -> str:
    """A name for a path: `activation-relu_units-64`; letters, digits, `.`, `_`, `+` and `-`."""
    return "_".join(
        _slug(str(value)) if key == "variant" else f"{key}-{_slug(_flat(value))}"
        for key, value in varied.items()
    )


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(
            _flat(item) if key in ("schedule", "name", FIRST_RATE) else f"{key} {_flat(item)}"
            for key, item in value.items()
        )
    if isinstance(value, list):
        # A list of lists are blocks of convolutions.
        between = "+" if any(isinstance(item, list) for item in value) else "x"
        return between.join(_flat(item) for item in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.+-]+", "-", text).strip("-.") or "unnamed"
