"""Check whether a run learned more than always giving the commonest answer."""

from labbook.artifacts.summary import Majority, RunSummary


def is_not_trained(run: RunSummary, majority: Majority) -> bool:
    """Whether a run that did not diverge is not shown to be better than the commonest answer.

    This is so if the lower end of the Wilson interval of its accuracy over the test images is not
    above the accuracy of that answer.
    """
    return run.test_accuracy_interval[0] <= majority.accuracy
