"""Columns that belong to another table, standing beside the main one on the same sheet."""

import numpy as np
from numpy.typing import NDArray

from safetytool.read.grid import Grid
from safetytool.read.header import Header

SHORTER = 0.5
"""A block beside the table is a table of its own if it ends within this part of the table's rows..."""

DENSE = 0.8
"""...and is filled this far over the rows that it has; a column of remarks is scattered instead."""

SAME_HEADERS = 0.5
"""Or if at least this part of its headers occurs in the main table too."""


def main_columns(grid: Grid, header: Header) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The columns (0-based) of the main table, and a note for each other table beside it.

    Blocks of columns are separated by blank columns. A blank column inside one table is common,
    so a block is only set apart where its rows or its headers show that it is another table.
    """
    present = grid.filled[header.last + 1 :].any(axis=0) | np.array([bool(name) for name in header.names])
    columns = np.flatnonzero(present)
    blocks = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    if len(blocks) == 1:
        return columns, ()
    main = max(range(len(blocks)), key=lambda i: _size(grid, header, blocks[i]))
    kept, notes = [blocks[main]], []
    for place, block in enumerate(blocks):
        if place == main:
            continue
        if _is_apart(grid, header, blocks[main], block):
            notes.append(
                f"Columns {column_letters(int(block[0]))} to {column_letters(int(block[-1]))} look like "
                "another table beside the main one; they were not read. Put them on a sheet of their own."
            )
        else:
            kept.append(block)
    return np.sort(np.concatenate(kept)), tuple(notes)


def _size(grid: Grid, header: Header, block: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(grid.filled[header.last + 1 :][:, block]))


def _is_apart(grid: Grid, header: Header, main: NDArray[np.int64], block: NDArray[np.int64]) -> bool:
    names = [header.names[column] for column in block if header.names[column]]
    shared = {header.names[column] for column in main} & set(names)
    if len(names) >= 2 and len(shared) >= SAME_HEADERS * len(names):
        return True
    own = np.flatnonzero(grid.filled[header.last + 1 :][:, block].any(axis=1))
    rows = np.flatnonzero(grid.filled[header.last + 1 :][:, main].any(axis=1))
    if len(own) < 2 or not len(rows):
        return False
    if own[-1] > rows[-1]:
        return True
    extent = int(own[-1] - own[0]) + 1
    return bool(own[-1] < SHORTER * (rows[-1] + 1) and len(own) >= DENSE * extent)


def column_letters(column: int) -> str:
    """The name of a column as a spreadsheet shows it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
