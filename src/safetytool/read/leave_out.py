"""Rows below a header that are no data: blank rows, repeated headers, totals, notes, a second table.

What is left out is always told, with its row numbers. A row is only left out for what it shows
by itself; where that is doubtful it stays in, because an unknown answer is reported later on
while a pupil who is left out is lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safetytool.read.cells import is_number, is_words
from safetytool.read.grid import Flags, Grid
from safetytool.read.header import Header, counting_up
from safetytool.read.model import Cell, LeftOut
from safetytool.read.words import words

Rows = NDArray[np.int64]

_TOTAL_PHRASE = re.compile(
    r"((eind|sub)?totaal|(grand )?total|gemiddelde|gem\.|average|mean|aantal|number of|landelijke?)\b.{1,40}"
    r"|.{1,40}\b((eind|sub)?totaal|total|gemiddelde|average)"
    r"|(%|perc\.?|percentage|procent|aandeel|share of)\s?.{1,40}",
    re.IGNORECASE,
)
_NOTE_START = re.compile(
    r"\*|bron\b|source\b|noot\b|note\b|n\.?b\.?\b|let op|toelichting|legenda|gegenereerd", re.I
)

LABEL_PLACES = 3
"""The label of a total stands in one of the first so many filled cells of its row."""

MOSTLY = 0.9
"""A column is 'whole numbers' or 'words' if at least this part of its cells is."""

SHORT_NOTE = 12
"""Longer texts, and texts of several words, that stand alone in a row are notes or headings."""


@dataclass(frozen=True)
class RowKinds:
    """The rows below a header (0-based), sorted out."""

    data: Rows
    left_out: tuple[LeftOut, ...]
    second_header: int | None
    """0-based row where a second table starts; nothing from there on is read."""
    headings: tuple[int, ...]
    """0-based rows with a single text between the data: they may say something of the rows below."""


def sort_rows(grid: Grid, header: Header, columns: NDArray[np.int64]) -> RowKinds:
    """Tell the data rows below `header` from all others, looking at `columns` only."""
    below = np.arange(header.last + 1, grid.height, dtype=np.int64)
    filled = grid.filled[np.ix_(below, columns)]
    counts = filled.sum(axis=1)
    last = int(np.flatnonzero(counts)[-1]) + 1 if counts.any() else 0
    below, filled, counts = below[:last], filled[:last], counts[:last]
    codes = grid.codes[np.ix_(below, columns)]

    kinds = np.zeros(len(below), dtype="U16")
    kinds[counts == 0] = "blank"
    for row in range(header.first, header.last + 1):
        # Where questions are only numbered, a row of the same numbers may well be answers.
        if not any(is_words(cell) for cell in grid.row(row)):
            continue
        same = (codes == grid.codes[row, columns]).all(axis=1)
        kinds[same] = "repeated_header"
    second = _second_table(grid, columns, below, kinds)
    if second is not None:
        kinds[np.flatnonzero(below >= second)] = "second"
    _mark_totals(grid, columns, below, codes, kinds)
    _mark_notes(grid, columns, below, codes, kinds)
    data = below[kinds == ""]
    notes = below[kinds == "note"]
    headings = notes[notes < data[-1]] if len(data) else notes[:0]
    kinds[kinds == "second"] = "note"
    left_out = tuple(
        LeftOut(reason, tuple(int(row) + 1 for row in below[kinds == reason]))
        for reason in ("blank", "repeated_header", "total", "note")
        if (kinds == reason).any()
    )
    return RowKinds(data, left_out, second, tuple(int(row) for row in headings))


def _second_table(grid: Grid, columns: NDArray[np.int64], below: Rows, kinds: NDArray[np.str_]) -> int | None:
    """The row of another header further down, if there is one.

    It follows a blank row, or a title after one, is not the same header again, and all its texts are
    new in their columns and distinct from each other; a data row of a real export is never like that.
    """
    present = grid.filled[np.ix_(below, columns)]
    filled = present.sum(axis=1)
    distinct = [len(grid.values[column]) for column in columns]
    occurrences = _occurrences(grid.codes[np.ix_(below, columns)], distinct)
    after_gap = np.zeros(len(below), dtype=bool)
    after_gap[1:] = (filled[1:] >= 3) & (filled[:-1] == 0)
    after_gap[2:] |= (filled[2:] >= 3) & (filled[1:-1] == 1) & (filled[:-2] == 0)
    for place in np.flatnonzero(after_gap & (kinds == "")):
        row = int(below[place])
        if place == 0 or row + 1 >= grid.height or not grid.filled[row + 1, columns].any():
            continue
        cells = [grid.cell(row, int(column)) for column in columns]
        texts = [cell for cell in cells if cell is not None]
        headed = [is_words(cell) or up for cell, up in zip(cells, counting_up(cells), strict=True)]
        if sum(headed) < len(texts) or len(set(texts)) < len(texts) or not any(map(is_words, cells)):
            continue
        if all(occurrences[i][grid.codes[row, columns[i]]] == 1 for i in np.flatnonzero(present[place])):
            return row
    return None


def _mark_totals(
    grid: Grid, columns: NDArray[np.int64], below: Rows, codes: NDArray[np.int32], kinds: NDArray[np.str_]
) -> None:
    """Mark rows that are labelled as a total, or hold sums or averages in every way but by label."""
    open_rows = kinds == ""
    labelled = _labelled_rows(grid, columns, codes) & open_rows
    totals = _fractions_among_whole(grid, columns, codes, open_rows)
    distinct = [len(grid.values[column]) for column in columns]
    occurrences = _occurrences(codes, distinct)
    for place in np.flatnonzero(labelled):
        places = np.flatnonzero(codes[place] >= 0)
        cells = [grid.cell(int(below[place]), int(columns[i])) for i in places]
        first = next(i for i, cell in enumerate(cells) if total_label(cell) is not None)
        right = places[first + 1 :]
        # A total has something to say; words at the end of a row are somebody's remark.
        if not len(right) and (first or total_label(cells[first]) == "phrase"):
            continue
        known = sum(
            is_words(cell) and occurrences[i][codes[place, i]] > 1
            for i, cell in zip(right, cells[first + 1 :], strict=True)
        )
        rare = occurrences[places[first]][codes[place, places[first]]] <= 2
        # Answers that others give as well make it a row of data, whatever its first cells say.
        totals[place] |= (rare or total_label(cells[first]) == "word") and (
            not known or 2 * known < len(right)
        )
    # If most rows say that they are totals, then totals are what this table is about.
    if np.count_nonzero(totals) <= 0.5 * np.count_nonzero(open_rows):
        kinds[totals] = "total"


def _occurrences(codes: NDArray[np.int32], distinct: Sequence[int]) -> list[NDArray[np.int64]]:
    """For each column, how often each of its `distinct` values occurs."""
    return [
        np.bincount(column[column >= 0], minlength=number)
        for column, number in zip(codes.T, distinct, strict=True)
    ]


def total_label(cell: Cell | None) -> str | None:
    """'word' for a label that can only mean a total, 'phrase' for one that begins or ends so."""
    if not isinstance(cell, str):
        return None
    if cell.casefold().rstrip(":") in words("totals"):
        return "word"
    return "phrase" if _TOTAL_PHRASE.fullmatch(cell) else None


def _labelled_rows(grid: Grid, columns: NDArray[np.int64], codes: NDArray[np.int32]) -> Flags:
    """Which rows have the label of a total among their first filled cells."""
    found = np.zeros(len(codes), dtype=bool)
    rank = np.zeros(len(codes), dtype=np.int64)
    for place, column in enumerate(columns):
        here = codes[:, place]
        rank += here >= 0
        if (rank > LABEL_PLACES).all():
            break
        labels = np.array([*(total_label(value) is not None for value in grid.values[column]), False])
        found |= labels[here] & (rank <= LABEL_PLACES)
    return found


def _fractions_among_whole(
    grid: Grid, columns: NDArray[np.int64], codes: NDArray[np.int32], open_rows: Flags
) -> Flags:
    """Rows in which most numbers are fractions while their columns hold whole numbers: averages."""
    fractions = np.zeros(len(codes), dtype=np.int64)
    numbers = np.zeros(len(codes), dtype=np.int64)
    for place, column in enumerate(columns):
        values = grid.values[column]
        number = ~grid.words[column][codes[:, place]] & (codes[:, place] >= 0) & open_rows
        numbers += number
        fraction = np.array([*map(_is_fraction, values), False])
        if fraction.any():
            here = fraction[codes[:, place]] & open_rows
            fractions += here if here.sum() <= (1 - MOSTLY) * number.sum() else 0
    return (fractions >= 2) & (2 * fractions >= numbers)


def _is_fraction(cell: Cell) -> bool:
    if isinstance(cell, str):
        return is_number(cell) and not cell.strip("+-").isdecimal()
    return isinstance(cell, float)


def _mark_notes(
    grid: Grid, columns: NDArray[np.int64], below: Rows, codes: NDArray[np.int32], kinds: NDArray[np.str_]
) -> None:
    """Mark rows that hold only a remark or a heading, and small lists under the table."""
    counts = (codes >= 0).sum(axis=1)
    if len(columns) < 3:
        _mark_last_remark(grid, columns, below, counts, kinds)
        return
    few = np.flatnonzero((kinds == "") & (counts <= 2))
    full = np.flatnonzero((kinds == "") & (counts > 2))
    end = int(full[-1]) if len(full) else -1
    gap_below = end + 1 < len(kinds) and kinds[end + 1] == "blank"
    occurrences = _occurrences(codes, [len(grid.values[column]) for column in columns])
    # Notes stand in the first or second column.
    numeric = [_mostly_numbers(grid, columns[i], occurrences[i]) for i in (0, 1)]
    for place in few:
        places = np.flatnonzero(codes[place] >= 0)
        cells = [grid.cell(int(below[place]), int(columns[i])) for i in places]
        words = [is_words(cell) for cell in cells]
        known = any(
            word and occurrences[i][codes[place, i]] > 1 for i, word in zip(places, words, strict=True)
        )
        if known or not any(words) or places[0] > 1:
            continue
        under_table = place > end and gap_below and len(columns) >= 5
        among_numbers = len(cells) == 1 and numeric[places[0]]
        if under_table or (words[0] and (among_numbers or _is_remark(cells))):
            kinds[place] = "note"


def _mark_last_remark(
    grid: Grid, columns: NDArray[np.int64], below: Rows, counts: NDArray[np.int64], kinds: NDArray[np.str_]
) -> None:
    """Mark a source or note that stands apart under a table too narrow to tell remarks by their width."""
    if len(kinds) < 2 or counts[-1] != 1 or kinds[-1] or kinds[-2] != "blank":
        return
    text = next(cell for i in columns if (cell := grid.cell(int(below[-1]), int(i))) is not None)
    if _NOTE_START.match(str(text)):
        kinds[-1] = "note"


def _mostly_numbers(grid: Grid, column: np.int64, occurrences: NDArray[np.int64]) -> bool:
    """Whether nearly all cells of a column are numbers, a single other one left aside."""
    numbers = np.array([is_number(value) for value in grid.values[column]], dtype=bool)
    return bool(occurrences[numbers].sum() >= MOSTLY * (occurrences.sum() - 1) > 0)


def _is_remark(cells: list[Cell | None]) -> bool:
    """Whether the one or two cells of a row are a remark rather than an answer sheet left blank."""
    text = str(cells[0])
    if _NOTE_START.match(text) or text.endswith(":"):
        return True
    return len(cells) == 1 and (" " in text or len(text) > SHORT_NOTE)
