"""The stages that show one's own digit to the networks of a lab."""

from collections.abc import Sequence

from labbook.artifacts.lab_plan import Photograph
from labbook.freshness.figure_stages import folder_of
from labbook.freshness.stage import CLASSIFY_OWN_DIGIT, DRAW_OWN_DIGIT, PREPARE_OWN_DIGIT, Stage
from labbook.planning.own_digit import SAMPLE
from labbook.planning.plan import PlannedLab
from labbook.planning.plan_files import experiment_plan_path


def prepare_own_digit(lab: PlannedLab, asked: Photograph) -> Stage:
    fields = {"lab": lab.name}
    shapes = ["x".join(map(str, shape)) for shape in _image_shapes(lab)]
    of_project = (SAMPLE, *((asked.path,) if asked.in_project else ()))
    return Stage(
        PREPARE_OWN_DIGIT,
        fields,
        (
            *("--photograph", asked.path, *(["--in-project"] if asked.in_project else [])),
            *("--sample", SAMPLE, "--image-shape", *shapes),
            *("--output", PREPARE_OWN_DIGIT.outputs[0].format(**fields)),
        ),
        () if asked.in_project else (asked.path,),
        project_files=tuple(dict.fromkeys(of_project)),
    )


def classify_own_digit(
    lab: PlannedLab, asked: Photograph, prepare: Stage, summaries: Sequence[Stage]
) -> Stage:
    fields = {"lab": lab.name}
    tables = [stage.outputs[0] for stage in summaries]
    digit = () if asked.digit is None else ("--digit", str(asked.digit))
    return Stage(
        CLASSIFY_OWN_DIGIT,
        fields,
        (
            *("--images", *prepare.outputs, *digit, "--summary", *tables),
            *("--output", CLASSIFY_OWN_DIGIT.outputs[0].format(**fields)),
        ),
        (*prepare.outputs, *tables),
        tuple(directory for stage in summaries for directory in stage.runs),
        ("spec.json", "weights.npz"),
    )


def draw_own_digit(
    lab: PlannedLab, prepare: Stage, classify: Stage, choices: Sequence[str]
) -> Stage:
    fields = {"lab": lab.name}
    plans = [experiment_plan_path(one.lab, one.name) for one in lab.experiments]
    folder = folder_of(DRAW_OWN_DIGIT, fields)
    return Stage(
        DRAW_OWN_DIGIT,
        fields,
        (
            *("--images", *prepare.outputs, "--answers", *classify.outputs, "--plan", *plans),
            *("--output-directory", folder),
        ),
        (*prepare.outputs, *classify.outputs, *plans, *choices),
    )


def _image_shapes(lab: PlannedLab) -> list[tuple[int, ...]]:
    """Of the images that the networks of a lab take, each once."""
    return list(dict.fromkeys(one.dataset.image_shape for one in lab.experiments))
