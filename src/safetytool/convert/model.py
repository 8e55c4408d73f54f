"""What converting makes: a table of columns, each with its distinct texts and an index per row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.read.cells import smallest
from safetytool.read.model import Cell, Column, Sheet, Source, Table

PLACES: Final = ("school", "school_year", "respondent_type", "grade", "class", "gender", "respondent_id")
"""The headers of the columns that say where, when and by whom; each is recognised by its name."""


@dataclass(frozen=True)
class NewColumn:
    """One column to write: `values[codes[i]]` is the text of row i; -1 is an empty cell."""

    header: str
    codes: NDArray[np.signedinteger[Any]]
    values: tuple[str, ...]
    about: Mapping[str, str] = field(default_factory=dict)
    """What is worth keeping of where it comes from: its item and scale, and its headers in the files."""


@dataclass(frozen=True)
class ConvertedTable:
    """One table to write, its rows ordered by school year and then by school."""

    columns: tuple[NewColumn, ...]
    years: NDArray[np.object_]
    """(rows,) the school year of every row."""
    files: tuple[str, ...]
    """The names of the files whose rows it has."""
    left_out: tuple[str, ...] = ()
    """Headers of columns that it could not have without being read otherwise."""

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.years)

    def as_source(self, path: str, stem: str) -> Source:
        """Return the table as it will be read."""
        columns = tuple(
            Column(column.header, place, column.codes, column.values)
            for place, column in enumerate(self.columns)
        )
        numbers = np.arange(2, self.rows + 2, dtype=np.int64)
        return Source(path, f"{stem}.parquet", "", (Sheet(stem, Table(1, numbers, columns), ""),))


def encoded(header: str, texts: Iterable[object], about: Mapping[str, str] | None = None) -> NewColumn:
    """Return a column of the texts of all rows; '' is an empty cell."""
    codes, values = pd.factorize(np.asarray(list(texts), dtype=object), sort=True)
    kept = [str(value) for value in values]
    codes = codes.astype(np.int32)
    if kept and kept[0] == "":
        kept, codes = kept[1:], codes - 1
    return NewColumn(header, smallest(codes, len(kept)), tuple(kept), about or {})


def text_of(column: Column, value: Cell) -> str:
    """Return a cell as text: its label where the instrument gives one; whole numbers without a point."""
    shown = column.labels.get(value, value)
    if isinstance(shown, float) and shown.is_integer():
        shown = int(shown)
    return str(shown)


def joined_header(column: Column) -> str:
    """Return a header with the text of the question behind it, where the file keeps the two apart."""
    parts = dict.fromkeys(" ".join(part.split()) for part in (column.header, column.long_header))
    return " - ".join(part for part in parts if part)
