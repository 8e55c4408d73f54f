"""What everybody can know about the figures of a report, beside sums: a question is part of its composite.

A report shows all questions of a subject together, and of a few also the one that everybody asks about. Who
is bullied is among those with any worrying answer on bullying, violence or discrimination: so the first
figure is at most the second. (`disclosure.relations_of` knows composites of which every question is in the
table; here most are not.)
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from safetytool.bank.model import Bank
from safetytool.disclosure import CELL, Earlier, Relations, Table, earlier_report, relations_of


def relations_between(table: Table, parts: Mapping[str, str]) -> Relations:
    """Return every relation between the cells of a report's table.

    `parts`: a question -> the composite that it is part of, as `parts_of`. An inequality that the data break
    (more answers than respondents, in an aggregated export) is nothing that anybody could use.
    """
    pairs = _pairs(table.cells, parts)
    value = table.cells["value"].to_numpy(np.float64)
    hold = value[pairs["cell"].to_numpy(int)] <= value[pairs["whole"].to_numpy(int)]
    return _with(relations_of(table), pairs[hold])


def earlier_with(record: pd.DataFrame, parts: Mapping[str, str]) -> Earlier:
    """Return an earlier report, with the same relations, from what its record says."""
    earlier = earlier_report(record)
    return Earlier(earlier.record, _with(earlier.relations, _pairs(earlier.record, parts)))


def parts_of(bank: Bank, items: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return of every published question its composite, where that is published too."""
    shown = {item for of in items.values() for item in of}
    wholes = {item: f"any.{bank.items[item].domain}" for item in shown if item in bank.items}
    return {item: whole for item, whole in sorted(wholes.items()) if whole in shown}


def _pairs(cells: pd.DataFrame, parts: Mapping[str, str]) -> pd.DataFrame:
    """Return the row numbers of a part and of its whole: for answers, and for concerns."""
    numbered = cells[CELL].assign(cell=np.arange(len(cells)))
    counted = numbered[numbered["kind"].isin(["n", "concerns"])]
    own = counted[counted["item"].isin(parts)]
    own = own.assign(item=own["item"].map(dict(parts)))
    return own.merge(counted.rename(columns={"cell": "whole"}), on=CELL)[["cell", "whole"]]


def _with(relations: Relations, pairs: pd.DataFrame) -> Relations:
    """Add part <= whole for every pair."""
    numbers = len(relations.kinds) + np.arange(len(pairs))
    lower = pd.DataFrame({"relation": numbers, "cell": pairs["cell"], "coefficient": 1})
    upper = pd.DataFrame({"relation": numbers, "cell": pairs["whole"], "coefficient": -1})
    terms = pd.concat([relations.terms, lower, upper], ignore_index=True).astype("int64")
    return Relations(terms, [*relations.kinds, *["at_most"] * len(pairs)])
