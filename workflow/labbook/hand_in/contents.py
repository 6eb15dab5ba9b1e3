"""Collect the files of the archive, and the manifest that lists them."""

import json
from pathlib import Path

from labbook.errors import LabbookError
from labbook.hand_in.plans import LabPlan
from labbook.hand_in.source_files import find_source_files
from labbook.hand_in.tar_archive import Member

# The hand-in writes these names at the top of the archive. Files of the repository with such a name
# are left out: an unpacked archive has them already, from the earlier hand-in.
CONFIG, MANIFEST, *_ = OWN_NAMES = (
    "config.yaml",
    "manifest.json",
    "report.pdf",
    "notebook.ipynb",
    "metrics.csv",
    "tables",
)


def collect_contents(
    plan: LabPlan, source: Path, config: Path, results: Path, outputs: list[Path]
) -> dict[str, Member]:
    """All files of the archive, by their path in it.

    They are: what the lab's stages hand in (the report, its tables, a notebook); the config in use;
    the photograph if the lab has one and it lies in the folder of `config`; the code of the
    repository `source`, without the top-level folders that hold `results` or `outputs`; and the
    manifest. Raises LabbookError naming a file that cannot be read.
    """
    files = {CONFIG: config, **{name: Path(file) for name, file in plan.made.handed_in.items()}}
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
        "dataset": plan.dataset,
        "code": code.commit,
        "modified": code.modified,
    }
    members[MANIFEST] = Member(_json_bytes(manifest))
    return members


def _tops(paths: list[Path], source: Path) -> frozenset[str]:
    """The top-level folders of `source` that `paths` lie in."""
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
