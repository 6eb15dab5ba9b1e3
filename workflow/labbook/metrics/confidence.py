"""The level of confidence that every interval, test and sentence uses.

This module imports nothing, so code that writes about an interval does not load SciPy.
"""

CONFIDENCE = 0.95
# A test is significant if its p-value is below this; then an interval at CONFIDENCE excludes "no
# difference". It is rounded because 1 - 0.95 is not 0.05 in floating-point numbers.
SIGNIFICANCE = round(1 - CONFIDENCE, 12)
