"""Which cell to hide next, so that little is lost: a greedy heuristic.

Complementary suppression was stated by Cox (1980, JASA 75:377-385) and, as flows through a table, in Cox
(1995, JASA 90:1453-1462). Like HiTaS (de Wolf 2002, Inference Control in Statistical Databases, 74-82) this
one mends line after line, and the loss is not promised to be the smallest; `attack` has the last word. Cheap
is: not the board's figure; in lines where something is hidden already (or another must follow); of a
composite rather than of an item; enough by itself; small.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.disclosure.attack import Bools, Floats, Ints, Targets
from safetytool.disclosure.earlier import System
from safetytool.disclosure.marks import Marks
from safetytool.disclosure.model import Rule


@dataclass(frozen=True)
class Lines:
    """The relations as arrays, and what it would cost to hide a cell.

    `relation`, `cell`, `coefficient`: terms. `kinds` (relations,). `board`, `composite` (cells,): of the
    board, of a composite. `column` (cells,): number of the school year, respondent type, item and kind, -1
    for cells of earlier reports alone. `can_hide` (cells,): n, respondents or concerns of the table, not
    shown before. `start` (cells,): the cell in whose lines a cell stands: the concerns for a rest, else
    itself.
    """

    relation: Ints
    cell: Ints
    coefficient: Floats
    kinds: NDArray[np.object_]
    board: Bools
    composite: Bools
    column: Ints
    can_hide: Bools
    start: Ints


def lines_of(system: System) -> Lines:
    """Return the lines of a system."""
    terms = system.relations.terms
    more = len(system.values) - system.size
    keys = system.keys
    kind = keys["kind"].to_numpy(object)
    can_hide = np.isin(kind, ["n", "respondents", "concerns"]) & ~system.frozen[: system.size]
    pad = np.zeros(more, bool)
    column = keys.groupby(["school_year", "respondent_type", "item", "kind"]).ngroup().to_numpy(np.int64)
    start = np.arange(len(system.values))
    start[system.rows[:, 2]] = system.rows[:, 1]
    return Lines(
        relation=terms["relation"].to_numpy(np.int64),
        cell=terms["cell"].to_numpy(np.int64),
        coefficient=terms["coefficient"].to_numpy(np.float64),
        kinds=np.array(system.relations.kinds, dtype=object),
        board=np.concatenate([(keys["school"] == "").to_numpy(bool), pad]),
        composite=np.concatenate([keys["item"].str.startswith("any.").to_numpy(bool), pad]),
        column=np.concatenate([column, np.full(more, -1)]),
        can_hide=np.concatenate([can_hide, pad]),
        start=start,
    )


def lines_to_mend(lines: Lines, marks: Marks, targets: Targets, rule: Rule) -> Ints:
    """Return the lines that by themselves give away a protected cell, or pin a cell hidden for another.

    Returns
    -------
    The numbers of the lines, ascending.
    """
    relation, cell = lines.relation, lines.cell
    low, high = marks.known_low[cell], marks.known_high[cell]
    lower, upper = _left_by_line(lines, marks)
    need_low, need_high = np.full(len(lines.board), np.inf), np.full(len(lines.board), -np.inf)
    need_low[targets.cells], need_high[targets.cells] = targets.low, targets.high
    wanted = np.isfinite(need_low)[cell]
    bad = wanted & ((lower > need_low[cell]) | (upper < need_high[cell]))
    width = np.minimum(rule.threshold - 1, high - low)
    secondary = (low < high) & ~marks.shows(cell)
    bad |= (lines.kinds == "sum")[relation] & secondary & (upper - lower < width)
    bad &= (lines.kinds != "complement")[relation]
    return np.unique(relation[bad])


def _left_by_line(lines: Lines, marks: Marks) -> tuple[Floats, Floats]:
    """Return the smallest and largest value that its line leaves to the cell of every term, (terms,)."""
    relation, coefficient = lines.relation, lines.coefficient
    low, high = marks.known_low[lines.cell], marks.known_high[lines.cell]
    count = len(lines.kinds)
    ends = coefficient * low, coefficient * high
    least = np.bincount(relation, np.minimum(*ends), minlength=count)[relation]
    most = np.bincount(relation, np.maximum(*ends), minlength=count)[relation]
    equality = (lines.kinds != "at_most")[relation]
    with np.errstate(invalid="ignore"):
        # Coefficients are 1 and -1: the room of a cell is what the others leave of zero.
        upper = np.where(coefficient > 0, low - least, np.where(equality, low + most, np.inf))
        lower = np.where(coefficient > 0, np.where(equality, high - most, -np.inf), high + least)
    # A cell without an upper end makes its own line's sum infinite, which says nothing about it.
    return np.maximum(np.nan_to_num(lower, nan=-np.inf), low), np.minimum(
        np.nan_to_num(upper, nan=np.inf, posinf=np.inf), high
    )


def cheapest(lines: Lines, marks: Marks, candidates: Ints, values: Floats, need: float) -> int | None:
    """Return the candidate that costs least to hide, None where none can be hidden.

    Parameters
    ----------
    candidates : cells.
    values : (cells,) the truth.
    need : a cell at least this large is enough by itself.
    """
    candidates = candidates[lines.can_hide[candidates] & marks.shows(candidates)]
    if not len(candidates):
        return None
    hidden = np.bincount(
        lines.relation, (marks.known_low < marks.known_high)[lines.cell], minlength=len(lines.kinds)
    )
    within = np.isin(lines.cell, candidates) & (lines.kinds == "sum")[lines.relation]
    alone = np.bincount(
        lines.cell[within], hidden[lines.relation[within]] == 0, minlength=len(lines.board)
    )  # fmt: skip
    size = values[candidates]
    frame = pd.DataFrame(
        {
            "board": lines.board[candidates],
            "alone": alone[candidates],
            "item": ~lines.composite[candidates],
            "too_small": size < need,
            "value": np.where(size < need, -size, size),
            "cell": candidates,
        }
    )
    return int(frame.sort_values(list(frame.columns))["cell"].iloc[0])


def mend(
    lines: Lines, marks: Marks, targets: Targets, secondary: Bools, values: Floats, rule: Rule
) -> tuple[Bools, bool]:
    """Hide one more cell in every line that gives something away; tell whether any could be.

    Returns
    -------
    `secondary` with these cells, and whether it is another.
    """
    broken = lines_to_mend(lines, marks, targets, rule)
    if not len(broken):
        return secondary, False
    result = secondary.copy()
    within = np.isin(lines.relation, broken)
    cells = pd.Series(lines.cell[within]).groupby(lines.relation[within])
    for _, members in cells:
        own = members.to_numpy(np.int64)
        if (result & ~secondary)[own].any():
            continue
        best = cheapest(lines, marks, own, values, 2.0 * rule.threshold - 1)
        if best is not None:
            result[best] = True
    return result, bool((result & ~secondary).any())


def near(lines: Lines, marks: Marks, cell: int) -> list[Ints]:
    """Return the cells at 1, 2 ... lines from a cell, going on through hidden cells only.

    The lines of complements are left out: n is hidden last of all.
    """
    usable = (lines.kinds != "complement")[lines.relation]
    relation, members = lines.relation[usable], lines.cell[usable]
    hidden = marks.known_low < marks.known_high
    front = seen = np.unique(lines.start[[cell]])
    rings = []
    while len(front):
        touched = np.unique(relation[np.isin(members, front)])
        ring = np.setdiff1d(members[np.isin(relation, touched)], seen)
        rings.append(ring)
        seen = np.union1d(seen, ring)
        front = ring[hidden[ring]]
    return rings
