"""Put the table and the earlier reports in one system: what an attacker has before them.

A cell that an earlier report showed (or hid) stays as it was there; what has changed in the data since is not
shown, because the difference between two reports is the answer of the few who were added.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.disclosure.attack import Bools, Floats, Ints
from safetytool.disclosure.model import CELL, Earlier, Relations, Table


@dataclass(frozen=True)
class System:
    """All cells: those of the table, then those of earlier reports that are others, or were others then.

    `keys`: CELL of the table's cells. `year` (cells,): school year. `values` (cells,): the truth, NaN for
    the others. `frozen`: shown before as `low` to `high`, `mark` and `shown` (of the table's cells, or a
    cell of its own). `revised`: of a row that is no longer what it was; what an attacker knows of the value
    of today is nothing. `rows` (rows, 3): the cells n, concerns and rest of a row.
    """

    keys: pd.DataFrame
    year: NDArray[np.object_]
    values: Floats
    frozen: Bools
    revised: Bools
    low: Floats
    high: Floats
    mark: NDArray[np.object_]
    shown: NDArray[np.object_]
    relations: Relations
    rows: Ints

    @property
    def size(self) -> int:
        """The number of cells of the table."""
        return len(self.keys)


def assemble(table: Table, relations: Relations, known: Sequence[Earlier]) -> System:
    """Return the system of a table and what was published before; of several reports the last one first."""
    cells = table.cells
    kind = cells["kind"].to_numpy(object)
    order = {"n": 0, "concerns": 1, "rest": 2}
    places = np.flatnonzero(np.isin(kind, list(order)))
    row = cells.loc[places].groupby(CELL[:-1]).ngroup().to_numpy()
    within = np.array([order[name] for name in kind[places]], np.int64)
    system = System(
        keys=cells[CELL],
        year=cells["school_year"].to_numpy(object),
        values=cells["value"].to_numpy(np.float64),
        frozen=np.zeros(len(cells), bool),
        revised=np.zeros(len(cells), bool),
        low=np.full(len(cells), np.nan),
        high=np.full(len(cells), np.nan),
        mark=np.full(len(cells), "", object),
        shown=np.full(len(cells), "", object),
        relations=relations,
        rows=places[np.lexsort((within, row))].reshape(-1, 3),
    )
    for report in known:
        system = _joined(system, report, _other_parts(table, relations, report))
    return system


def _other_parts(table: Table, relations: Relations, report: Earlier) -> Bools:
    """Tell which cells of the table are totals of other parts than in an earlier report, (cells,).

    Even where such a total is what it was: if 50 were only shown again because nobody was added, then showing
    it would say so.
    """
    then, now = _parts(report.record, report.relations), _parts(table.cells, relations)
    names = pd.MultiIndex.from_frame(table.cells[CELL])
    both = now.index.intersection(then.index)
    changed = both[(now.loc[both] != then.loc[both]).to_numpy(bool)]
    return np.asarray(names.isin(changed), bool)


def _parts(cells: pd.DataFrame, relations: Relations) -> pd.Series:
    """Return a fingerprint of the parts of every total, by CELL."""
    names = pd.MultiIndex.from_frame(cells[CELL])
    terms = relations.terms
    sums = (np.array(relations.kinds, dtype=object) == "sum")[terms["relation"].to_numpy(np.int64)]
    relation, cell = terms["relation"].to_numpy(np.int64)[sums], terms["cell"].to_numpy(np.int64)[sums]
    total = terms["coefficient"].to_numpy()[sums] > 0
    code = pd.util.hash_pandas_object(cells[CELL], index=False).to_numpy(np.uint64)
    fingerprint = np.zeros(len(relations.kinds), np.uint64)
    np.add.at(fingerprint, relation[~total], code[cell[~total]])
    return pd.Series(fingerprint[relation[total]], names[cell[total]])


def _joined(system: System, report: Earlier, other_parts: Bools) -> System:
    """Add one earlier report; `other_parts` (cells of the table,) as `_other_parts`."""
    record = report.record
    position = pd.Series(np.arange(system.size), pd.MultiIndex.from_frame(system.keys))
    here = position.reindex(pd.MultiIndex.from_frame(record[CELL])).to_numpy(np.float64)
    low, high = record["low"].to_numpy(np.float64), record["high"].to_numpy(np.float64)
    inside = ~np.isnan(here)
    at = np.where(inside, here, 0).astype(np.int64)
    value = system.values[at]
    agrees = inside & (low <= value) & (value <= high) & ~other_parts[at]
    agrees = _unlinked(report.relations, agrees, np.where(agrees, value, low), np.where(agrees, value, high))
    extra = np.flatnonzero(~agrees)
    target = at.copy()
    target[extra] = len(system.values) + np.arange(len(extra))
    first = inside & ~system.frozen[at]
    frozen, revised = system.frozen.copy(), system.revised.copy()
    lows, highs = system.low.copy(), system.high.copy()
    mark, shown = system.mark.copy(), system.shown.copy()
    frozen[at[first]] = True
    # A second report that says something else of a cell would be a revision that nobody may see either.
    revised[at[inside & ((value < low) | (value > high))]] = True
    revised[: system.size] |= other_parts
    revised[system.rows[revised[system.rows].any(axis=1)]] = True
    lows[at[first]], highs[at[first]] = low[first], high[first]
    marks, texts = record["mark"].to_numpy(object), record["shown"].to_numpy(object)
    mark[at[first]], shown[at[first]] = marks[first], texts[first]
    own = report.relations.terms.assign(cell=target[report.relations.terms["cell"].to_numpy()])
    return System(
        keys=system.keys,
        year=np.concatenate([system.year, record["school_year"].to_numpy(object)[extra]]),
        values=np.concatenate([system.values, np.full(len(extra), np.nan)]),
        frozen=np.concatenate([frozen, np.ones(len(extra), bool)]),
        revised=np.concatenate([revised, np.zeros(len(extra), bool)]),
        low=np.concatenate([lows, low[extra]]),
        high=np.concatenate([highs, high[extra]]),
        mark=np.concatenate([mark, marks[extra]]),
        shown=np.concatenate([shown, texts[extra]]),
        relations=_united(system.relations, Relations(own, report.relations.kinds)),
        rows=system.rows,
    )


def _unlinked(relations: Relations, agrees: Bools, low: Floats, high: Floats) -> Bools:
    """Return which cells of an earlier report are the table's cells of today.

    Where a relation of then does not hold with the values of today, something in it that was hidden has
    changed since: none of its cells is taken for today's.
    """
    terms = relations.terms
    relation, cell = terms["relation"].to_numpy(np.int64), terms["cell"].to_numpy(np.int64)
    coefficient = terms["coefficient"].to_numpy(np.float64)
    count = len(relations.kinds)
    ends = coefficient * low[cell], coefficient * high[cell]
    least = np.bincount(relation, np.minimum(*ends), minlength=count)
    most = np.bincount(relation, np.maximum(*ends), minlength=count)
    equality = np.array([kind != "at_most" for kind in relations.kinds], bool)
    broken = (least > 0) | (equality & (most < 0))
    changed = np.zeros(len(agrees), bool)
    changed[cell[broken[relation]]] = True
    agrees = agrees & ~changed
    # n, concerns and rest of a row go together, so that a rest is always that of its own row.
    complement = np.array([kind == "complement" for kind in relations.kinds], bool)[relation]
    apart = np.bincount(relation[complement], ~agrees[cell[complement]], minlength=count) > 0
    agrees[cell[complement & apart[relation]]] = False
    return agrees


def _united(first: Relations, second: Relations) -> Relations:
    """Return the relations of both, each once."""
    shift = len(first.kinds)
    terms = pd.concat(
        [first.terms, second.terms.assign(relation=second.terms["relation"] + shift)], ignore_index=True
    ).sort_values(["relation", "cell"], ignore_index=True)
    kinds = [*first.kinds, *second.kinds]
    code = pd.util.hash_pandas_object(terms[["cell", "coefficient"]], index=False).to_numpy(np.uint64)
    total = np.zeros(len(kinds), np.uint64)
    np.add.at(total, terms["relation"].to_numpy(), code)
    frame = pd.DataFrame({"total": total, "kind": kinds})
    keep = ~frame.duplicated().to_numpy()
    numbers = np.cumsum(keep) - 1
    terms = terms[keep[terms["relation"].to_numpy()]]
    terms = terms.assign(relation=numbers[terms["relation"].to_numpy()])
    return Relations(
        terms.reset_index(drop=True), [k for k, wanted in zip(kinds, keep, strict=True) if wanted]
    )
