"""Words that the figures of one configuration's classes share."""

from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses

NARROW_SPACE = "\u202f"


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


def percentage(share: float, decimals: int = 1) -> str:
    """A share between 0 and 1; what only rounding would make none, or all, says so."""
    percent, least = 100 * share, 10.0**-decimals
    if 0 < percent < least / 2:
        return f"<{least:.{decimals}f}{NARROW_SPACE}%"
    if 100 - least / 2 <= percent < 100:
        return f">{100 - least:.{decimals}f}{NARROW_SPACE}%"
    digits = 0 if percent in (0, 100) else decimals
    return f"{percent:.{digits}f}{NARROW_SPACE}%"


def area_in_words(area: float) -> str:
    """The area under a curve, to four decimals; one that is not whole is not called so."""
    return ">0.9999" if 0.99995 <= area < 1 else f"{area:.4f}"
