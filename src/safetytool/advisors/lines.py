"""A sheet, or a table of a text document, as rows of cells, whatever format it came from.

Consumes: pages and sheets of `read`. Returns: `Lines`. Leaves out what the cells mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, TypeAlias

from safetytool.read.grid import Grid, Merge, Page
from safetytool.read.model import Cell, Sheet

Row: TypeAlias = list[Cell | None]

SHORT_LABEL: Final = 60


@dataclass(frozen=True)
class Lines:
    """The cells of a sheet. Row `i` of `rows` is row `i + 1` of the sheet."""

    sheet: str
    rows: list[Row]
    merges: tuple[Merge, ...] = ()

    def is_blank(self, row: int) -> bool:
        """Whether a row, or what lies outside the sheet, has nothing in it."""
        return not 0 <= row < len(self.rows) or all(cell is None for cell in self.rows[row])

    def filled(self, row: int) -> list[tuple[int, Cell]]:
        """Return the filled cells of a row with their columns."""
        return [(column, cell) for column, cell in enumerate(self.rows[row]) if cell is not None]


def lines_of(page: Page | Sheet) -> Lines | None:
    """Return the cells of a page or sheet; None for one that is hidden, empty or a chart."""
    if isinstance(page, Page):
        return of_grid(page.name, page.grid) if page.grid is not None else None
    if page.table is None:
        return None
    columns = page.table.columns
    header: Row = [column.long_header or column.header for column in columns]
    rows: list[Row] = [[None] * len(columns) for _ in range(len(page.table.rows))]
    for place, column in enumerate(columns):
        values = [column.labels.get(value, value) for value in column.values]
        for row, code in enumerate(column.codes.tolist()):
            rows[row][place] = values[code] if code >= 0 else None
    return Lines(page.name, [header, *rows])


def of_grid(name: str, grid: Grid) -> Lines:
    """Return the cells of a grid."""
    columns = [
        [values[code] if code >= 0 else None for code in grid.codes[:, place].tolist()]
        for place, values in enumerate(grid.values)
    ]
    return Lines(name, [list(row) for row in zip(*columns, strict=True)] if columns else [], grid.merges)


def text_of(cell: Cell | None) -> str:
    """Return a cell as text; a date without a time as the date alone."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def titles_of(cells: Sequence[Cell]) -> list[str]:
    """Return the cells of a title row as texts, a label joined with the value beside it: 'School: De Ark'."""
    texts = list(dict.fromkeys(text_of(cell) for cell in cells))
    labels = texts[::2]
    if len(texts) % 2 == 0 and all(len(text) <= SHORT_LABEL and ":" not in text[:-1] for text in labels):
        pairs = zip(texts[::2], texts[1::2], strict=True)
        return [f"{label.rstrip(':').rstrip()}: {value}" for label, value in pairs]
    return texts
