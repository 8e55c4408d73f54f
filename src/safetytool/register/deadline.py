"""Two school weeks: ten weekdays on which there is school, as far as the holidays are known."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

SCHOOL_DAYS: Final = 10
LONGEST: Final = timedelta(days=120)
"""No holiday is longer; a calendar that says so is left aside from there on."""


def two_school_weeks(closed: Callable[[date], bool] = lambda _: False) -> Callable[[date], date]:
    """Return a function from a day to the tenth school day after it.

    Parameters
    ----------
    closed : whether there is no school on a day; weekends are left out anyway. Without it the result is 14
        days later for a weekday.
    """

    def deadline(first: date) -> date:
        day, left = first, SCHOOL_DAYS
        while left:
            day += timedelta(days=1)
            is_open = day.weekday() < 5 and (day - first > LONGEST or not closed(day))
            left -= is_open
        return day

    return deadline


def outside(years: Iterable[tuple[date, date]], is_holiday: Callable[[date], bool]) -> Callable[[date], bool]:
    """Return whether a day is a holiday, or in the summer beside one of the school years that are known."""
    known = list(years)

    def closed(day: date) -> bool:
        if is_holiday(day):
            return True
        return any(_first_of(start) <= day < start or end < day <= _last_of(start) for start, end in known)

    return closed


def _first_of(start: date) -> date:
    """The first of August of a school year."""
    return date(start.year if start.month >= 8 else start.year - 1, 8, 1)


def _last_of(start: date) -> date:
    return date(_first_of(start).year + 1, 7, 31)
