"""Which identity fields nobody has filled in."""

import pytest

from labbook.hand_in.identity import find_placeholders

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
