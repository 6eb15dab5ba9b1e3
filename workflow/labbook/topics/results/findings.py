"""The finders of results: the best, differences, trends and cost."""

from labbook.topics.results.best import find_best
from labbook.topics.results.cost import find_cost
from labbook.topics.results.differences import find_differences
from labbook.topics.results.paired_differences import find_paired_differences
from labbook.topics.results.trends import find_trends

FINDERS = (find_best, find_differences, find_paired_differences, find_trends, find_cost)
