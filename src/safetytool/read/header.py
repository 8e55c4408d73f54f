"""Finding the header of a table: one row or two, under any number of titles and notes.

A row is a header as far as it (1) stands above the columns that are filled below it, (2) holds
words rather than numbers, (3) does not occur again below in the same columns, as answers do,
and (4) holds distinct texts. The product of the four is its score; the first row that comes
close to the best is taken. Two adjacent rows count as one header where `header_pairs` says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from safetytool.read.cells import is_words
from safetytool.read.grid import Flags, Grid
from safetytool.read.header_pairs import join_names, join_rows
from safetytool.read.header_words import are_legends, is_import_id, is_legend, is_metadata
from safetytool.read.model import Cell

SEARCHED_ROWS = 60
"""A header is looked for in so many filled rows."""

CERTAINLY_DATA = 0.7
"""A row of which more than this occurs again below is not looked at further."""

USED_SHARE = 0.2
"""A column belongs to the table if it is filled this often, relative to its best filled column."""

MAX_REPEATED = 1 / 3
"""A header that is printed again makes up at most this part of the rows below it."""

MIN_SCORE = 0.35
"""Below this score nothing in the sheet looks like a header."""

CLOSE_TO_BEST = 0.9
"""The first row that scores at least this part of the best score is the header."""


@dataclass(frozen=True)
class Header:
    """The header found: its first and last row (0-based) and the text above each column."""

    first: int
    last: int
    names: tuple[str, ...]
    """One for each column of the sheet; '' where the header says nothing."""


def find_header(grid: Grid) -> Header | None:
    """The most likely header of the main table, or None where no row looks like one."""
    rows = np.flatnonzero(grid.filled.any(axis=1))
    # The last filled row has nothing below it, so it heads nothing.
    candidates = [int(row) for row in rows[:-1][:SEARCHED_ROWS]]
    recurring = _recurring(grid, candidates)
    scored = [_score(grid, row, recurring) for row in candidates]
    best = max((score for score, _ in scored), default=0.0)
    if best < MIN_SCORE:
        return None
    place = next(i for i, (score, _) in enumerate(scored) if score >= CLOSE_TO_BEST * best)
    header = scored[place][1]
    # A table further down may repeat some headers of the first one, which are no data for that.
    for row in candidates[:place]:
        recurring[row] = recurring[row] & (grid.codes[row] != grid.codes[header.last])
    for row in candidates[:place]:
        score, earlier = _score(grid, row, recurring)
        if score >= CLOSE_TO_BEST * best and earlier.last + 1 < header.first:
            return _with_rows_below(grid, earlier)
    return _with_rows_below(grid, header)


def _recurring(grid: Grid, candidates: Sequence[int]) -> dict[int, Flags]:
    """For each candidate row, which of its cells occur again further down in the same column.

    Whole rows that are repeated now and then do not count: those are headers printed again. Rows
    that make up much of the sheet are respondents with the same answers, and do count.
    """
    offsets = np.concatenate([[0], np.cumsum([len(values) for values in grid.values])[:-1]]).astype(np.int64)
    ids = np.where(grid.filled, grid.codes + offsets, -1)
    remaining = np.bincount(ids[grid.filled], minlength=int(sum(len(values) for values in grid.values)))
    fingerprints = _fingerprints(ids)
    found: dict[int, Flags] = {}
    done = 0
    for row in candidates:
        for passed in range(done, row + 1):
            np.subtract.at(remaining, ids[passed][grid.filled[passed]], 1)
        done = row + 1
        below = fingerprints[row + 1 :]
        repeats = int(np.count_nonzero(below == fingerprints[row]))
        if repeats > MAX_REPEATED * len(below):
            repeats = 0
        again = np.zeros(grid.width, dtype=bool)
        here = grid.filled[row]
        again[here] = remaining[ids[row][here]] > repeats
        found[row] = again
    return found


def _fingerprints(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for each row that is equal for equal rows (and by chance for hardly any others)."""
    weights = np.random.default_rng(0).integers(1, 1 << 62, size=ids.shape[1], dtype=np.int64)
    with np.errstate(over="ignore"):
        return ids @ weights


