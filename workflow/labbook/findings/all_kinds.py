"""Every kind of finding, in the order in which a discussion takes them."""

from labbook.artifacts.findings import Finding
from labbook.findings.experiment import Experiment
from labbook.topics.classes.confusion import find_confusion
from labbook.topics.classes.separation import find_separation
from labbook.topics.curves.find_convergence import find_convergence
from labbook.topics.curves.find_oscillation import find_oscillation
from labbook.topics.curves.find_overfitting import find_overfitting
from labbook.topics.engines.agreement import find_parity
from labbook.topics.feature_maps.correlation import find_feature_maps
from labbook.topics.gaps.diverged import find_diverged
from labbook.topics.gaps.missing import find_missing
from labbook.topics.gaps.not_trained import find_not_trained
from labbook.topics.gradients.change import find_gradient_change
from labbook.topics.gradients.vanishing import find_gradients
from labbook.topics.notebook.accuracy_finding import find_notebook
from labbook.topics.own_digit.answers_finding import find_own_digit
from labbook.topics.published.accuracies import find_published
from labbook.topics.published.losses import find_published_loss
from labbook.topics.published.orders import find_published_order
from labbook.topics.published.turning_points import find_published_turns
from labbook.topics.results.best import find_best
from labbook.topics.results.cost import find_cost
from labbook.topics.results.differences import find_differences
from labbook.topics.results.paired_differences import find_paired_differences
from labbook.topics.results.trends import find_trends
from labbook.topics.search.trials_finding import find_search
from labbook.topics.seeds.lone_seeds import find_lone_seeds
from labbook.topics.seeds.seed_spread import find_seed_spread

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
