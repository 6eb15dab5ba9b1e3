"""Each number of the report leads to the runs behind it, and they lead back to it."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from labbook.artifacts.findings import Evidence, Finding
from labbook.artifacts.json_file import read_json, write_json
from labbook.artifacts.summary import read_summary
from labbook.errors import LabbookError
from labbook.report.context import Experiment, Report
from labbook.report.html import TEMPLATES, render_html
from labbook.report.measured import measured_findings
from labbook.report.numbers import mean_std_percent, percent, seconds
from labbook.report.origin import Origin, Runs, Statement
from report.conftest import collect_here

LAB = "lab3_keras"
Make = Callable[..., Report]
ORIGIN = re.compile(r'<a class="origin"(?: id="[^"]+")? href="#([^"]+)">(.*?)</a>')
KILLED = "killed by signal SIGKILL"


def element(html: str, anchor: str) -> str:
    """The row, the group of rows, or the number in a row of several, with this `id`."""
    tag = re.compile(rf'<(tr|tbody|a)[^>]* id="{re.escape(anchor)}".*?</\1>', re.DOTALL)
    (found,) = [match[0] for match in tag.finditer(html)]
    return found


def sentence(html: str, finding: str) -> str:
    start = html.index(f'data-finding="{finding}"')
    return html[start : html.index("</span>", start)]


def links(html: str) -> list[tuple[str, str]]:
    """Anchor and text of each number that is a link."""
    return ORIGIN.findall(html)


def experiment(report: Report, name: str) -> Experiment:
    found = report.experiment(name)
    assert found is not None
    return found


def written(text: object) -> str:
    return re.sub(r"<[^>]*>", "", str(text))


@pytest.fixture(scope="module")
def appendix(whole_html: str) -> str:
    return whole_html[whole_html.index('<section class="appendices">') :]


@pytest.fixture
def write_template(tmp_path: Path) -> Callable[[str], Path]:
    """A folder of templates in which the lab `own` says something of its own."""

    def write(commentary: str) -> Path:
        folder = tmp_path / "templates"
        (folder / "labs").mkdir(parents=True)
        for name in ("style", "script", "partials", "report.html.j2"):
            (folder / name).symlink_to(TEMPLATES / name)
        (folder / "labs/own.html.j2").write_text(
            '{% extends "report.html.j2" %}{% block commentary scoped %}'
            f'<p class="own">{commentary}</p>{{% endblock %}}',
            encoding="utf-8",
        )
        return folder

    return write


def own(html: str) -> str:
    (found,) = re.findall(r'<p class="own">(.*?)</p>', html, re.DOTALL)
    return str(found)


def test_each_cell_of_the_results_leads_to_its_configuration(
    whole_html: str, whole_report: Report
) -> None:
    for one in whole_report.experiments:
        for row in one.results:
            if row.anchor is None:
                assert not any(links(cell) for cell in row.cells)
                continue
            assert row.place is not None
            cells = links(element(whole_html, row.place))
            assert [anchor for anchor, _ in cells] == [row.anchor] * 6
            rows = element(whole_html, row.anchor)
            assert f'href="#{row.place}"' in rows


def test_the_mean_of_a_sentence_leads_to_rows_with_the_values_it_is_the_mean_of(
    whole_html: str, whole_report: Report
) -> None:
    optimizers = experiment(whole_report, "optimizers")
    (best,) = optimizers.of_kind("best")
    accuracy = best.numbers["test_accuracy"]
    anchors = {text: anchor for anchor, text in links(sentence(whole_html, "optimizers.best"))}
    anchor = anchors[mean_std_percent(accuracy)]
    assert anchor == Runs("optimizers", best.subject[0]).anchor
    rows = element(whole_html, anchor)
    (configuration,) = [one for one in optimizers.configurations if one.name == best.subject[0]]
    assert list(configuration.metrics["test_accuracy"].values) == accuracy["values"]
    for run in configuration.runs:
        row = element(whole_html, Runs("optimizers", configuration.name, run.seed).anchor)
        assert row in rows
        assert percent(run.metrics["test_accuracy"]).removesuffix("\u202f%") in row
        assert seconds(run.metrics["training_cpu_seconds"]) in row
        assert f"<code>{run.key}</code>" in row
    assert 'href="#finding-optimizers.best"' in rows


def test_a_run_has_seed_key_and_checksum_and_its_commit_where_there_are_several(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cells_of(html: str, run: Any) -> list[str]:
        row = element(html, Runs("best_network", "best_network", run.seed).anchor)
        return [written(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]

    report = make_report(only=["best_network"], epochs=5)
    runs = report.experiments[0].runs
    html = render_html(report, LAB)
    for run in runs:
        content = (tmp_path / run.directory / "provenance.json").read_bytes()
        identity = [str(run.seed), run.key, hashlib.sha256(content).hexdigest()[:12]]
        assert cells_of(html, run)[:3] == identity
    assert ">Commit</th>" not in html
    assert (
        'The commit, the same for all runs, is in <a class="reference" href="#appendix-software">'
        in html
    )
    assert f'<th scope="row">Git commit</th><td><code class="checksum">{report.commits[0]}' in html

    path = tmp_path / runs[0].directory / "provenance.json"
    write_json(path, read_json(path) | {"git_commit": "f" * 40})
    monkeypatch.chdir(tmp_path)
    html = render_html(collect_here(), LAB)
    commits = [cells_of(html, run)[3] for run in runs]
    assert commits == ["fffffff", "0123456", "0123456"]
    assert html.count(">Commit</th>") == 1


def test_a_run_outside_of_git_has_a_dash(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(only=["best_network"], epochs=5)
    path = tmp_path / report.experiments[0].runs[0].directory / "provenance.json"
    write_json(path, {**read_json(path), "git_commit": None})
    monkeypatch.chdir(tmp_path)
    again = collect_here()
    commits = [row.commit for row in again.experiments[0].run_rows["best_network"]]
    assert commits == ["–", "0123456", "0123456"]


def test_a_run_of_changed_files_says_so(
    make_report: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report(only=["best_network"], epochs=5)
    path = tmp_path / report.experiments[0].runs[0].directory / "provenance.json"
    provenance = read_json(path)
    write_json(path, {**provenance, "git_commit": provenance["git_commit"] + "+"})
    monkeypatch.chdir(tmp_path)
    again = collect_here()
    assert again.experiments[0].run_rows["best_network"][0].commit == "0123456+"


def test_a_number_of_several_configurations_leads_to_its_statement(
    whole_html: str, whole_report: Report
) -> None:
    optimizers = experiment(whole_report, "optimizers")
    (best,) = optimizers.of_kind("best")
    itself = Origin.of(Statement(best.id))
    assert best.numbers["lead"].origin == best.evidence.p.origin == itself
    row = element(whole_html, itself.anchor)
    assert 'href="#finding-optimizers.best"' in row
    assert best.verdict in row
    assert "t-test over seeds and test images" in row
    (overfitting,) = optimizers.of_kind("overfitting")[:1]
    (anchor,) = {anchor for anchor, _ in links(sentence(whole_html, overfitting.id))}
    row = element(whole_html, anchor)
    for name in overfitting.subject:
        assert f'href="#{Runs("optimizers", name).anchor}"' in row


def test_a_number_of_one_configuration_alone_leads_to_it(whole_report: Report) -> None:
    (published,) = experiment(whole_report, "optimizers").of_kind("published")
    assert published.numbers["difference"].origin == Origin.of(
        Runs("optimizers", *published.subject)
    )


def test_a_statistic_leads_to_the_configuration_that_it_says_it_is_of(
    make_report: Make, tmp_path: Path
) -> None:
    make_report(only=["optimizers"], epochs=5)
    summary = read_summary(tmp_path / f"results/{LAB}/optimizers/summary.json")
    adam, sgd, *others = summary.configurations
    statistic = asdict(adam.metrics["test_accuracy"])
    finding = Finding(
        id="optimizers.odd",
        kind="odd",
        experiment="optimizers",
        subject=(adam.name,),
        numbers={
            "of_adam": {**statistic, "of": "Adam"},
            "of_both": statistic,
            "interval": [0.9, 1],
            "word": "none",
        },
        evidence=Evidence(tuple(run.key for one in (adam, sgd) for run in one.runs)),
        verdict="odd",
    )
    # Whether another configuration has the same numbers does not matter.
    twin = replace(summary, configurations=(adam, replace(sgd, metrics=adam.metrics), *others))
    itself = Origin.of(Statement(finding.id))
    for known in (summary, twin):
        (told,) = measured_findings([finding], known)
        assert told.numbers["of_adam"]["mean"].origin == Origin.of(Runs("optimizers", "Adam"))
        assert told.numbers["of_adam"]["std"].origin == Origin.of(Runs("optimizers", "Adam"))
        assert told.numbers["of_both"]["mean"].origin == itself
        assert [end.origin for end in told.numbers["interval"]] == [itself] * 2
        assert told.numbers["word"] == "none"


def test_numbers_of_one_configuration_alone_lead_there_whatever_another_has(
    make_report: Make, tmp_path: Path
) -> None:
    """By chance, the same AUC as another's accuracy."""
    make_report(only=["optimizers"], epochs=5)
    summary = read_summary(tmp_path / f"results/{LAB}/optimizers/summary.json")
    adam, sgd = (
        next(one for one in summary.configurations if one.name == name) for name in ("Adam", "SGD")
    )
    finding = Finding(
        id="optimizers.separation",
        kind="separation",
        experiment="optimizers",
        subject=("SGD",),
        numbers={"macro_auc": asdict(adam.metrics["test_accuracy"]), "bound": 0.99, "guess": 0.5},
        evidence=Evidence(tuple(run.key for run in sgd.runs)),
        verdict="overlapping",
        given=("bound", "guess"),
    )
    (told,) = measured_findings([finding], summary)
    for part in ("mean", "std"):
        assert told.numbers["macro_auc"][part].origin == Origin.of(Runs("optimizers", "SGD"))
    assert not hasattr(told.numbers["bound"], "origin")
    assert not hasattr(told.numbers["guess"], "origin")


