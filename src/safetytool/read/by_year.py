"""A large Parquet file, a school year at a time."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from safetytool.read.formats import find_format
from safetytool.read.model import Cell, Source
from safetytool.read.on_disk import check_and_hash
from safetytool.read.parquet import count_rows, read_column, read_parquet

LARGE_ROWS: Final = 250_000
"""A Parquet file of more rows is read a school year at a time; other files fit in memory by their limits."""

LOOKED_AT: Final = 20_000
"""So many rows show which column has the school year."""


def is_large(path: Path) -> bool:
    """Whether a file is read a school year at a time."""
    return path.suffix.casefold() == ".parquet" and path.is_file() and count_rows(path) > LARGE_ROWS


@dataclass(frozen=True)
class LargeFile:
    """A large Parquet file, of which nothing is in memory."""

    path: Path
    sha256: str
    rows: int

    def head(self) -> Source:
        """The first rows."""
        return self._source(np.arange(self.rows) < LOOKED_AT)

    def years(self, position: int, key: Callable[[Cell], str]) -> dict[str, Callable[[], Source]]:
        """Every school year in the column at `position`, as `key` reads it, and what reads its rows.

        Empty cells are a year of their own, ''.
        """
        column = read_column(self.path, position)
        keys = np.array([*map(key, column.values), ""], dtype=object)

        def reader(year: str) -> Callable[[], Source]:
            return lambda: self._source((keys == year)[column.codes])

        return {str(year): reader(year) for year in sorted(set(keys[np.unique(column.codes)]))}

    def whole(self) -> Source:
        """All rows at once."""
        return self._source(None)

    def _source(self, rows: NDArray[np.bool_] | None) -> Source:
        sheets = read_parquet(self.path, self.path.stem, rows=rows)
        return Source(os.fspath(self.path), self.path.name, self.sha256, tuple(sheets))


def open_large(path: Path) -> LargeFile:
    """Check a large file, as `read_source` does, and read nothing yet.

    Raises
    ------
    InputError
        It is no Parquet file, or larger than the limits allow.
    """
    digest = check_and_hash(path)
    find_format(path)
    return LargeFile(path, digest, count_rows(path))
