"""A config is read as it is meant: what YAML would pass over in silence is a mistake."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from labbook.config.load import parse_config
from labbook.config.yaml_file import PROSE, parse_yaml, read_yaml
from labbook.errors import LabbookError

SHIPPED = Path(__file__).parents[2] / "config.yaml"


@pytest.mark.parametrize("text", ["1e-4", "1E-4", "1.e-4", "0.1e-3", "0.0001", "1.0e-4", "+1e-4"])
def test_a_number_is_one_in_every_notation(tmp_path: Path, text: str) -> None:
    """YAML 1.1 would read some of these as text."""
    path = tmp_path / "config.yaml"
    path.write_text(f"rate: {text}\nquoted: '{text}'\n")
    assert read_yaml(path) == {"rate": 0.0001, "quoted": text}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "labs:\n  one: 1\n  two: 2\n  one: 3\n",
            'config.yaml, line 4: "one" is given twice in the same place; '
            "rename or remove one of them.",
        ),
        (
            "a: [1, 2\nb: 3\n",
            "config.yaml, line 2: this is not valid YAML: expected ',' or ']', but got ':'.",
        ),
        ("a:\n  8: x\n", "config.yaml, line 2: the key 8 is not text; put it in quotes."),
        ("- a\n", "config.yaml must hold a mapping of keys to values."),
        (
            "a: b\ntitle: Optimizer #2 against #1\n",
            'config.yaml, line 2: to YAML a comment begins at " #", so title would be "Optimizer"; '
            "put the text in quotes, or a blank behind the # of a comment.",
        ),
        *(
            (
                f"a: {number}\n",
                f"config.yaml, line 1: YAML takes {number} for another number; put it in quotes if "
                "it is text, or write the number without leading zeros and colons.",
            )
            for number in ("0100", "1:30", "1:30.5")
        ),
        ("a: !!int x\n", "config.yaml, line 1: x cannot be read as int."),
        ("a: !!map x\n", "config.yaml, line 1: x cannot be read as map."),
        ("a: !!bool x\n", "config.yaml, line 1: x cannot be read as bool."),
        (
            "a: !!timestamp x\n",
            "config.yaml, line 1: this is not valid YAML: could not determine a constructor for "
            "the tag 'tag:yaml.org,2002:timestamp'.",
        ),
        (
            "a: b\nc: d\ve\n",
            "config.yaml, line 2: character 5 is U+000B, which no report can show; delete it.",
        ),
        (
            "a: {<<: 3}\n",
            "config.yaml, line 1: << stands for the keys of another mapping; write <<: *name, with "
            "&name before that mapping.",
        ),
        (
            "a: &a [*a]\n",
            "config.yaml, line 1: this is not valid YAML: found unconstructable recursive node.",
        ),
    ],
)
def test_what_yaml_would_pass_over_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    with pytest.raises(LabbookError) as error:
        read_yaml(path)
    assert str(error.value) == sentence


def test_bytes_of_another_code_page_are_found(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes("a: b\ntitle: Größe\n".encode("cp1252"))
    with pytest.raises(LabbookError) as error:
        read_yaml(path)
    assert str(error.value) == (
        "config.yaml, line 2: this is not UTF-8; let your editor save the file as UTF-8."
    )


def test_a_quoted_number_and_a_date_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text('group: "1e-4"\ndate: 2026-11-20\n')
    assert read_yaml(path) == {"group": "1e-4", "date": "2026-11-20"}


def test_anchors_are_laid_under_what_a_mapping_sets() -> None:
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {x: 4, <<: *b}\n"
    found = parse_yaml(text, "config.yaml")
    assert found["c"] == {"x": 3, "y": 1, "z": 2}
    assert found["d"] == {"x": 4, "y": 2, "z": 2}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_the_same_as_windows_writes_it(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(f"title: Größe{end}note: |{end}  a{end}  b{end}".encode(encoding))
    assert read_yaml(path) == {"title": "Größe", "note": "a\nb\n"}


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii_alone", [True, False])
def test_json_is_read_as_what_it_is(indent: Any, ascii_alone: bool) -> None:
    """An emoji is written in two halves, and a line may begin with tabs."""
    config = read_yaml(SHIPPED)
    config["labs"]["lab3_keras"]["title"] = "Faster 🚀"
    text = json.dumps(config, indent=indent, ensure_ascii=ascii_alone)
    assert parse_yaml(text, "config.yaml") == config
    assert parse_config(parse_yaml(text, "x")) == parse_config(config)


def test_a_hash_that_is_no_comment_is_told_from_one_that_is() -> None:
    """Numbers and words of the config are not free text."""
    assert {"title", "question", "last_name", "note", "date"} <= PROSE
    assert not {"optimizer", "activation", "engine"} & PROSE
    for text in (
        "title: Optimizer    # as printed",
        "title: C#2",
        "title: 'Optimizer #2'",
        "title: Optimizer\n#commented: out",
        "optimizer: adam #sgd",
        "epochs: 100 #200",
        "question: >-\n  Is #2 better?",
    ):
        parse_yaml(text, "config.yaml")


def test_aliases_do_not_multiply() -> None:
    """Written out, these are 10**20 values."""
    names = "abcdefghijklmnopqrstu"
    doubled = (
        f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 10)}]}}"
        for before, name in pairwise(names)
    )
    assert parse_yaml("\n".join(["a: &a {k: v}", *doubled]), "x")["u"] == {"k": "v"}
    listed = (
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in pairwise(names)
    )
    with pytest.raises(LabbookError, match="has more than 100,000 values"):
        parse_config(parse_yaml("\n".join(["a: &a [x]", *listed]), "x"))


def test_a_file_that_is_no_config_is_not_read_for_minutes(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"[" * 2_000_001)
    with pytest.raises(LabbookError, match=r"^config\.yaml has more than 2 MB"):
        read_yaml(path)
    path.write_text("[" * 10_000)
    with pytest.raises(LabbookError, match=r"too many brackets or levels"):
        read_yaml(path)
