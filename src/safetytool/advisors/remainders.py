"""What a stated number of reports has above the reports that are told apart: a report is never lost.

Consumes: entries that state a number, and those that count. Returns: which of the stated reports are not
among those that count, and an entry that counts them with what is certain of them.
Leaves out: which figures are stated of the same reports (see `totals` and `views`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, cast

from safetytool.advisors.model import Disagreement, Entry
from safetytool.codes import About, Category, Reporter

COMPARED: Final = ("category", "about")
"""Along these two, sides of the same reports are compared figure by figure."""
WEIGHT: Final = {"category": 16, "about": 8, "unit": 4, "month": 2, "reporter": 1}
"""How much it tells to tell reports apart along a dimension."""
_OPEN: Final[Mapping[str, frozenset[object]]] = {
    "category": frozenset({"total"}), "about": frozenset({"any", "unknown"}),
}  # fmt: skip
"""What is no value along a dimension: such a report may be of any."""


@dataclass(frozen=True)
class Shortfall:
    """Stated reports that are not among those that count."""

    told: tuple[Entry, ...]
    """The entries that state them."""
    values: Mapping[str, object]
    """Along which of COMPARED they fall short, and of what."""
    stated: int
    counted: int

    @property
    def number(self) -> int:
        """How many are missing."""
        return self.stated - self.counted


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


def told_apart(entry: Entry) -> frozenset[str]:
    """Return by what an entry is told apart from others.

    A report of a list is told apart as all of the list are, whatever it leaves open; so is a remainder.
    """
    if entry.kind in {"case", "remainder"}:
        return entry.dims
    return frozenset(d for d in entry.dims if d not in COMPARED or is_specific(entry, d))


def detail(dims: Iterable[str]) -> int:
    """Return how much such a way to tell reports apart tells."""
    return sum(WEIGHT.get(dim, 0) for dim in dims)


def shortfalls(told: Sequence[Entry], counted: Sequence[Entry], dims: Sequence[str]) -> list[Shortfall]:
    """Return which stated reports are not among those that count.

    They are compared cell by cell along all of `dims` first, then along fewer of them, and in the end all
    together; what is found to be missing in a cell is not missing again in a sum. Where people are compared
    without the category, a report that counts about nobody named may be the one that is stated.
    """
    found: list[Shortfall] = []
    for size in range(len(dims), -1, -1):
        for along in combinations(dims, size):
            spare = _about_nobody(counted, found) if along == ("about",) else 0
            for values, group in _cells(told, along):
                stated = sum(entry.count for entry in group)
                have = sum(e.count for e in counted if _is_of(e, values))
                have += sum(f.number for f in found if values.items() <= f.values.items())
                absorbed = min(spare, max(stated - have, 0))
                spare, have = spare - absorbed, have + absorbed
                if stated > have:
                    found.append(Shortfall(tuple(group), values, stated, have))
    return found


def _cells(told: Sequence[Entry], along: Sequence[str]) -> list[tuple[dict[str, object], list[Entry]]]:
    """Return the entries by their value along some dimensions, without those that leave one open."""
    cells: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in told:
        values = tuple(value_of(entry, dim) for dim in along)
        if not any(value in _OPEN[dim] for dim, value in zip(along, values, strict=True)):
            cells[values].append(entry)
    return [(dict(zip(along, values, strict=True)), group) for values, group in cells.items()]


def _is_of(entry: Entry, values: Mapping[str, object]) -> bool:
    return all(value_of(entry, dim) == value for dim, value in values.items())


def _about_nobody(counted: Sequence[Entry], found: Sequence[Shortfall]) -> int:
    """Return how many reports count that do not say whom they are about."""
    return sum(e.count for e in counted if e.about in _OPEN["about"]) + sum(
        f.number for f in found if "about" not in f.values
    )


def covering(entries: Sequence[Entry]) -> int:
    """Return how many reports there must be at least for all these entries to be true."""
    sides: dict[frozenset[str], list[Entry]] = defaultdict(list)
    for entry in entries:
        sides[told_apart(entry)].append(entry)
    finest, *others = sorted(sides, key=detail, reverse=True)
    counted = list(sides[finest])
    for dims in others:
        shared = [dim for dim in COMPARED if dim in dims & finest]
        missing = shortfalls(sides[dims], counted, shared)
        counted += [remainder(short.told, short.number, finest) for short in missing]
    return sum(entry.count for entry in counted)


def remainder(told: Sequence[Entry], number: int, dims: frozenset[str]) -> Entry:
    """Return an entry that counts what the others leave out, with what all entries that state it say.

    Parameters
    ----------
    told : the entries that state the number, one or more.
    dims : by what the reports that count are told apart: it is counted beside them.
    """
    about = _common(told, "about", "unknown")
    return replace(
        told[0], count=number, reported=True, kind="remainder", sums=frozenset(), dims=dims,
        category=cast("Category", _common(told, "category", "total")),
        about=cast("About", "unknown" if about == "any" else about),
        reporter=cast("Reporter", _common(told, "reporter", "unknown")),
        category_text=_common(told, "category_text"), month=_common(told, "month"),
        class_name=_common(told, "class_name"), grade=_common(told, "grade"),
        remark=_common(told, "remark"), follow_up=_common(told, "follow_up"),
    )  # fmt: skip


def beside(entry: Entry, dims: frozenset[str]) -> Entry:
    """Return an entry as one that is counted beside reports that are told apart by more than it tells."""
    unknown = replace(entry, about="unknown") if entry.about == "any" and "about" in dims else entry
    return unknown if told_apart(unknown) == dims else remainder([entry], entry.count, dims)


def _common(told: Sequence[Entry], name: str, otherwise: str = "") -> str:
    """Return what all entries say, or else what it is otherwise."""
    values: set[str] = {getattr(entry, name) for entry in told}
    return values.pop() if len(values) == 1 else otherwise


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


def how_counted(entry: Entry, stated: int, summed: int) -> str:
    """Say in English that a figure has more reports than its parts, which need not be all of them."""
    return (
        f"{entry.sheet}, row {entry.row}: {what_is_counted(entry)} is stated as {stated}, and what is told "
        f"apart of it adds up to {summed}; {stated - summed} more counted as not specified further."
    )
