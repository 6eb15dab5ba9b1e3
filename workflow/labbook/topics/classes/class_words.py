"""Words that the figures of one configuration's classes share."""

from labbook.text.numbers import percentage_within
from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses


def shown_run_in_words(evaluation: ClassEvaluation, shown: RunClasses, label: str) -> str:
    """`ReLU, 64 units, seed 0 (96.31 % of the test images right)`."""
    right = sum(row[place] for place, row in enumerate(shown.confusion))
    share = percentage_within(right / sum(evaluation.support), 2)
    return f"{label}, seed {shown.seed} ({share} of the test images right)"


def all_runs_in_words(evaluation: ClassEvaluation) -> str:
    """A sentence about the runs that are not shown; empty where there are none."""
    count = len(evaluation.runs)
    if count == 1:
        return ""
    return f"The table of scores is over {'both' if count == 2 else f'all {count}'} runs."