def test_settings_and_published_numbers_are_no_links(whole_html: str, whole_report: Report) -> None:
    text = sentence(whole_html, "best_network.published.best_network")
    texts = [text for _, text in links(text)]
    assert "98.23\u202f%" in text
    assert "98.23\u202f%" not in texts
    protocol = whole_html[
        whole_html.index(">Data and protocol</h3>") : whole_html.index('class="experiment"')
    ]
    assert links(protocol) == []


def test_a_number_that_a_template_works_out_joins_origins_and_has_a_row(
    make_report: Make, write_template: Callable[[str], Path]
) -> None:
    folder = write_template(
        "{% set first, second = experiment.configurations[0], experiment.configurations[1] %}"
        "{% set a, b = first.metrics.test_accuracy.mean, second.metrics.test_accuracy.mean %}"
        "{{ (a - b) | abs | pp }}; {{ (a / b) | ratio }}; "
        "{{ experiment.runs[0].metrics.test_loss | loss4 }}; "
        "{% if a > b or b > a or a == b %}compared{% endif %}"
    )
    report = make_report(only=["optimizers"], epochs=12)
    html = render_html(report, "own", folder)
    first, second = (Origin.of(Runs("optimizers", one)) for one in ("Adam", "SGD"))
    both = first.joined(second).anchor
    assert [anchor for anchor, _ in links(own(html))] == [both, both, "run-optimizers-Adam-0"]
    assert own(html).endswith("compared")
    row = element(html, both)
    assert f'href="#{first.anchor}"' in row
    assert f'href="#{second.anchor}"' in row
    assert f'href="#use-{both}"' in row
    assert own(html).count(f'id="use-{both}"') == 1


