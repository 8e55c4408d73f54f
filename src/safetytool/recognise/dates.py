"""Dates as exports write them: real dates, serial numbers of a spreadsheet, or text."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from safetytool.read.model import Cell
from safetytool.recognise.places import date_of_serial

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""Years outside these are no dates of a questionnaire."""

_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^(20\d\d)(\d\d)(\d\d)$")
_NUMERIC = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_WORDED = re.compile(
    r"^(?:[a-z]+\.?,?\s+)?(\d{1,2})(?:\s+|-)([a-z]{3})[a-z]*\.?,?(?:\s+|-)(\d{4})(?!\d)", re.IGNORECASE
)
_WORDED_MONTH_FIRST = re.compile(r"^([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})(?!\d)", re.IGNORECASE)
_MONTHS = {
    "jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip


def parse_dates(values: Iterable[Cell]) -> dict[Cell, date | None]:
    """Read the distinct values of a column of dates together; None for what is no date.

    Whether 5-11-2024 is in May or in November is settled by the column as a whole: the month comes
    first if a second number is above 12 and no first number is. If nothing settles it, the day
    comes first with dashes or points. With slashes such a value is None: both ways of writing are common.

    Examples
    --------
    >>> parse_dates(["05-11-2024 09:12"])["05-11-2024 09:12"]
    datetime.date(2024, 11, 5)
    >>> parse_dates(["5/11/2024", "5/23/2024"])["5/11/2024"]
    datetime.date(2024, 5, 11)
    >>> parse_dates(["5/11/2024"])["5/11/2024"] is None
    True
    """
    distinct = list(values)
    numeric = [match for value in distinct if isinstance(value, str) and (match := _NUMERIC.match(value))]
    day_first = _day_first([(int(m[1]), int(m[3])) for m in numeric])
    return {value: _parse(value, day_first) for value in distinct}


def _day_first(pairs: list[tuple[int, int]]) -> bool | None:
    """Whether the day comes first; None where nothing says it, or where both occur."""
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return None if first == second else first


def _parse(value: Cell, day_first: bool | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return date_of_serial(value)
    return _parse_text(value, day_first) if isinstance(value, str) else None


def _parse_text(text: str, day_first: bool | None) -> date | None:
    if match := _ISO.match(text) or _COMPACT.match(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _WORDED.match(text):
        return _date(int(match[3]), _MONTHS.get(match[2].lower(), 0), int(match[1]))
    if match := _WORDED_MONTH_FIRST.match(text):
        return _date(int(match[3]), _MONTHS.get(match[1].lower(), 0), int(match[2]))
    if not (match := _NUMERIC.match(text)):
        return None
    if day_first is None and match[2] == "/" and match[1] != match[3]:
        return None
    day, month = (match[3], match[1]) if day_first is False else (match[1], match[3])
    year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
    return _date(year, int(month), int(day))


def _date(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
