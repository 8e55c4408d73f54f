"""Rows that are of one thing: key columns as numbers, whether they are texts or categories."""

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes: TypeAlias = NDArray[np.int64]

MOST = 2**62
"""Numbers of combinations stay below this."""


def numbers(column: "pd.Series[str]") -> tuple[Codes, "pd.Index[str]"]:
    """Number the values of a column from 0; return a number a row, and the values in their order."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, dtype=np.int64), column.cat.categories
    found, values = pd.factorize(column)
    return np.asarray(found, dtype=np.int64), pd.Index(values)


def numbers_together(one: "pd.Series[str]", other: "pd.Series[str]") -> tuple[Codes, Codes, int]:
    """Number the values of two columns as one; return both, and how many numbers there are."""
    (first, values), (second, more) = numbers(one), numbers(other)
    every = values.astype(object).append(more.astype(object)).unique()
    return every.get_indexer(values)[first], every.get_indexer(more)[second], len(every)


def ranks(column: "pd.Series[str]") -> Codes:
    """Number the values of a column from 0 in the order of the values."""
    found, values = numbers(column)
    place = np.empty(len(values), np.int64)
    place[np.argsort(values.to_numpy(object), kind="stable")] = np.arange(len(values))
    return place[found]


def codes(frame: pd.DataFrame, columns: list[str]) -> Codes:
    """Number the distinct combinations of `columns` from 0, one number a row."""
    together, many = np.zeros(len(frame), np.int64), 1
    for name in columns:
        more, values = numbers(frame[name])
        how_many = len(values)
        if many * how_many >= MOST:
            together, many = _close(together, many)
        together = together * how_many + more
        many *= how_many
    return _close(together, many)[0]


def _close(found: Codes, many: int) -> tuple[Codes, int]:
    """Leave out the numbers that no row has."""
    if many > 4 * len(found) + 1000:
        close, values = pd.factorize(found)
        return close.astype(np.int64, copy=False), len(values)
    used = np.zeros(many, bool)
    used[found] = True
    return (np.cumsum(used) - 1)[found], int(used.sum())


def first_rows(found: Codes) -> Codes:
    """Return the first row of every number that `codes` gave; (numbers,)."""
    first = np.zeros(int(found.max(initial=-1)) + 1, np.int64)
    first[found[::-1]] = np.arange(len(found) - 1, -1, -1)
    return first


def sets_of(rows: pd.DataFrame, keys: list[str], column: str) -> dict[tuple[str, ...], frozenset[str]]:
    """Return, by what stands in the key columns, the set of what stands in another."""
    own, (value, names) = codes(rows, keys), numbers(rows[column])
    there = np.zeros((int(own.max(initial=-1)) + 1, len(names)), bool)
    there[own, value] = True
    # Most units have the same set, of which one is enough.
    kinds, kind = np.unique(there, axis=0, return_inverse=True)
    sets = [frozenset(names[each]) for each in kinds]
    units = rows[keys].iloc[first_rows(own)].itertuples(index=False, name=None)
    return {unit: sets[at] for unit, at in zip(units, kind.ravel(), strict=True)}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows one by one, in Python's own numbers and texts: for few rows."""
    rows: list[dict[Any, Any]] = frame.to_dict("records")
    return rows


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with texts for categories: for few rows, which are easier to put together so."""
    named = [name for name, kind in frame.dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(named, object))
