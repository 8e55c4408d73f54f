"""Which days can be true of a signal.

Consumes: a kind of entry with its day, and the record it is meant for. Returns: why it cannot be, or nothing.
Typing errors in years are what it finds: 1999 for 2024, or 2099. Days on which something was done and days
that are planned have the same bounds, but what was done lies in the past.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from safetytool.register.model import Kind, Record

YEARS_AHEAD: Final = 2
"""How far from today a conversation or an evaluation can be planned."""
DONE: Final[frozenset[Kind]] = frozenset({"talked", "evaluated"})


@dataclass(frozen=True)
class Objection:
    """Why a day cannot be, and what to do."""

    what: str
    do: str


def objection(
    record: Record, kind: Kind, day: date, today: date, talk: date | None = None
) -> Objection | None:
    """Return why a day cannot be true of a signal; None if it can.

    Parameters
    ----------
    record : the signal.
    kind : one of `model.DATES`.
    day : what is said.
    today : what was done is not later.
    talk : the conversation that is told with it; without one, the first that the register has counts.
    """
    if kind in DONE and day > today:
        return Objection(f"{day} has not come yet", "Give the day on which it was done")
    if (day.year - YEARS_AHEAD, day.month, day.day) > (today.year, today.month, today.day):
        return Objection(f"{day} is more than {YEARS_AHEAD} years from today", "Look at the year")
    start = date(record.signal.first_year, 8, 1)
    if day < start:
        what = f"{day} is before the school year of this signal, which began on {start}"
        return Objection(what, "Look at the year")
    if kind in ("evaluate_on", "evaluated"):
        talk = talk or _first_talk(record)
        if talk and day < talk:
            return Objection(f"{day} is before the conversation, on {talk}", "One looks back after it")
    return None


def _first_talk(record: Record) -> date | None:
    """Return the first conversation since the signal was last opened, held or planned."""
    return min((entry.day for entry in record.current if entry.kind in ("planned", "talked")), default=None)
