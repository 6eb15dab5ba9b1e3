"""The finders of runs that did not train, that diverged, or that are missing."""

from labbook.topics.gaps.diverged import find_diverged
from labbook.topics.gaps.missing import find_missing
from labbook.topics.gaps.not_trained import find_not_trained

FINDERS = (find_not_trained, find_diverged, find_missing)
