"""Follow-up: what was done with an earlier signal, as far as anybody recorded it.

Question
    Which earlier signals wait for an answer or an evaluation, and which came back after they were closed?
Method
    Rules over the register of earlier signals. Signals of several years are one matter by
    `register.matching`. Per school, and told of the last school year that is analysed:
    - `act`, `ask`: an earlier year's signal of that tier, of which nobody recorded what came of it, nor of
      what went on from it, after two school weeks since a run first found it (`ask`);
    - `evaluation`: the day on which it was to be evaluated has passed (`watch`);
    - `not_evaluated`: an `act` or `ask` about the conduct of staff was closed without an evaluation
      (`watch`);
    - `back`: it was closed, and this year's data show it again (`watch`).
    What this year's signals are about as well is told with them, as one more reason.
Limits
    It knows what was recorded, not what was done. Order comes from the register's line numbers; the clock
    only tells what is due. How sure a match is, is told with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from safetytool.analysis.model import Fact, Finding, Unit, UnitKind
from safetytool.bank.model import Bank, Domain, RespondentType, Tier
from safetytool.register.matching import DOMAIN_ONLY, Match, continuations, matches
from safetytool.register.model import REMINDER, Record, Sighting

ANSWERED_FOR: Final[frozenset[Tier]] = frozenset({"act", "ask"})
"""Tiers of which an answer is expected; a `watch` is brought up in the regular cycle."""


@dataclass(frozen=True)
class Past:
    """What the register knows, and what day it is."""

    records: tuple[Record, ...]
    today: date
    deadline: Callable[[date], date]
    """Day on which a signal was first found -> last day of the two school weeks after it."""


@dataclass(frozen=True)
class _School:
    """The matters of one school, as seen from the last year that is analysed."""

    year: str
    records: Mapping[str, Record]
    now: tuple[Sighting, ...]
    """This year's signals; they may be in the register already."""
    later: Mapping[str, frozenset[str]]
    """Signal -> all that went on from it."""

    @property
    def earlier(self) -> Iterator[Record]:
        """The signals of earlier years."""
        return (record for record in self.records.values() if record.signal.school_year < self.year)

    def after(self, record: Record) -> list[Record]:
        """Return what the register has of the same matter in later years."""
        return [self.records[name] for name in self.later[record.id] if name in self.records]

    def is_last(self, record: Record) -> bool:
        """Tell whether no later signal of an earlier year goes on about it: that one is told then.

        A reminder is none: until it is answered, a signal is told as what it was.
        """
        return not any(
            other.signal.school_year < self.year and other.signal.detector != REMINDER
            for other in self.after(record)
        )


def detect(past: Past, now: Sequence[Sighting], years: Mapping[str | None, str], bank: Bank) -> list[Finding]:
    """Return what is to be followed up.

    Parameters
    ----------
    past : the register.
    now : the signals of this run, before any is added by this function.
    years : school (None: the board) -> the last school year that is analysed.
    bank : the item bank; items that it does not have cannot be told.
    """
    found: list[Finding] = []
    for school, year in sorted(years.items(), key=lambda pair: pair[0] or ""):
        fresh = [signal for signal in now if (signal.school, signal.school_year) == (school, year)]
        own = _school(past.records, fresh, school, year)
        for record in own.records.values():
            found += (_finding(own, record, *told, bank) for told in _due(past, own, record))
    return found


def _school(records: Iterable[Record], now: Sequence[Sighting], school: str | None, year: str) -> _School:
    """Gather what is known of one school until and with a year."""
    own = {r.id: r for r in records if r.signal.school == school and r.signal.school_year <= year}
    fresh = {s.id: s for s in now}
    known = [record.signal for record in own.values() if record.id not in fresh]
    return _School(year, own, tuple(now), continuations([*known, *now]))


def _due(past: Past, school: _School, record: Record) -> Iterator[tuple[str, Tier]]:
    """Return what there is to tell of an earlier signal: the rule that fired, and its tier."""
    signal, chain = record.signal, [record, *school.after(record)]
    earlier = signal.school_year < school.year and signal.detector != REMINDER
    incident = signal.domain == "staff_conduct" and signal.tier in ANSWERED_FOR
    evaluated = any(one.last("evaluated") for one in chain)
    if earlier and signal.tier in ANSWERED_FOR and school.is_last(record):
        overdue = past.deadline(record.seen_on) < past.today
        if overdue and not any(one.is_answered for one in chain):
            yield cast("str", signal.tier), "ask"
    planned = record.evaluate_on
    if planned and planned < past.today and not (record.closed or evaluated):
        yield "evaluation", "watch"
    waiting = planned is not None and planned >= past.today
    if incident and record.closed and not evaluated and not waiting:
        yield "not_evaluated", "watch"
    if earlier and record.closed and school.is_last(record) and _is_back(school, record):
        yield "back", "watch"


def _is_back(school: _School, record: Record) -> bool:
    """Tell whether this year's data show a matter again that was closed before a run found it."""
    closed = record.closed
    for signal in school.now:
        if closed and signal.id in school.later[record.id]:
            known = school.records.get(signal.id)
            if known is None or known.seen.number > closed.number:
                return True
    return False


def _finding(school: _School, record: Record, rule: str, tier: Tier, bank: Bank) -> Finding:
    """Make one finding, about this year's signal on the same matter where there is one."""
    signal = record.signal
    match, current = _joined(school, signal)
    about = current or signal
    place = Unit("board", "board") if signal.school is None else Unit("school", signal.school)
    items = tuple(item for item in about.items if item in bank.items)
    facts: dict[str, Fact] = {
        "earlier_year": signal.school_year,
        "earlier_detector": signal.detector,
        "earlier_unit": {"kind": signal.unit_kind, "name": signal.unit_name},
        "match": match.kind if match else None,
        "talked": _day(record.talked_on),
        "closed": record.closed.at[:10] if record.closed else None,
        "evaluate_on": _day(record.evaluate_on),
        "joins": current.id if current else None,
    }
    return Finding(
        detector="follow_up",
        tier=tier,
        school=signal.school,
        school_year=school.year,
        unit=Unit(cast("UnitKind", about.unit_kind), about.unit_name) if current else place,
        respondent_type=_respondents(items),
        domain=cast("Domain | None", about.domain),
        actor=about.actor,
        items=items,
        message=f"follow_up.{rule}",
        count=current.count if current else None,
        n=current.n if current else None,
        facts=facts,
        evidence={
            "against": "what the register of earlier signals has recorded",
            "method": "rule",
            "years": sorted({signal.school_year, school.year}),
            "earlier": [signal.id],
            "match": match.kind if match else None,
        },
        sources=("register",),
    )


def _joined(school: _School, signal: Sighting) -> tuple[Match | None, Sighting | None]:
    """Return this year's signal on the same matter, and how it is known to be."""
    by_id = {one.id: one for one in school.now}
    if signal.id in by_id:
        return None, by_id[signal.id]
    # What was an act is for a small circle: it never joins what others are asked about.
    now = [one for one in school.now if signal.tier != "act" or one.tier == "act"]
    found = [m for one in now for m in matches([signal], one) if m.closeness > DOMAIN_ONLY]
    if not found:
        return None, None
    best = min(found, key=lambda m: (not m.is_sure, m.kind != "same_pupils" and m.kind != "same_place",
                                     -m.closeness, m.later))  # fmt: skip
    return best, by_id[best.later]


def _respondents(items: tuple[str, ...]) -> RespondentType | None:
    found = {item.partition(".")[0] for item in items}
    return cast("RespondentType", found.pop()) if len(found) == 1 else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
