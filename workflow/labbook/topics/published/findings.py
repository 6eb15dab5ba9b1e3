"""The finders that compare our numbers with published ones."""

from labbook.topics.published.accuracies import find_published
from labbook.topics.published.losses import find_published_loss
from labbook.topics.published.orders import find_published_order
from labbook.topics.published.turning_points import find_published_turns

FINDERS = (find_published, find_published_loss, find_published_turns, find_published_order)
