"""The one level of confidence: every interval, every test and every sentence follows it.

Nothing is imported here, so whoever writes of an interval can have the level without SciPy.
"""

CONFIDENCE = 0.95
# Of a test, what its p-value must be below: an interval at CONFIDENCE then leaves out "no
# difference". Rounded, as 1 - 0.95 is not 0.05 in floating-point numbers.
SIGNIFICANCE = round(1 - CONFIDENCE, 12)
