"""Figure kind `turning_point`: the losses about the epoch from which the held-out loss rises."""

from labbook.artifacts.experiment_plan import ExperimentPlan
from labbook.artifacts.summary import Summary
from labbook.figures.illustration import Illustration
from labbook.figures.nothing_drawn import nothing_drawn
from labbook.topics.curves.turning_point_data import load_turns
from labbook.topics.curves.turning_point_panels import draw_turns
from labbook.topics.curves.turning_point_table import HEADER, turning_table
from labbook.topics.curves.turning_point_words import turning_alternative, turning_caption

TITLE = "Where the loss turns"


def illustrate(plan: ExperimentPlan, summary: Summary) -> Illustration:
    """The finished figure; call it inside `drawing_style`.

    A report has no place for it where no loss turns up.
    """
    data = load_turns(plan, summary)
    if not data.shown:
        return nothing_drawn(TITLE, TITLE, "no held-out loss turns up", [], HEADER, in_report=False)
    return Illustration(
        draw_turns(data),
        turning_table(data),
        TITLE,
        turning_caption(data),
        turning_alternative(data),
    )
