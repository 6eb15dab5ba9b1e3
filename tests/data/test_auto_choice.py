"""Which dataset a build is about: found, asked for once, written down, said aloud."""

import subprocess
import sys
from pathlib import Path

import pytest

import labbook
from labbook.artifacts.json_file import read_json, write_json
from labbook.data.choice import AutoChoice, choose_automatically
from labbook.data.datasets.mnist import ENTRY as MNIST
from labbook.errors import LabbookError

RECORD = Path("results/data/choice.json")


def never() -> bool:
    raise AssertionError("a mirror was asked")


def choose(source=None, decides=True, probe=never) -> AutoChoice:
    return choose_automatically(source, RECORD, decides, probe)


def put_mnist(folder: str) -> None:
    Path(folder).mkdir(parents=True)
    for file in MNIST.files:
        (Path(folder) / file.name).touch()


def assert_loud(message: str | None) -> None:
    """It says what the data is, that it is not all, and three ways to all of it."""
    assert message is not None
    for part in ("5,000", "NOT the full MNIST", "data/mnist/", "LABBOOK_DATA", "`dataset: mnist`"):
        assert part in message
    assert "\n" not in message


def test_an_offline_machine_takes_the_subset_and_stays_with_it():
    first = choose(probe=lambda: False)
    assert first.entry.name == "mnist-5k"
    assert_loud(first.message)
    assert read_json(RECORD)["dataset"] == "mnist-5k"
    assert "no mirror" in read_json(RECORD)["why"]

    later = choose()
    assert later.entry.name == "mnist-5k"
    assert_loud(later.message)
    assert RECORD.as_posix() in later.message


def test_an_online_machine_takes_mnist_and_stays_with_it():
    first = choose(probe=lambda: True)
    assert first.entry.name == "mnist"
    assert "downloads" in first.message
    assert choose() == AutoChoice(MNIST, None)


def test_a_local_copy_is_taken_without_asking_and_written_down():
    put_mnist("data/mnist")
    first = choose()
    assert first.entry.name == "mnist"
    assert "data/mnist/" in first.message
    assert read_json(RECORD) == {"dataset": "mnist", "why": "found in data/mnist/"}
    assert choose().message is None


def test_a_local_copy_overrides_an_earlier_subset_and_says_so():
    choose(probe=lambda: False)
    put_mnist("data/mnist")
    overridden = choose()
    assert overridden.entry.name == "mnist"
    assert "instead of mnist-5k" in overridden.message
    assert choose() == AutoChoice(MNIST, None)


def test_the_choice_stays_when_the_copy_goes():
    put_mnist("data/mnist")
    choose()
    Path("data").rename("elsewhere")
    assert choose() == AutoChoice(MNIST, None)


def test_a_deleted_record_has_the_mirrors_asked_again():
    choose(probe=lambda: False)
    RECORD.unlink()
    assert choose(probe=lambda: True).entry.name == "mnist"


def test_a_dataset_already_built_needs_no_source():
    built = Path("results/data/mnist/mnist.npz")
    built.parent.mkdir(parents=True)
    built.touch()
    assert choose().entry.name == "mnist"


def test_a_dry_run_neither_asks_nor_writes():
    dry = choose(decides=False)
    assert dry.entry.name == "mnist-5k"
    assert "only looks" in dry.message
    put_mnist("data/mnist")
    assert choose(decides=False).entry.name == "mnist"
    assert not Path("results").exists()


def test_a_dry_run_believes_the_record():
    choose(probe=lambda: True)
    assert choose(decides=False).entry.name == "mnist"


def test_a_wrong_path_is_refused_whatever_is_on_record():
    write_json(RECORD, {"dataset": "mnist", "why": "earlier"})
    with pytest.raises(LabbookError, match="dataset_path"):
        choose(source="nowhere")


@pytest.mark.parametrize("content", ["[]", "{", '{"dataset": 5}', '{"dataset": "cifar"}'])
def test_a_broken_record_is_one_sentence(content: str):
    RECORD.parent.mkdir(parents=True)
    RECORD.write_text(content)
    with pytest.raises(LabbookError, match=r"choice\.json"):
        choose()


def test_a_record_that_cannot_be_written_is_one_sentence():
    Path("results").write_text("a file, not a folder")
    with pytest.raises(LabbookError, match=r"choice\.json cannot be written"):
        choose(probe=lambda: False)


def test_by_itself_it_asks_the_mirrors():
    # LABBOOK_MIRRORS is empty here, so there is none to answer.
    assert choose_automatically(None, RECORD, decides=True).entry.name == "mnist-5k"


def test_choosing_loads_nothing_heavy():
    code = (
        "import sys, pathlib, labbook.data.registry as r, labbook.data.choice as c;"
        "r.datasets(); c.choose_automatically(None, pathlib.Path('no/choice.json'), decides=False);"
        "heavy = {'numpy', 'requests', 'pydantic', 'mlxtend', 'scipy', 'sklearn'};"
        "heavy &= set(sys.modules);"
        "sys.exit(', '.join(heavy) or None)"
    )
    package = str(Path(labbook.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {package!r}); {code}"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
