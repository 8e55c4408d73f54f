"""Dates as exports write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.read.model import Cell
from safetytool.recognise.dates import parse_dates

DAY = date(2024, 11, 5)


@pytest.mark.parametrize(
    "written",
    [
        DAY, datetime(2024, 11, 5, 23, 59), 45601, 45601.5, "2024-11-05", "2024-11-05 09:12:33",
        "2024-11-05T09:12:33Z",
        "20241105", "05-11-2024", "5-11-2024 9:12", "05.11.2024", "5 november 2024",
        "dinsdag 5 november 2024",
        "5-nov-2024", "Nov 5, 2024", "November 5 2024", "05-11-24",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(written: Cell) -> None:
    assert parse_dates([written]) == {written: DAY}


@pytest.mark.parametrize(
    "written", ["", "soms", "2024", 2024, True, "30-02-2024", "5/11/2024", "11:30", "5-11"]
)
def test_what_is_no_date_or_may_be_two(written: Cell) -> None:
    assert parse_dates([written]) == {written: None}


def test_the_column_settles_whether_the_month_comes_first() -> None:
    assert parse_dates(["5/11/2024", "23/11/2024"])["5/11/2024"] == date(2024, 11, 5)
    assert parse_dates(["5/11/2024", "5/23/2024"])["5/11/2024"] == date(2024, 5, 11)
    assert parse_dates(["5/11/2024", "23/11/2024", "5/23/2024"])["5/11/2024"] is None
    assert parse_dates(["11/11/2024"])["11/11/2024"] == date(2024, 11, 11)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_dates_are_read_back(day: date) -> None:
    for written in (day.isoformat(), f"{day:%d-%m-%Y}", f"{day:%d-%m-%Y} 10:00"):
        assert parse_dates([written])[written] == day
