"""Headers over two rows, and the text that they make for each column.

Two kinds are known:

- groups: the upper row names a group of columns (merged, or written once above its first
  column), the lower row the columns in it; either row is blank where the other says it all;
- code and text: one row holds a code for each column (V1, Q3_2), the other the question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from safetytool.read.cells import is_words
from safetytool.read.grid import Flags, Grid
from safetytool.read.header_words import are_legends, is_import_id, is_metadata_label
from safetytool.read.model import Cell
from safetytool.read.words import words

_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-\[\]]{0,23}|\d{1,3}[a-z]?")

_NUMBERED = re.compile(r"[\d_]")

LOOKED_AT = 200
"""So many different values of a column are compared with its header."""

UNLIKE = 1.5
"""A header text is unlike the answers below it if it is so much longer than each of them."""

MAX_AGAIN_CODED = 0.1
"""This share of a lower row of codes or questions may occur again below, as data do."""

MAX_AGAIN_GROUPED = 0.3
"""The same for a lower row under groups: where several answers may be ticked, some survey tools
write the answer itself, which is also the heading, in the cells."""

MAX_STRAY = 1 / 3
"""So many of the upper cells may stand alone above a filled lower cell, at most."""


@dataclass(frozen=True)
class _Span:
    """An upper header cell and the columns that it stands over (0-based, `end` not included)."""

    text: str
    start: int
    end: int
    merged: bool
    """Whether the file itself says so, by merged cells."""


def join_rows(grid: Grid, upper_row: int, lower_recurring: Flags) -> tuple[str, ...] | None:
    """The column texts of a header of two rows, or None where the two rows are not one header.

    Parameters
    ----------
    grid
        The sheet.
    upper_row
        Row (0-based) of the upper part; the lower part is the next row.
    lower_recurring
        Which cells of the lower row occur again below in the same column, as data do.
    """
    upper, lower = grid.row(upper_row), grid.row(upper_row + 1)
    filled = [cell for cell in lower if cell is not None]
    if not filled or any(isinstance(cell, date) for cell in upper):
        return None
    again = sum(
        flag and not _is_answer_heading(cell) for cell, flag in zip(lower, lower_recurring, strict=True)
    ) / len(filled)
    if again <= MAX_AGAIN_CODED and _is_code_and_text(grid, upper_row, upper, lower):
        return join_names(upper, lower)
    if again > MAX_AGAIN_GROUPED or sum(map(is_words, filled)) < 0.8 * len(filled):
        return None
    spans = _spans(grid, upper_row, upper, lower)
    used: Flags = np.any(grid.filled[upper_row + 2 :], axis=0)
    if not _is_grouping(spans, upper, lower, used):
        return None
    above: list[Cell | None] = [None] * grid.width
    for span in spans:
        above[span.start : span.end] = [span.text] * (span.end - span.start)
    return join_names(above, lower)


def join_names(upper: Sequence[Cell | None], lower: Sequence[Cell | None]) -> tuple[str, ...]:
    """The texts of two header rows, column by column: 'upper - lower', each only if it adds something."""
    return tuple(_join(a or None, b or None) for a, b in zip(upper, lower, strict=True))


def _is_code_and_text(
    grid: Grid, upper_row: int, upper: Sequence[Cell | None], lower: Sequence[Cell | None]
) -> bool:
    """Whether one row holds a code and the other a text for (nearly) the same columns.

    The lower row must also differ in kind from what stands below it: a row of open answers under
    codes, or of numbers under questions, is the first respondent.
    """
    both = [i for i, (a, b) in enumerate(zip(upper, lower, strict=True)) if a is not None and b is not None]
    either = sum(a is not None or b is not None for a, b in zip(upper, lower, strict=True))
    if len(both) < 2 or len(both) < 0.6 * either:
        return False
    above, below = [upper[i] for i in both], [lower[i] for i in both]
    numbers = sum(not is_words(cell) for cell in below)
    coded_below = 2 * numbers < len(below) and _are_codes(below) and _are_texts(above, below)
    if not coded_below and not (_are_codes(above) and _are_texts(below, above)):
        return False
    data = upper_row + 2
    if data < grid.height and (is_import_id(grid.row(data)) or are_legends(grid.row(data))):
        data += 1
    unlike = sum(_is_unlike(cell, grid, data, i) for i, cell in zip(both, below, strict=True))
    return 2 * unlike >= len(both)


def _is_unlike(cell: Cell | None, grid: Grid, row: int, column: int) -> bool:
    """Whether a header cell is of another kind than the cells that its column has from `row` on."""
    codes = grid.codes[row:, column]
    below = [grid.values[column][code] for code in np.unique(codes[codes >= 0])[:LOOKED_AT]]
    if not is_words(cell) or not below:
        return False
    return all(
        not is_words(value)
        or value == cell  # the header printed again
        or len(str(cell)) > UNLIKE * len(str(value))
        or bool(_NUMBERED.search(str(cell))) > bool(_NUMBERED.search(str(value)))
        for value in below
    )


def _are_codes(cells: Sequence[Cell | None]) -> bool:
    codes = [str(cell) for cell in cells if _CODE.fullmatch(str(cell))]
    numbered = [cell for cell in codes if _NUMBERED.search(cell)]
    return len(codes) >= 0.8 * len(cells) and len(numbered) >= 0.4 * len(cells) and _distinct(cells)


def _are_texts(cells: Sequence[Cell | None], codes: Sequence[Cell | None]) -> bool:
    texts = [str(cell) for cell in cells if is_words(cell)]
    spaced = [text for text in texts if " " in text]
    longer = sum(len(str(cell)) for cell in cells) > 2 * sum(len(str(code)) for code in codes)
    return len(texts) == len(cells) and len(spaced) >= 0.5 * len(cells) and longer and _distinct(cells)


def _distinct(cells: Sequence[Cell | None]) -> bool:
    return len(set(cells)) >= 0.9 * len(cells)


def _spans(grid: Grid, row: int, upper: Sequence[Cell | None], lower: Sequence[Cell | None]) -> list[_Span]:
    """The upper cells with the columns that each stands over.

    Where the row has merged cells these say it. Otherwise a cell stands over the columns up to
    the next upper cell, provided that the lower row goes on without a gap.
    """
    starts = [column for column, cell in enumerate(upper) if cell is not None]
    merged = {
        merge.left: merge.right + 1
        for merge in grid.merges
        if merge.top == row and merge.right > merge.left and merge.left in starts
    }
    spans = []
    for start, following in zip(starts, [*starts[1:], grid.width], strict=True):
        end = start + 1
        if merged:
            end = min(merged.get(start, end), grid.width)
        elif lower[start] is not None:
            while end < following and lower[end] is not None:
                end += 1
        spans.append(_Span(str(upper[start]), start, end, start in merged))
    return spans


def _is_grouping(
    spans: Sequence[_Span], upper: Sequence[Cell | None], lower: Sequence[Cell | None], used: Flags
) -> bool:
    """Whether upper cells name groups of columns, rather than being titles or a header by themselves.

    `used` says which columns hold anything below.
    """
    named = [column for column, cell in enumerate(lower) if cell is not None]
    groups = [span for span in spans if sum(span.start <= column < span.end for column in named) >= 2]
    if any(is_metadata_label(span.text) for span in groups):
        return False
    # One cell at the left, above everything, is a title.
    if len(spans) == 1 and spans[0].start <= named[0]:
        return False
    if _is_label_and_value(spans, lower):
        return False
    alone = [span for span in spans if lower[span.start] is None]
    # A title stands above nothing; beside real groups an empty column may just have no answers.
    unused = sum(not used[span.start] for span in alone)
    if unused > (MAX_STRAY * len(spans) if groups else 0):
        return False
    stray = [
        span
        for span in spans
        if span not in groups and span not in alone and not _says_the_same(span.text, lower[span.start])
    ]
    if len(stray) > MAX_STRAY * len(spans):
        return False
    answers = sum(_is_answer_heading(lower[column]) for column in named)
    completes = bool(alone) and all(
        upper[column] is None or upper[column] == lower[column] for column in named
    )
    return bool(groups) or 2 * answers >= len(named) or completes


def _is_label_and_value(spans: Sequence[_Span], lower: Sequence[Cell | None]) -> bool:
    """Whether an upper row says no more than 'School | De Regenboog', above a header that begins there."""
    if len(spans) != 2 or lower[spans[0].start] is None or spans[1].merged:
        return False
    label, value = spans
    return is_metadata_label(label.text) and label.end == label.start + 1 == value.start


def _says_the_same(upper: str, lower: Cell | None) -> bool:
    return _is_answer_heading(lower) or upper == str(lower)


def _is_answer_heading(cell: Cell | None) -> bool:
    return isinstance(cell, str) and cell.casefold() in words("answer_headings")


def _join(upper: Cell | None, lower: Cell | None) -> str:
    """Two header cells as one text: 'upper - lower', each only if it adds something."""
    if upper is None or lower is None or upper == lower:
        return str(lower if upper is None else upper) if (upper, lower) != (None, None) else ""
    return str(upper) if _is_answer_heading(lower) else f"{upper} - {lower}"
