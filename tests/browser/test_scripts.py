"""What scripts add: curves that are read, figures enlarged, tables sorted and filtered."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from browser.conftest import Opened
from browser.made_up_pages import LABS
from figures.conftest import Experiment
from labbook.figures.figure_files import write_figures
from labbook.fingerprint import PROJECT
from labbook.report.drawing import inline_drawing, read_drawing
from labbook.topics.curves.draw_job import illustrate_loss, illustrate_overview

MOST_BYTES = 60_000
DRAWN = "Drawn curves"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real figures of three made-up configurations, with their CSV files."""
    folder = tmp_path_factory.mktemp("drawn")
    experiment = Experiment(folder)
    for number in range(3):
        runs = [
            {
                "train_loss": [(0.7 + seed / 50) / epoch**1.5 for epoch in range(1, 21)],
                "train_accuracy": [1 - 0.3 / epoch for epoch in range(1, 21)],
                "val_loss": [(0.8 + number / 9) / epoch**0.5 for epoch in range(1, 21)],
                "val_accuracy": [0.95 - 0.3 / epoch for epoch in range(1, 21)],
            }
            for seed in range(2)
        ]
        experiment.add(f"{8 * 2**number} units", runs)
    plan, summary = experiment.plan, experiment.summary
    write_figures(
        folder / "curves.json",
        {
            "loss": lambda: illustrate_loss(plan, summary),
            "overview": lambda: illustrate_overview(plan, summary),
        },
    )
    return folder


@pytest.fixture(scope="module")
def page(drawn: Path, pages: dict[str, Path], open_page: Opened) -> Page:
    """A page of Lab 3 whose first drawings are real ones."""
    html = pages["lab3_keras"].read_text(encoding="utf-8")
    for number, kind in enumerate(("loss", "overview")):
        drawing = inline_drawing(read_drawing(drawn / f"{kind}.svg"), f"drawn{number}-", DRAWN)
        html = re.sub(
            rf'<div class="drawing">[^"]*"card">[^"]*"plot"><svg role="img" aria-label="(?!{DRAWN})'
            r".*?</svg>\s*</div></div></div>",
            lambda _, drawing=drawing: drawing,
            html,
            count=1,
            flags=re.DOTALL,
        )
    pages["with curves"] = drawn / "report.html"
    pages["with curves"].write_text(html, encoding="utf-8")
    return open_page("with curves")


@pytest.fixture(scope="module")
def figure(page: Page) -> Locator:
    """That of the losses: a panel for each configuration."""
    return page.locator("figure", has=page.locator(f'svg[aria-label="{DRAWN}"]')).first


def test_scripts_are_small_and_of_one_element(pages: dict[str, Path]) -> None:
    files = (PROJECT / "templates" / "script").glob("*.js")
    assert sum(file.stat().st_size for file in files) < MOST_BYTES
    html = pages["lab3_keras"].read_text(encoding="utf-8")
    assert html.count("<script") == 1
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    assert not re.search(r"\beval\b|\bFunction\(|innerHTML|https?:", script)
    assert not re.search(r'<[^>]*\son\w+="', html.replace(script, ""))


@pytest.mark.parametrize("lab", LABS)
def test_without_scripts_there_is_no_control(lab: str, open_page: Opened) -> None:
    bare = open_page(lab, scripts=False)
    assert bare.locator("button, input, dialog, [role=slider], .tools").count() == 0
    drawings = open_page(lab).locator("figure .plot > svg")
    assert bare.locator("figure .plot > svg").count() == drawings.count() > 0


def _csv(file: Path, configuration: str, epoch: int) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return next(
            row
            for row in csv.DictReader(lines)
            if (row["configuration"], row["epoch"]) == (configuration, str(epoch))
        )


def _numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"(?:training|validation) ([\d.]+)", text)]


def _expected(row: dict[str, str]) -> list[float]:
    return [float(f"{float(row[name]):.4g}") for name in ("training", "held_out")]


