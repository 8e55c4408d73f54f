"""What reading gives: sources, their sheets, and the table found in each sheet.

A column is dictionary-encoded as soon as it is read (distinct values and an index per row),
so that everything after this works on the few distinct values instead of on every cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
"""One non-empty value of a cell. Text is stripped, with no-break and repeated spaces folded."""


@dataclass(frozen=True)
class Column:
    """One column of a table: `values[codes[i]]` is the cell of data row i; -1 is an empty cell."""

    header: str
    position: int
    """0-based column in the sheet."""
    codes: NDArray[np.signedinteger[Any]]
    """Of any signed type that holds the number of values."""
    values: tuple[Cell, ...]
    labels: Mapping[Cell, str] = field(default_factory=dict)
    """What the instrument itself says that a value means (SPSS value labels, a codebook sheet)."""
    long_header: str = ""
    """The question text where the file keeps it apart from a code (SPSS variable label, codebook)."""

    def counts(self) -> NDArray[np.int64]:
        """How often each of `values` occurs."""
        used = self.codes[self.codes >= 0]
        return np.bincount(used, minlength=len(self.values)).astype(np.int64)


@dataclass(frozen=True)
class LeftOut:
    """Rows of the sheet that are not data: totals, notes under the table, blank rows."""

    reason: str
    """One of: total, note, blank, repeated_header."""
    rows: tuple[int, ...]
    """1-based row numbers in the sheet."""


@dataclass(frozen=True)
class Table:
    """The table found in a sheet. Row numbers count from 1, as a spreadsheet shows them."""

    header_row: int
    """The last header row."""
    rows: NDArray[np.int64]
    """The sheet's row number of each data row."""
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()
    """The filled cells above the header, in reading order; a label and its value beside it are
    joined as 'label: value'."""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet of a source, with its table, or with the reason why it has none."""

    name: str
    table: Table | None
    why: str
    """Why it has no table: hidden, empty, chart, codebook, no_table; '' where it has one."""
    notes: tuple[str, ...] = ()
    """Remarks for the user about how the sheet was read (plain English sentences)."""


@dataclass(frozen=True)
class Source:
    """One input file, read."""

    path: str
    """As the user gave it; for messages."""
    name: str
    """File name without folders."""
    sha256: str
    sheets: tuple[Sheet, ...]
