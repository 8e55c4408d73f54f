"""What is due now: answers, planned conversations and evaluations whose day has come.

Consumes: records. Returns: what waits, the longest waiting first. Where a matter goes on in a later year, an
answer is expected to its last signal alone. What somebody opened again waits from that day on, whatever its
tier, and whatever a run found before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from safetytool.register.loop import COUNTED
from safetytool.register.matching import continuations
from safetytool.register.model import REMINDER, Record

What: TypeAlias = Literal["answer", "planned", "evaluate", "not_evaluated"]


@dataclass(frozen=True)
class Due:
    """Something that a signal waits for."""

    record: Record
    what: What
    since: date
    """The day on which it was, or is, to be done."""


def due(records: Sequence[Record], today: date, deadline: Callable[[date], date]) -> list[Due]:
    """Return what waits.

    Parameters
    ----------
    records : of the register.
    today : what is due until and with this day is told.
    deadline : day on which a signal was first found -> last day of the two school weeks after it.
    """
    later = continuations([record.signal for record in records])
    by_id = {record.id: record for record in records}
    found = [
        Due(record, what, since)
        for record in records
        for what, since in _waits(record, deadline)
        if since <= today and not _goes_on(what, _since_opened(record, [by_id[n] for n in later[record.id]]))
    ]
    return sorted(found, key=lambda one: (one.since, one.record.seen.number))


def _since_opened(record: Record, later: Sequence[Record]) -> list[Record]:
    """Return the later signals on the same matter that a run found after this one was opened again."""
    opened = record.reopened
    return [other for other in later if opened is None or other.seen.number > opened.number]


def _goes_on(what: What, later: Sequence[Record]) -> bool:
    """Tell whether it was done with a later signal on the same matter, or is told of that one."""
    if what in ("evaluate", "not_evaluated"):
        return any(record.last("evaluated") for record in later)
    return any(
        record.is_answered or (record.signal.tier in COUNTED and record.signal.detector != REMINDER)
        for record in later
    )


def _waits(record: Record, deadline: Callable[[date], date]) -> Iterator[tuple[What, date]]:
    """Return what a signal waits for, and from which day on."""
    closed, planned = record.closed, record.last("planned", "talked")
    if closed:
        incident = record.signal.domain == "staff_conduct" and record.signal.tier in COUNTED
        if incident and not record.last("evaluated"):
            yield "not_evaluated", record.evaluate_on or date.fromisoformat(closed.at[:10])
        return
    if record.evaluate_on:
        yield "evaluate", record.evaluate_on
    if planned and planned.kind == "planned" and not record.is_answered:
        yield "planned", planned.day
    elif record.is_answered:
        return
    elif record.reopened:
        yield "answer", date.fromisoformat(record.reopened.at[:10])
    elif record.signal.tier in COUNTED and record.signal.detector != REMINDER:
        act = record.signal.tier == "act"
        yield "answer", record.seen_on if act else deadline(record.seen_on)
