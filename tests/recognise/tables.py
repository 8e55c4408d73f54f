"""Columns and tables made by hand."""

from collections.abc import Iterable, Mapping

import numpy as np

from safetytool.read.model import Cell, Column, Table


def column(
    header: str,
    cells: Iterable[Cell | None],
    *,
    labels: Mapping[Cell, str] | None = None,
    long_header: str = "",
    position: int = 0,
) -> Column:
    """A column with these cells; None is an empty cell. True and 1 are two values."""
    given = list(cells)
    places: dict[tuple[bool, Cell], int] = {}
    codes = [
        -1 if cell is None else places.setdefault((isinstance(cell, bool), cell), len(places))
        for cell in given
    ]
    return Column(
        header,
        position,
        np.array(codes, dtype=np.int32),
        tuple(cell for _, cell in places),
        labels or {},
        long_header,
    )


def table(*columns: Column) -> Table:
    """A table with its header on row 1."""
    rows = len(columns[0].codes)
    return Table(1, np.arange(2, rows + 2, dtype=np.int64), columns)
