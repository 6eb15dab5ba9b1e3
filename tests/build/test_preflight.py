"""What stops a build before its first job, and how."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import cffi
import pytest

from labbook.build import preflight
from labbook.build.preflight import check_packages, check_pango, check_system, stopping
from labbook.errors import LabbookError

ROOT = Path(__file__).parents[2]


def write_project(folder: Path, *dependencies: str, python: str = ">=3.11") -> Path:
    pyproject = folder / "pyproject.toml"
    lines = ", ".join(f'"{line}"' for line in dependencies)
    pyproject.write_text(
        f"[project]\nname = 'x'\nrequires-python = '{python}'\ndependencies = [{lines}]\n"
    )
    return pyproject


def test_this_environment_passes():
    check_packages(ROOT / "pyproject.toml")
    check_pango()


def test_windows_is_told_the_way_that_the_readme_tells(monkeypatch):
    monkeypatch.setattr(preflight, "os", SimpleNamespace(name="nt"))
    with pytest.raises(LabbookError, match="on Windows in WSL") as raised:
        check_system()
    command = re.search("`(.+?)`", str(raised.value))[1]
    assert f"`{command}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_locale_without_most_letters_is_told_before_a_file_has_such_a_name():
    code = "from labbook.build.preflight import *\nwith stopping(): check_system()"
    environment = {"PYTHONPATH": str(ROOT / "workflow"), "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}

    def call(utf8):
        return subprocess.run(
            [sys.executable, "-c", code],
            env={**environment, "PYTHONUTF8": utf8},
            capture_output=True,
            text=True,
        )

    said = call("0")
    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
    assert "names of files in ascii" in said.stderr
    assert "`export PYTHONUTF8=1`" in said.stderr
    assert call("1").returncode == 0


def test_a_letter_that_the_terminal_lacks_ends_no_build():
    code = "from labbook.build.preflight import check_system\ncheck_system(); print('Łukasz')"
    environment = {"PYTHONPATH": str(ROOT / "workflow"), "PYTHONIOENCODING": "ascii"}
    said = subprocess.check_output([sys.executable, "-c", code], env=environment)
    assert said == b"\\u0141ukasz\n"


def test_each_missing_and_each_too_old_package_is_named_in_one_line(tmp_path):
    pyproject = write_project(tmp_path, "numpy>=999", "no-such-package>=1.5", "packaging>=1")
    with pytest.raises(LabbookError) as raised:
        check_packages(pyproject)
    sentence = str(raised.value)
    assert "numpy (needed >=999, found " in sentence
    assert "no-such-package (needed >=1.5, not installed)" in sentence
    assert "packaging" not in sentence
    assert "-m pip install -r requirements.txt" in sentence
    assert "\n" not in sentence


def test_a_package_that_is_too_new_is_named_with_both_bounds(tmp_path):
    pyproject = write_project(tmp_path, "snakemake>=1,<9")
    with pytest.raises(LabbookError) as raised:
        check_packages(pyproject)
    assert re.match(
        r"Python packages are missing or of the wrong version: "
        r"snakemake \(needed >=1 and <9, found 9[\d.]+\); install them with `\S+ -m pip install",
        str(raised.value),
    )


def test_a_dependency_for_another_platform_is_not_asked_for(tmp_path):
    check_packages(write_project(tmp_path, "no-such-package; sys_platform == 'plan9'"))


def test_a_python_outside_the_range_is_named_with_the_range(tmp_path):
    with pytest.raises(LabbookError, match=r"^Python 3\.\d+\.\d+.* needs Python >=3\.99"):
        check_packages(write_project(tmp_path, python=">=3.99"))


def test_the_command_names_the_interpreter_that_runs_the_build(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv" / "bin" / "python"))
    pyproject = write_project(tmp_path, "no-such-package")
    with pytest.raises(LabbookError, match=r"`\.venv.bin.python -m pip install"):
        check_packages(pyproject)


@pytest.mark.parametrize("text", ["[project", "[tool.x]"])
def test_an_unreadable_project_file_is_named(tmp_path, text):
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(text)
    with pytest.raises(LabbookError, match=r"pyproject\.toml cannot be read"):
        check_packages(pyproject)


def test_without_pango_the_sentence_says_what_to_install_on_each_system(monkeypatch, capfd):
    def refuse(self, name, flags=0):
        raise OSError(f"cannot load library '{name}'\nmore")

    monkeypatch.setattr(cffi.FFI, "dlopen", refuse)
    with pytest.raises(LabbookError) as raised:
        check_pango()
    sentence = str(raised.value)
    for word in ["cannot load library", "apt install", "dnf", "brew"]:
        assert word in sentence
    assert "\n" not in sentence
    assert capfd.readouterr() == ("", "")  # WeasyPrint's own advice would be a second answer


def test_without_weasyprint_the_sentence_says_so(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LabbookError, match=r"WeasyPrint.* is not installed"):
        check_pango()


def test_the_checks_import_nothing_heavy():
    code = (
        "import sys; from pathlib import Path\n"
        "from labbook.build.preflight import check_packages, check_pango\n"
        f"check_packages(Path({str(ROOT / 'pyproject.toml')!r})); check_pango()\n"
        "heavy = {'weasyprint', 'numpy', 'rich', 'pydantic', 'snakemake', 'tensorflow'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "workflow")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_one_line_and_the_exit_code_of_the_error(capsys):
    with pytest.raises(SystemExit) as stopped, stopping():
        raise LabbookError("config.yaml is missing.")
    assert stopped.value.code == 2
    assert capsys.readouterr().err == "labbook: config.yaml is missing.\n"


def test_while_parsing_the_sentence_is_all_there_is(snakemake, project):
    stopped = snakemake(mode="stop while parsing")
    assert stopped.returncode == 2
    assert stopped.stdout + stopped.stderr == "labbook: config.yaml: epochs must be at least 1.\n"


def test_on_start_the_sentence_is_all_there_is_and_nothing_ran(snakemake, project):
    stopped = snakemake(mode="stop on start")
    assert stopped.returncode == 2
    assert stopped.stdout + stopped.stderr == "labbook: Pango is missing.\n"
    assert not (project / "results").exists()
    # Neither a lock nor an incomplete file is left behind.
    assert snakemake().returncode == 0
