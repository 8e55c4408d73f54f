"""Primary and secondary suppression, checked by the attacker that it defends against.

Consumes: a table, its relations, a rule, and earlier reports. Returns: `Result`. The promise: for whoever
knows every published figure, the relations, the rule and the earlier reports, each protected cell can still
be anything from 0 up to the threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from safetytool.disclosure.attack import Bools, Ints, attack, exposed, plainly_exposed
from safetytool.disclosure.choose import Lines, cheapest, lines_of, mend, near
from safetytool.disclosure.earlier import System, assemble
from safetytool.disclosure.marks import SHOWS, Marks, mark_cells, might_be_protected, must_stay_open
from safetytool.disclosure.model import ROUNDING_BASE, Earlier, Relations, Result, Rule, Table

NEAR = 2
"""Lines away from an exposed cell within which another is hidden before marks are made vague."""


@dataclass(frozen=True)
class _State:
    """What has been hidden so far: `secondary` and `blurred` (cells,) as in `mark_cells`."""

    system: System
    rule: Rule
    secondary: Bools
    blurred: Bools

    def marks(self) -> Marks:
        return mark_cells(self.system, self.rule, self.secondary, self.blurred)

    def hidden_more_than(self, other: "_State") -> bool:
        return bool((self.secondary & ~other.secondary).any() or (self.blurred & ~other.blurred).any())


def protect(
    table: Table, relations: Relations, rule: Rule | None = None, known: Sequence[Earlier] = ()
) -> Result:
    """Return what may be shown of every cell.

    Parameters
    ----------
    table, relations : as `board_table` and `relations_of` give them.
    rule : the threshold and the method.
    known : earlier reports, the last one first. Their cells stay as they were.

    Notes
    -----
    1. Every protected value is hidden (primary suppression), with its complement.
    2. In a line (a total and its parts, a composite and its items) that by itself leaves less than the
       protection interval, the cheapest cell is hidden as well, until no line does (`choose`).
    3. The attacker (`attack`) looks at all lines together. Where a protected cell is still exposed, the
       cheapest cell near it is hidden; where there is none, the hidden cells of the item no longer say
       whether they are few; where that does not help either, numbers of answers are hidden. Then from 2.

    Raises
    ------
    ContradictionError
        Where the earlier reports and the table cannot all be true.
    """
    system = assemble(table, relations, known)
    nothing = np.zeros(len(system.values), bool)
    state, lines = _State(system, rule or Rule(), nothing, nothing), lines_of(system)
    while True:
        state = _mended(state, lines)
        marks = state.marks()
        for look in (_plainly_exposed, exposed_cells):
            found = look(system, state.rule, marks)
            wider = state
            for cell in found:
                wider = _wider(wider, lines, marks, int(cell))
            if wider.hidden_more_than(state):
                break
        else:
            return _result(state, marks, found)
        state = wider


def exposed_cells(system: System, rule: Rule, marks: Marks) -> Ints:
    """Return the protected cells that the attacker knows more closely than 0 to the threshold, ascending.

    School years in which everything was published before are skipped: they hold nothing new.
    """
    new = _new(system)
    targets = must_stay_open(system, rule, marks).only(new)
    low, high = marks.known_low.copy(), marks.known_high
    while True:
        maybe = might_be_protected(system, rule, replace(marks, known_low=low)).only(new)
        found = exposed(system.relations, low, high, targets.and_(maybe))
        given_away = targets.cells[found[: len(targets.cells)]]
        larger = maybe.cells[found[len(targets.cells) :]]
        if len(given_away) or not len(larger):
            return np.unique(given_away)
        low[larger] = rule.threshold


def _plainly_exposed(system: System, rule: Rule, marks: Marks) -> Ints:
    """Return those of `exposed_cells` that are seen without a solver."""
    targets = must_stay_open(system, rule, marks).only(_new(system))
    found = plainly_exposed(system.relations, marks.known_low, marks.known_high, targets)
    return np.unique(targets.cells[found])


def _new(system: System) -> Bools:
    """Tell which cells are of a school year of which something is published now, (cells,)."""
    return np.isin(system.year, list(set(system.year[~system.frozen])))


def _mended(state: _State, lines: Lines) -> _State:
    """Return the state in which no line by itself gives anything away that can be helped."""
    while True:
        marks = state.marks()
        targets = must_stay_open(state.system, state.rule, marks)
        secondary, more = mend(lines, marks, targets, state.secondary, state.system.values, state.rule)
        if not more:
            return state
        state = replace(state, secondary=secondary)


def _wider(state: _State, lines: Lines, before: Marks, cell: int) -> _State:
    """Hide something more because of an exposed cell, the least harmful that there is."""
    rings = near(lines, before, cell)
    for ring in rings[:NEAR]:
        if (state.secondary[ring] & np.isin(before.mark[ring], SHOWS)).any():
            return state  # Another exposed cell has had something hidden here already.
        best = cheapest(lines, before, ring, state.system.values, 2.0 * state.rule.threshold - 1)
        if best is not None:
            return replace(state, secondary=_with(state.secondary, best))
    around = np.concatenate([np.array([cell]), *rings[:NEAR]])
    columns = lines.column[around[lines.can_hide[around] & ~before.shows(around)]]
    vague = np.isin(lines.column, columns) & lines.can_hide
    if (vague & ~state.blurred).any():
        return replace(state, blurred=state.blurred | vague)
    for ring in rings[NEAR:]:
        best = cheapest(lines, before, ring, state.system.values, 2.0 * state.rule.threshold - 1)
        if best is not None:
            return replace(state, secondary=_with(state.secondary, best))
    rows = state.system.rows[np.isin(state.system.rows, around).any(axis=1), 0]
    best = cheapest(lines, before, rows, state.system.values, 2.0 * state.rule.threshold - 1)
    return state if best is None else replace(state, secondary=_with(state.secondary, best))


def _with(flags: Bools, cell: int) -> Bools:
    result = flags.copy()
    result[cell] = True
    return result


def _result(state: _State, marks: Marks, found: Ints) -> Result:
    """Return what is shown, of the cells of the table."""
    system, size = state.system, state.system.size
    frame = system.keys.assign(
        value=system.values[:size].astype(np.int64),
        status=marks.status[:size],
        mark=marks.mark[:size],
        shown=np.where(system.frozen, system.shown, _texts(state, marks))[:size],
        low=marks.low[:size],
        high=marks.high[:size],
        earlier=system.frozen[:size],
        revised=system.revised[:size],
    )
    found = found[found < size]
    lowest, highest = attack(system.relations, marks.known_low, marks.known_high, found)
    given_away = system.keys.iloc[found].assign(lowest=lowest, highest=highest)
    return Result(frame, state.rule, given_away.reset_index(drop=True))


def _texts(state: _State, marks: Marks) -> NDArray[np.object_]:
    """Return what stands in the report for every cell."""
    values = np.nan_to_num(state.system.values).astype(np.int64)
    rounded = (ROUNDING_BASE * np.round(values / ROUNDING_BASE)).astype(np.int64)
    whole, part, rest = state.system.rows.T
    rounded[rest] = values[whole] - rounded[part]
    least = state.rule.threshold
    result = np.full(len(values), "", object)
    numbers = {"value": values, "rounded": rounded}
    for mark, number in numbers.items():
        where = marks.mark == mark
        result[where] = number[where].astype(str)
    result[marks.mark == "few"] = f"<{least}"
    for i in np.flatnonzero(marks.mark == "all_but_few"):
        result[i] = f">{marks.low[i] - 1:.0f}"
    for i in np.flatnonzero(marks.mark == "band"):
        result[i] = f"{marks.low[i]:.0f}-{marks.high[i]:.0f}"
    return result
