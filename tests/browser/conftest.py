"""Pages in a real browser: Chromium from PATH, driven by Playwright.

The pages are of made-up results, all four labs'; with LABBOOK_PAGES naming the `results/` of a
finished build, they are those of that build.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.made_up_pages import LABS, made_up_page
from real_build import first_to_make, tell_failure, wait_for
from report.conftest import collect, each_template_and_font_is_read_once  # noqa: F401

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
BUILT = os.environ.get("LABBOOK_PAGES")
HEIGHT = 900  # of the window, in CSS pixels

# `open_page(lab)`; see `Opened.__call__`.
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The file of each lab's page. Under pytest-xdist, one worker makes them for all."""
    if BUILT:
        return {lab: Path(BUILT).resolve() / lab / "report.html" for lab in LABS}
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "pages"
    files = {lab: shared / lab / "report.html" for lab in LABS}
    made = shared / "made"
    if first_to_make(shared):
        try:
            for lab, file in files.items():
                file.parent.mkdir()
                page = made_up_page(lab, partial(collect, file.parent))
                file.write_text(page, encoding="utf-8")
        except BaseException:
            tell_failure(made)
            raise
        made.touch()
    wait_for(made, seconds=300)
    return files


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """Opens pages, each once, and gathers what they say on the console or fetch."""

    def __init__(self, browser: Browser, files: dict[str, Path]) -> None:
        self._browser = browser
        self._files = files
        self._contexts: dict[tuple[bool, bool], BrowserContext] = {}
        self._pages: dict[tuple[str, bool, bool], Page] = {}
        self.said: list[str] = []
        self.fetched: list[str] = []

    def __call__(
        self, lab: str, width: int = 1280, *, dark: bool = False, scripts: bool = True
    ) -> Page:
        """The page in a window of this width, in CSS pixels, at its top.

        Tests share it: one that changes it beyond its width loads it anew (`page.reload()`).
        """
        wanted = (lab, dark, scripts)
        if wanted not in self._pages:
            self._pages[wanted] = self._open(self._files[lab], dark, scripts)
        page = self._pages[wanted]
        page.set_viewport_size({"width": width, "height": HEIGHT})
        # Without a script of its own, a page can be scrolled by this one all the same.
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        if scripts:
            # What observes the window has seen its new size.
            page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        return page

    def _open(self, file: Path, dark: bool, scripts: bool) -> Page:
        kind = (dark, scripts)
        if kind not in self._contexts:
            self._contexts[kind] = self._browser.new_context(
                color_scheme="dark" if dark else "light",
                java_script_enabled=scripts,
                reduced_motion="reduce",
            )
        page = self._contexts[kind].new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.fetched.append(request.url))
        page.goto(file.as_uri())
        if scripts:
            page.wait_for_function("performance.getEntriesByName('tools').length")
        return page


@pytest.fixture(scope="session")
def open_page(browser: Browser, pages: dict[str, Path]) -> Opened:
    return Opened(browser, pages)


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, the checker of accessibility, as a script."""
    if not AXE.exists():
        pytest.skip("there is no axe-core: `npm ci --prefix tests`")
    return AXE.read_text(encoding="utf-8")
