"""Sets aside what is told of the same reports from another side, and keeps what only that side has.

Consumes: entries, and which of them count. Returns: what counts as well. The entries that are set aside
become totals; where they disagree with those that count, it is noted.
Leaves out: which of the entries count (see `totals` and `views`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from safetytool.advisors.model import Disagreement, Entry
from safetytool.advisors.remainders import (
    COMPARED,
    detail,
    disagreement,
    how_counted,
    remainder,
    shortfalls,
    told_apart,
    value_of,
)
from safetytool.codes import About, Category


@dataclass
class Settling:
    """The entries while one side after the other is settled."""

    entries: list[Entry]
    found: list[Disagreement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def set_aside(self, places: Sequence[int], counted: Sequence[int], along: Sequence[str]) -> list[int]:
        """Make entries totals, and return the places of what counts because those that count have not got it.

        Where nothing of it is among them, that is the entries themselves, and else a remainder.
        """
        others, known = [self.entries[n] for n in places], [self.entries[n] for n in counted]
        same = {e.table for e in others} == {e.table for e in known}
        self.found += _smaller(others, known, along)
        finest = max((told_apart(entry) for entry in known), key=detail)
        kept: list[Entry] = []
        added: list[int] = []
        for short in shortfalls(_told_once(others, known), known, along):
            whole = remainder(short.told, short.number, finest)
            all_missing = short.number == sum(e.count for e in short.told)
            if not same:
                self.found.append(disagreement(whole, short.stated, short.counted))
            elif not all_missing:
                self.notes.append(how_counted(whole, short.stated, short.counted))
            if all_missing:
                kept += short.told
            else:
                added.append(len(self.entries))
                self.entries.append(whole)
        for place in places:
            if any(self.entries[place] is entry for entry in kept):
                added.append(place)
            else:
                self.entries[place] = replace(self.entries[place], kind="total")
        return added


def shared(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """Return along which dimensions two sides are compared figure by figure."""
    both = set(one) & set(other)
    return [dim for dim in COMPARED if dim in both]


def _smaller(others: Sequence[Entry], counted: Sequence[Entry], along: Sequence[str]) -> list[Disagreement]:
    """Return where another side has fewer reports than the one that counts."""
    if not along:
        # Part of the reports may be told from a side; a plain number of reports is of all.
        summed, plain = sum(e.count for e in counted), [e for e in others if not told_apart(e)]
        stated = sum(e.count for e in plain)
        whole = replace(others[0], category="total", about="any", reporter="unknown", dims=frozenset())
        return [disagreement(whole, stated, summed)] if plain and stated < summed else []
    stated_by: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    sums: dict[tuple[object, ...], int] = defaultdict(int)
    for entry in others:
        stated_by[_key(entry, along)].append(entry)
    for entry in counted:
        sums[_key(entry, along)] += entry.count
    found = []
    for key, told in stated_by.items():
        if (stated := sum(e.count for e in told)) < sums[key]:
            only = dict(zip(along, key, strict=True))
            category, about = only.get("category", "total"), only.get("about", "any")
            whole = replace(told[0], category=cast("Category", category), about=cast("About", about))
            found.append(disagreement(whole, stated, sums[key]))
    return found


def _told_once(others: Sequence[Entry], counted: Sequence[Entry]) -> Sequence[Entry]:
    """Leave out sentences that repeat how many reports there were, where their sum is more than there are."""
    if any(entry.table or told_apart(entry) for entry in others):
        return others
    summed = sum(e.count for e in counted)
    if max(entry.count for entry in others) == summed:
        return []
    once = list({entry.count: entry for entry in others}.values())
    return once if sum(e.count for e in once) >= summed else others


def _key(entry: Entry, dims: Sequence[str]) -> tuple[object, ...]:
    return tuple(value_of(entry, dim) for dim in dims)
