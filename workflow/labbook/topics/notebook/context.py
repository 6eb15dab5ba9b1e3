"""What a notebook's template sees."""

from dataclasses import dataclass

from labbook.artifacts.experiment_plan import RunSettings
from labbook.artifacts.notebook_plan import NotebookPlan
from labbook.topics.notebook.answers import Answers
from labbook.topics.notebook.network import Network


@dataclass(frozen=True)
class Context:
    """author, course, assignment, title, date: as the config has them.

    dataset, data_file: name of the data, and where its file is, seen from the notebook; is_subset:
    of MNIST; keras_name: module of `keras.datasets` that loads the full data, None without one.
    is_search: whether the settings were chosen by the validation accuracy of trials.
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
    keras_name: str | None
    network: Network
    is_search: bool
    answers: Answers | None = None


def notebook_context(plan: NotebookPlan, settings: RunSettings, data_file: str) -> Context:
    """The context before the code has run, from the notebook's plan.

    `settings`: of the network, those of the plan or what a search has chosen.
    """
    identity = plan.identity
    authors = [f"{identity['first_name']} {identity['last_name']}", identity.get("partner") or ""]
    return Context(
        title=plan.title,
        assignment=plan.assignment,
        author=" and ".join(filter(None, authors)),
        course=identity["course"],
        date=identity["date"],
        dataset=plan.dataset.title,
        data_file=data_file,
        is_subset=plan.dataset.is_subset,
        keras_name=plan.dataset.keras_name,
        network=Network(settings, plan.seed),
        is_search=plan.choice is not None,
    )
