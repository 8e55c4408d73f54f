"""The loop in numbers: what was opened, talked about in time, answered, evaluated, and back again.

Consumes: records of the register. Returns: one row a school and school year. Only signals of which an answer
is expected count, `act` and `ask`; a `watch` is brought up in the regular cycle. What was made anonymous
still counts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from safetytool.register.matching import continuations
from safetytool.register.model import REMINDER, Record

COUNTED: Final = frozenset({"act", "ask"})


@dataclass(frozen=True)
class Loop:
    """How far people got with the signals of one school and year, or of several."""

    school: str | None
    """None: of the whole board."""
    school_year: str
    opened: int = 0
    """`act` and `ask` signals that a run found."""
    talked_in_time: int = 0
    """Talked about within two school weeks of the day on which a run first found them."""
    talked: int = 0
    answered: int = 0
    """What was learnt or changed, or why it was closed, is recorded, since it was last opened."""
    evaluated: int = 0
    closed: int = 0
    back: int = 0
    """Closed, and after that found again by a run in a later year."""


def loop(records: Sequence[Record], deadline: Callable[[date], date]) -> list[Loop]:
    """Count per school and year, in order of year and school.

    Parameters
    ----------
    records : of the schools to count.
    deadline : day on which a signal was first found -> last day of the two school weeks after it.
    """
    later = continuations([record.signal for record in records])
    by_id = {record.id: record for record in records}
    counts: dict[tuple[str, str], list[Loop]] = {}
    for record in records:
        signal = record.signal
        if signal.tier in COUNTED and signal.detector != REMINDER:
            one = _of_one(record, [by_id[name] for name in later[record.id]], deadline)
            counts.setdefault((signal.school_year, signal.school or ""), []).append(one)
    return [total(rows, rows[0].school, year) for (year, _), rows in sorted(counts.items())]


def _of_one(record: Record, later: Sequence[Record], deadline: Callable[[date], date]) -> Loop:
    """Count one signal; what was recorded of a reminder of it counts for it."""
    own = [record, *(other for other in later if other.signal.detector == REMINDER)]
    day, closed = record.talked_on, record.closed
    again = [other for other in later if other.signal.detector != REMINDER]
    return Loop(
        record.signal.school,
        record.signal.school_year,
        opened=1,
        talked_in_time=int(day is not None and day <= deadline(record.seen_on)),
        talked=int(any(one.talked_on for one in own)),
        answered=int(any(one.is_answered for one in own)),
        evaluated=int(any(one.last("evaluated") for one in own)),
        closed=int(any(one.closed for one in own)),
        back=int(closed is not None and any(other.seen.number > closed.number for other in again)),
    )


def total(rows: Iterable[Loop], school: str | None, school_year: str) -> Loop:
    """Add rows up."""
    rows = list(rows)
    names = [field.name for field in fields(Loop) if field.type is int]
    return Loop(school, school_year, **{name: sum(getattr(row, name) for row in rows) for name in names})


def by_year(rows: Iterable[Loop]) -> list[Loop]:
    """Add the schools of each year up."""
    years: dict[str, list[Loop]] = {}
    for row in rows:
        years.setdefault(row.school_year, []).append(row)
    return [total(own, None, year) for year, own in sorted(years.items())]
