"""The {phrases} about earlier signals: which matter, when and where it was, and what was recorded since."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from safetytool.texts.case import Case
from safetytool.texts.load import look_up
from safetytool.texts.quantities import capital


def _matter(case: Case) -> str:
    """What was asked, where it is one question; else its domain, or how it was found."""
    items = case.finding.items
    if len(items) == 1:
        return case.gist_of(items[0])
    found_by = case.optional("earlier_detector")
    key = f"detector.{found_by}" if found_by and not case.domain() else f"domain.{case.domain() or 'none'}"
    return case.term(key)


def _unit_then(case: Case) -> str | None:
    """The class or grade that it was about then; None for a whole school, or where it was made anonymous."""
    unit: Any = case.fact("earlier_unit")
    if unit["kind"] not in ("class", "grade") or not unit["name"]:
        return None
    return case.unit_called(unit["kind"], unit["name"])


def _place_then(case: Case) -> str:
    """'in klas 7A van De Regenboog', 'op De Regenboog'."""
    unit = _unit_then(case)
    if case.finding.school is None:
        return case.term("place.board")
    if unit is None:
        return case.term("place.school", school=case.school())
    return case.term("place.unit", unit=unit, school=case.school())


def _match(case: Case) -> str | None:
    """How the two places are the same, where that does not speak for itself."""
    kind, then, now = case.fact("match"), _unit_then(case), case.unit()
    if kind in (None, "told", "same_place"):
        return None
    if kind in ("within_school", "part_of_school"):
        if then:
            return case.part("match.widened", then=then)
        return case.part("match.narrowed", now=now) if now else None
    if not then or not now:
        return None
    return case.part(f"match.{kind}", then=then, Then=capital(then), now=now)


def day_words(case: Case, day: str) -> str:
    """'12 maart 2025' of '2025-03-12'."""
    return f"{date.fromisoformat(day).day} {month_words(case, day)}"


def month_words(case: Case, day: str) -> str:
    """'maart 2025' of '2025-03-12'."""
    found = date.fromisoformat(day)
    return f"{look_up('grammar', f'months.{case.language}')[found.month - 1]} {found.year}"


def _talked(case: Case) -> str | None:
    """That people talked about it; None where nobody recorded so."""
    talked = case.fact("talked")
    return case.part("talked.true", month=month_words(case, talked)) if talked else None


def _history(case: Case) -> str:
    """'Besproken in november 2023, afgesloten in maart 2024, terug in 2024-2025'."""
    talked, closed = case.fact("talked"), case.fact("closed")
    words = {"closed": month_words(case, closed), "year": case.finding.school_year}
    if talked:
        return case.part("history.talked", talked=month_words(case, talked), **words)
    return case.part("history.closed", **words)


PHRASES: Mapping[str, Callable[[Case], str | None]] = {
    "closed_month": lambda case: month_words(case, case.fact("closed")),
    "evaluate_on": lambda case: day_words(case, case.fact("evaluate_on")),
    "history": _history,
    "match": _match,
    "matter": _matter,
    "place_then": _place_then,
    "talked": _talked,
    "year_then": lambda case: str(case.fact("earlier_year")),
}
