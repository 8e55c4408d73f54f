"""Stated totals against their parts, within one table.

Consumes: the entries of a table. Returns: the entries, a total without parts turned into a plain number,
and the totals that disagree. A total is compared along what it sums: categories, people, schools.

Figures of no school come from publications that often give some of the figures only. Their parts are
compared where they exceed the total, or where every category is there. Bullying need not be: the
inspectors count it as psychological violence. A total that exceeds its parts is no disagreement either
where one of them is not reported.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, combinations
from typing import Final, TypeAlias

from safetytool.advisors.model import Disagreement, Entry

COMPLETE: Final = frozenset({
    "psychological violence", "physical violence", "sexual intimidation", "sexual abuse", "discrimination",
    "radicalisation", "other",
})  # fmt: skip
"""With all of these a list of categories leaves nothing out."""

_Index: TypeAlias = dict[tuple[object, ...], list[Entry]]


def check_totals(entries: Sequence[Entry]) -> tuple[list[Entry], list[Disagreement]]:
    """Compare every total of a table with its parts."""
    index: _Index = defaultdict(list)
    for entry in entries:
        index[(entry.school_year, entry.unit, entry.sector)].append(entry)
    checked: list[Entry] = []
    found: list[Disagreement] = []
    for entry in entries:
        if not entry.sums:
            checked.append(entry)
            continue
        near = index[(entry.school_year, entry.unit, entry.sector)]
        compared = [parts for dims in _subsets(entry.sums) if (parts := _parts(entry, dims, near))]
        alone = not compared and entry.school != ""
        checked.append(replace(entry, kind="count", sums=frozenset()) if alone else entry)
        wrong = next(
            (total for parts in compared if (total := _difference(entry, parts, near)) is not None), None
        )
        if wrong is not None:
            found.append(disagreement(entry, entry.count, wrong))
    return checked, found


def disagreement(entry: Entry, stated: int, summed: int) -> Disagreement:
    """Return that a stated figure differs from its parts."""
    return Disagreement(
        entry.school, entry.school_year, what_is_counted(entry), stated, summed, entry.sheet, entry.row
    )


def what_is_counted(entry: Entry) -> str:
    """Say in English what a figure counts: 'bullying about staff'."""
    category = "all categories" if entry.category == "total" else entry.category
    about = f" about {entry.about}" if entry.about not in {"any", "unknown"} else ""
    by = f" reported by {entry.reporter}" if entry.reporter != "unknown" else ""
    month = f" in {entry.month}" if entry.month and "month" in entry.dims else ""
    return f"{category}{about}{by}{month}"


def _subsets(sums: frozenset[str]) -> list[frozenset[str]]:
    """Return along what a total can be taken apart, the least first."""
    names = sorted(sums)
    return [
        frozenset(s) for s in chain.from_iterable(combinations(names, n) for n in range(1, len(names) + 1))
    ]


def value_of(entry: Entry, dim: str) -> object:
    """Return what an entry says along one dimension."""
    if dim == "unit":
        return entry.class_name, entry.grade
    return getattr(entry, dim)


def is_specific(entry: Entry, dim: str) -> bool:
    """Whether an entry is of one value along a dimension, and not of all together."""
    if dim in entry.sums:
        return False
    nothing = {"category": "total", "about": "any", "month": "", "school": "", "unit": ("", "")}
    return dim in entry.dims if dim == "reporter" else value_of(entry, dim) != nothing.get(dim)


def _parts(total: Entry, dims: frozenset[str], near: Sequence[Entry]) -> list[Entry]:
    """Return the entries that a total is the sum of along some dimensions."""
    same = {"school", "category", "about", "reporter", "month", "unit"} - dims
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
    of_no_school = total.school == "" and "school" not in total.sums
    return not of_no_school or {part.category for part in parts} >= COMPLETE
