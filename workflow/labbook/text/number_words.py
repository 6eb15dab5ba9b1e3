"""Write numbers in words, as prose does with small ones."""

from labbook.text.numbers import in_groups

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LARGEST_COUNT = 12
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth", 100: "hundredth"}


def cardinal(value: int) -> str:
    """A number from 0 to 99 in words; raises ValueError for others."""
    if not 0 <= value <= 99:
        raise ValueError(f"{value} is not written in words")
    if value < len(_SMALL):
        return _SMALL[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


def count_word(value: int) -> str:
    """Small whole numbers in words, as prose wants them; from thirteen on in digits."""
    return cardinal(value) if 0 <= value <= _LARGEST_COUNT else in_groups(value)


def part_word(share: float) -> str:
    """One of several equal parts: 0.1 as `tenth`; raises ValueError for one without a name."""
    parts = round(1 / share)
    if parts not in _PARTS or abs(share * parts - 1) > 1e-9:
        raise ValueError(f"{share} is no part that has a name")
    return _PARTS[parts]


def percent_words(share: float) -> str:
    """0.95 as `ninety-five percent`, 0.001 as `a tenth of a percent`, 0.995 as `99.5 percent`."""
    percent = round(100 * share, 9)
    if percent.is_integer() and 0 < percent <= 99:
        return f"{cardinal(round(percent))} percent"
    if 0 < percent < 1 and round(1 / percent) in _PARTS and (1 / percent).is_integer():
        part = part_word(percent)
        return "half a percent" if part == "half" else f"a {part} of a percent"
    return f"{percent:g} percent"
