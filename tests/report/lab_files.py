"""What a made-up lab below the working directory gives to the stage that composes its page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labbook.artifacts.json_file import read_json
from labbook.stages.all_stages import all_stages
from labbook.stages.declaration import Output, Reads
from labbook.topics.registry import topics

TOPICS = topics()
STAGES = {stage.name: stage for stage in all_stages(TOPICS, set())}


def plan_path(lab: str) -> Path:
    return Path(f"results/plans/{lab}.json")


def composed_from(lab: str) -> dict[str, Any]:
    """The keywords of its job but for `plan` and `page`: of the files of topics those there are."""
    experiments = [one["name"] for one in read_json(plan_path(lab))["experiments"]]
    reads = STAGES["compose"].reads
    sections = _there(reads["sections"], lab, experiments)
    return {
        "findings": Path(f"results/{lab}/findings.json"),
        "summaries": {name: Path(f"results/{lab}/{name}/summary.json") for name in experiments},
        "figures": _there(reads["figures"], lab, experiments),
        "sections": sections,
        "modules": [
            (topic.name, topic.section.module)
            for topic in TOPICS
            if topic.section and (topic.name in sections or not topic.section.reads)
        ],
    }


def _there(reads: Output | Reads | Any, lab: str, experiments: list[str]) -> Any:
    """Paths, by experiment where the stage that writes them is of one; without what is missing."""
    if isinstance(reads, Mapping):
        found = {keyword: _there(source, lab, experiments) for keyword, source in reads.items()}
        return {keyword: files for keyword, files in found.items() if files}
    stage = STAGES[reads.stage]
    pattern = stage.outputs[reads.name]
    if stage.scope == "lab":
        path = Path(pattern.format(lab=lab))
        return path if path.exists() else None
    paths = {name: Path(pattern.format(lab=lab, experiment=name)) for name in experiments}
    return {name: path for name, path in paths.items() if path.exists()}