def test_one_that_is_worked_out_and_not_printed_has_no_row(
    make_report: Make, write_template: Callable[[str], Path]
) -> None:
    folder = write_template(
        "{% set means = experiment.configurations | map(attribute='metrics.test_loss.mean') %}"
        "{% set total = means | sum | loss4 %}Nothing."
    )
    html = render_html(make_report(only=["optimizers"], epochs=12), "own", folder)
    assert "computed-" not in html.partition("</style>")[2]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"seeds": [7]},
        {"is_subset": True},
        {"diverged": [f"output_relu_seed-{seed}" for seed in range(3)]},
        {"failed": {"batch_size-10_seed-1": KILLED, "output_relu": KILLED}},
    ],
)
def test_every_row_that_a_number_leads_to_leads_back(
    make_report: Make, changes: dict[str, Any]
) -> None:
    report = make_report(epochs=12, **changes)
    html = render_html(report, LAB)
    body, appendix = html.split('<section class="appendices">')
    shown = set(re.findall(r' id="([^"]+)"', body))
    targets = {anchor for anchor, _ in links(body)}
    assert targets
    assert links(appendix) == []
    for anchor in targets:
        row = element(appendix, anchor)
        assert shown & set(re.findall(r'href="#([^"]+)"', row)), anchor


def test_every_statement_that_is_told_has_its_row_and_every_run_its_statements(
    whole_html: str, whole_report: Report, appendix: str
) -> None:
    numbers = []
    told = dict.fromkeys(re.findall(r'class="finding[^>]*data-finding="([^" ]+)', whole_html))
    for one in whole_report.experiments:
        of_experiment = {finding.id for finding in one.findings}
        in_order = [
            int(re.findall(r">(\d+)</a>", element(appendix, Statement(finding).anchor))[0])
            for finding in told
            if finding in of_experiment
        ]
        assert in_order == sorted(in_order)
        for finding in one.findings:
            row = element(appendix, Statement(finding.id).anchor)
            (number,) = re.findall(
                r'<a class="back"(?: id="[^"]+")? href="#finding-[^"]+">(\d+)</a>', row
            )
            numbers.append(int(number))
            for name in {
                planned.known.name
                for planned in one.planned
                for run in planned.runs
                if run.key in finding.evidence.runs
            }:
                header = element(appendix, Runs(one.name, name).anchor)
                assert f">{number}</a>" in header
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_what_a_table_sets_side_by_side_has_one_row_that_leads_to_it(
    whole_html: str, whole_report: Report, appendix: str
) -> None:
    experiment = whole_report.experiment("hidden_layer")
    assert experiment
    told = [one for one in experiment.of_kind("difference") if not one.details["is_runner_up"]]
    assert len(told) > 1
    (row,) = [
        row
        for row in re.findall(r"<tr>.*?</tr>", appendix, re.DOTALL)
        if Statement(told[0].id).anchor in row
    ]
    assert re.findall(r'<a class="back" id="([^"]+)"', row) == [
        Statement(one.id).anchor for one in told
    ]
    numbers, about, verdicts, test, rests_on = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
    # A page sorts by the first, which a comma would join to the next.
    assert re.fullmatch(r"\d+(; \d+)+", re.sub("<[^>]*>", "", numbers))
    assert about == "the best beside another"
    assert set(verdicts.split(", ")) == {one.verdict for one in told}
    assert re.search(
        'intervals in <a class="reference" href="#table-hidden_layer.differences">Table.S\\d+</a>$',
        test,
    )
    assert re.fullmatch(
        'those compared, in <a class="reference" href="#table-hidden_layer.runs">Table.S\\d+</a>',
        rests_on.strip(),
    )


