"""All stages of a build: the stages that every build has and the stages of topics."""

from collections.abc import Sequence
from typing import Any

from labbook.stages.core import (
    CHOOSE,
    SUMMARIZE,
    TYPESET,
    compose_stage,
    data_stages,
    merge_stage,
)
from labbook.stages.declaration import Stage
from labbook.stages.topic import Topic


def stage_names(topics: Sequence[Topic]) -> set[str]:
    """The names of all stages, for every possible config."""
    return {stage.name for stage in all_stages(topics, set())}


def all_stages(topics: Sequence[Topic], searched: set[str]) -> list[Stage[Any]]:
    """All stages; `searched` has the names of the datasets that searches use."""
    return [
        *data_stages(searched),
        CHOOSE,
        SUMMARIZE,
        *(stage for topic in topics for stage in topic.stages),
        merge_stage(topics),
        compose_stage(topics),
        TYPESET,
    ]
