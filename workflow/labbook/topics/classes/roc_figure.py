"""Figure kind `roc_curves`: each class against the rest, as its threshold moves."""

from labbook.figures.axes import power_label
from labbook.figures.illustration import NO_RUN, Illustration, nothing_drawn
from labbook.text.numbers import area as area_text
from labbook.topics.classes.class_evaluation import ClassEvaluation, RunClasses
from labbook.topics.classes.class_words import all_runs_in_words, shown_run_in_words
from labbook.topics.classes.confused_images import ConfusedImages
from labbook.topics.classes.roc_data import RocData, load_roc
from labbook.topics.classes.roc_panels import draw_roc, shows_chance

TITLE = "ROC curves"
HEADER = ["class", "auc", "false_positive_rate", "true_positive_rate"]


def illustrate(evaluation: ClassEvaluation, _: ConfusedImages, label: str) -> Illustration:
    """The finished figure of the configuration called `label`; call it inside `drawing_style`."""
    data = load_roc(evaluation)
    if data is None or evaluation.shown is None:
        return nothing_drawn(TITLE, TITLE, NO_RUN, [], HEADER, in_report=False)
    return Illustration(
        draw_roc(data),
        _table(data),
        TITLE,
        _caption(data, evaluation, evaluation.shown, label),
        _alternative(data),
    )


def _table(data: RocData) -> list[list[str]]:
    """Every point of every curve; the area is empty where it is not defined."""
    return [HEADER] + [
        [
            each.name,
            "" if each.area is None else repr(each.area),
            repr(false_positive_rate),
            repr(true_positive_rate),
        ]
        for each in data.curves
        for false_positive_rate, true_positive_rate in zip(
            each.curve.false_positive_rates, each.curve.true_positive_rates, strict=True
        )
    ]


def _caption(data: RocData, evaluation: ClassEvaluation, shown: RunClasses, label: str) -> str:
    word = evaluation.noun
    parts = [
        f"ROC curves of {shown_run_in_words(evaluation, shown, label)}: each {word} against all "
        f"others. As its threshold falls, more of its own images are found (true positive rate), "
        f"and more of the others are taken for it (false positive rate). AUC is the area under the "
        f"whole curve, without the logarithm.",
    ]
    if not shows_chance(data):
        parts.append(
            f"Only the upper part is shown: the vertical axis begins at {data.floor:g}, and chance "
            "lies far below it."
        )
    return " ".join(filter(None, [*parts, all_runs_in_words(evaluation)]))


def _alternative(data: RocData) -> str:
    """How high each curve is at its left end, and the areas."""
    count = len(data.curves)
    charts = "Line chart" if count == 1 else f"{count} line charts"
    parts = [
        f"{charts} of true against false positive rate, the latter from {power_label(data.left)} "
        "to 1 on a logarithmic axis."
    ]
    for each in data.curves:
        area = "" if each.area is None else f"AUC {area_text(each.area)}, "
        parts.append(
            f"{each.name}: {area}true positive rate {each.true_positives[0]:.3f} at the left end."
        )
    return " ".join(parts)
