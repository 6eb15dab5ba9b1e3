"""A kernel of this interpreter that knows nothing of the user's profile, on one thread."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import run

# What a process needs of its surroundings. All else (PYTHONPATH, TF_…, a user's Jupyter) stays out:
# it would change the notebook, or let it use what its reader does not have.
KEPT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# What TensorFlow's C++ writes to stderr as it is imported, no setting silences: it goes to the
# job's log, and the outputs keep what Python has printed.
COMMAND = (
    *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
    *("--IPKernelApp.capture_fd_output=False", "--log-level=ERROR"),
)
NAME = "python3"


def kernel_environment(folder: Path, outside: Mapping[str, str]) -> dict[str, str]:
    """Variables of a kernel whose home and settings are all in `folder`."""
    own = {
        "HOME": folder,
        "USERPROFILE": folder,
        "IPYTHONDIR": folder / "ipython",
        "MPLCONFIGDIR": folder / "matplotlib",
        # A file, so that no keras.json is looked for or written.
        "KERAS_HOME": os.devnull,
    }
    return {
        **{name: outside[name] for name in KEPT if name in outside},
        **dict.fromkeys(ONE_THREAD, "1"),
        **{name: str(path) for name, path in own.items()},
    }


def jupyter_variables(folder: Path) -> dict[str, str]:
    """Variables of the process that starts the kernel: it finds the one of `folder` alone."""
    return {
        "JUPYTER_PATH": str(folder / "jupyter"),
        **{f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")},
        "JUPYTER_NO_CONFIG": "1",
        "IPYTHONDIR": str(folder / "ipython"),
    }


@contextmanager
def kernel_in(folder: Path) -> Iterator[dict[str, str]]:
    """While it lasts, the kernel `NAME` is this interpreter's; gives the environment for it."""
    environment = kernel_environment(folder, os.environ)
    spec = folder / "jupyter" / "kernels" / NAME / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(
        json.dumps({"argv": COMMAND, "display_name": "Python 3", "language": "python"}),
        encoding="utf-8",
    )
    # matplotlib lists the fonts when it is imported first, and says so if that takes long.
    run([sys.executable, "-c", "import matplotlib.font_manager"], env=environment, check=True)
    before = {name: os.environ.get(name) for name in jupyter_variables(folder)}
    os.environ.update(jupyter_variables(folder))
    try:
        yield environment
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
