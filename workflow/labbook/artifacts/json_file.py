"""JSON artifacts: readable, key-sorted, newline at the end."""

import json
from pathlib import Path
from typing import Any

from labbook.artifacts.atomic import write_text
from labbook.errors import LabbookError


def json_text(value: object) -> str:
    """`value` sorted and indented; the same value gives the same text."""
    return json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_json(path: Path, value: object) -> None:
    """Write `json_text(value)`."""
    write_text(path, json_text(value))


def read_json(path: Path) -> Any:
    """Read a JSON artifact; raises LabbookError naming the file if it is missing or broken."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LabbookError(f"{path} is missing; build it with snakemake.") from None
    except ValueError as error:
        raise LabbookError(
            f"{path} is not valid JSON ({error}); delete it and build again."
        ) from None