def test_a_statement_on_some_seeds_names_them(make_report: Make) -> None:
    report = make_report(only=["single_neuron"], epochs=12, failed={"batch_size-10_seed-1": KILLED})
    html = render_html(report, LAB)
    (missing,) = report.experiments[0].of_kind("missing")
    row = element(html, Statement(missing.id).anchor)
    anchor = Runs("single_neuron", "batch_size-10", 1).anchor
    assert f'batch size 10</a> (seed <a href="#{anchor}">1</a>)' in row


def test_a_finding_that_a_table_tells_is_found_there(
    make_report: Make, write_template: Callable[[str], Path]
) -> None:
    folder = write_template("Nothing.")
    with (folder / "labs/own.html.j2").open("a", encoding="utf-8") as template:
        template.write("{% block answer %}{% endblock %}")
    partials = folder / "partials"
    partials.unlink()
    partials.mkdir()
    for path in (TEMPLATES / "partials").iterdir():
        (partials / path.name).symlink_to(path)
    (partials / "discussion.html.j2").unlink()
    (partials / "discussion.html.j2").write_text(
        '{% macro discussion(experiment) %}<div id="told"><table><tbody>'
        '<tr data-finding="{{ experiment.findings[0].id }}"><td>x</td></tr></tbody></table></div>'
        "{% endmacro %}{% macro beside_published(experiment) %}{% endmacro %}",
        encoding="utf-8",
    )
    report = make_report(only=["optimizers"], epochs=12)
    html = render_html(report, "own", folder)
    first, *others = report.experiments[0].findings
    assert re.search(r'href="#told">\d+</a>', element(html, Statement(first.id).anchor))
    # What is told nowhere has its row all the same, without a way back.
    untold = next(one for one in others if one.kind != "difference")
    assert 'class="back"' not in element(html, Statement(untold.id).anchor)


def test_a_link_to_nowhere_is_refused(
    make_report: Make, write_template: Callable[[str], Path]
) -> None:
    folder = write_template('<a href="#elsewhere">there</a>')
    with pytest.raises(LabbookError, match="#elsewhere, which is nowhere"):
        render_html(make_report(only=["optimizers"], epochs=12), "own", folder)


def test_a_capital_letter_leaves_the_link_as_it_is(
    make_report: Make, write_template: Callable[[str], Path]
) -> None:
    folder = write_template(
        "{{ experiment.of_kind('best')[0].numbers.n_compared | count_word | capitalize }} runs"
    )
    html = render_html(make_report(only=["optimizers"], epochs=12), "own", folder)
    ((anchor, text),) = links(own(html))
    assert anchor.startswith("rests-")
    assert text[0].isupper() or text.isdigit()


def test_the_links_of_the_pdf_arrive_at_the_rows(whole_html: str, whole_pdf: Path) -> None:
    reader = PdfReader(whole_pdf)
    destinations = reader.named_destinations
    in_pdf = [
        str(annotation.get_object()["/Dest"])
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    numbers = links(whole_html)
    for anchor in {anchor for anchor, _ in numbers}:
        assert in_pdf.count(anchor) >= sum(target == anchor for target, _ in numbers)
        page = reader.get_destination_page_number(destinations[anchor])
        assert 0 <= page < len(reader.pages)
    # A number goes to the page on which its runs stand.
    anchor = Runs("best_network", "best_network").anchor
    key = re.findall(r"<code>([0-9a-f]{12})</code>", element(whole_html, anchor))[0]
    page = reader.get_destination_page_number(destinations[anchor])
    assert key in reader.pages[page].extract_text()
