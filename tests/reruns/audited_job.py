"""Carry out the order of one job, and write down what of libraries and of the project it used.

python audited_job.py PROJECT ORDER RECEIPT FOUND
"""

import json
import sys
from importlib import metadata
from pathlib import Path

PROJECT = Path(sys.argv[1]).resolve()
PACKAGE = str(PROJECT / "workflow" / "labbook")
opened: set[str] = set()
imported: set[str] = set()


def audit(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes | Path):
        opened.add(str(arguments[0] if not isinstance(arguments[0], bytes) else b""))
    elif event == "import" and _imported_by_the_package():
        imported.add(str(arguments[0]).partition(".")[0])


def _imported_by_the_package() -> bool:
    """Whether the nearest code around that is not Python's import system is the project's."""
    frame = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(PACKAGE)


def main() -> None:
    sys.path.insert(0, str(PROJECT / "workflow"))
    sys.addaudithook(audit)
    from labbook.commands.make import main as make

    make(["--order", sys.argv[2], "--receipt", sys.argv[3]])
    found = {
        "files": sorted(_files_of_project()),
        "imported": sorted(_distributions(imported - {"labbook"})),
        "loaded": sorted(_distributions({name.partition(".")[0] for name in list(sys.modules)})),
    }
    Path(sys.argv[4]).write_text(json.dumps(found), encoding="utf-8")


def _files_of_project() -> set[str]:
    """What was read of the project beside its code, by path in it."""
    paths = (Path(name).resolve() for name in opened if name)
    inside = (path.relative_to(PROJECT) for path in paths if path.is_relative_to(PROJECT))
    return {
        path.as_posix()
        for path in inside
        if path.suffix not in {".py", ".pyc"} and (PROJECT / path).is_file()
    }


def _distributions(modules: set[str]) -> set[str]:
    known = metadata.packages_distributions()
    return {
        distribution.lower().replace("_", "-")
        for module in modules - set(sys.stdlib_module_names)
        for distribution in known.get(module, ())
    }


if __name__ == "__main__":
    main()