def _score(grid: Grid, row: int, recurring: dict[int, Flags]) -> tuple[float, Header]:
    """How much a row, or the pair that it forms with the next, looks like a header (0 to 1)."""
    cells = grid.row(row)
    single = Header(row, row, tuple("" if cell is None else str(cell) for cell in cells))
    if is_metadata(cells) or is_legend(cells):
        return 0.0, single
    # The next row is asked too, as cells that are merged over two header rows occur again in it.
    looked_at = [other for other in (row, row + 1) if other in recurring]
    is_data = all(_share_again(grid, other, recurring) > CERTAINLY_DATA for other in looked_at)
    if is_data and not any(_question_numbers(grid, row)):
        return 0.0, single
    if row + 1 in recurring:
        names = join_rows(grid, row, recurring[row + 1])
        if names is not None:
            pair = Header(row, row + 1, names)
            return _score_rows(grid, pair, recurring), pair
    return _score_rows(grid, single, recurring), single


def _share_again(grid: Grid, row: int, recurring: dict[int, Flags]) -> float:
    return float(np.count_nonzero(recurring[row]) / np.count_nonzero(grid.filled[row]))


def _score_rows(grid: Grid, header: Header, recurring: dict[int, Flags]) -> float:
    named = np.array([bool(name) for name in header.names])
    below = grid.filled[header.last + 1 :].sum(axis=0)
    used = below >= max(1.0, USED_SHARE * below.max(initial=0))
    if not below.any():
        return 0.0
    coverage = np.count_nonzero(named & used) / np.count_nonzero(used)
    filled = words = again = 0
    last = grid.row(header.last)
    for row in range(header.first, header.last + 1):
        cells = grid.row(row)
        counting = _question_numbers(grid, row)
        # A header cell merged over both rows occurs again, but only in the header.
        same = [row < header.last and cell == lower for cell, lower in zip(cells, last, strict=True)]
        filled += sum(cell is not None for cell in cells)
        words += sum(is_words(cell) or up for cell, up in zip(cells, counting, strict=True))
        again += int(np.count_nonzero(recurring[row] & ~np.array(counting) & ~np.array(same)))
    names = [name for name in header.names if name]
    distinct = len(set(names)) / len(names)
    return float(coverage * (0.3 + 0.7 * words / filled) * (1 - again / filled) * distinct**0.5)


def _question_numbers(grid: Grid, row: int) -> list[bool]:
    """Which cells of a row number the questions; none where there are words right above: these do."""
    counting = counting_up(grid.row(row))
    if row and all(is_words(grid.cell(row - 1, column)) for column, up in enumerate(counting) if up):
        return [False] * len(counting)
    return counting


def counting_up(cells: Sequence[Cell | None]) -> list[bool]:
    """Which cells are the numbers of questions: each one more than the last, two of them only from 1 on."""
    places = [i for i, cell in enumerate(cells) if isinstance(cell, int | float | str) and not is_words(cell)]
    numbers = [_whole(cells[i]) for i in places]
    known = [number for number in numbers if number is not None]
    enough = len(known) >= 3 or known == [1, 2]
    steps = len(known) == len(numbers) and enough and all(b - a == 1 for a, b in pairwise(known))
    return [steps and i in set(places) for i in range(len(cells))]


def _whole(cell: Cell | None) -> int | None:
    text = str(cell)
    return int(text) if text.isdecimal() else None


def _with_rows_below(grid: Grid, header: Header) -> Header:
    """Count rows under the header that some survey tools write as header too: import ids, legends.

    What a legend says of the numbers in a column belongs to the name of that column.
    """
    below = header.last + 1
    if below < grid.height and is_import_id(grid.row(below)):
        return Header(header.first, below, header.names)
    if below + 1 < grid.height and are_legends(grid.row(below)):
        return Header(header.first, below, join_names(header.names, grid.row(below)))
    return header
