"""One text for one value, whatever order or notation it was written in."""

import json


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no blanks: equal values give equal text.

    Raises ValueError for NaN and infinities, which JSON cannot carry.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
