"""What the curves over the epochs tell."""

from labbook.topics.curves.find_convergence import find_convergence
from labbook.topics.curves.find_oscillation import find_oscillation
from labbook.topics.curves.find_overfitting import find_overfitting

FINDERS = (find_overfitting, find_convergence, find_oscillation)
