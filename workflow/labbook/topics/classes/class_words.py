"""Words that the figures of one configuration's classes share."""

from labbook.figures.percentage import percentage
from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses


def shown_run_in_words(evaluation: ClassEvaluation, shown: RunClasses, label: str) -> str:
    """`ReLU, 64 units, seed 0 (96.31 % of the test images right)`."""
    right = sum(row[place] for place, row in enumerate(shown.confusion))
    return (
        f"{label}, seed {shown.seed} ({percentage(right / sum(evaluation.support), 2)} of the test "
        "images right)"
    )


def all_runs_in_words(evaluation: ClassEvaluation) -> str:
    """A sentence about the runs that are not shown; empty where there are none."""
    count = len(evaluation.runs)
    if count == 1:
        return ""
    return f"The table of scores is over {'both' if count == 2 else f'all {count}'} runs."


def area_in_words(area: float) -> str:
    """The area under a curve, to four decimals; one that is not whole is not called so."""
    return ">0.9999" if 0.99995 <= area < 1 else f"{area:.4f}"
