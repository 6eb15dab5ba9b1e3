"""What a notebook's template sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labbook.errors import LabbookError
from labbook.notebook.answers import Answers
from labbook.notebook.network import Network


@dataclass(frozen=True)
class Context:
    """author, course, assignment, title, date: as the config has them.

    dataset, data_file: name of the data, and where its file is, seen from the notebook; is_subset:
    of MNIST. is_search: whether the settings were chosen by the validation accuracy of trials.
    answers: None until the code has run.
    """

    title: str
    assignment: str
    author: str
    course: str
    date: str
    dataset: str
    data_file: str
    is_subset: bool
    network: Network
    is_search: bool
    answers: Answers | None = None


def notebook_context(
    lab_plan: Mapping[str, Any], experiment_plan: Mapping[str, Any], data_file: str
) -> Context:
    """The context before the code has run, from the plans of the lab and of the experiment.

    Raises LabbookError if the plan has not exactly one configuration.
    """
    if len(experiment_plan["configurations"]) != 1:
        raise LabbookError(
            f"The plan of {experiment_plan['experiment']} has not one configuration, so nothing "
            "tells which network the notebook is to train; build again."
        )
    (configuration,) = experiment_plan["configurations"]
    identity = lab_plan["identity"]
    authors = [f"{identity['first_name']} {identity['last_name']}", identity.get("partner") or ""]
    return Context(
        title=lab_plan["title"],
        assignment=lab_plan["assignment"],
        author=" and ".join(filter(None, authors)),
        course=identity["course"],
        date=identity["date"],
        dataset=lab_plan["dataset"]["title"],
        data_file=data_file,
        is_subset=lab_plan["dataset"]["is_subset"],
        network=Network(configuration["settings"], configuration["runs"][0]["seed"]),
        is_search=experiment_plan.get("search") is not None,
    )
