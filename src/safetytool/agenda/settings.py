"""The table [agenda] of board.toml: the school year, its holidays, and when meetings take place.

Consumes: board.toml. Returns: checked `AgendaSettings`. Leaves out: any date that the file does not give;
no calendar of holidays is built in, and none is looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as clock_time
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from safetytool.agenda.rules import rules
from safetytool.documents.section import Section, read_section
from safetytool.errors import UsageError
from safetytool.recognise.places import parse_school_year

NAME: Final = "agenda"
KEYS: Final = (
    "start", "end", "region", "holidays", "terms", "weekday", "time", "talks_from", "dates", "leave_out",
)  # fmt: skip
HOLIDAY_KEYS: Final = ("name", "from", "to", "region")
WEEKDAYS: Final[Mapping[str, int]] = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4,
    "maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4,
}  # fmt: skip
TUESDAY: Final = 1
LATEST: Final = clock_time(20, 0)
"""Of a meeting's start, so that the second of an evening ends the same day."""
FEWEST_DAYS: Final = 20
"""School days that a year has at least; with fewer something is wrong with its dates."""

EXAMPLE: Final = """
[agenda]
start = 2025-08-25        # first school day
end = 2026-07-10          # last school day
weekday = "tuesday"       # when meetings take place
time = "15:30"            # left out: events of a whole day
terms = [2025-11-24, 2026-03-09]   # first day of the second and third term
holidays = [
    { name = "Herfstvakantie", from = 2025-10-18, to = 2025-10-26 },
    { name = "Kerstvakantie", from = 2025-12-20, to = 2026-01-04 },
]
# These dates are examples: take those of your own school, with all its holidays and days off
"""


