"""How large the page of a report is, and how long a browser takes to load it.

    python benchmarks/page.py [results/lab3_keras/report.html …]

Without a file, that of each lab in results/. Chromium from PATH loads each page `--rounds` times
from the disk, in a window of its own; printed are the median time and the share of each part.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

PARTS = {
    "figures": r"(?s)<svg\b.*?</svg>",
    "equations": r"(?s)<math\b.*?</math>",
    "fonts": r"url\(data:font[^)]*\)",
    "scripts": r"(?s)<script\b.*?</script>",
}
MILLISECONDS = "performance.timing.loadEventEnd - performance.timing.navigationStart"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    pages = arguments.pages or sorted(Path("results").glob("*/report.html"))
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("There is no chromium on PATH.")
    names = "".join(f"{name:>10}" for name in PARTS)
    print(f"{'kB':20}{'all':>8}{names}{'load, s':>10}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for page in pages:
            sizes = "".join(f"{size / 1000:>10.0f}" for size in _sizes(page.read_text("utf-8")))
            times = [_load(browser, page) for _ in range(arguments.rounds)]
            whole = page.stat().st_size / 1000
            print(f"{page.parent.name:20}{whole:>8.0f}{sizes}{median(times) / 1000:>10.2f}")
        browser.close()


def _sizes(text: str) -> list[int]:
    """Of each part, in bytes."""
    return [sum(len(found.encode()) for found in re.findall(part, text)) for part in PARTS.values()]


def _load(browser: Browser, page: Path) -> float:
    """Milliseconds from the call to the end of the load event."""
    window = browser.new_page()
    window.goto(page.resolve().as_uri())
    milliseconds: float = window.evaluate(MILLISECONDS)
    window.close()
    return milliseconds


if __name__ == "__main__":
    main()