def test_pointing_at_a_curve_tells_the_numbers_of_the_csv(
    figure: Locator, page: Page, drawn: Path
) -> None:
    panel = figure.locator(".panel").nth(1)
    panel.scroll_into_view_if_needed()
    box = panel.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 20)
    told = figure.locator(".readout").inner_text()
    epoch = int(re.match(r"epoch (\d+)", told)[1])
    assert epoch in (10, 11)
    expected = _expected(_csv(drawn / "loss.csv", "configuration-1", epoch))
    assert _numbers(told) == expected
    # The dots are where the curves are drawn.
    for dot, series in zip(panel.locator(".dot").all(), ("0", "1"), strict=True):
        middle = dot.bounding_box()
        at = middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2
        nearest = figure.locator(f'[data-series="{series}"]').evaluate_all(DISTANCE, list(at))
        assert nearest < 1.5
    page.mouse.move(0, 0)
    assert not figure.locator(".readout").is_visible()


# In CSS pixels, from a place to the nearest of the lines in these groups.
DISTANCE = """(groups, [x, y]) => Math.min(...groups.flatMap((group) =>
  [...group.querySelectorAll('path, use')].flatMap((drawn) => {
    const path = drawn.href ? document.querySelector(drawn.href.baseVal) : drawn;
    const own = drawn.getScreenCTM();
    const matrix = drawn.href ? own.translate(drawn.x.baseVal.value, drawn.y.baseVal.value) : own;
    return Array.from({ length: 2001 }, (_, step) => {
      const point = path.getPointAtLength(step / 2000 * path.getTotalLength());
      const there = point.matrixTransform(matrix);
      return Math.hypot(there.x - x, there.y - y);
    });
  })))"""


def test_keys_go_along_a_curve_and_to_the_next_panel(
    figure: Locator, page: Page, drawn: Path
) -> None:
    assert figure.locator('.panel[tabindex="0"]').count() == 1
    panel = figure.locator(".panel").first
    panel.focus()
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    told = panel.get_attribute("aria-valuetext")
    assert told.startswith("epoch 5,")
    assert panel.get_attribute("aria-valuenow") == "5"
    assert _numbers(told) == _expected(_csv(drawn / "loss.csv", "configuration-0", 5))
    page.keyboard.press("PageDown")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("16 units")


def test_a_series_is_hidden_in_all_panels(figure: Locator) -> None:
    button = figure.get_by_role("button", name="validation", exact=True)
    groups = figure.locator('[data-series~="1"]')
    assert groups.count() >= 3
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert not any(group.is_visible() for group in groups.all())
    assert len(_numbers(figure.locator(".panel").first.get_attribute("aria-valuetext"))) == 1
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert groups.first.is_visible()
    # The tools are one stop of the Tab key.
    assert figure.locator('.tools button[tabindex="0"]').count() == 1
    button.press("ArrowLeft")
    assert figure.get_by_role("button", name="training").evaluate("one => one.matches(':focus')")


def test_the_overview_names_its_configurations(page: Page, drawn: Path) -> None:
    drawings = page.locator("figure", has=page.locator(f'svg[aria-label="{DRAWN}"]'))
    panel = drawings.nth(1).locator(".panel").first
    panel.focus()
    page.keyboard.press("Home")
    told = panel.get_attribute("aria-valuetext")
    for number, label in enumerate(("8 units", "16 units", "32 units")):
        row = _csv(drawn / "overview.csv", f"configuration-{number}", 1)
        value = float(re.search(rf"{label} ([\d.]+)", told)[1])
        assert value == float(f"{float(row['held_out_loss']):.4g}")


