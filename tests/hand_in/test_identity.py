"""Fields that nobody has filled in, and the names that are made of the fields."""

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.hand_in.identity import (
    FIELDS,
    LONGEST_NAME,
    archive_name,
    archive_names,
    find_placeholders,
    subject,
)

SHIPPED = {
    "first_name": "Firstname",
    "last_name": "LASTNAME",
    "group": "weekday",
    "course": "Deep Learning for Computer Vision",
    "date": "Date",
}
FILLED = {"first_name": "John", "last_name": "Doe", "group": "thursday", "date": "June 2020"}


def test_every_field_of_the_shipped_config_is_named() -> None:
    assert find_placeholders(SHIPPED) == ["first_name", "last_name", "group", "date"]


def test_a_filled_identity_has_none() -> None:
    assert find_placeholders(FILLED) == []


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "TODO",
        "todo",
        "xxx",
        "XXXX",
        "<your name>",
        "Your Name",
        "first name",
        "First-Name",
    ],
)
def test_placeholder_values_in_any_case(value: str) -> None:
    assert find_placeholders({**FILLED, "first_name": value}) == ["first_name"]


@pytest.mark.parametrize("key", ["first_name", "last_name", "group"])
def test_required_fields_may_not_be_absent(key: str) -> None:
    assert find_placeholders({**FILLED, key: None}) == [key]
    assert find_placeholders({k: v for k, v in FILLED.items() if k != key}) == [key]


@pytest.mark.parametrize("name", ["Date", "Weekday", "Xx", "Group", "Todorov", "O'Neil"])
def test_real_names_pass(name: str) -> None:
    assert find_placeholders({**FILLED, "last_name": name, "partner": None}) == []


ARCHIVE = "{LAST_NAME}_{first_name}_Lab3_DLCV"
SUBJECT = "[DLCV-{group}: {LAST_NAME}_{first_name}_Lab3]"
JOHN = {"last_name": "Doe", "first_name": "John", "group": "thursday", "assignment": "Lab 3"}


def test_names_are_the_ones_the_course_asks_for() -> None:
    assert archive_name(ARCHIVE, JOHN) == "DOE_John_Lab3_DLCV"
    assert subject(SUBJECT, JOHN) == "[DLCV-thursday: DOE_John_Lab3]"


@pytest.mark.parametrize(
    ("last_name", "first_name", "expected"),
    [
        ("Lefèvre", "Zoé", "LEFÈVRE_Zoé_Lab3_DLCV"),
        ("Lefe\u0300vre", "Zoe\u0301", "LEFÈVRE_Zoé_Lab3_DLCV"),
        ("de la Tour", "Jean  Paul", "DE-LA-TOUR_Jean-Paul_Lab3_DLCV"),
        ("D'Artagnan", "Anne/Marie", "D-ARTAGNAN_Anne-Marie_Lab3_DLCV"),
        ("नमस्ते", "{x}", "नमस्ते_-x-_Lab3_DLCV"),
        ("Doe\u200b", "..\\..", "DOE_.-._Lab3_DLCV"),
    ],
)
def test_archive_name_is_a_safe_file_name(last_name: str, first_name: str, expected: str) -> None:
    assert archive_name(ARCHIVE, {"last_name": last_name, "first_name": first_name}) == expected


@given(
    pattern=st.lists(
        st.sampled_from([*(f"{{{field}}}" for field in FIELDS), "_", " ", "../", "Lab"])
    ),
    identity=st.fixed_dictionaries({field.lower(): st.text(max_size=20) for field in FIELDS}),
)
def test_archive_name_is_one_component_of_a_path_or_refused(
    pattern: list[str], identity: dict[str, str]
) -> None:
    try:
        name = archive_name("".join(pattern), identity)
    except LabbookError:
        return  # nothing but signs, or too long: tested below
    assert name not in ("", ".", "..")
    assert not set(name) & set('/\\:*?"<>|{}\0 \n\t')
    assert not name.startswith((".", "-"))
    assert unicodedata.is_normalized("NFC", name)
    assert len(name.encode()) <= LONGEST_NAME


@given(st.text(max_size=40))
def test_any_pattern_gives_a_name_or_a_sentence(pattern: str) -> None:
    for function in (archive_name, subject):
        with contextlib.suppress(LabbookError):
            assert "\n" not in function(pattern, JOHN)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("{surname}", "hand_in.archive: there is no field {surname}; the nearest is {last_name}."),
        (
            "{lastname}",
            "hand_in.archive: there is no field {lastname}; the nearest is {last_name}.",
        ),
        ("{Grp}", "hand_in.archive: there is no field {Grp}; the nearest is {group}."),
        (
            "{group:>9}",
            "hand_in.archive: there is no field {group:>9}; the nearest is {group}.",
        ),
        (
            "{group",
            "hand_in.archive: '{group' has a brace without its partner; "
            "fields are written like {last_name}.",
        ),
        (
            "{course_code}",
            "hand_in.archive: the pattern uses {course_code}, but the config gives no course_code.",
        ),
        (
            "???",
            "hand_in.archive: '???' leaves no letters or digits for a file name; "
            'write for example "{LAST_NAME}_{first_name}_Lab3_DLCV".',
        ),
        (
            "a" * 201,
            f"hand_in.archive: '{'a' * 201}' gives a file name of 201 bytes; "
            "at most 200 are possible.",
        ),
    ],
)
def test_bad_patterns_are_refused_in_one_sentence(pattern: str, sentence: str) -> None:
    with pytest.raises(LabbookError) as refusal:
        archive_name(pattern, JOHN)
    assert str(refusal.value) == sentence


def test_a_suffix_in_the_pattern_is_not_doubled() -> None:
    assert archive_name("{LAST_NAME}.tar.bz2", JOHN) == "DOE"


def test_a_subject_is_one_line() -> None:
    assert subject("{first_name}\r\nBcc: all", JOHN) == "John Bcc: all"


@pytest.mark.parametrize("other", ["{last_name}_Lab", "{LAST_NAME}_lab"])
def test_two_labs_with_archives_of_one_name_are_refused(other: str) -> None:
    """A disk may take small letters and capitals for the same."""
    asked = {"lab1": ("{last_name}_Lab", FILLED), "lab2": (other, FILLED)}
    with pytest.raises(
        LabbookError, match=r"labs\.lab1\.hand_in and labs\.lab2\.hand_in both name"
    ):
        archive_names(asked)


def test_each_lab_has_an_archive_of_its_own() -> None:
    asked = {lab: ("{last_name}_{assignment}", FILLED | {"assignment": lab}) for lab in ("a", "b")}
    assert archive_names(asked) == {"a": "Doe_a", "b": "Doe_b"}
