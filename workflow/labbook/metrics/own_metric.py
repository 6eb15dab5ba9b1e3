"""A metric of one's own: a function of the answers to the test images."""

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

import numpy as np

from labbook.artifacts.predictions import Predictions
from labbook.errors import LabbookError
from labbook.own_code import load, read_own_code

N_MADE_UP = 500


def values_of(metric: Mapping[str, Any], answers: Mapping[str, Predictions]) -> dict[str, float]:
    """What the metric says of each of `answers`, under the same keys.

    `metric`: `file`, `function` and `code`, the hashes of its files. Raises LabbookError, with the
    file and the line, for an error in it, for what is no finite number, and for other code.
    """
    file, name = metric["file"], metric["function"]
    code = read_own_code(file)
    if code.hashes != metric["code"]:
        raise LabbookError(f"{file} has changed since the build began; build again.")
    found = {}
    try:
        function = getattr(load(code), name)
        for key, one in answers.items():
            # Copies, so that it can change nothing for another.
            value = function(probabilities=one.probabilities.copy(), labels=one.labels.copy())
            if not isinstance(value, Real) or not math.isfinite(value):
                raise LabbookError(f"{file}: {name} gives {value!r}; it must be a finite number.")
            found[key] = float(value)
    except (Exception, SystemExit) as error:
        if isinstance(error, LabbookError):
            raise
        raise LabbookError(f"{code.fault(error)}.") from error
    return found


def tried_metric(metric: Mapping[str, Any], outputs: int) -> dict[str, Any]:
    """`fault`: why the metric fails on answers of so many outputs, without a period, or None."""
    try:
        values_of(metric, {"": _made_up(outputs)})
    except LabbookError as error:
        return {"fault": str(error).rstrip(".")}
    return {"fault": None}


def _made_up(outputs: int) -> Predictions:
    """Answers of which most are right, some are sure, and each class is among both."""
    labels = np.arange(N_MADE_UP) % max(outputs, 2)
    sums = np.random.default_rng(0).normal(0.0, 2.0, (N_MADE_UP, max(outputs, 2)))
    sums[np.arange(N_MADE_UP), labels] += 4.0
    odds = np.exp(sums)
    probabilities = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
    return Predictions(
        probabilities[:, 1:] if outputs == 1 else probabilities, labels.astype(np.uint8)
    )
