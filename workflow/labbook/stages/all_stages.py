"""All stages of a build: those that every build has, and those of the topics."""

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
    """The names of all stages, whatever a config asks for."""
    return {stage.name for stage in all_stages(topics, set())}


def all_stages(topics: Sequence[Topic], searched: set[str]) -> list[Stage[Any]]:
    """`searched`: the datasets that searches are made on."""
    return [
        *data_stages(searched),
        CHOOSE,
        SUMMARIZE,
        *(stage for topic in topics for stage in topic.stages),
        merge_stage(topics),
        compose_stage(topics),
        TYPESET,
    ]
