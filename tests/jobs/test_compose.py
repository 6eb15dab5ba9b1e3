"""compose: from artifacts to one page, the same bytes wherever and whenever."""

import contextlib
import shutil
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

from job_process import run_job
from labbook.errors import LabbookError
from labbook.jobs import compose
from labbook.report import fonts, prose_lint
from labbook.report.fonts import reduced_font
from labbook.report.kept_templates import KeptTemplates
from report.lab_files import composed_from, plan_path
from report.lab_results import write_lab

LAB = "lab3_keras"
KEPT = "results/kept"
ATTACHED = ("config", "metrics", "findings")
PAGE, DOCUMENT = (Path(f"results/{LAB}/report.{ending}") for ending in ("html", "pdf"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first page of a lab leaves for its next ones."""
    folder = tmp_path_factory.mktemp("first")
    write_lab(folder, epochs=12, only=["best_network"])
    reduced_font.cache_clear()
    with contextlib.chdir(folder):
        compose_here()
    return folder / KEPT


def compose_here() -> None:
    compose.make(plan=plan_path(LAB), page=PAGE, kept=KEPT, **composed_from(LAB))


def test_same_artifacts_give_the_same_page_and_pdf(tmp_path: Path) -> None:
    made = []
    for hash_seed, place in (("1", "a"), ("2", "elsewhere/deep")):
        folder = tmp_path / place
        write_lab(folder, epochs=12, only=["single_neuron", "optimizers"])
        environment = {"PYTHONHASHSEED": hash_seed}
        with contextlib.chdir(folder):
            files = {"plan": plan_path(LAB), "page": PAGE, **composed_from(LAB)}
        modules = {"modules": files.pop("modules"), "kept": KEPT}
        done = run_job(
            "labbook.jobs.compose", files, modules, folder=folder, environment=environment
        )
        assert done.returncode == 0, done.stderr
        done = run_job(
            "labbook.jobs.typeset",
            {"page": PAGE, "document": DOCUMENT, **dict.fromkeys(ATTACHED, files["findings"])},
            folder=folder,
            environment=environment,
        )
        assert done.returncode == 0, done.stderr
        made.append([(folder / one).read_bytes() for one in (PAGE, DOCUMENT)])
        assert str(tmp_path).encode() not in made[-1][0]
    assert made[0] == made[1]


def test_a_missing_summary_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lab(tmp_path, epochs=12, only=["best_network"])
    (tmp_path / f"results/{LAB}/best_network/summary.json").unlink()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabbookError, match=r"summary\.json is missing"):
        compose_here()


def test_a_lab_without_template_is_composed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: Path
) -> None:
    shutil.copytree(kept, tmp_path / KEPT)
    write_lab(tmp_path, epochs=12, only=["best_network"], template=None)
    monkeypatch.chdir(tmp_path)
    compose_here()
    page = PAGE.read_text(encoding="utf-8")
    assert "The best network" in page


def test_the_words_may_lie_beside_the_config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: Path
) -> None:
    shutil.copytree(kept, tmp_path / KEPT)
    write_lab(tmp_path, epochs=12, only=["best_network"], template="words.html.j2")
    monkeypatch.chdir(tmp_path)
    words = Path("words.html.j2")
    words.write_text(
        '{% extends "report.html.j2" %}{% block introduction %}<p>Mine alone.</p>{% endblock %}'
    )
    files = {"plan": plan_path(LAB), "page": PAGE, **composed_from(LAB)}
    compose.make(**files, kept=KEPT, words=str(words))
    assert "Mine alone." in PAGE.read_text(encoding="utf-8")
    words.write_text('{% extends "report.html.j2" %}{% block introduction %}12 units{% endblock %}')
    with pytest.raises(LabbookError, match=r"^words\.html\.j2, line 1: a number is typed into"):
        compose.make(**files, kept=KEPT, words=str(words))
    words.write_bytes(b"\xff")
    with pytest.raises(LabbookError, match=r"^words\.html\.j2 is no text in UTF-8"):
        compose.make(**files, kept=KEPT, words=str(words))


def test_what_is_kept_gives_the_same_page_and_anything_else_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: Path
) -> None:
    shutil.copytree(kept.parents[1], tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)

    def composed() -> bytes:
        reduced_font.cache_clear()
        compose_here()
        return PAGE.read_bytes()

    page = PAGE.read_bytes()
    contents = {file: file.read_bytes() for file in Path(KEPT).iterdir()}
    assert {file.suffix for file in contents} == {".linted", ".template", ".woff2"}
    with monkeypatch.context() as patch:
        patch.setattr(fonts, "_reduce", None)
        patch.setattr(Environment, "compile", None)
        patch.setattr(prose_lint, "typed_numbers", None)
        assert composed() == page
    for file, content in contents.items():
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert composed() == page
    assert {file: file.read_bytes() for file in contents} == contents


def test_a_template_of_other_words_is_compiled_again(tmp_path: Path) -> None:
    def shown(text: str) -> str:
        templates = KeptTemplates(tmp_path, "labbook.errors")
        of_one = Environment(loader=DictLoader({"one": text}), bytecode_cache=templates)
        return of_one.get_template("one").render(word="b")

    assert [shown("a {{ word }}"), shown("c {{ word }}")] == ["a b", "c b"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_template_that_lies_elsewhere_is_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the project was moved or copied."""

    def shown(place: str) -> str:
        (tmp_path / place).mkdir()
        (tmp_path / place / "one").write_text("a {{ word }}", encoding="utf-8")
        of_one = Environment(
            loader=FileSystemLoader(tmp_path / place),
            bytecode_cache=KeptTemplates(tmp_path, "labbook.errors"),
        )
        return of_one.get_template("one").render(word="b")

    assert shown("here") == "a b"
    monkeypatch.setattr(Environment, "compile", None)
    assert shown("there") == "a b"
