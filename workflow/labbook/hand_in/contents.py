"""What lies in the archive, and the manifest that says so."""

import json
from pathlib import Path

from labbook.artifacts.typed_json import plain
from labbook.errors import LabbookError
from labbook.hand_in.plans import HandInPlan
from labbook.hand_in.source_files import find_source_files
from labbook.hand_in.tar_archive import Member

# The hand-in's own names at the top of the archive. They are never taken from the repository:
# in an unpacked archive they are there already, from the hand-in before.
REPORT, NOTEBOOK, CONFIG, METRICS, TABLES, MANIFEST = OWN_NAMES = (
    "report.pdf",
    "notebook.ipynb",
    "config.yaml",
    "metrics.csv",
    "tables",
    "manifest.json",
)


def collect_contents(
    plan: HandInPlan, source: Path, config: Path, results: Path, outputs: list[Path]
) -> dict[str, Member]:
    """All files of the archive by their path in it, the manifest included.

    The report, the notebook of a lab that has one, the config in use, the metric tables of
    `results`, and a photograph in the folder of `config`, if the lab has one there; then the code
    of the repository `source`, without the top-level folders that hold `results` or `outputs`.
    Raises LabbookError naming a file that cannot be read.
    """
    tables = {
        f"{TABLES}/{experiment}/{name}": results / experiment / name
        for name, experiments in (
            ("summary.csv", plan.experiments),
            ("classes.json", plan.by_class),
            ("feature_maps.json", plan.with_feature_maps),
            ("gradients.json", plan.with_gradients),
        )
        for experiment in experiments
    }
    files = {
        REPORT: results / "report.pdf",
        **({NOTEBOOK: results / "notebook.ipynb"} if plan.has_notebook else {}),
        CONFIG: config,
        METRICS: results / "metrics.csv",
        **tables,
        **({f"{TABLES}/own_digit.json": results / "own_digit.json"} if plan.own_digit else {}),
    }
    members = {name: Member(_read(path)) for name, path in files.items()}
    if plan.own_digit and not plan.own_digit.is_absolute() and ".." not in plan.own_digit.parts:
        photograph = config.parent / plan.own_digit
        if photograph.is_file():
            members[plan.own_digit.as_posix()] = Member(_read(photograph))
    code = find_source_files(source, frozenset(OWN_NAMES) | _tops([results, *outputs], source))
    for path in code.paths:
        executable = bool((source / path).stat().st_mode & 0o100)
        members[path] = Member(_read(source / path), executable)
    manifest = {
        "files": {name: member.sha256 for name, member in members.items()},
        "runs": [
            {"experiment": run.experiment, "name": run.name, "key": run.key}
            | ({"failed": True} if run.key in plan.failed else {})
            for run in [*plan.trials, *plan.runs]
        ],
        "dataset": plain(plan.words.dataset),
        "code": code.commit,
        "modified": code.modified,
    }
    members[MANIFEST] = Member(_json_bytes(manifest))
    return members


def _tops(paths: list[Path], source: Path) -> frozenset[str]:
    """First folder below `source` of each path that lies in a folder inside it."""
    root = source.resolve()
    inside = [
        path.resolve().relative_to(root) for path in paths if path.resolve().is_relative_to(root)
    ]
    return frozenset(path.parts[0] for path in inside if path.parts)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabbookError(f"{path} cannot be read: {error.strerror}.") from None


def _json_bytes(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()
