"""What is committed says nothing of the machine it was written on."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.}:/~-])/(?:home|root|work|Users|opt|tmp|mnt|srv|private|scratch)/\w"
    ),
    "a package registry's host": re.compile(
        r"pypi\.(?:org|io|python\.org)|pythonhosted\.org|\w\.anaconda\.org|npmjs\.(?:com|org)"
    ),
    "where to install from": re.compile(
        r"^\s*(?:--)?(?:extra-)?(?:index-url|find-links|trusted-host)\b", re.MULTILINE
    ),
}


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    """Tracked and new files, less binaries, by path."""
    if shutil.which("git") is None or not (root / ".git").exists():
        pytest.skip("no git repository here: which files belong to the project is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        content = (root / name).read_bytes() if (root / name).is_file() else b"\0"
        if b"\0" not in content:
            found[name] = content.decode("utf-8")
    assert "Snakefile" in found
    return found


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(texts: dict[str, str], what: str) -> None:
    hits = [
        f"{name}: {match.group()}"
        for name, text in texts.items()
        for match in FORBIDDEN[what].finditer(text)
    ]
    assert hits == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /" + "home/ada/labbook", "a path of one machine"),
        ("https://pypi" + ".org/simple", "a package registry's host"),
        ("--index-" + "url https://example", "where to install from"),
    ],
)
def test_the_patterns_find_what_they_name(text: str, what: str) -> None:
    assert FORBIDDEN[what].search(text)


def test_text_files_end_in_a_newline_and_hold_no_tabs_or_carriage_returns(
    texts: dict[str, str],
) -> None:
    bad = [
        name
        for name, text in texts.items()
        if "\r" in text or "\t" in text or (text and not text.endswith("\n"))
    ]
    assert bad == []
