"""How a program of this package is called, and which variables of its surroundings it sees."""

import sys
from collections.abc import Mapping
from pathlib import Path

WORKFLOW = Path(__file__).parents[2]

# Without variables such as PYTHONHOME and PYTHONIOENCODING, without the modules of the folder that
# it is called in, in UTF-8 whatever the locale.
RUN_MODULE = (sys.executable, "-EP", "-X", "utf8", str(WORKFLOW))

# What a job needs to find tools and fonts, a place for its files, and the way to the data. All else
# stays out, since it is in no key: settings of libraries (OPENBLAS_CORETYPE, NPY_…, MKL_…, TF_…,
# MPLBACKEND) and of the C library (GLIBC_TUNABLES, LD_PRELOAD) would change numbers and figures.
KEPT = {
    *("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR", "KERAS_HOME"),
    *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    "SOURCE_DATE_EPOCH",
    # Which of several GPUs a job may use.
    "CUDA_VISIBLE_DEVICES",
}
KEPT_BEGINNINGS = ("LABBOOK_", "XDG_", "FONTCONFIG_")

# The order of a parallel sum changes its last bits: `--cores` changes time, never numbers.
ONE_THREAD = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "MKL_NUM_THREADS"),
    *("VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"),
)
OWN = {
    **dict.fromkeys(ONE_THREAD, "1"),
    "LC_ALL": "C.UTF-8",
    # Else git would take a repository around this project for its own, and a hook's for the right
    # one. Where there is no such folder, git knows of no commit.
    "GIT_DIR": str(WORKFLOW.parent / ".git"),
    "GIT_WORK_TREE": str(WORKFLOW.parent),
}


def program(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of the package."""
    return [*RUN_MODULE, module, *arguments]


def job_environment(outside: Mapping[str, str]) -> dict[str, str]:
    """The variables of a job, whatever else is set in the shell that the build is called from."""
    kept = {
        name: text
        for name, text in outside.items()
        if name.upper() in KEPT or name.startswith(KEPT_BEGINNINGS)
    }
    return kept | OWN