@dataclass(frozen=True)
class Holiday:
    """Days without school, the first and the last included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class AgendaSettings:
    """One school year as the user describes it; the checks are in `read_agenda`."""

    year: str
    start: date
    end: date
    holidays: tuple[Holiday, ...]
    terms: tuple[date, ...] = ()
    """First days of the terms, the first included; empty: three of equal length."""
    weekday: int = TUESDAY
    """0 is Monday."""
    time: clock_time | None = None
    """When meetings start; None: events of a whole day."""
    talks_from: date | None = None
    """From when conversations about signals are planned; None: from the first school day."""
    dates: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    """Rule of the year -> the dates that the user chose for it."""
    leave_out: frozenset[str] = frozenset()
    """Rules of the year that are not planned."""

    @property
    def school_days(self) -> tuple[date, ...]:
        """Mondays to Fridays of the school year that are no holiday, in order."""
        length = (self.end - self.start).days + 1
        days = (self.start + timedelta(days=number) for number in range(length))
        return tuple(day for day in days if day.weekday() < 5 and not self.is_holiday(day))

    def is_holiday(self, day: date) -> bool:
        """Whether a day is among the holidays."""
        return any(holiday.first <= day <= holiday.last for holiday in self.holidays)


def read_agenda(file: Path | None, year: str | None = None) -> AgendaSettings:
    """Read and check the table [agenda].

    Parameters
    ----------
    file : board.toml.
    year : the school year to plan; has to be that of `start`.

    Raises
    ------
    UsageError
        There is no file or no such table; the message has one to copy.
    InputError
        A key or value in the table is wrong; the message names its line.
    """
    section = read_section(file, NAME) if file else None
    if section is None:
        where = f"{file} has no table [agenda]" if file else "the agenda needs the dates of your school year"
        raise UsageError(
            where, do=f"Give --config board.toml with this in it, and your own dates:\n{EXAMPLE.rstrip()}"
        )
    section.known(KEYS)
    start, end = section.day("start"), section.day("end")
    found = _school_year(section, start, end, year)
    settings = AgendaSettings(
        year=found,
        start=start,
        end=end,
        holidays=_holidays(section, start, end),
        terms=_terms(section, start, end),
        weekday=_weekday(section),
        time=_time(section),
        talks_from=section.day("talks_from") if "talks_from" in section.values else None,
        dates=_dates(section),
        leave_out=_leave_out(section),
    )
    _check_days(section, settings)
    return settings


def _school_year(section: Section, start: date, end: date, wanted: str | None) -> str:
    """Check that the dates are of one school year, and of the one that was asked for."""
    first = start.year if start.month >= 8 else start.year - 1
    found = f"{first}-{first + 1}"
    if not start < end <= date(first + 1, 7, 31):
        raise section.fail(
            "end", f"'end' is not in the school year of 'start', {found}", "Correct one of them"
        )
    if wanted is not None:
        asked = parse_school_year(wanted)
        if asked is None:
            raise UsageError(f"{wanted!r} is no school year", do="Give --year as 2025-2026")
        if asked != found:
            raise section.fail(
                "start",
                f"the dates in [agenda] are of {found}, and --year is {asked}",
                f"Give the dates of {asked}, or --year {found}",
            )
    return found


def _holidays(section: Section, start: date, end: date) -> tuple[Holiday, ...]:
    """Return the holidays of this year; those of another region or year are left out."""
    values = section.values.get("holidays", [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise section.fail(
            "holidays", "'holidays' is no list of holidays", "Write it as in docs/questions.md"
        )
    region = section.text("region").casefold()
    found = [_holiday(section, value) for value in values if _is_of(section, value, region)]
    inside = sorted((h for h in found if h.first <= end and h.last >= start), key=lambda h: h.first)
    if not inside:
        raise section.fail(
            "holidays", "'holidays' has none in this school year", "Give your school's holidays and days off"
        )
    return tuple(inside)


def _is_of(section: Section, value: Mapping[str, Any], region: str) -> bool:
    """Whether a holiday counts for the region; one that names none counts everywhere."""
    own = value.get("region")
    if own is None:
        return True
    if not region:
        raise section.fail("holidays", "a holiday names a region", 'Say which is yours: region = "noord"')
    return str(own).casefold() == region


def _holiday(section: Section, value: Mapping[str, Any]) -> Holiday:
    unknown = set(value) - set(HOLIDAY_KEYS)
    if unknown:
        raise section.fail(
            "holidays",
            f"'{min(unknown)}' is not known in a holiday",
            f"Known here: {', '.join(HOLIDAY_KEYS)}",
        )
    name = value.get("name", "")
    if not isinstance(name, str):
        raise section.fail("holidays", f"the name {name!r} is no text", "Give it between quotes")
    first = section.as_day("holidays", value.get("from"))
    last = section.as_day("holidays", value.get("to", first))
    if last < first:
        raise section.fail("holidays", f"'{name}' ends ({last}) before it starts ({first})", "Correct one")
    return Holiday(name, first, last)


def _terms(section: Section, start: date, end: date) -> tuple[date, ...]:
    terms = section.days("terms")
    outside = [day for day in terms if not start <= day <= end]
    if outside:
        raise section.fail(
            "terms", f"{outside[0]} is outside the school year", "Give the first day of each term"
        )
    return tuple(sorted({start, *terms})) if terms else ()


def _weekday(section: Section) -> int:
    name = section.text("weekday", "tuesday").casefold()
    if name not in WEEKDAYS:
        raise section.fail("weekday", f"'weekday' is {name!r}", f"Give one of: {', '.join(WEEKDAYS)}")
    return WEEKDAYS[name]


def _time(section: Section) -> clock_time | None:
    value = section.values.get("time")
    if value is None:
        return None
    try:
        found = (
            value if isinstance(value, clock_time) else clock_time.fromisoformat(str(value).replace(".", ":"))
        )
    except ValueError as error:
        raise section.fail("time", f"'time' is {value!r}", 'Write time = "15:30"') from error
    if found > LATEST:
        raise section.fail("time", f"'time' is after {LATEST:%H:%M}", "Give an earlier time")
    return found.replace(second=0, microsecond=0, tzinfo=None)


def _dates(section: Section) -> dict[str, tuple[date, ...]]:
    values = section.values.get("dates", {})
    if not isinstance(values, dict):
        raise section.fail("dates", "'dates' is no table", "Write dates.monitor = 2026-03-10")
    inner = Section(section.file, section.name, values, section.lines)
    for key in values:
        _known_rule(inner, key)
    return {key: inner.days(key) for key in values}


def _leave_out(section: Section) -> frozenset[str]:
    values = section.values.get("leave_out", [])
    if not isinstance(values, list):
        raise section.fail("leave_out", "'leave_out' is no list", 'Write leave_out = ["advisor"]')
    for value in values:
        _known_rule(section, value, "leave_out")
    return frozenset(values)


def _known_rule(section: Section, name: object, key: str = "") -> None:
    known = [rule.id for rule in rules()]
    if name not in known:
        raise section.fail(
            key or str(name), f"{name!r} is no conversation of the year", f"Known here: {', '.join(known)}"
        )


def _check_days(section: Section, settings: AgendaSettings) -> None:
    """Check what only shows once the school days are known."""
    days = settings.school_days
    if len(days) < FEWEST_DAYS:
        raise section.fail(
            "holidays", f"there are only {len(days)} school days left", "Check start, end and holidays"
        )
    for key, chosen in settings.dates.items():
        for day in chosen:
            if day not in days:
                raise section.fail(key, f"{day} for '{key}' is no school day", "Choose a school day")
    for first, following in pairwise((*settings.terms, date.max)):
        if not any(first <= day < following for day in days):
            raise section.fail("terms", f"the term of {first} has no school day", "Correct its date")
