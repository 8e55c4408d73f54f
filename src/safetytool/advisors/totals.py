"""Stated totals against their parts, within one table.

Consumes: the entries of a table. Returns: the entries, a total without parts turned into a plain number,
and the totals that disagree. A total is compared with all that it sums: categories, people, schools.

A total of a school that exceeds its parts never loses the difference: it becomes a remainder, which counts.
Whether the two also disagree depends on the parts. A list of categories, or of schools, with a total below
it claims to be complete, so that somebody made a mistake. People, reporters, months and classes do not: who
it is about is not told of every report. Neither does a list of which a number is not reported.

Figures of no school come from publications that often give some of the figures only, and nothing is added to
them. Their parts are compared where they exceed the total, or where every category is there. Bullying need
not be: the inspectors count it as psychological violence. A total that exceeds its parts is no disagreement
either where one of them is not reported.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations, islice
from typing import Final, TypeAlias

from safetytool.advisors.model import Disagreement, Entry
from safetytool.advisors.remainders import (
    beside,
    covering,
    detail,
    disagreement,
    how_counted,
    is_specific,
    remainder,
    told_apart,
    value_of,
)
from safetytool.advisors.settling import Settling, shared

COMPLETE: Final = frozenset({
    "psychological violence", "physical violence", "sexual intimidation", "sexual abuse", "discrimination",
    "radicalisation", "other",
})  # fmt: skip
"""With all of these a list of categories leaves nothing out."""
CLAIM_ALL: Final = frozenset({"category", "school"})
"""A list along these, with a total, claims to name everything that the total has."""
DIMENSIONS: Final = frozenset({"school", "category", "about", "reporter", "month", "unit"})

_Key: TypeAlias = tuple[str, str, str, str]


def check_totals(entries: Sequence[Entry]) -> tuple[list[Entry], list[Disagreement], list[str]]:
    """Compare every total of a table with its parts.

    Returns
    -------
    The entries, and behind them what totals have above their parts; which totals disagree; and which have
    parts that leave reports open (English sentences).
    """
    table = _Table(entries)
    # A total of totals comes after them: what they have above their parts is among its own parts then.
    for place in sorted(range(len(entries)), key=lambda n: (len(entries[n].sums), entries[n].row)):
        if entries[place].sums and entries[place].school:
            table.check(place)
    settled = table.settling
    return settled.entries, [*settled.found, *_across_schools(entries)], settled.notes


class _Table:
    """The entries of a table while the totals of its schools are compared."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.settling = Settling(list(entries))
        self.places: dict[_Key, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            self.places[_key(entry)].append(place)

    def check(self, place: int) -> None:
        """Compare a total with its parts, and keep what it has above them."""
        entries = self.settling.entries
        total = entries[place]
        parts = [n for n in self.places[_key(total)] if _is_part(entries[n], total)]
        if not parts:
            entries[place] = replace(total, kind="count", sums=frozenset())
            return
        candidates = [group for group in (self._block(total, parts), parts) if group]
        off = [abs(total.count - covering([entries[n] for n in group])) for group in candidates]
        added_up = [g for g in candidates if total.count == sum(entries[n].count for n in g)]
        if min(off) and added_up:
            # Rows that leave open what others tell are no sums of those: the total adds them to them.
            self._count(added_up[0])
            return
        nearest = candidates[off.index(min(off))]
        told = [n for n in nearest if entries[n].reported]
        counted = self._settle(told) if told else []
        if min(off):
            claims_all = bool(total.sums & CLAIM_ALL) and len(told) == len(nearest)
            self._differs(total, sum(entries[n].count for n in counted), claims_all)

    def _block(self, total: Entry, parts: Sequence[int]) -> list[int]:
        """Return the parts since the subtotal before a total; none where it is the only one of its kind."""
        entries = self.settling.entries
        near = [entries[n] for n in self.places[_key(total)]]
        alike = {e.row for e in near if e.sums == total.sums and e.row != total.row}
        before = max((row for row in alike if row < total.row), default=0)
        return [n for n in parts if before < entries[n].row < total.row] if alike else []

    def _settle(self, parts: Sequence[int]) -> list[int]:
        """Count the parts that tell most and what the others have above them; return their places."""
        entries = self.settling.entries
        sides: dict[frozenset[str], list[int]] = defaultdict(list)
        for n in parts:
            sides[told_apart(entries[n])].append(n)
        finest, *others = sorted(sides, key=detail, reverse=True)
        counted = list(sides[finest])
        for dims in others:
            before = len(entries)
            counted += self.settling.set_aside(sides[dims], counted, shared(dims, finest))
            self.places[_key(entries[parts[0]])] += range(before, len(entries))
        self._count(counted)
        return counted

    def _count(self, parts: Sequence[int]) -> None:
        """Count parts beside the rows of the table that tell most, whatever they leave open themselves."""
        entries = self.settling.entries
        finest = self._finest(_key(entries[parts[0]]))
        for n in parts:
            if told_apart(entries[n]) != finest and entries[n].count:
                entries[n] = beside(entries[n], finest)

    def _finest(self, key: _Key) -> frozenset[str]:
        """Return how the rows of a school and year that tell most are told apart."""
        near = [self.settling.entries[n] for n in self.places[key]]
        return max((told_apart(entry) for entry in near if entry.kind != "total"), key=detail)

    def _differs(self, total: Entry, summed: int, claims_all: bool) -> None:
        """Keep what a total has above its parts, and say that it differs."""
        settling, key = self.settling, _key(total)
        if total.count > summed:
            settling.entries.append(remainder([total], total.count - summed, self._finest(key)))
            self.places[key].append(len(settling.entries) - 1)
        if total.count > summed and not claims_all:
            settling.notes.append(how_counted(total, total.count, summed))
        else:
            settling.found.append(disagreement(total, total.count, summed))


def _key(entry: Entry) -> _Key:
    return entry.school, entry.school_year, entry.unit, entry.sector


def _is_part(entry: Entry, total: Entry) -> bool:
    """Whether an entry tells apart reports that a total of the same school and year has."""
    if entry.kind == "total":
        return False
    apart = entry.kind == "remainder" or any(is_specific(entry, dim) for dim in total.sums)
    given = [dim for dim in DIMENSIONS - total.sums if is_specific(total, dim)]
    return apart and all(value_of(entry, dim) == value_of(total, dim) for dim in given)


def _across_schools(entries: Sequence[Entry]) -> list[Disagreement]:
    """Return which totals of no school, or of several, differ from their parts: nothing is added to them."""
    index: dict[_Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        index[("", *_key(entry)[1:])].append(entry)
    found = []
    for total in entries:
        if not total.sums or total.school:
            continue
        near = index[_key(total)]
        compared = [parts for dims in _subsets(total.sums) if (parts := _parts(total, dims, near))]
        wrong = (wrong for parts in compared if (wrong := _difference(total, parts, near)) is not None)
        found += [disagreement(total, total.count, summed) for summed in islice(wrong, 1)]
    return found


def _subsets(sums: frozenset[str]) -> list[frozenset[str]]:
    """Return along what a total can be taken apart, the least first."""
    names = sorted(sums)
    return [
        frozenset(s) for s in chain.from_iterable(combinations(names, n) for n in range(1, len(names) + 1))
    ]


def _parts(total: Entry, dims: frozenset[str], near: Sequence[Entry]) -> list[Entry]:
    """Return the entries that a total is the sum of along some dimensions."""
    same = DIMENSIONS - dims
    return [
        entry for entry in near
        if entry is not total
        and entry.sums <= total.sums - dims
        and all(is_specific(entry, dim) for dim in dims)
        and all(value_of(entry, dim) == value_of(total, dim) for dim in same)
    ]  # fmt: skip


def _difference(total: Entry, parts: Sequence[Entry], near: Sequence[Entry]) -> int | None:
    """Return what the parts come to, where that differs from their total."""
    summed = sum(part.count for part in parts)
    if summed == total.count or (total.count > summed and not _are_all(total, parts)):
        return None
    # Subtotals: the total may be of the rows since the one before it.
    before = max((e.row for e in near if e.sums == total.sums and e.row < total.row), default=0)
    block = [part.count for part in parts if before < part.row < total.row]
    return None if before and block and sum(block) == total.count else summed


def _are_all(total: Entry, parts: Sequence[Entry]) -> bool:
    """Whether the parts leave nothing out that a total has."""
    if not all(part.reported for part in parts):
        return False
    return "school" in total.sums or {part.category for part in parts} >= COMPLETE
