"""Who filled in which rows: pupils, staff or parents."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from safetytool.bank.model import RESPONDENT_TYPES, RespondentType
from safetytool.read.model import Cell, Column
from safetytool.recognise.places import parse_respondent_type


def decode(column: Column, read: Callable[[Cell], str]) -> NDArray[np.object_]:
    """Read the distinct values of a column, or their labels, for every row; '' where empty."""
    texts = (column.labels.get(value, value) for value in column.values)
    read_values = np.array([*map(read, texts), ""], dtype=object)
    rows: NDArray[np.object_] = read_values[column.codes]
    return rows


def types_of_rows(column: Column | None, rows: int, otherwise: RespondentType | None) -> NDArray[np.object_]:
    """Return the respondent type of every row.

    Parameters
    ----------
    column : the column that says it, where there is one.
    rows : number of rows.
    otherwise : the type of rows of which no column says it.

    Returns
    -------
    (rows,) text; '' where it is not known. What the column says in words that are not known stays
    '' too: a member of the board is not silently taken for a pupil. Only in a sheet of staff, or of
    parents, where the words that are known say nothing else, the rest is that too: a function that
    is not known is still a function, and a grandmother is no pupil.
    """
    if column is None:
        return np.full(rows, otherwise or "", dtype=object)
    said = decode(column, lambda value: parse_respondent_type(str(value)) or "")
    agrees = otherwise != "pupil" and set(said) <= {otherwise, ""}
    said[(said == "") if agrees else (column.codes < 0)] = otherwise or ""
    return said


def present(types: Iterable[str]) -> list[RespondentType]:
    """Return the respondent types that occur, in the order of the bank."""
    found = set(types)
    return [kind for kind in RESPONDENT_TYPES if kind in found]


def restrict(column: Column, rows: NDArray[np.bool_], header: str | None = None) -> Column:
    """Return `column` with only the cells of `rows`, and only the values that those have."""
    codes = np.where(rows, column.codes, -1)
    used, places = np.unique(codes[codes >= 0], return_inverse=True)
    kept = np.full(len(codes), -1, dtype=np.int32)
    kept[codes >= 0] = places
    return Column(
        header=column.header if header is None else header,
        position=column.position,
        codes=kept,
        values=tuple(column.values[i] for i in used),
        labels=column.labels,
        long_header=column.long_header,
    )
