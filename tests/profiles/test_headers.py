"""Which column a profile's line is about: capitals, spaces and numbering make no difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.errors import UsageError
from safetytool.profiles.model import ColumnRule, Profile

PROFILE = Profile(
    "p",
    "p.toml",
    columns=(
        ColumnRule("12. Word je gepest?", 2, item="pupil.bullied"),
        ColumnRule("Q1", 3, item="pupil.lonely"),
        ColumnRule("1. Leraren", 4, role="ignored"),
        ColumnRule("2. Leraren", 5, role="text"),
    ),
)


def lines(*headers: str) -> list[list[int]]:
    return [[rule.line for rule in rules] for rules in PROFILE.rules_for(list(headers))]


@given(
    number=st.sampled_from(["", "12. ", "3) ", "V12 ", "Vraag 4: ", "B2. "]),
    spaces=st.integers(1, 3),
    upper=st.booleans(),
    end=st.sampled_from(["?", "", " ?", "..."]),
)
def test_the_way_it_is_written_makes_no_difference(number: str, spaces: int, upper: bool, end: str) -> None:
    header = number + (" " * spaces).join(["Word", "je", "gepest"]) + end
    assert lines(header.upper() if upper else header) == [[2]]


def test_a_header_that_is_only_a_code_stays_itself() -> None:
    assert lines("q1", "Q2", "") == [[3], [], []]


def test_headers_that_only_differ_in_their_number_are_told_apart_by_it() -> None:
    assert lines("2. Leraren", "1. Leraren") == [[5], [4]]


def test_a_line_that_fits_two_columns_is_refused() -> None:
    with pytest.raises(UsageError, match="fits two columns") as caught:
        PROFILE.rules_for(["12. Word je gepest?", "12 word je gepest"])
    assert caught.value.place.row == 2
