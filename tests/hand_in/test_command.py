"""The command `hand_in`, from a built lab to the archive."""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.commands.hand_in import main
from labbook.errors import LabbookError

SETTINGS = {
    "archive": "{LAST_NAME}_{first_name}_Lab3_DLCV",
    "subject": "[DLCV-{group}: {LAST_NAME}_{first_name}_Lab3]",
}
NAME = "DOE_John_Lab3_DLCV"
OUTPUT = Path(f"results/hand_in/{NAME}.tar.bz2")


def _arguments(
    source: Path, *more: str, settings: dict[str, str] | None = None, output: Path = OUTPUT
) -> list[str]:
    return [
        "--lab-plan=results/plans/lab3_keras.json",
        f"--settings={json.dumps(settings or SETTINGS)}",
        f"--source={source}",
        f"--config={source / 'config.yaml'}",
        "--results=results/lab3_keras",
        f"--output={output}",
        *more,
    ]


def test_archive_unpacks_to_what_the_manifest_says(
    make_lab: Callable, repository: Path, tmp_path: Path
) -> None:
    make_lab()
    main(_arguments(repository))
    with tarfile.open(OUTPUT) as archive:
        # Before Python 3.11.4 there is no filter.
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path / "unpacked", **safe)
    (top,) = (tmp_path / "unpacked").iterdir()
    assert top.name == NAME
    assert (top / "report.pdf").read_bytes() == b"%PDF-1.7 a report"
    files = {
        path.relative_to(top).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in top.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert json.loads((top / "manifest.json").read_text())["files"] == files


def test_it_prints_what_the_e_mail_needs(
    make_lab: Callable, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_lab()
    (repository / "kaggle.json").write_text("{}")
    (repository / "photos").mkdir()
    (repository / "photos/me.jpg").write_bytes(bytes(1_500_000))
    more = ["--named", "photos/me.jpg", "--data", "../mnist (dataset_path)"]
    settings = {**SETTINGS, "address": "teacher@example.org"}
    main(_arguments(repository, *more, settings=settings))
    content = OUTPUT.read_bytes()
    archive, packed, *others = capsys.readouterr().out.splitlines()
    assert archive == f"Archive: {OUTPUT} ({len(content):,} bytes, 16 files)"
    assert packed.startswith("Packed, 1.5 MB: photos/ (1 file, 1.5 MB), tables/ (2 files, 4 kB), ")
    assert packed.endswith(", report.pdf (1 kB)")
    assert others == [
        "Left out: kaggle.json (a secret, by its name)",
        "Who builds it again needs the data at ../mnist (dataset_path)",
        f"SHA-256: {hashlib.sha256(content).hexdigest()}",
        "E-mail subject: [DLCV-thursday: DOE_John_Lab3]",
        "E-mail address: teacher@example.org",
    ]


def test_without_an_address_none_is_printed(
    make_lab: Callable, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_lab()
    main(_arguments(repository, settings={**SETTINGS, "address": None}))
    assert "address" not in capsys.readouterr().out


def test_same_content_gives_the_same_bytes(
    make_lab: Callable, repository: Path, tmp_path: Path
) -> None:
    """Another folder, umask, hash seed, time zone and time of every file."""
    archives = []
    for number, umask in enumerate((0o022, 0o077)):
        lab = make_lab(f"build_{number}")
        for path in [*repository.rglob("*"), *lab.root.rglob("*")]:
            os.utime(path, (1_500_000_000 + number, 1_500_000_000 + number))
            if path.suffix == ".py":
                path.chmod(0o644 & ~umask)
        environment = {**os.environ, "PYTHONHASHSEED": str(number), "TZ": f"UTC{number}"}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        environment.pop("SOURCE_DATE_EPOCH", None)
        subprocess.run(
            [sys.executable, "-m", "labbook.commands.hand_in", *_arguments(repository)],
            cwd=lab.root,
            env=environment,
            check=True,
            capture_output=True,
            umask=umask,
        )
        archives.append((lab.root / OUTPUT).read_bytes())
    assert archives[0] == archives[1]


def test_handing_in_twice_changes_nothing(make_lab: Callable, repository: Path) -> None:
    make_lab()
    main(_arguments(repository))
    first = OUTPUT.read_bytes()
    main(_arguments(repository))
    assert OUTPUT.read_bytes() == first


SHIPPED = {"first_name": "Firstname", "last_name": "LASTNAME", "group": "weekday"}
SHIPPED_OUTPUT = Path("results/hand_in/LASTNAME_Firstname_Lab3_DLCV.tar.bz2")


def test_each_reason_is_one_line_and_needs_its_own_allowance(
    make_lab: Callable, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_lab(identity=SHIPPED, is_subset=True)
    Path("results/lab3_keras/report.pdf").write_bytes(b"%PDF-1.7 another report")
    with pytest.raises(LabbookError) as refusal:
        main(_arguments(repository, "--allow", "stale", output=SHIPPED_OUTPUT))
    first, second = str(refusal.value).splitlines()
    assert "still has placeholders" in first
    assert "not on the full data" in second
    assert not SHIPPED_OUTPUT.exists()
    allowances = ("--allow", "placeholders", "subset", "--allow", "stale")
    main(_arguments(repository, *allowances, output=SHIPPED_OUTPUT))
    assert SHIPPED_OUTPUT.exists()
    assert capsys.readouterr().err.splitlines() == [
        f"labbook: handed in although {reason} would be refused."
        for reason in ("placeholders", "subset", "stale")
    ]


def test_a_report_with_gaps_is_handed_in_only_if_allowed(
    make_lab: Callable, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = make_lab(failed=[("single_neuron", 1)])
    arguments = _arguments(repository, "--attempts", str(lab.attempts))
    with pytest.raises(LabbookError, match=r"1 of 3 runs failed .* put missing into hand_in"):
        main(arguments)
    assert not OUTPUT.exists()
    main([*arguments, "--allow", "missing"])
    assert OUTPUT.exists()
    said = "labbook: handed in although missing would be refused."
    assert capsys.readouterr().err.splitlines() == [said]


@pytest.mark.parametrize("name", ["history.csv", "evaluation.json"])
def test_no_allowance_covers_a_forged_file(name: str, make_lab: Callable, repository: Path) -> None:
    path = make_lab().run("single_neuron") / name
    path.write_text(path.read_text().replace("0.9", "0.999").replace("0.75", "0.999"))
    allowances = ("--allow", "placeholders", "subset", "stale")
    with pytest.raises(LabbookError, match=f"{name} was changed after training"):
        main(_arguments(repository, *allowances))
    assert not OUTPUT.exists()


def test_no_allowance_covers_a_draft(make_lab: Callable, repository: Path) -> None:
    plan = make_lab().root / "results/plans/lab3_keras.json"
    plan.write_text(json.dumps(json.loads(plan.read_text()) | {"is_draft": True}))
    with pytest.raises(LabbookError, match="a draft is not handed in"):
        main(_arguments(repository, "--allow", "placeholders", "subset", "stale"))
    assert not OUTPUT.exists()


def test_an_output_of_another_name_is_refused(make_lab: Callable, repository: Path) -> None:
    make_lab()
    with pytest.raises(LabbookError) as refusal:
        main(_arguments(repository, output=Path("results/hand_in/mine.tar.bz2")))
    assert str(refusal.value) == (
        "--output is results/hand_in/mine.tar.bz2, but hand_in.archive names the file "
        "DOE_John_Lab3_DLCV.tar.bz2."
    )


@pytest.mark.parametrize("settings", ["{", "[]", '{"archive": "x"}'])
def test_broken_settings_are_one_sentence(
    settings: str, make_lab: Callable, repository: Path
) -> None:
    make_lab()
    arguments = [*_arguments(repository), f"--settings={settings}"]
    with pytest.raises(LabbookError, match='--settings must be JSON with "archive" and "subject"'):
        main(arguments)


def test_a_report_of_another_config_than_the_file_is_refused(
    make_lab: Callable, repository: Path
) -> None:
    make_lab()
    with pytest.raises(LabbookError) as error:
        main(_arguments(repository, "--overridden", "date", "student"))
    assert str(error.value).startswith(
        "date, student came from the command line, so the config.yaml in the archive would build "
        "another report; write that into "
    )
    assert not OUTPUT.exists()
