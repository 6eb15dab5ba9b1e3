"""Compose all labs from the same finished runs with two versions of the project, and compare.

    python benchmarks/compare_reports.py FOLDER BEFORE [AFTER]

FOLDER is where a build is finished: its config.yaml, data and runs are taken. BEFORE and AFTER are
commits; without AFTER, the working tree is compared. What a reader reads on each page is printed
where it differs, as a unified diff, and how many figures are the same bytes. Exits with 1 if a page
differs.
"""

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Parts of a page that no reader reads, and those that end a line.
UNREAD = {"script", "style", "svg", "title"}
BLOCKS = {"caption", "dd", "div", "dt", "figcaption", "h1", "h2", "h3", "h4", "li", "p", "tr"}


class Reader(HTMLParser):
    """The text of a page, a line for each paragraph and each row."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in UNREAD
        attributes = dict(attrs)
        if tag in {"img", "svg"}:
            self.text += f"\n[{attributes.get('alt') or attributes.get('aria-label')}]\n"
        if tag in {"td", "th"}:
            self.text += " | "

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in UNREAD
        if tag in BLOCKS:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.text += data.replace("\n", " ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("before")
    parser.add_argument("after", nargs="?")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        pages, figures = [], []
        for name, commit in (("before", arguments.before), ("after", arguments.after)):
            project = Path(temporary) / name / "project"
            folder = Path(temporary) / name / "build"
            _check_out(commit, project)
            _build(arguments.folder, project, folder)
            pages.append(_pages(folder))
            figures.append(_figures(folder))
    sys.exit(_compare(*pages) + _count(*figures))


def _check_out(commit: str | None, project: Path) -> None:
    project.mkdir(parents=True)
    if commit is None:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        for name in listed.stdout.splitlines():
            if (ROOT / name).is_file():
                (project / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, project / name)
        return
    archive = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(project)], input=archive, check=True)


def _build(finished: Path, project: Path, folder: Path) -> None:
    """Everything but the trainings, which must be there."""
    for part in ("results/runs", "results/data"):
        shutil.copytree(finished / part, folder / part)
    shutil.copy2(finished / "config.yaml", folder / "config.yaml")
    words = ["--snakefile", str(project / "Snakefile"), "--directory", str(folder)]
    snakemake = [sys.executable, "-m", "snakemake", *words, "--cores", "2"]
    planned = subprocess.run(
        [*snakemake, "--dry-run"], check=True, capture_output=True, text=True, env=_environment()
    )
    if re.search(r"^train_run +\d+$", planned.stdout, re.MULTILINE):
        sys.exit(f"{project.parent.name}: runs would be trained again:\n{planned.stdout}")
    subprocess.run(snakemake, check=True, env=_environment())


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _pages(folder: Path) -> dict[str, list[str]]:
    """The lines that a reader reads, by lab."""
    return {path.parent.name: _lines(path) for path in sorted(folder.glob("results/*/report.html"))}


def _lines(page: Path) -> list[str]:
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    lines = (re.sub(r"\s+", " ", line).strip() for line in reader.text.split("\n"))
    return [line for line in lines if line]


def _figures(folder: Path) -> dict[str, bytes]:
    """The drawings by lab, experiment and kind."""
    return {
        f"{path.relative_to(folder / 'results').parts[0]}/{path.parents[1].name}/{path.stem}": (
            path.read_bytes()
        )
        for path in sorted(folder.glob("results/**/*.svg"))
    }


def _compare(before: dict[str, list[str]], after: dict[str, list[str]]) -> int:
    differs = 0
    for lab in before.keys() | after.keys():
        lines = difflib.unified_diff(before.get(lab, []), after.get(lab, []), lineterm="", n=0)
        text = "\n".join(lines)
        print(f"{lab}: {'differs' if text else 'the same text'}\n{text}".strip())
        differs = differs or bool(text)
    return int(differs)


def _count(before: dict[str, bytes], after: dict[str, bytes]) -> int:
    same = sum(after.get(name) == drawing for name, drawing in before.items())
    others = sorted(name for name, drawing in before.items() if after.get(name) != drawing)
    print(
        f"figures: {same} of {len(before)} are the same bytes; others: {', '.join(others) or '–'}"
    )
    return 0


if __name__ == "__main__":
    main()
