"""The versions of what computes a result."""

import platform
from functools import cache
from importlib import metadata

# What computes a run, by its engine.
ENGINES = {"keras": ("tensorflow", "keras", "numpy"), "numpy": ("numpy",)}


def installed_versions(distributions: tuple[str, ...]) -> dict[str, str]:
    """Versions by distribution name, and `python` as major.minor.

    Read from the installed metadata, so nothing heavy is imported. Raises PackageNotFoundError for
    a distribution that is not installed; the preflight has checked them before.
    """
    major, minor, _ = platform.python_version_tuple()
    return {"python": f"{major}.{minor}", **{name: _version(name) for name in distributions}}


# The stages of a build name the same few libraries a hundred times.
_version = cache(metadata.version)
