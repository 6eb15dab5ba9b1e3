"""Numbers as plain text, and in words."""

import pytest

from labbook.text.number_words import cardinal, count_word, part_word, percent_words
from labbook.text.numbers import (
    area,
    in_groups,
    in_plain_characters,
    loss,
    percentage,
    percentage_within,
    power_of_ten,
    significant,
)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (in_groups(60000), "60,000"),
        (in_groups(1000), "1,000"),
        (percentage(0.9781), "97.81\u202f%"),
        (percentage(-0.01, 1), "−1.0\u202f%"),
        (percentage_within(0.0001), "<0.1\u202f%"),
        (percentage_within(0.99999), ">99.9\u202f%"),
        (percentage_within(0.0), "0\u202f%"),
        (percentage_within(1.0), "100\u202f%"),
        (percentage_within(0.1234), "12.3\u202f%"),
        (area(0.99997), ">0.9999"),
        (area(1.0), "1.0000"),
        (area(0.98765), "0.9877"),
        (loss(0.09144), "0.0914"),
        (loss(0.00012), "0.00012"),
        (loss(0.000012), "1.2×10⁻⁵"),
        (loss(0.0), "0.0000"),
        (significant(-0.12345), "−0.123"),
        (power_of_ten(-12), "10⁻¹²"),
        (power_of_ten(0), "1"),
        (in_plain_characters("−97.8\u202f%"), "-97.8 %"),
        (cardinal(95), "ninety-five"),
        (cardinal(40), "forty"),
        (cardinal(13), "thirteen"),
        (count_word(12), "twelve"),
        (count_word(13), "13"),
        (part_word(0.1), "tenth"),
        (part_word(1 / 3), "third"),
        (percent_words(0.95), "ninety-five percent"),
        (percent_words(0.99), "ninety-nine percent"),
        (percent_words(0.995), "99.5 percent"),
        (percent_words(0.001), "a tenth of a percent"),
        (percent_words(0.005), "half a percent"),
    ],
)
def test_it_reads(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize("share", [0.3, 0.95])
def test_what_is_no_part_has_no_name(share: float) -> None:
    with pytest.raises(ValueError, match="no part"):
        part_word(share)
