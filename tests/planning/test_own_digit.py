"""Where the photograph is looked for, and the sentences for what cannot be one."""

import pytest

from labbook.artifacts.lab_plan import Photograph
from labbook.config.load import parse_config
from labbook.config.model import OwnDigit
from labbook.errors import LabbookError
from labbook.fingerprint import PROJECT
from labbook.planning.lab_checks import SAMPLE, find_photograph
from labbook.planning.plan import make_plan
from made_up_dataset import made_up_dataset
from stage_jobs import stage_jobs

WHERE = "config.yaml: labs.mine"


def config(**lab):
    experiment = {"title": "One", "question": "Which?", "units": 8, "activation": "relu"}
    settings = {"optimizer": "adam", "batch_size": 100, "epochs": 1, "seeds": [0, 1]}
    return {
        "student": {"first_name": "Ada", "last_name": "Lovelace", "group": "thursday"},
        **{"course": "Deep Learning", "course_code": "DL", "date": "June"},
        "defaults": settings,
        "labs": {
            "mine": {"title": "M", "assignment": "Lab", "experiments": {"one": experiment}, **lab}
        },
    }


def find(image: str, digit: int | None = None) -> Photograph | None:
    return find_photograph(OwnDigit(image=image, digit=digit), WHERE)


def test_the_folder_comes_before_the_project(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert (PROJECT / SAMPLE).is_file()
    assert find(SAMPLE, 4) == Photograph(SAMPLE, True, 4)
    (tmp_path / SAMPLE).parent.mkdir(parents=True)
    (tmp_path / SAMPLE).touch()
    assert find(SAMPLE) == Photograph(SAMPLE, False, None)


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        ("photos/mine.jpg", "own_digit is photos/mine.jpg, which is no file here or in the proj"),
        ("mine.heic", r"own_digit is mine.heic, .* ending in one of \.jpg, \.jpeg, \.png\."),
        (
            "../me.jpg",
            "own_digit is ../me.jpg, which lies outside of the folder of config.yaml, so",
        ),
        ("docs", "own_digit is docs, which is no name of a photograph; give a PNG or JPEG"),
    ],
)
def test_what_is_no_photograph_is_told(tmp_path, monkeypatch, image, sentence) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabbookError, match=rf"^{WHERE}\.{sentence}"):
        find(image)


def test_a_path_alone_is_short_for_a_mapping() -> None:
    short = parse_config(config(own_digit=SAMPLE)).labs["mine"].own_digit
    assert short == parse_config(config(own_digit={"image": SAMPLE})).labs["mine"].own_digit
    assert parse_config(config(own_digit=None)).labs["mine"].own_digit is None


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (7, "own_digit is 7; it must name a photograph, or map image and digit to their values."),
        ({"digit": 4}, "own_digit.image is missing."),
        ({"image": "a.png", "digit": 10}, "own_digit.digit is 10; it must be at most 9."),
        ({"image": "a.png", "digit": -1}, "own_digit.digit is -1; it must be at least 0."),
        ({"image": "a.png", "digit": "4"}, "own_digit.digit is '4'; it must be a whole number."),
        ({"image": "a.png", "digt": 4}, 'own_digit has the unknown key "digt"; '),
    ],
)
def test_a_bad_value_gets_one_sentence(value, sentence) -> None:
    with pytest.raises(LabbookError) as refused:
        parse_config(config(own_digit=value))
    assert str(refused.value).startswith(f"config.yaml: labs.mine.{sentence}")


def names(**lab) -> list[str]:
    plan = make_plan(parse_config(config(**lab)), made_up_dataset("mnist-5k"))
    return [job.stage.name for job in stage_jobs(plan)]


def test_a_template_that_is_not_there_is_told_before_anything_trains() -> None:
    with pytest.raises(LabbookError) as refused:
        names(template="lab3_kers")
    assert str(refused.value) == (
        f'{WHERE}.template is "lab3_kers", which is no file of templates/labs; '
        'did you mean "lab3_keras"?'
    )
    assert names(template="lab3_keras") == names()


def test_a_template_beside_the_config_is_an_input_of_the_page(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        LabbookError, match=rf"^{WHERE}\.template is mine\.html\.j2, which is no file"
    ):
        names(template="mine.html.j2")
    (tmp_path / "mine.html.j2").touch()
    plan = make_plan(parse_config(config(template="mine.html.j2")), made_up_dataset("mnist-5k"))
    (compose,) = (job for job in stage_jobs(plan) if job.stage.name == "compose")
    assert "mine.html.j2" in compose.inputs
    assert compose.settings["words"] == "mine.html.j2"


def test_only_a_lab_with_a_photograph_has_its_stages() -> None:
    own = {"prepare_own_digit", "classify_own_digit", "draw_own_digit", "find_own_digit"}
    assert set(names(own_digit=SAMPLE)) - set(names()) == own


def test_what_was_written_changes_no_run() -> None:
    dataset = made_up_dataset("mnist-5k")
    plans = [
        make_plan(parse_config(config(**lab)), dataset)
        for lab in ({}, {"own_digit": {"image": SAMPLE, "digit": 4}})
    ]
    assert list(plans[0].runs) == list(plans[1].runs)
