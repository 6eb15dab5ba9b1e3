"""All stages of a build: those that every build has, and those of the topics."""

from collections.abc import Mapping, Sequence
from typing import Any

from labbook.planning.dataset_identity import DatasetIdentity
from labbook.stages.core import (
    CHOOSE,
    SUMMARIZE,
    TYPESET,
    Preparation,
    compose_stage,
    data_stages,
    merge_stage,
)
from labbook.stages.declaration import Stage
from labbook.stages.topic import Topic


def stage_names(topics: Sequence[Topic]) -> set[str]:
    """The names of all stages, whatever a config asks for."""

    def nothing(dataset: DatasetIdentity) -> Mapping[str, Any]:
        return {}

    return {stage.name for stage in all_stages(topics, nothing, set())}


def all_stages(
    topics: Sequence[Topic], preparation: Preparation, searched: set[str]
) -> list[Stage[Any]]:
    """`preparation`: how a dataset is prepared; `searched`: datasets that searches are made on."""
    return [
        *data_stages(preparation, searched),
        CHOOSE,
        SUMMARIZE,
        *(stage for topic in topics for stage in topic.stages),
        merge_stage(topics),
        compose_stage(topics),
        TYPESET,
    ]
