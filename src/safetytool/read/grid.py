"""A sheet as it lies in the file, before anything in it is understood."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from safetytool.read.cells import encode, is_words
from safetytool.read.model import Cell

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Merge:
    """A merged range; 0-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """All cells from A1 on: `values[c][codes[r, c]]`, with code -1 for an empty cell."""

    codes: NDArray[np.int32]
    values: tuple[tuple[Cell, ...], ...]
    merges: tuple[Merge, ...] = ()

    @property
    def height(self) -> int:
        """Number of rows, blank ones included."""
        return int(self.codes.shape[0])

    @property
    def width(self) -> int:
        """Number of columns, blank ones included."""
        return int(self.codes.shape[1])

    @cached_property
    def filled(self) -> Flags:
        """Which cells hold something."""
        return self.codes >= 0

    @cached_property
    def words(self) -> tuple[Flags, ...]:
        """For each column, which of its distinct values are text that says more than a number.

        One False more than there are values, so that the code -1 can be looked up as well.
        """
        return tuple(np.array([*map(is_words, values), False]) for values in self.values)

    def cell(self, row: int, column: int) -> Cell | None:
        """One cell; None where it is empty."""
        code = self.codes[row, column]
        return None if code < 0 else self.values[column][code]

    def row(self, row: int) -> list[Cell | None]:
        """All cells of a row."""
        return [self.cell(row, column) for column in range(self.width)]


@dataclass(frozen=True)
class Page:
    """A sheet of a spreadsheet or text file: its grid, or why it is not read (hidden, chart)."""

    name: str
    grid: Grid | None
    why: str = ""


def make_grid(matrix: Sequence[Sequence[Any]], merges: Sequence[Merge] = ()) -> Grid:
    """Encode a matrix of raw cells; all rows have the same length. Merged ranges are as in `encode_grid`."""
    height, width = len(matrix), len(matrix[0]) if matrix else 0
    raw = np.empty((height, width), dtype=object)
    if height and width:
        raw[:] = matrix
    return encode_grid(raw, merges)


def encode_grid(raw: NDArray[np.object_], merges: Sequence[Merge] = ()) -> Grid:
    """Encode raw cells (rows, columns), which are changed.

    The top left value of a merged range is repeated down its first column, so that a class
    merged over its 24 rows is the class of all of them. It is not repeated to the right: what
    lies across columns is a heading, and the header's own affair.
    """
    height, width = raw.shape
    inside = [merge for merge in merges if merge.top < height and merge.left < width]
    for merge in inside:
        raw[merge.top : merge.bottom + 1, merge.left] = raw[merge.top, merge.left]
    by_column = np.ascontiguousarray(raw.T)
    codes = np.empty((width, height), dtype=np.int32)
    values: list[tuple[Cell, ...]] = []
    for column in range(width):
        codes[column], distinct = encode(by_column[column])
        values.append(distinct)
    return Grid(codes.T, tuple(values), tuple(inside))
