"""A topic is known by one line, and no stage hangs on a topic that is not its own."""

import pytest

from labbook.fingerprint import ROOT, closure
from labbook.stages.all_stages import all_stages
from labbook.topics.registry import NAMES, topics

STAGES = all_stages(topics(), set())
FOUND_BY = {
    f"find_{topic.name}": (f"labbook.topics.{topic.name}.findings",)
    for topic in topics()
    if topic.finds
}
OWN = {stage.name: topic.name for topic in topics() for stage in topic.stages}


def topics_in(modules: list[str]) -> set[str]:
    """The folders below labbook.topics that the modules are in."""
    return {
        parts[2]
        for parts in (module.split(".") for module in modules)
        if parts[1:2] == ["topics"] and len(parts) > 2
    }


def test_every_folder_is_a_line_of_the_registry() -> None:
    folders = {path.parent.name for path in (ROOT / "topics").glob("*/topic.py")}
    assert set(NAMES) == folders
    assert [topic.name for topic in topics()] == list(NAMES)


@pytest.mark.parametrize("stage", STAGES, ids=[stage.name for stage in STAGES])
def test_the_closure_of_a_stage_has_no_registry_no_declaration_and_no_other_topic(stage) -> None:
    modules = closure(stage.module, *FOUND_BY.get(stage.name, ()))
    assert "labbook.topics.registry" not in modules
    assert not [name for name in modules if name.endswith(".topic")]
    assert not [
        name for name in modules if name.startswith(("labbook.stages", "labbook.planning.plan"))
    ]
    own = {OWN[stage.name]} if stage.name in OWN else set()
    assert topics_in(modules) <= own


@pytest.mark.parametrize("topic", [topic for topic in topics() if topic.section])
def test_the_section_of_a_topic_hangs_on_no_other_topic(topic) -> None:
    assert topics_in(closure(topic.section.module)) == {topic.name}


@pytest.mark.parametrize("topic", NAMES)
def test_a_topic_imports_no_other(topic: str) -> None:
    modules = [
        f"labbook.topics.{topic}.{path.stem}" for path in (ROOT / "topics" / topic).glob("*.py")
    ]
    assert topics_in(closure(*modules)) == {topic}


def test_the_stages_have_names_of_their_own() -> None:
    names = [stage.name for stage in STAGES]
    assert len(set(names)) == len(names)
