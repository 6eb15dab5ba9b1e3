"""Whether a run has learned more than which class is the commonest."""

from labbook.artifacts.summary import Majority, RunSummary


def is_not_trained(run: RunSummary, majority: Majority) -> bool:
    """Whether nothing shows a run that did not diverge to be above the commonest answer.

    Nothing does if the lower end of its accuracy's Wilson interval over the test images does not
    lie above the accuracy of that answer.
    """
    return run.test_accuracy_interval[0] <= majority.accuracy