def test_a_figure_is_enlarged_and_put_back(figure: Locator, page: Page) -> None:
    width = figure.locator(".plot").bounding_box()["width"]
    order = figure.evaluate("one => one.innerHTML")
    button = figure.get_by_role("button", name=re.compile("^Enlarge Figure"))
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.locator(".plot").bounding_box()["width"] > 1.2 * width
    assert dialog.get_by_role("button", name="validation").count() == 1
    page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert page.evaluate("document.activeElement.className") == "enlarge"
    figure.locator(".plot > svg").click(position={"x": 2, "y": 2})
    page.get_by_role("button", name="Close").click()
    button.evaluate("one => one.blur()")
    assert figure.evaluate("one => one.innerHTML").count("<svg") == order.count("<svg")


VALUES = (
    """(table, column) => [...table.tBodies[0].rows].map((row) => row.cells[column].innerText)"""
)


def _value(text: str) -> float:
    text = re.sub(r"[\s,]", "", text).replace("−", "-")
    number = float(re.match(r"\(?(-?[\d.]+)", text)[1])
    power = re.search(r"×10(-?\d+)", text)
    return number * 10.0 ** int(power[1]) if power else number


def test_a_table_is_sorted_by_the_value_of_its_numbers(page: Page) -> None:
    table = page.locator("#table-hidden_layer\\.results table")
    column = 3  # the test loss
    first = table.evaluate(VALUES, column)
    table.locator("tbody tr").first.locator("td").nth(column - 1).evaluate(
        "one => { one.textContent = '(8.2 ± 2.1) × 10−5' }"
    )
    button = table.get_by_role("button", name="test").first
    heading = button.locator("xpath=..")
    button.click()
    assert heading.get_attribute("aria-sort") == "ascending"
    values = [_value(text) for text in table.evaluate(VALUES, column) if _is_number(text)]
    assert values[0] == pytest.approx(8.2e-5)
    assert values == sorted(values)
    button.click()
    assert heading.get_attribute("aria-sort") == "descending"
    values = [_value(text) for text in table.evaluate(VALUES, column) if _is_number(text)]
    assert values == sorted(values, reverse=True)
    button.click()
    assert heading.get_attribute("aria-sort") is None
    assert table.evaluate(VALUES, column)[1:] == first[1:]


def _is_number(text: str) -> bool:
    return bool(re.match(r"\(?[−\d]", text.strip()))


def test_rows_are_filtered_and_a_jump_finds_its_row(page: Page) -> None:
    around = page.locator("#table-hidden_layer\\.runs")
    rows = around.locator("tbody tr[id]")
    field = around.get_by_role("searchbox")
    key = rows.nth(7).locator("code").first.inner_text()
    field.fill(key.upper())
    assert [row.is_visible() for row in rows.all()].count(True) == 1
    assert around.locator("output").inner_text() == f"1 of {rows.count()} rows"
    target = rows.first.get_attribute("id")
    page.evaluate("id => { location.hash = id }", target)
    page.wait_for_function("!document.querySelector('.filter output').textContent")
    assert rows.first.is_visible()
    assert field.input_value() == ""


@pytest.mark.parametrize("lab", LABS)
def test_a_jump_lands_in_sight(lab: str, open_page: Opened) -> None:
    """Neither above the window nor below a table's head."""
    page = open_page(lab)
    assert page.evaluate(HIDDEN) == []


# Of all links into tables, those whose target is not what one sees at its place.
HIDDEN = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => done()));
  await frame();
  const links = [...document.querySelectorAll('a[href^="#"]')];
  const ids = new Set(links.map((link) => link.hash.slice(1)));
  const bad = [];
  for (const id of ids) {
    const target = document.getElementById(decodeURIComponent(id));
    if (!target.closest('.table')) continue;
    location.replace(`#${id}`);
    await frame();
    const box = target.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + 3, box.top + 3);
    if (!target.contains(seen) && !seen?.contains(target)) bad.push(id);
  }
  return bad;
}"""


def test_nothing_was_said_or_fetched(page: Page, open_page: Opened) -> None:
    assert open_page.said == []
    assert {address.split(":")[0] for address in open_page.fetched} <= {"file", "data"}
