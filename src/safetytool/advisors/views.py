"""The same reports shown from several sides: by category, by whom they are about, by month, in words.

Consumes: the entries of all tables and of the text. Returns: the entries, of which one side counts and the
others are of kind "total", and where the sides disagree.

Which side counts: a table before the text, the year's own table before one that compares years, a list of
cases before numbers, and then the side that tells most. Tables that tell reports apart in the same way are
parts, not sides, and are added. What another side has and the one that counts has not is counted as well:
one report is enough to be heard. Rows of one table, and sentences of one text, that tell more or less of
their reports ("2, of which 1 about staff") do not disagree where the vaguer one has more; two tables, or a
table and the text, do.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from safetytool.advisors.model import Disagreement, Entry
from safetytool.advisors.remainders import detail, told_apart
from safetytool.advisors.settling import Settling, shared

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
    settled = Settling(list(entries))
    groups: dict[tuple[str, str, str], dict[str | None, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, part in _parts_of_entries(entries, parts_of_work):
        entry = entries[place]
        groups[(entry.school, entry.school_year, entry.unit)][part].append(place)
    years = _years_of_tables(entries)
    for parts in groups.values():
        # A text beside the tables of several parts sums up what they tell.
        over_all = _sides(entries, parts.pop(None, []), years)
        counted = [place for places in parts.values() for place in _settle_part(settled, places, years)]
        for side, places in _ranked(over_all, entries):
            told = frozenset.intersection(*(told_apart(settled.entries[n]) for n in counted))
            counted += settled.set_aside(places, counted, shared(side[1], told))
    return settled.entries, settled.found, settled.notes


def _settle_part(settled: Settling, places: Sequence[int], years: Mapping[int, set[str]]) -> list[int]:
    """Let one side of a part of the work count, and return the places of all that counts.

    What a table tells beside the side that counts is held against its own rows of that side.
    """
    entries = settled.entries
    (best, first), *others = _ranked(_sides(entries, places, years), entries)
    counted = list(first)
    tables = {entries[n].table for n in first}
    for side, members in others:
        by_table: dict[int | None, list[int]] = defaultdict(list)
        for n in members:
            by_table[entries[n].table if entries[n].table in tables else None].append(n)
        for table, own in sorted(by_table.items(), key=lambda pair: pair[0] is None):
            known = [n for n in counted if table is None or entries[n].table == table]
            counted += settled.set_aside(own, known, shared(side[1], best[1]))
    if others:
        settled.notes.append(_note(entries[places[0]], entries[first[0]]))
    return counted


def _sides(
    entries: Sequence[Entry], places: Sequence[int], years: Mapping[int, set[str]]
) -> dict[_Side, list[int]]:
    """Return the places of entries by the side that they show."""
    sides: dict[_Side, list[int]] = defaultdict(list)
    single = any(entries[n].table and len(years[entries[n].table]) == 1 for n in places)
    for place in places:
        sides[_side(entries[place], years, single)].append(place)
    return sides


def _ranked(sides: Mapping[_Side, list[int]], entries: Sequence[Entry]) -> list[tuple[_Side, list[int]]]:
    """Return the sides, the one that counts first."""
    return sorted(sides.items(), key=lambda pair: _rank(pair[0], [entries[n] for n in pair[1]]), reverse=True)


def _parts_of_entries(
    entries: Sequence[Entry], parts_of_work: Mapping[int, str]
) -> Iterator[tuple[int, str | None]]:
    """Yield every figure that can have sides, with its part of the work: of the text that of the tables.

    None: the tables beside the text are of several parts.
    """
    of_tables: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    places = [n for n, e in enumerate(entries) if e.school and e.reported and e.kind != "total"]
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
    return source, told_apart(entry)


def _rank(side: _Side, entries: Sequence[Entry]) -> tuple[int, bool, int]:
    source, dims = side
    return source, any(e.kind == "case" for e in entries), detail(dims)
