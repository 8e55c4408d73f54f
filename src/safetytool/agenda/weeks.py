"""School weeks: which there are, which day in them is for meetings, and what is still free.

Consumes: `AgendaSettings`. Returns: weeks, days and times. Leaves out: what takes place.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Final, TypeAlias

from safetytool.agenda.settings import AgendaSettings

Week: TypeAlias = tuple[date, ...]
"""The school days of one calendar week, in order; never empty."""

DEFAULT_TERMS: Final = 3
DAY_MINUTES: Final = 120
"""Conversations for one school on one day: more is too much for the people in them."""


def weeks(days: Iterable[date]) -> list[Week]:
    """School days grouped by calendar week."""
    return [tuple(group) for _, group in groupby(days, key=lambda day: day.isocalendar()[:2])]


def terms(settings: AgendaSettings) -> list[list[Week]]:
    """The school weeks of each term; without terms three parts of (nearly) equal length.

    A week in which a term begins belongs to that term.
    """
    found = weeks(settings.school_days)
    if not settings.terms:
        edges = [round(len(found) * part / DEFAULT_TERMS) for part in range(DEFAULT_TERMS + 1)]
        return [found[first:last] for first, last in pairwise(edges)]
    parts: list[list[Week]] = [[] for _ in settings.terms]
    for week in found:
        parts[sum(first <= week[-1] for first in settings.terms) - 1].append(week)
    return [part for part in parts if part]


def meeting_day(week: Week, weekday: int) -> date:
    """The school day in a week that is nearest to the weekday for meetings: later goes before earlier."""
    return min(week, key=lambda day: (abs(day.weekday() - weekday), day.weekday() < weekday))


@dataclass
class Diary:
    """What is taken: per school and day, in minutes.

    A rule of the year (school None) takes the time of every school.
    """

    settings: AgendaSettings
    _used: dict[date, dict[str | None, int]] = field(default_factory=lambda: defaultdict(dict))

    def used(self, day: date, school: str | None) -> int:
        """Minutes taken on a day for a school."""
        taken = self._used[day]
        return max(taken.get(None, 0), taken.get(school, 0))

    def is_free(self, week: Week) -> bool:
        """Whether nothing for all schools stands in a week."""
        return not any(None in self._used[day] for day in week)

    def book(self, days: Sequence[date], minutes: int, school: str | None) -> tuple[date, datetime | None]:
        """Take the first of the days that has room, else the emptiest; returns it and the time."""
        fitting = (day for day in days if self._fits(day, minutes, school))
        day = next(fitting, None) or min(days, key=lambda d: self.used(d, school))
        used = self.used(day, school)
        self._used[day][school] = used + minutes
        if self.settings.time is None:
            return day, None
        return day, datetime.combine(day, self.settings.time) + timedelta(minutes=used)

    def _fits(self, day: date, minutes: int, school: str | None) -> bool:
        used = self.used(day, school)
        return used == 0 or used + minutes <= DAY_MINUTES
