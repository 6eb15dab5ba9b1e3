"""Make the sample reports in docs/samples/, and the README's pictures of one of them.

    python docs/make_samples.py --cores 2

It builds all labs of config.yaml with the changes of docs/samples/changes.yaml, which takes hours,
in results/: so call it in a clone of its own, with the data in place. pdftoppm and Chromium are
needed for the pictures.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from PIL import Image
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
SAMPLES = PROJECT / "docs" / "samples"
IMAGES = PROJECT / "docs" / "images"
PICTURED = "lab3_keras"
DOCUMENTS = ("report.pdf", "supplement.pdf", "report.html")
DOTS_PER_INCH = 110
WINDOW = {"width": 1440, "height": 900}  # CSS pixels
COLORS = 64  # of a picture; type and lines need no more
# What a page offers of files that are not beside a sample.
_NOT_HERE = (
    re.compile('<span class="files">.*?</span>(?=<!-- /browser -->)'),
    re.compile(rf'<li><a href="(?!{"|".join(map(re.escape, DOCUMENTS))})[^#"]+">.*?</li>\n'),
    re.compile("<p>The data and the drawing of a figure are linked below it.</p>\n"),
)
_LINK = re.compile(r'href="(?!#|https:|data:)([^"#]+)')


def build(cores: int) -> None:
    """Build all labs; ends the program with Snakemake's exit code if it fails."""
    command = [Path(sys.executable).with_name("snakemake"), "--cores", str(cores)]
    done = subprocess.run(
        [*command, "--configfile", SAMPLES / "changes.yaml"], cwd=PROJECT, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def copy_documents() -> None:
    """The documents of each lab, into a folder of its own.

    Ends the program with a sentence if a page links to a file that is not there.
    """
    config = yaml.safe_load((PROJECT / "config.yaml").read_text(encoding="utf-8"))
    for lab in config["labs"]:
        folder = SAMPLES / lab
        folder.mkdir(exist_ok=True)
        for name in DOCUMENTS:
            shutil.copyfile(PROJECT / "results" / lab / name, folder / name)
        page = folder / "report.html"
        alone = page.read_text(encoding="utf-8")
        for files in _NOT_HERE:
            alone = files.sub("", alone)
        page.write_text(alone, encoding="utf-8")
        if missing := set(_LINK.findall(alone)) - {*DOCUMENTS}:
            sys.exit(f"{page} links to {', '.join(sorted(missing))}, which no sample has.")


def picture_report(output: Path) -> None:
    """The first page of the PDF."""
    report = SAMPLES / PICTURED / "report.pdf"
    one_page = ["-f", "1", "-l", "1", "-singlefile", "-png", "-r", str(DOTS_PER_INCH)]
    subprocess.run(["pdftoppm", *one_page, report, output.with_suffix("")], check=True)


def picture_page(output: Path) -> None:
    """The first screen of the page."""
    with sync_playwright() as playwright:
        # The sandbox of Chromium cannot be had as root, and the page is our own.
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=WINDOW)
        page.goto((SAMPLES / PICTURED / "report.html").as_uri())
        page.screenshot(path=output)
        browser.close()


def reduce_colors(picture: Path) -> None:
    """The same picture in few colors, which is a fraction of the bytes."""
    with Image.open(picture) as image:
        reduced = image.convert("RGB").quantize(COLORS)
    reduced.save(picture, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the sample reports in docs/samples/.")
    parser.add_argument("--cores", type=int, default=2)
    build(parser.parse_args().cores)
    copy_documents()
    for draw, name in ((picture_report, "report.png"), (picture_page, "page.png")):
        draw(IMAGES / name)
        reduce_colors(IMAGES / name)


if __name__ == "__main__":
    main()
