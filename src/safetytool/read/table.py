"""From a grid to a table: header, columns, data rows, and what was left out."""

from collections.abc import Sequence
from datetime import datetime, time

import numpy as np
from numpy.typing import NDArray

from safetytool.read.cells import subset
from safetytool.read.grid import Grid, Page
from safetytool.read.header import Header, find_header
from safetytool.read.header_words import is_legend, is_metadata, is_metadata_label
from safetytool.read.leave_out import RowKinds, sort_rows
from safetytool.read.model import Cell, Column, Sheet, Table
from safetytool.read.side_tables import main_columns

Columns = NDArray[np.int64]

WIDE = 3
"""Adjacent rows above the header with at least so many filled cells are a table, not titles."""

SHORT_LABEL = 40
"""A title cell of at most so many characters can be the label of the cell beside it."""


def read_page(page: Page) -> Sheet:
    """The sheet of a page, with its table if one can be found."""
    if page.grid is None:
        return Sheet(page.name, None, page.why)
    if not page.grid.filled.any():
        return Sheet(page.name, None, "empty")
    header = find_header(page.grid)
    if header is None:
        return _without_header(page.name, page.grid)
    columns, notes = main_columns(page.grid, header)
    kinds = sort_rows(page.grid, header, columns)
    if not len(kinds.data):
        return Sheet(page.name, None, "no_table", ("There are no rows under the header.", *notes))
    table = _build(page.grid, header, columns, kinds)
    if len(table.columns) == 1 and len(table.columns[0].values) == len(table.rows):
        # One column of texts that are all different: an explanation, not answers.
        return Sheet(page.name, None, "no_table")
    above = _table_above(page.grid, header.first)
    return Sheet(page.name, table, "", (*above, *notes, *_notes(page.grid, kinds)))


def _without_header(name: str, grid: Grid) -> Sheet:
    """A sheet without a header: its columns are kept, unnamed, so that they can be shown."""
    rows = np.flatnonzero(grid.filled.any(axis=1))
    columns = np.flatnonzero(grid.filled.any(axis=0))
    if len(rows) < 2 or len(columns) < 2:
        return Sheet(name, None, "no_table")
    header = Header(-1, -1, ("",) * grid.width)
    kinds = RowKinds(rows, (), None, ())
    note = "No header row was found, so no column has a name. Add a row with the questions above the answers."
    return Sheet(name, _build(grid, header, columns, kinds), "", (note,))


def _build(grid: Grid, header: Header, columns: Columns, kinds: RowKinds) -> Table:
    built = []
    for column in columns:
        codes, values = subset(grid.codes[:, column], grid.values[column], kinds.data)
        # A column with neither a name nor data only held a title or a note.
        if header.names[column] or values:
            built.append(Column(header.names[column], int(column), codes, values))
    return Table(
        header_row=header.last + 1,
        rows=kinds.data + 1,
        columns=tuple(built),
        titles=_titles(grid, max(header.first, 0)),
        left_out=kinds.left_out,
    )


def _titles(grid: Grid, end: int) -> tuple[str, ...]:
    """The filled cells above the header; a title merged over several rows once."""
    titles: dict[str, None] = {}
    for row in np.flatnonzero(grid.filled[:end].any(axis=1)):
        cells = [cell for cell in grid.row(int(row)) if cell is not None]
        titles.update(dict.fromkeys(_paired(cells)))
    return tuple(titles)


def _paired(cells: Sequence[Cell]) -> list[str]:
    """The cells of a title row as texts, a label joined with the value beside it."""
    texts: list[str] = []
    place = 0
    while place < len(cells):
        here, following = cells[place], cells[place + 1] if place + 1 < len(cells) else None
        alone = len(cells) == 2 and isinstance(here, str) and len(here) <= SHORT_LABEL
        if following is not None and (alone or _is_label(here)) and not _is_label(following):
            texts.append(f"{str(here).rstrip(':').rstrip()}: {_text(following)}")
            place += 2
        else:
            texts.append(_text(here))
            place += 1
    return texts


def _is_label(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) <= SHORT_LABEL and is_metadata_label(cell)


def _text(cell: Cell) -> str:
    """A cell as text; a date with no time as the date alone."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def _table_above(grid: Grid, end: int) -> tuple[str, ...]:
    """A note where rows above the header look like another table (response by class, say)."""
    wide = [
        row
        for row in np.flatnonzero(grid.filled[:end].sum(axis=1) >= WIDE)
        if not is_metadata(grid.row(int(row))) and not is_legend(grid.row(int(row)))
    ]
    adjacent = [row for row in wide if row + 1 in wide or row - 1 in wide]
    if not adjacent:
        return ()
    return (
        f"Rows {adjacent[0] + 1} to {adjacent[-1] + 1} look like another table above the main one; it was "
        "not read. Put it on a sheet of its own.",
    )


def _notes(grid: Grid, kinds: RowKinds) -> tuple[str, ...]:
    """What the user should know about how the rows were read."""
    notes = []
    if kinds.second_header is not None:
        notes.append(
            f"Another table starts at row {kinds.second_header + 1}; it was not read. "
            "Put it on a sheet of its own."
        )
    if kinds.headings:
        row = kinds.headings[0]
        text = next(cell for cell in grid.row(row) if cell is not None)
        others = f" and {len(kinds.headings) - 1} more like it" if len(kinds.headings) > 1 else ""
        notes.append(
            f"Row {row + 1} ('{text}'){others} was taken as a heading between the data and left out. "
            "If it says something of the rows under it, such as their class, put that in a column."
        )
    return tuple(notes)
