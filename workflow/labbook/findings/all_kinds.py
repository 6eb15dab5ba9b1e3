"""Every kind of finding, in the order in which a discussion takes them."""

from labbook.artifacts.findings import Finding
from labbook.findings.best import find_best
from labbook.findings.confusion import find_confusion
from labbook.findings.convergence import find_convergence
from labbook.findings.cost import find_cost
from labbook.findings.difference import find_differences
from labbook.findings.diverged import find_diverged
from labbook.findings.experiment import Experiment
from labbook.findings.feature_maps import find_feature_maps
from labbook.findings.gradient_change import find_gradient_change
from labbook.findings.gradients import find_gradients
from labbook.findings.lone_seed import find_lone_seeds
from labbook.findings.missing import find_missing
from labbook.findings.not_trained import find_not_trained
from labbook.findings.notebook import find_notebook
from labbook.findings.oscillation import find_oscillation
from labbook.findings.overfitting import find_overfitting
from labbook.findings.own_digit import find_own_digit
from labbook.findings.paired_difference import find_paired_differences
from labbook.findings.parity import find_parity
from labbook.findings.published import find_published
from labbook.findings.published_loss import find_published_loss
from labbook.findings.published_order import find_published_order
from labbook.findings.published_turn import find_published_turns
from labbook.findings.search import find_search
from labbook.findings.seed_spread import find_seed_spread
from labbook.findings.separation import find_separation
from labbook.findings.trend import find_trends

FINDERS = (
    find_search,
    find_best,
    find_differences,
    find_paired_differences,
    find_trends,
    find_cost,
    find_not_trained,
    find_diverged,
    find_missing,
    find_overfitting,
    find_convergence,
    find_oscillation,
    find_seed_spread,
    find_lone_seeds,
    find_published,
    find_published_loss,
    find_published_turns,
    find_published_order,
    find_parity,
    find_confusion,
    find_separation,
    find_feature_maps,
    find_gradients,
    find_gradient_change,
    find_notebook,
    find_own_digit,
)


def find_all(experiment: Experiment) -> list[Finding]:
    """All findings of one experiment."""
    return [finding for find in FINDERS for finding in find(experiment)]
