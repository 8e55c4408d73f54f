"""The same reports shown from several sides: by category, by whom they are about, by month, in words.

Consumes: the entries of all tables and of the text. Returns: the entries, of which one side counts and the
others are of kind "total", and where the sides disagree.

Which side counts: a table before the text, the year's own table before one that compares years, a list of
cases before numbers, and then the side that tells most. Tables that tell reports apart in the same way are
parts, not sides, and are added. What another side has and the one that counts has not (a category of which
it has no report) is counted as well: one report is enough to be heard, and the difference is reported.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias, cast

from safetytool.advisors.model import Disagreement, Entry
from safetytool.advisors.totals import disagreement, is_specific, value_of
from safetytool.codes import About, Category

WEIGHT: Final = {"category": 16, "about": 8, "unit": 4, "month": 2, "reporter": 1}
COMPARED: Final = ("category", "about")
"""Along these two sides are compared figure by figure."""

_Side: TypeAlias = tuple[int, frozenset[str]]
"""Text 0, comparison of years 1, table 2; and by what it tells reports apart."""


def settle_sides(
    entries: Sequence[Entry], parts_of_work: Mapping[int, str]
) -> tuple[list[Entry], list[Disagreement], list[str]]:
    """Let one side of the same reports count.

    Parameters
    ----------
    parts_of_work : number of a table -> the part of the work that it is of (internal, autumn), '' for all.
    """
    settled = list(entries)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, part in _parts_of_entries(entries, parts_of_work):
        entry = entries[place]
        if part is None:
            # The text sums up what the tables of several parts tell.
            settled[place] = replace(entry, kind="total")
        else:
            groups[(entry.school, entry.school_year, entry.unit, part)].append(place)
    years = _years_of_tables(entries)
    found: list[Disagreement] = []
    notes: list[str] = []
    for places in groups.values():
        sides: dict[_Side, list[int]] = defaultdict(list)
        single = any(e.table and len(years[e.table]) == 1 for e in (entries[p] for p in places))
        for place in places:
            sides[_side(entries[place], years, single)].append(place)
        if len(sides) == 1:
            continue
        best = max(sides, key=lambda side: _rank(side, [entries[p] for p in sides[side]]))
        counted = [entries[p] for p in sides[best]]
        for side, members in sides.items():
            if side != best:
                others = [entries[p] for p in members]
                kept, wrong = _compare(others, counted, side, best)
                found.extend(wrong)
                for place in members:
                    if entries[place] not in kept:
                        settled[place] = replace(entries[place], kind="total")
        notes.append(_note(entries[places[0]], counted[0]))
    return settled, found, notes


def _parts_of_entries(
    entries: Sequence[Entry], parts_of_work: Mapping[int, str]
) -> Iterator[tuple[int, str | None]]:
    """Yield every figure that can have sides, with its part of the work: of the text that of the tables.

    None: the tables beside the text are of several parts.
    """
    of_tables: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    places = [n for n, e in enumerate(entries) if e.school and e.reported and not e.sums]
    for entry in (entries[n] for n in places):
        if entry.table:
            key = (entry.school, entry.school_year, entry.unit)
            of_tables[key].add(parts_of_work.get(entry.table, ""))
    for place in places:
        entry = entries[place]
        parts = of_tables.get((entry.school, entry.school_year, entry.unit), set())
        if entry.table:
            yield place, parts_of_work.get(entry.table, "")
        elif "" in parts or not parts:
            yield place, ""
        else:
            yield place, next(iter(parts)) if len(parts) == 1 else None


def _note(entry: Entry, counted: Entry) -> str:
    where = f"those of {counted.sheet}" if counted.table else "those of the text"
    return (
        f"{entry.school}, {entry.school_year}: the same reports are told in more than one way; "
        f"{where} count, and the others are kept as totals."
    )


def _years_of_tables(entries: Sequence[Entry]) -> dict[int, set[str]]:
    years: dict[int, set[str]] = defaultdict(set)
    for entry in entries:
        years[entry.table].add(entry.school_year)
    return years


def _side(entry: Entry, years: Mapping[int, set[str]], single: bool) -> _Side:
    compares_years = single and len(years[entry.table]) > 1
    source = 0 if not entry.table else 1 if compares_years else 2
    if entry.kind == "case":
        return source, entry.dims
    return source, frozenset(d for d in entry.dims if d not in COMPARED or is_specific(entry, d))


def _rank(side: _Side, entries: Sequence[Entry]) -> tuple[int, bool, int]:
    source, dims = side
    return source, any(e.kind == "case" for e in entries), sum(WEIGHT.get(d, 0) for d in dims)


def _compare(
    others: Sequence[Entry], counted: Sequence[Entry], side: _Side, best: _Side
) -> tuple[list[Entry], list[Disagreement]]:
    """Return what of the other side is counted as well, and where the two disagree."""
    shared = [d for d in COMPARED if d in side[1] and d in best[1]]
    if not shared:
        stated, summed = sum(e.count for e in others), sum(e.count for e in counted)
        # Part of the reports may be told from a side; a plain number of reports is of all.
        differs = stated > summed or (stated != summed and not side[1])
        whole = replace(others[0], category="total", about="any", reporter="unknown", dims=frozenset())
        return [], [disagreement(whole, stated, summed)] if differs else []
    sums: dict[tuple[object, ...], int] = defaultdict(int)
    for entry in counted:
        sums[_key(entry, shared)] += entry.count
    stated_by: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in others:
        stated_by[_key(entry, shared)].append(entry)
    kept: list[Entry] = []
    found: list[Disagreement] = []
    for key, told in stated_by.items():
        stated = sum(e.count for e in told)
        if stated == sums.get(key, 0):
            continue
        only = dict(zip(shared, key, strict=True))
        whole = replace(
            told[0],
            category=cast("Category", only.get("category", "total")),
            about=cast("About", only.get("about", "any")),
        )
        found.append(disagreement(whole, stated, sums.get(key, 0)))
        if not sums.get(key, 0):
            kept.extend(told)
    return kept, found


def _key(entry: Entry, dims: Sequence[str]) -> tuple[object, ...]:
    return tuple(value_of(entry, dim) for dim in dims)
