"""Check before the first job that this computer can build a report, and end the build if not.

The only library that is imported here is packaging, so that the others may be missing.
"""

import contextlib
import importlib.util
import io
import os
import platform
import shlex
import sys
import tomllib
import warnings
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from labbook.errors import LabbookError
from labbook.versions import installed_versions


@contextlib.contextmanager
def stopping() -> Iterator[None]:
    """A LabbookError in the block is printed as one line on stderr and ends the build.

    If the error itself went on, Snakemake would add its class, the line of the Snakefile and a
    traceback. SystemExit passes through Snakemake, which still closes its logs. This works while
    the Snakefile or an included file is read, and in `onstart:` and `onsuccess:`.
    """
    try:
        yield
    except LabbookError as error:
        print(f"labbook: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


INSTALL_PANGO = (
    "on Debian or Ubuntu with `sudo apt install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0`, on Fedora with `sudo dnf install pango`, on macOS with "
    "`brew install pango`"
)


def check_system() -> None:
    """Raise LabbookError where Snakemake or a job would fail in the midst of a build.

    On Windows itself a program does not take another's place, and there are no Unix sockets.
    """
    if os.name == "nt":
        raise LabbookError(
            "Labbook runs on Linux and macOS, and on Windows in WSL: call `wsl --install` once, "
            "and then, in the Ubuntu that it brings, the commands of README.md."
        )
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8":
        raise LabbookError(
            f"the locale of this shell writes the names of files in {encoding}, which lacks most "
            "letters; call `export PYTHONUTF8=1`, and then the same command again."
        )
    # What is printed may hold any name, and a terminal's encoding may lack its letters.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def check_packages(pyproject: Path) -> None:
    """Raise LabbookError unless the versions of Python and of all dependencies are as required.

    `pyproject` is the project's pyproject.toml. All that is wrong is named in one sentence.
    """
    try:
        project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    except (OSError, ValueError, KeyError) as error:
        raise LabbookError(f"{pyproject} cannot be read as the project's file: {error}.") from None

    python = platform.python_version()
    needed = project["requires-python"]
    if not SpecifierSet(needed).contains(python, prereleases=True):
        raise LabbookError(
            f"Python {python} runs this build, but it needs Python {needed}: make the environment "
            "anew with one of these (see README.md)."
        )

    faults = [_fault(Requirement(line)) for line in project["dependencies"]]
    named = ", ".join(fault for fault in faults if fault is not None)
    if named:
        raise LabbookError(
            f"Python packages are missing or of the wrong version: {named}; install them with "
            f"`{_this_python()} -m pip install -r requirements.txt`."
        )


def _fault(requirement: Requirement) -> str | None:
    """What is wrong with an installed package; None if nothing is."""
    if requirement.marker is not None and not requirement.marker.evaluate():
        return None
    # The lower bound first: ">=9.27 and <10".
    needed = " and ".join(sorted(map(str, requirement.specifier), reverse=True))
    try:
        found = installed_versions((requirement.name,))[requirement.name]
    except metadata.PackageNotFoundError:
        return f"{requirement.name} (needed {needed}, not installed)"
    if requirement.specifier.contains(found, prereleases=True):
        return None
    return f"{requirement.name} (needed {needed}, found {found})"


def _this_python() -> str:
    """The path of this Python as the user would type it, since each environment has its own pip."""
    executable = Path(sys.executable)
    with contextlib.suppress(ValueError):
        executable = executable.relative_to(Path.cwd())
    return shlex.quote(str(executable))


def check_pango() -> None:
    """Raise LabbookError unless WeasyPrint finds Pango, HarfBuzz, fontconfig and GObject.

    It takes a tenth of a second, so it is called in `onstart:` and not for each `snakemake -n`.
    """
    spec = importlib.util.find_spec("weasyprint")
    if spec is None or not spec.submodule_search_locations:
        raise LabbookError("WeasyPrint, which typesets the report, is not installed.")
    try:
        _load_alone(Path(spec.submodule_search_locations[0]) / "text" / "ffi.py")
    except OSError as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise LabbookError(
            f"WeasyPrint cannot load Pango, which typesets the report ({reason}); install it: "
            f"{INSTALL_PANGO}."
        ) from None


def _load_alone(file: Path) -> ModuleType:
    """Run WeasyPrint's own search for its libraries without importing the rest of WeasyPrint.

    WeasyPrint prints advice on stdout. It is dropped, because our sentence names the commands.
    WeasyPrint's warning about HarfBuzz-Subset is dropped too, because it works without that.
    """
    spec = importlib.util.spec_from_file_location("labbook_pango_probe", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise LabbookError(f"{file} is missing: this version of WeasyPrint is not supported.")
    module = importlib.util.module_from_spec(spec)
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spec.loader.exec_module(module)
    return module
